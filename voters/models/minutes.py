"""A berita acara: what a plenary meeting wrote around the figures of one snapshot, or of one edition of a rollup."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from voters.models.fields import code_field
from voters.models.rollup import RollupEdition
from voters.models.snapshot import Snapshot


class Minutes(models.Model):
    """The words of a berita acara; its figures are read from the snapshot or edition and never typed.

    `feedback` is [{"from": text, "text": text}], empty when nothing was received; `signatories` is
    [{"role": "KETUA", "name": text}] in the order of signing.
    """

    area = code_field(4)    # a regency, or a province of two digits
    snapshot = models.OneToOneField(Snapshot, models.PROTECT, null=True, related_name="minutes")
    edition = models.OneToOneField(RollupEdition, models.PROTECT, null=True, related_name="minutes")
    number = models.CharField(max_length=120, blank=True)
    held_on = models.DateField(null=True)
    place = models.CharField(max_length=200, blank=True)
    made_in = models.CharField(max_length=80, blank=True)
    feedback = models.JSONField(default=list)
    signatories = models.JSONField(default=list)
    version = models.IntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Newest first."""

        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="minutes_of_one_thing",
                                              condition=Q(snapshot=None, edition__isnull=False)
                                              | Q(snapshot__isnull=False, edition=None))]

    def __str__(self):
        """Area only: numbers are free text."""
        return f"minutes {self.pk} of {self.area}"
