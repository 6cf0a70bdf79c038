"""Rollups kept: of a province, of the nation, and which provinces the nation is made of."""

from voters.models import Rollup

NATION = ""


def rollup_of(area, period, stage):
    """The rollup of a province, or of the nation (""), or None."""
    return Rollup.objects.filter(area=area, period=period, stage=stage).select_related("period").first()


def provinces_in(period, stage):
    """The rollups of the provinces of which something is in, by code."""
    return list(Rollup.objects.filter(period=period, stage=stage, included__gt=0).exclude(area=NATION).order_by("area"))


def nation_known():
    """Whether the nation was ever added up."""
    return Rollup.objects.filter(area=NATION).exists()
