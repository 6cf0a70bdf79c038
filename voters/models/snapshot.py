"""A sealed snapshot of a regency's roll: hashes per village, tallies per village and TPS."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from voters.models.fields import code_field
from voters.models.period import Period, Stage


class SnapshotRun(models.Model):
    """Snapshots of all offices of a province asked for at once, by a person or by the closing of a period.

    An office whose snapshot could not even be asked for stands in `refused`: {regency: {"code", "message"}}. One that
    needed none stands in `stands`: {regency: id of the snapshot that is, or is being, sealed at this very revision}.
    """

    area = code_field(2)
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=5, choices=Stage)
    scheduled = models.BooleanField(default=False)  # by the closing of the period, hence once
    token = models.UUIDField(null=True, unique=True)  # of the form: pressed twice, it is one run
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    refused = models.JSONField(default=dict)
    stands = models.JSONField(default=dict)

    class Meta:
        """Newest first."""

        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["area", "period", "stage"], condition=Q(scheduled=True),
                                               name="snapshot_run_scheduled_once")]

    def __str__(self):
        """Area, period and stage."""
        return f"{self.area} {self.period_id} {self.stage}"


class Snapshot(models.Model):
    """A regency's roll at one revision, under a stage of a period. Immutable once sealed.

    The seal is the SHA-256 of the SHA256SUMS file over the villages' canonical CSVs (docs/seal.md). `manifest` says
    stage, times, figures and the seal before; `proof` is its SHA-256, and `code`, printed on paper, its beginning.
    """

    regency = code_field(4)
    period = models.ForeignKey(Period, models.PROTECT, related_name="snapshots")
    stage = models.CharField(max_length=5, choices=Stage)
    revision = models.IntegerField()
    base_revision = models.IntegerField()   # flows are counted over the revisions (base_revision, revision]
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    taken_at = models.DateTimeField(auto_now_add=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # null: by beat
    run = models.ForeignKey(SnapshotRun, models.PROTECT, null=True, related_name="snapshots")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=60, blank=True)

    # Places whose figures do not close, found while sealing; with the province's words it is sealed all the same.
    breaks = models.JSONField(default=list)
    explanation = models.TextField(blank=True)
    explained_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    explained_at = models.DateTimeField(null=True)

    sealed_at = models.DateTimeField(null=True)
    seal = code_field(64, blank=True)
    male = models.IntegerField(default=0)
    female = models.IntegerField(default=0)
    flow = models.JSONField(default=dict)   # {"baru": {"L","P"}, "tms": {"1": {"L","P"}}, "ubah": n}
    figures = models.JSONField(default=dict)    # sums of the tallies in the form of recaps: queries/recap.py
    reused = models.IntegerField(default=0)     # villages whose hash and stock were taken over from a snapshot before
    manifest = models.JSONField(default=dict)
    proof = code_field(64, blank=True)
    code = code_field(16, blank=True)

    class Meta:
        """Newest first."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="snapshot_code_once"),
            models.CheckConstraint(name="snapshot_cancelled_unsealed",
                                   condition=Q(cancelled_at=None) | Q(sealed_at=None)),
            models.CheckConstraint(name="snapshot_explained_whole",
                                   condition=Q(explanation="", explained_by=None, explained_at=None)
                                   | ~Q(explanation="") & Q(explained_by__isnull=False, explained_at__isnull=False)),
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
    changed_male = models.IntegerField(default=0)
    changed_female = models.IntegerField(default=0)
    # What U rows did to the stock here: arrivals less departures, by sex (a change of sex moves one).
    moved_male = models.IntegerField(default=0)
    moved_female = models.IntegerField(default=0)
    # The same apart, by cause and direction: {"tempat": {"masuk": {"L","P"}, "keluar": {"L","P"}}, "kelamin": ...,
    # "antar": between offices, "ralat": by undoing}. Causes without anybody are left out.
    moves = models.JSONField(default=dict)
    disability = models.JSONField(default=dict)     # {"1": n} by kind
    without_ektp = models.IntegerField(default=0)

    class Meta:
        """By place."""

        ordering = ["village", "tps"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "village", "tps"], name="tally_place_once")]

    def __str__(self):
        """Where it counts."""
        return f"{self.village}/{self.tps}"
