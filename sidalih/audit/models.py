"""The record of acts; rows are only ever added."""

from django.db import models


class Event(models.Model):
    """One act: who, what, on what, in which office, when.

    No foreign keys, so that the record never stands in the way of the live data and outlives it.
    `detail` never holds a NIK, an NKK or a name.
    """

    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=60)
    act = models.CharField(max_length=40)
    regency = models.CharField(max_length=4, blank=True, db_collation="C")
    subject = models.CharField(max_length=60, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        """Read by office and by subject."""

        ordering = ["-id"]
        indexes = [models.Index(fields=["regency", "-id"], name="audit_by_regency"),
                   models.Index(fields=["subject", "-id"], name="audit_by_subject")]

    def __str__(self):
        """A line of a log."""
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.by} {self.act} {self.subject}"
