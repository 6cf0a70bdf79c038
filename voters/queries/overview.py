"""The few figures of the home page: sums over rolls and batches, never over voters or rows."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from voters.models import Batch, Roll
from voters.models.batch import State

DRAFT = (State.CHECKED, State.RETURNED)


@dataclass(frozen=True)
class Overview:
    """An area at a glance: rolls loaded and their voters, rows of drafts (blocked ones too), what waits."""

    rolls: int
    active: int
    draft_rows: int
    blocked: int
    submitted: int
    submitted_rows: int
    applied: int


def overview(area, period=None):
    """The Overview of a province or regency, its batches narrowed to a period if one is given."""
    rolls = Roll.objects.filter(regency__startswith=area, revision__gt=0).aggregate(
        n=Count("regency"), active=Sum("active"))
    batches = Batch.objects.filter(regency__startswith=area)
    if period is not None:
        batches = batches.filter(period=period)
    draft, submitted = Q(state__in=DRAFT), Q(state=State.SUBMITTED)
    sums = batches.aggregate(
        draft_rows=Sum("rows", filter=draft), blocked=Sum("blocked", filter=draft),
        submitted_rows=Sum("rows", filter=submitted), submitted=Count("id", filter=submitted),
        applied=Count("id", filter=Q(state=State.APPLIED)))
    return Overview(rolls=rolls["n"], active=rolls["active"] or 0, **{name: value or 0 for name, value in sums.items()})


def first_to_correct(scope):
    """The draft that has waited longest for its operator, or None."""
    return Batch.objects.filter(regency__startswith=scope.area, state__in=DRAFT, rows__gt=0).select_related(
        "period").order_by("id").first()
