"""A rollup: the snapshots of all regencies of an area, added up. Missing ones are missing, never zero."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from voters.models.fields import code_field
from voters.models.period import Period, Stage
from voters.models.snapshot import Snapshot


class Rollup(models.Model):
    """The sum of an area's snapshots for a period and stage; rebuilt by upsert. `area` is a province, "" the nation.

    The nation has no rows of its own: it adds up the rollups of the provinces.
    """

    area = code_field(2, blank=True)
    period = models.ForeignKey(Period, models.PROTECT, related_name="rollups")
    stage = models.CharField(max_length=5, choices=Stage)
    built_at = models.DateTimeField()
    male = models.BigIntegerField(default=0)
    female = models.BigIntegerField(default=0)
    included = models.IntegerField(default=0)
    expected = models.IntegerField(default=0)
    figures = models.JSONField(default=dict)    # as those of a snapshot, added up
    seal = code_field(64)

    class Meta:
        """One per area, period and stage."""

        ordering = ["area"]
        constraints = [models.UniqueConstraint(fields=["area", "period", "stage"], name="rollup_once")]

    def __str__(self):
        """Area, period and stage."""
        return f"{self.area} {self.period_id} {self.stage}"

    @property
    def total(self):
        """Voters in the snapshots that are in."""
        return self.male + self.female


class RollupRow(models.Model):
    """One regency's figures in a rollup; all null while its snapshot is missing."""

    rollup = models.ForeignKey(Rollup, models.CASCADE, related_name="lines")
    regency = code_field(4)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, related_name="+")
    male = models.IntegerField(null=True)
    female = models.IntegerField(null=True)
    new_male = models.IntegerField(null=True)
    new_female = models.IntegerField(null=True)
    struck_male = models.IntegerField(null=True)
    struck_female = models.IntegerField(null=True)
    changed = models.IntegerField(null=True)
    figures = models.JSONField(default=dict)    # those of the snapshot; empty while it is missing

    class Meta:
        """By regency."""

        ordering = ["regency"]
        constraints = [
            models.UniqueConstraint(fields=["rollup", "regency"], name="rollup_regency_once"),
            models.CheckConstraint(name="rollup_missing_is_null", condition=Q(snapshot=None, male=None, female=None)
                                   | Q(snapshot__isnull=False, male__isnull=False, female__isnull=False)),
        ]

    def __str__(self):
        """The regency's code."""
        return self.regency


class RollupEdition(models.Model):
    """What a rollup said while it had one seal and one set of figures: a province's recaps are printed from it.

    A rollup that is built again and says the same stays in its edition, else it gets a new one. The seal alone does not
    tell: it vouches for the voters, and who was struck with another code is off the list all the same.
    """

    area = code_field(2, blank=True)
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=5, choices=Stage)
    seal = code_field(64)
    manifest = models.JSONField()   # totals, and a line per regency (province) with seal and figures
    proof = code_field(64)
    code = code_field(16, unique=True)
    built_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering = ["-id"]
        indexes = [models.Index(fields=["area", "period", "stage", "seal"], name="rollup_edition_of")]

    def __str__(self):
        """Area, period and stage."""
        return f"{self.area or 'ID'} {self.period_id} {self.stage} #{self.pk}"


class Publication(models.Model):
    """The figures of an edition that anybody may have: sums down to villages, no personal data, frozen as published.

    `content` is what the public page shows: {"about", "columns", "top"} (queries/publications.py), the rows of province
    and regencies; districts and villages are in its files. The reason of a withdrawal is public.
    """

    edition = models.ForeignKey(RollupEdition, models.PROTECT, related_name="publications")
    content = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=60, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        """Newest first; an edition is out once at a time."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["edition"], condition=Q(withdrawn_at=None), name="publication_once"),
            models.CheckConstraint(name="publication_withdrawn_whole", condition=Q(
                withdrawn_at=None, withdrawn_by="", withdrawn_reason="") | Q(withdrawn_at__isnull=False)
                & ~Q(withdrawn_by="") & ~Q(withdrawn_reason=""))]

    def __str__(self):
        """Which edition."""
        return f"publication of {self.edition_id}"


class PublicationFile(models.Model):
    """One file of a publication, the same bytes for everybody as long as it is out."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4)   # xlsx, csv, json
    data = models.BinaryField()
    bytes = models.IntegerField()
    sha256 = code_field(64)

    class Meta:
        """One of each kind."""

        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["publication", "kind"], name="publication_file_once")]

    def __str__(self):
        """Its kind and hash."""
        return f"{self.kind} {self.sha256}"
