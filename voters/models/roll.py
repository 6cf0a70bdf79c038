"""The roll: every version of every voter, and one lock row per regency.

One row of `Voter` is one version, valid for the roll revisions [since, until). Nothing is edited in
place and nothing is deleted, so the roll as of any revision is a filter. See docs/adr/0001.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length

from voters.models.fields import as_it_stands, code_field

# Only numbers of 16 characters are ever looked up, and a loaded roll may hold a page of text in their place.
for field in (models.CharField, models.TextField):
    field.register_lookup(Length)
OPEN = Q(until=None)


class Voter(models.Model):
    """One version of one voter of one regency.

    The table is partitioned by regency, hence the composite key: no admin, no foreign key to a voter;
    other tables hold (regency, dpid). Values are stored as they stand: a loaded roll may carry a NIK of 15
    digits or an RT that is no number, and those people are voters all the same.
    """

    pk = models.CompositePrimaryKey("regency", "dpid", "since")
    dpid = models.BigIntegerField()
    batch_row = models.BigIntegerField(null=True)
    since = models.IntegerField()
    until = models.IntegerField(null=True)
    birth_date = models.DateField(null=True)
    tps = models.SmallIntegerField()
    regency = code_field(4)
    village = code_field(10)
    nkk = as_it_stands()
    nik = as_it_stands()
    sex = models.CharField(max_length=1)
    marital = as_it_stands()
    disability = as_it_stands()
    ektp = as_it_stands()
    rt = as_it_stands()
    rw = as_it_stands()
    name = models.TextField(blank=True)
    birth_place = models.TextField(blank=True)
    birth_text = models.TextField(blank=True)  # as it stood in a loaded roll, where it is no date
    address = models.TextField(blank=True)
    source = models.TextField(blank=True)

    class Meta:
        """Keys and indexes as measured; the partial ones hold the active roll only."""

        constraints = [
            models.UniqueConstraint(fields=["regency", "dpid"], condition=OPEN, name="voter_open_once"),
            models.CheckConstraint(condition=OPEN | Q(until__gt=F("since")), name="voter_until_after_since"),
            models.CheckConstraint(condition=Q(sex__in=["L", "P"]), name="voter_sex"),
            models.CheckConstraint(condition=Q(tps__range=(1, 999)), name="voter_tps"),
        ]
        indexes = [
            models.Index(fields=["nik"], condition=OPEN & Q(nik__length=16), name="voter_nik"),
            models.Index(fields=["nkk"], condition=OPEN & Q(nkk__length=16), name="voter_nkk"),
            models.Index(fields=["regency", "village", "tps", "sex"], condition=OPEN, name="voter_place"),
            models.Index(fields=["since"], name="voter_since"),
            models.Index(fields=["until"], condition=Q(until__isnull=False), name="voter_until"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], condition=OPEN, name="voter_name"),
        ]

    def __str__(self):
        """Never the person: only where the version stands."""
        return f"{self.regency}/{self.dpid}@{self.since}"


class Roll(models.Model):
    """The roll of one regency: its revision, and the lock for every change to it.

    Take it with `select_for_update(no_key=True)`; several rolls in the order of their codes.
    """

    regency = code_field(4, primary_key=True)
    revision = models.IntegerField(default=0)
    next_dpid = models.BigIntegerField(default=1)
    active = models.BigIntegerField(default=0)
    loaded_revision = models.IntegerField(default=0)  # flows are counted from here while there is no snapshot

    def __str__(self):
        """Regency and revision."""
        return f"{self.regency} r{self.revision}"
