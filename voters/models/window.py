"""Exceptions from a period's window for one office: locked early, or opened again for a while."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from voters.models.fields import code_field
from voters.models.period import Period


class WindowException(models.Model):
    """An office that is locked, or asks or was allowed to work outside the window; who, why, until when.

    A wish has `asked_*`; the province's answer has `decided_*` and `granted`. What is over has `ended_*`, or a past
    `until`. Nothing is deleted.
    """

    class Kind(models.TextChoices):
        """What is different from the period's own window."""

        LOCKED = "locked", _("Dikunci")
        REOPENED = "reopened", _("Dibuka kembali")

    regency = code_field(4)
    period = models.ForeignKey(Period, models.PROTECT, related_name="exceptions")
    kind = models.CharField(max_length=8, choices=Kind)
    reason = models.TextField()
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        """Newest first; of an office and period one of a kind is open at a time."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["regency", "period", "kind"], name="window_one_wish",
                                    condition=Q(decided_at=None)),
            models.CheckConstraint(name="window_kind_known", condition=Q(kind__in=["locked", "reopened"])),
            models.CheckConstraint(name="window_reopened_until", condition=~Q(kind="reopened", granted=True)
                                   | Q(until__isnull=False)),
            models.CheckConstraint(name="window_decided", condition=Q(decided_at=None, decided_by=None, granted=None)
                                   | Q(decided_at__isnull=False, decided_by__isnull=False, granted__isnull=False)),
            models.CheckConstraint(name="window_reason_given", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["period", "regency", "-id"], name="window_by_regency")]

    def __str__(self):
        """Office, period and kind."""
        return f"{self.regency}/{self.period_id} {self.kind}"
