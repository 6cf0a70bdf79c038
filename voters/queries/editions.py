"""Editions of rollups: the one that holds in an area, those that hold in its lists, the last that was kept."""

from django.db.models import Exists, F, OuterRef

from voters.models import Rollup, RollupEdition


def newest(area, period, stage):
    """The edition that holds for an area, period and stage, with its manifest; None before there is one.

    It is the one of what the rollup says now: the newest with its seal (`actions/editions.py`). That is an older one
    where a batch was undone after a snapshot: the roll is again what it was, and so is the seal. While what the rollup
    says has no edition it is the last that was kept.
    """
    return _holding_first(RollupEdition.objects.filter(area=area, period=period, stage=stage)).first()


def newest_of_lists(area):
    """`newest` of every period and stage of an area: without manifests, each with its `total` and its period."""
    found = RollupEdition.objects.filter(area=area).select_related("period").defer("manifest")
    return list(_holding_first(found.annotate(total=F("manifest__total"))).distinct("period_id", "stage"))


def last_kept(area, period, stage):
    """The edition that was made last, whether it holds or not; None before there is one."""
    return RollupEdition.objects.filter(area=area, period=period, stage=stage).order_by("-id").first()


def one(area, number):
    """The edition with this number if it is of this area, with its period; else None."""
    return RollupEdition.objects.filter(pk=number, area=area).select_related("period").first()


def of_rollup(rollup):
    """The edition of what a rollup says now, or None (nothing in it, or snapshots without figures)."""
    return RollupEdition.objects.filter(area=rollup.area, period=rollup.period_id, stage=rollup.stage,
                                        seal=rollup.seal).first()


def _holding_first(found):
    now = Rollup.objects.filter(area=OuterRef("area"), period=OuterRef("period"), stage=OuterRef("stage"),
                                seal=OuterRef("seal"))
    return found.annotate(holds=Exists(now)).order_by("period_id", "stage", "-holds", "-id")
