"""A period of continuous updating: a month in 2017, a quarter since 2025."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CodeSet(models.TextChoices):
    """Which numbers strike a voter; 5 and 8 differ in meaning between the sets."""

    SET_2018 = "2018", _("2018 (10 kode)")
    SET_2022 = "2022", _("2022 (8 kode)")


class Stage(models.TextChoices):
    """The list that a snapshot freezes."""

    DPB = "DPB", _("DPB (daftar pemilih berkelanjutan)")
    DPS = "DPS", _("DPS (daftar pemilih sementara)")
    DPSHP = "DPSHP", _("DPSHP (DPS hasil perbaikan)")
    DPT = "DPT", _("DPT (daftar pemilih tetap)")


class Period(models.Model):
    """A period with the date on which ages are counted and the code set of its strikes."""

    code = models.CharField(max_length=20, primary_key=True)
    label = models.CharField(max_length=80)
    reference_date = models.DateField()
    codeset = models.CharField(max_length=4, choices=CodeSet)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    # The list that beat freezes for every office when the window closes; empty: nobody's.
    closing_stage = models.CharField(max_length=5, choices=Stage, blank=True, default=Stage.DPB)
    announcement = models.TextField(blank=True)  # the province's words above every page while the period is current

    class Meta:
        """Newest first by reference date."""

        ordering = ["-reference_date", "code"]
        constraints = [
            models.CheckConstraint(name="period_codeset_known", condition=models.Q(codeset__in=CodeSet.values)),
            models.CheckConstraint(name="period_window_in_order", condition=models.Q(opens_at=None)
                                   | models.Q(closes_at=None) | models.Q(closes_at__gt=models.F("opens_at"))),
        ]

    def __str__(self):
        """The label people know it by."""
        return self.label
