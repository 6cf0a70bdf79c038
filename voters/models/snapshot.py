"""A sealed snapshot of a regency's roll: hashes per village, tallies per village and TPS."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from voters.models.fields import code_field
from voters.models.period import Period, Stage


class Snapshot(models.Model):
    """A regency's roll at one revision, under a stage of a period. Immutable once sealed.

    The seal is the SHA-256 of the SHA256SUMS file over the villages' canonical CSVs (docs/seal.md).
    """

    regency = code_field(4)
    period = models.ForeignKey(Period, models.PROTECT, related_name="snapshots")
    stage = models.CharField(max_length=5, choices=Stage)
    revision = models.IntegerField()
    base_revision = models.IntegerField()   # flows are counted over the revisions (base_revision, revision]
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    taken_at = models.DateTimeField(auto_now_add=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    sealed_at = models.DateTimeField(null=True)
    seal = code_field(64, blank=True)
    male = models.IntegerField(default=0)
    female = models.IntegerField(default=0)
    flow = models.JSONField(default=dict)   # {"baru": {"L","P"}, "tms": {"1": {"L","P"}}, "ubah": n}

    class Meta:
        """Newest first."""

        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="snapshot_seal_pair", condition=Q(sealed_at=None, seal="")
                                   | Q(sealed_at__isnull=False) & ~Q(seal="")),
            models.CheckConstraint(name="snapshot_stage_known", condition=Q(stage__in=Stage.values)),
        ]
        indexes = [models.Index(fields=["regency", "-id"], name="snapshot_by_regency"),
                   models.Index(fields=["period", "stage", "regency", "-id"], name="snapshot_by_stage")]

    def __str__(self):
        """Number, regency and revision."""
        return f"#{self.pk} {self.regency} r{self.revision}"

    @property
    def total(self):
        """Voters in the snapshot."""
        return self.male + self.female


class SnapshotVillage(models.Model):
    """The hash of one village's canonical CSV."""

    regency = code_field(4)
    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="villages")
    village = code_field(10)
    sha256 = code_field(64)
    bytes = models.BigIntegerField()
    voters = models.IntegerField()

    class Meta:
        """In the order of SHA256SUMS."""

        ordering = ["village"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "village"], name="snapshot_village_once")]

    def __str__(self):
        """A line of SHA256SUMS."""
        return f"{self.sha256}  {self.village}.csv"


class Tally(models.Model):
    """Counts of one TPS of one village in a snapshot: stock by sex, and the flow since the base revision.

    A change of village or TPS by a U row stands in both places, as moved out of one and into the other.
    """

    regency = code_field(4)
    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="tallies")
    village = code_field(10)
    tps = models.SmallIntegerField()
    male = models.IntegerField(default=0)
    female = models.IntegerField(default=0)
    new_male = models.IntegerField(default=0)
    new_female = models.IntegerField(default=0)
    struck_male = models.IntegerField(default=0)
    struck_female = models.IntegerField(default=0)
    struck = models.JSONField(default=dict)         # {"1": {"L": 3, "P": 2}} by TMS code
    changed = models.IntegerField(default=0)
    # What U rows did to the stock here: arrivals less departures, by sex (a change of sex moves one).
    moved_male = models.IntegerField(default=0)
    moved_female = models.IntegerField(default=0)
    disability = models.JSONField(default=dict)     # {"1": n} by kind
    without_ektp = models.IntegerField(default=0)

    class Meta:
        """By place."""

        ordering = ["village", "tps"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "village", "tps"], name="tally_place_once")]

    def __str__(self):
        """Where it counts."""
        return f"{self.village}/{self.tps}"
