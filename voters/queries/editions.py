"""Editions of rollups: the newest of an area, one by its id."""

from voters.models import RollupEdition


def newest(area, period, stage):
    """The newest edition of an area for a period and stage, with its manifest; None before there is one."""
    return RollupEdition.objects.filter(area=area, period=period, stage=stage).order_by("-id").first()


def one(area, number):
    """The edition with this number if it is of this area, with its period; else None."""
    return RollupEdition.objects.filter(pk=number, area=area).select_related("period").first()


def of_rollup(rollup):
    """The edition of what a rollup says now, or None (nothing in it, or snapshots without figures)."""
    return RollupEdition.objects.filter(area=rollup.area, period=rollup.period_id, stage=rollup.stage,
                                        seal=rollup.seal).first()
