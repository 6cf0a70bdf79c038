"""A batch of updates (berkas mutarlih) and its rows, as typed and as parsed."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from voters.models.fields import as_it_stands, code_field
from voters.models.period import Period


class State(models.TextChoices):
    """Where a batch stands; `actions.steps` says which steps are allowed."""

    RECEIVED = "received", _("Sedang dibaca")
    REFUSED = "refused", _("Ditolak saat diterima")
    CHECKED = "checked", _("Perlu diajukan")
    SUBMITTED = "submitted", _("Menunggu persetujuan")
    APPROVED = "approved", _("Disetujui")
    APPLIED = "applied", _("Diterapkan")
    RETURNED = "returned", _("Dikembalikan")
    CANCELLED = "cancelled", _("Dibatalkan")


class Origin(models.TextChoices):
    """How the rows of a batch came in."""

    FILE = "file", _("Berkas")
    TYPED = "typed", _("Entri di portal")
    REVERSAL = "reversal", _("Pembatalan penerapan")


def pair(name):
    """A step has both its time and its person, or neither."""
    both = Q(**{f"{name}_at__isnull": False, f"{name}_by__isnull": False})
    neither = Q(**{f"{name}_at__isnull": True, f"{name}_by__isnull": True})
    return models.CheckConstraint(name=f"batch_{name}_pair", condition=both | neither)


class Batch(models.Model):
    """One file of updates for a regency and a period, or the rest of one that stayed a draft."""

    regency = code_field(4)
    period = models.ForeignKey(Period, models.PROTECT, related_name="batches")
    number = models.IntegerField()  # counted per regency and period; the receipt is made of it
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.FILE)
    rest_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="rests")
    is_bin = models.BooleanField(default=False)     # rows that were taken out of its `rest_of`; never listed
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversals")
    reverse_reason = models.TextField(blank=True, db_default="")  # why it undoes that batch
    label = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=80, blank=True)

    form_token = models.UUIDField(null=True, unique=True)  # a form sent twice makes one batch
    file_name = models.CharField(max_length=255, blank=True)
    file_size = models.BigIntegerField(default=0)
    sha256 = code_field(64)
    stored_as = models.CharField(max_length=255, blank=True)

    rows = models.IntegerField(default=0)
    blocked = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)         # {"E02": 14, ...} rows per code
    file_problems = models.JSONField(default=list)  # ["W10"] or [{"code", "message"}] of a refusal
    conflicts = models.IntegerField(default=0)      # rows whose voter another batch changed since; they are blocked
    marked = models.IntegerField(default=0)         # rows that the approver is about to return
    skipped = models.IntegerField(default=0)        # rows of a file sent again that were in already
    review = models.JSONField(default=dict)         # what the approver is told of all rows, counted on submission
    checked_revision = models.IntegerField(null=True)
    revision = models.IntegerField(null=True)       # the roll's revision that this batch made
    applied_rows = models.IntegerField(null=True)
    note = models.TextField(blank=True)             # why it was returned or cancelled

    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Voters whom it takes off the roll, counted on approval; beyond the brake the province must sign too.
    removals = models.IntegerField(null=True)
    countersigned_at = models.DateTimeField(null=True)
    countersigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    countersign_reason = models.TextField(blank=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        """Two people, one receipt per number, one live receipt per file."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["regency", "period", "number"], name="batch_receipt"),
            models.UniqueConstraint(
                fields=["regency", "period", "sha256"], name="batch_file_once",
                condition=Q(rest_of=None) & ~Q(state__in=["refused", "cancelled"])),
            models.CheckConstraint(name="batch_two_people", condition=Q(approved_by=None)
                                   | Q(submitted_by__isnull=False) & ~Q(approved_by=F("submitted_by"))),
            models.CheckConstraint(name="batch_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="batch_applied_has_revision", condition=~Q(state="applied")
                                   | Q(revision__isnull=False, applied_at__isnull=False,
                                       applied_rows__isnull=False)),
            models.UniqueConstraint(fields=["rest_of"], name="batch_one_bin", condition=Q(is_bin=True)),
            models.UniqueConstraint(fields=["reverses"], name="batch_reversed_once",
                                    condition=~Q(state="cancelled")),
            models.CheckConstraint(name="batch_third_person", condition=Q(countersigned_by=None)
                                   | ~Q(countersigned_by=F("submitted_by")) & ~Q(countersigned_by=F("approved_by"))
                                   & ~Q(countersign_reason="")),
            pair("submitted"),
            pair("approved"),
            pair("countersigned"),
        ]
        indexes = [models.Index(fields=["regency", "-id"], name="batch_by_regency"),
                   models.Index(fields=["regency", "revision"], name="batch_by_revision",
                                condition=Q(revision__isnull=False))]

    def __str__(self):
        """The receipt number."""
        return self.receipt

    @property
    def receipt(self):
        """The number on the receipt, unique in the country: 3578/2017-07/0003."""
        return f"{self.regency}/{self.period_id}/{self.number:04d}"

    @property
    def waits_for_province(self):
        """Whether it is approved, but takes so many voters off the roll that the province has to sign it first."""
        return self.state == State.APPROVED and self.countersigned_by_id is None and "brake" in self.review

    @property
    def title(self):
        """What people call it: its label, else its file's name."""
        return self.label or self.file_name or self.receipt


class Kind(models.TextChoices):
    """What a row asks for; empty where its KET is not known in the period's code set."""

    NEW = "B", _("Baru")
    CHANGE = "U", _("Ubah")
    STRIKE = "T", _("TMS")
    NONE = "", _("Tidak dikenal")


class BatchRow(models.Model):
    """One row of a batch: its 18 cells as typed, what they mean, and what is wrong with it.

    Rows move between batches (to the draft of what stays behind, to the bin) and keep their id: it is the row
    key of an annotated workbook, and what evidence hangs on.
    """

    regency = code_field(4)                           # the batch's; every row of a regency says so itself
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="lines", db_index=False)
    ordinal = models.IntegerField()
    sheet = models.TextField()
    row = models.IntegerField()                       # the row number in the sheet
    typed = models.JSONField()
    kind = models.CharField(max_length=1, choices=Kind, blank=True)
    code = models.SmallIntegerField(null=True)        # TMS code of the period's set
    dpid = models.BigIntegerField(null=True)
    nkk = as_it_stands()
    nik = as_it_stands()
    name = models.TextField(blank=True)
    birth_place = models.TextField(blank=True)
    birth_date = models.DateField(null=True)
    marital = as_it_stands()
    sex = as_it_stands()
    address = models.TextField(blank=True)
    rt = as_it_stands()
    rw = as_it_stands()
    disability = as_it_stands()
    ektp = as_it_stands()
    village = code_field(10, blank=True)
    tps = models.IntegerField(null=True)
    source = models.TextField(blank=True)

    problems = ArrayField(models.CharField(max_length=3), default=list)
    blocked = models.BooleanField(default=False)
    found = models.BigIntegerField(null=True)         # DPID of the voter that a U or T row finds
    found_since = models.IntegerField(null=True)      # that voter's version when the row was first checked
    conflict = models.BooleanField(default=False, db_default=False)  # another batch has changed him since
    partner = models.IntegerField(null=True)          # ordinal of the other row of a code-8 pair
    unchanged = models.BooleanField(default=False)    # I03: applied as nothing
    transfer = models.ForeignKey("Transfer", models.PROTECT, null=True, related_name="rows")  # B row of an arrival
    # The row of a file sent again that took this one's place; followed from old to new only.
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    confirmed = ArrayField(models.CharField(max_length=3), default=list, db_default=[])  # W codes vouched for
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=60, blank=True, db_default="")
    return_reason = models.TextField(blank=True, db_default="")  # marked by the approver for return, and why
    client_key = models.UUIDField(null=True)          # the grid's own name of a row: saved twice, it is one row
    corrected_at = models.DateTimeField(null=True)
    corrected_by = models.CharField(max_length=60, blank=True)
    version = models.IntegerField(default=1)          # two people correcting one row: one wins
    before_repair = models.JSONField(null=True)       # cells that a repair of many rows replaced, to undo it

    class Meta:
        """Read in file order, by problem, and by the keys that tie rows together."""

        ordering = ["batch", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "ordinal"], name="row_in_file_order"),
            models.UniqueConstraint(fields=["batch", "client_key"], name="row_typed_once",
                                    condition=Q(client_key__isnull=False)),
        ]
        indexes = [
            # By problem: row_problem_keys, which sql/problem_functions.sql reads.
            models.Index(fields=["batch", "blocked", "ordinal"], name="row_blocked"),
            models.Index(fields=["batch", "nik"], name="row_nik", condition=Q(nik__length=16)),
            models.Index(fields=["batch", "nkk"], name="row_nkk", condition=Q(nkk__length=16)),
            models.Index(fields=["batch", "found"], name="row_found", condition=Q(found__isnull=False)),
            models.Index(fields=["batch", "kind", "ordinal"], name="row_kind"),
            models.Index(fields=["batch", "village", "ordinal"], name="row_village"),
            models.Index(fields=["batch", "ordinal"], name="row_conflict", condition=Q(conflict=True)),
            models.Index(fields=["batch", "ordinal"], name="row_marked", condition=~Q(return_reason="")),
            models.Index(fields=["transfer"], name="row_transfer", condition=Q(transfer__isnull=False)),
            models.Index(fields=["batch", "ordinal"], name="row_arrival", condition=Q(transfer__isnull=False)),
            models.Index(fields=["batch", "ordinal"], name="row_repaired", condition=Q(before_repair__isnull=False)),
        ]

    def __str__(self):
        """Where the row stands, never who is in it."""
        return f"{self.sheet}!{self.row}"
