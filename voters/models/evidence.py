"""Scanned statements that stand behind a row or a whole batch."""

from django.conf import settings
from django.db import models

from voters.models.batch import Batch, BatchRow
from voters.models.fields import code_field


class Evidence(models.Model):
    """One scanned paper (PDF, JPEG, PNG). With `row` it belongs to that row, else to all of the batch.

    Papers of a row go with it when it moves to another draft. What is removed keeps its line, not its file.
    """

    regency = code_field(4)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="evidence")  # where it was attached
    row = models.ForeignKey(BatchRow, models.PROTECT, null=True, related_name="evidence")
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=4)           # pdf, jpeg, png: by content
    bytes = models.BigIntegerField()
    sha256 = code_field(64)
    stored_as = models.CharField(max_length=255, blank=True)
    note = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        """In the order in which they came."""

        ordering = ["id"]
        constraints = [models.CheckConstraint(name="evidence_kind_known",
                                              condition=models.Q(kind__in=["pdf", "jpeg", "png"]))]
        indexes = [models.Index(fields=["batch", "row"], name="evidence_of")]

    def __str__(self):
        """Its number and kind; names of files may name people."""
        return f"#{self.pk} {self.kind}"
