"""A rollup: the snapshots of all regencies of an area, added up. Missing ones are missing, never zero."""

from django.db import models
from django.db.models import Q

from voters.models.fields import code_field
from voters.models.period import Period, Stage
from voters.models.snapshot import Snapshot


class Rollup(models.Model):
    """The sum of an area's snapshots for a period and stage; rebuilt by upsert."""

    area = code_field(2)
    period = models.ForeignKey(Period, models.PROTECT, related_name="rollups")
    stage = models.CharField(max_length=5, choices=Stage)
    built_at = models.DateTimeField()
    male = models.BigIntegerField(default=0)
    female = models.BigIntegerField(default=0)
    included = models.IntegerField(default=0)
    expected = models.IntegerField(default=0)
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
