"""What the portal keeps of KTP-el progress: reports with their figures and findings, and rollups of them.

A correction is a new version of the report; the old one stays. Numbers stand as they were reported.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ektp.rules import COLUMNS, Figures, share


class FindingCode(models.TextChoices):
    """What may be odd about a figure; `rules.CODES` says exactly when."""

    ABOVE_100_PERCENT = "above_100_percent", _("Sudah rekam melebihi wajib KTP")
    PRINTED_ABOVE_RECORDED = "printed_above_recorded", _("Sudah cetak melebihi sudah rekam")
    NOT_RECORDED_DIFFERS = "not_recorded_differs", _("Belum rekam tidak sama dengan wajib KTP − sudah rekam")
    NOT_PRINTED_DIFFERS = "not_printed_differs", _("Belum cetak tidak sama dengan sudah rekam − sudah cetak")
    FALLS = "falls", _("Turun dari laporan sebelumnya")
    JUMPS = "jumps", _("Naik lebih dari 10 % dari laporan sebelumnya")
    DISTRICT_MISSING = "district_missing", _("Kecamatan belum dilaporkan")
    TOTALS_DIFFER = "totals_differ", _("Baris jumlah tidak sama dengan penjumlahannya")


LABELS = {
    "obliged": _("Wajib KTP"), "recorded": _("Sudah rekam"), "printed": _("Sudah cetak"),
    "not_recorded": _("Belum rekam"), "not_printed": _("Belum cetak"), "print_ready": _("PRR (siap cetak)"),
    "suket": _("Suket"),
}


def code_field(length, **options):
    """A code of digits, collated by bytes."""
    return models.CharField(max_length=length, db_collation="C", **options)


def figures_of(row):
    """The Figures of anything with the columns of rules.COLUMNS: a district's row, a report's sums."""
    return Figures(*(getattr(row, column) for column in COLUMNS))


class Report(models.Model):
    """One version of a regency's report as of a date. `current` is the newest version of its date.

    The figures here are the sums over the districts reported; null where any of them leaves the column out.
    """

    regency = code_field(4)
    as_of = models.DateField()
    version = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    label = models.CharField(max_length=60, blank=True)     # semester and year: "Semester I 2017"
    source = models.CharField(max_length=120, blank=True)   # who gave the figures: Dispendukcapil
    note = models.TextField(blank=True)

    districts = models.PositiveSmallIntegerField()          # reported, out of
    expected = models.PositiveSmallIntegerField()
    obliged = models.BigIntegerField()
    recorded = models.BigIntegerField()
    printed = models.BigIntegerField(null=True)
    not_recorded = models.BigIntegerField(null=True)
    not_printed = models.BigIntegerField(null=True)
    print_ready = models.BigIntegerField(null=True)
    suket = models.BigIntegerField(null=True)
    totals = models.JSONField(default=dict)                 # the totals row as reported, {"obliged": n}
    open_findings = models.PositiveIntegerField(default=0)  # not explained yet

    evidence = models.CharField(max_length=255, blank=True)       # where the file is stored
    evidence_name = models.CharField(max_length=255, blank=True)  # what its sender called it
    sha256 = code_field(64, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        """One current version per regency and date; found by regency, newest date first."""

        ordering = ["regency", "-as_of", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["regency", "as_of", "version"], name="ektp_report_version_once"),
            models.UniqueConstraint(fields=["regency", "as_of"], condition=Q(current=True),
                                    name="ektp_report_current_once"),
            models.CheckConstraint(name="ektp_report_replaces", condition=Q(version=1, replaces=None)
                                   | Q(version__gt=1, replaces__isnull=False)),
            models.CheckConstraint(name="ektp_report_counts", condition=Q(
                obliged__gte=0, recorded__gte=0, districts__gte=1, districts__lte=F("expected"))),
        ]

    def __str__(self):
        """Regency, date and version."""
        return f"{self.regency} {self.as_of} v{self.version}"

    @property
    def figures(self):
        """The sums as Figures, with everything that is derived from them."""
        return figures_of(self)

    @property
    def complete(self):
        """Whether every district of the regency is in."""
        return self.districts == self.expected


class DistrictFigures(models.Model):
    """The figures of one district in one version of a report, as reported."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="lines", db_index=False)
    regency = code_field(4)
    district = code_field(6)
    obliged = models.IntegerField()
    recorded = models.IntegerField()
    printed = models.IntegerField(null=True)
    not_recorded = models.IntegerField(null=True)
    not_printed = models.IntegerField(null=True)
    print_ready = models.IntegerField(null=True)
    suket = models.IntegerField(null=True)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        """By district."""

        ordering = ["district"]
        constraints = [
            models.UniqueConstraint(fields=["report", "district"], name="ektp_district_once"),
            models.CheckConstraint(name="ektp_district_counts", condition=Q(obliged__gte=0, recorded__gte=0)
                                   & (Q(printed=None) | Q(printed__gte=0))
                                   & (Q(print_ready=None) | Q(print_ready__gte=0))
                                   & (Q(suket=None) | Q(suket__gte=0))),
            models.CheckConstraint(name="ektp_district_in_regency", condition=Q(district__startswith=F("regency"))),
        ]

    def __str__(self):
        """The district's code."""
        return self.district

    @property
    def figures(self):
        """As Figures, with everything that is derived from them."""
        return figures_of(self)


class Finding(models.Model):
    """Something odd in a report, and the office's explanation of it; the report itself stays as it is."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="findings", db_index=False)
    regency = code_field(4)
    district = code_field(6, blank=True)                  # "" is the totals row
    code = models.CharField(max_length=24, choices=FindingCode)
    column = models.CharField(max_length=12, blank=True)
    stated = models.BigIntegerField(null=True)            # as reported
    against = models.BigIntegerField(null=True)           # derived, summed, or in the last report
    explanation = models.TextField(blank=True)
    explained_at = models.DateTimeField(null=True)
    explained_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        """In the order of the form, the totals row last."""

        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "district", "code", "column"], name="ektp_finding_once"),
            models.CheckConstraint(name="ektp_finding_known", condition=Q(code__in=FindingCode.values)),
        ]

    def __str__(self):
        """Where and what."""
        return f"{self.district} {self.code} {self.column}".strip()

    @property
    def column_label(self):
        """The column's heading; "" for a missing district."""
        return LABELS.get(self.column, "")

    @property
    def difference(self):
        """Stated less what it was compared with; None for a missing district."""
        return None if self.stated is None or self.against is None else self.stated - self.against


class Rollup(models.Model):
    """The last reports of an area's regencies as of a date, added up; `area` is a province, or "" for the nation.

    Each sum is of the regencies that are in: `included` out of `expected`, and `with_printed` of them say how
    many cards were printed. `oldest` is the date of the oldest report in it. `on` is a month's end; while the month
    is not over it lies ahead, and the rollup is of what has been reported until now (`built_at`).
    """

    area = code_field(2, blank=True)
    on = models.DateField()
    built_at = models.DateTimeField()
    expected = models.IntegerField(default=0)
    included = models.IntegerField(default=0)
    with_printed = models.IntegerField(default=0)
    oldest = models.DateField(null=True)
    newest = models.DateField(null=True)
    obliged = models.BigIntegerField(default=0)
    recorded = models.BigIntegerField(default=0)
    printed = models.BigIntegerField(default=0)

    class Meta:
        """One per area and date."""

        ordering = ["area", "-on"]
        constraints = [models.UniqueConstraint(fields=["area", "on"], name="ektp_rollup_once")]

    def __str__(self):
        """Area and date."""
        return f"{self.area or 'ID'} {self.on}"

    @property
    def coverage(self):
        """Recorded as a fraction of obliged, of the regencies that are in."""
        return share(self.recorded, self.obliged)

    @property
    def printed_known(self):
        """Cards printed, of the regencies that say so; None where none does."""
        return self.printed if self.with_printed else None

    @property
    def complete(self):
        """Whether every regency is in."""
        return self.included == self.expected


class RollupRow(models.Model):
    """One regency in a rollup: its last report on or before the date; all null where there is none."""

    rollup = models.ForeignKey(Rollup, models.CASCADE, related_name="lines", db_index=False)
    regency = code_field(4)
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="+")
    as_of = models.DateField(null=True)
    obliged = models.BigIntegerField(null=True)
    recorded = models.BigIntegerField(null=True)
    printed = models.BigIntegerField(null=True)

    class Meta:
        """By regency."""

        ordering = ["regency"]
        constraints = [
            models.UniqueConstraint(fields=["rollup", "regency"], name="ektp_rollup_regency_once"),
            models.CheckConstraint(name="ektp_rollup_missing_is_null", condition=Q(
                report=None, as_of=None, obliged=None, recorded=None, printed=None)
                | Q(report__isnull=False, as_of__isnull=False, obliged__isnull=False, recorded__isnull=False)),
        ]

    def __str__(self):
        """The regency's code."""
        return self.regency

    @property
    def coverage(self):
        """Recorded as a fraction of obliged; None where the regency is missing."""
        return share(self.recorded, self.obliged)
