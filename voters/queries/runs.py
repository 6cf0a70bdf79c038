"""Runs of snapshots over a province: which there are, whether one still goes on, how far each office is."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from sidalih.areas import queries as areas
from sidalih.jobs.queries import by_keys
from voters.models import Snapshot, SnapshotRun, WindowException
from voters.queries.progress import batch_counts
from voters.queries.rolls import revisions
from voters.queries.sealing import seal_key, state_of
from voters.queries.windows import Kind, in_force

UNDER_WAY = frozenset({"asking", "waiting", "sealing"})
MISSING = frozenset({"failed", "refused", "cancelled"})


@dataclass(frozen=True)
class OfficeOfRun:
    """One office in a run.

    `state` is asking (its turn comes), waiting, sealing, sealed, same (its sealed snapshot is of this very revision),
    failed, cancelled or refused; `why` the sentence of a refusal, and `broke` how often its sealing has broken while it
    waits to be tried again. What may make another snapshot worth while: the office was `reopened`, has `batches` that
    are not applied, or its roll has `moved` on since.
    """

    code: str
    name: str
    state: str
    snapshot: Any = None
    job: Any = None
    why: str = ""
    reopened: bool = False
    batches: int = 0
    moved: bool = False

    @property
    def percent(self):
        """How far it is, 0 to 100."""
        if self.state in UNDER_WAY:
            return (self.job and self.job.percent or 0) if self.state == "sealing" else 0
        return 100

    @property
    def broke(self):
        """How often its sealing has broken while it waits for the next attempt."""
        return self.job.errors if self.state == "waiting" and self.job else 0

    @property
    def breaks(self):
        """Whether its figures do not close: trying again does not help, the province's words do."""
        return self.state == "failed" and bool(self.snapshot.breaks)


@dataclass(frozen=True)
class RunBoard:
    """A run with the line of every office of its province."""

    run: SnapshotRun
    lines: list
    counts: Counter = field(default_factory=Counter)

    @property
    def going(self):
        """Whether anything of it will still happen by itself."""
        return any(self.counts[state] for state in UNDER_WAY)

    @property
    def done(self):
        """Offices that are through, in whatever way."""
        return len(self.lines) - sum(self.counts[state] for state in UNDER_WAY)

    @property
    def percent(self):
        """How far the whole is."""
        return sum(line.percent for line in self.lines) // max(1, len(self.lines))

    @property
    def broken(self):
        """Offices whose sealing broke and may be tried again: not those whose figures do not close."""
        return sum(line.state == "failed" and not line.breaks for line in self.lines)

    @property
    def standing(self):
        """Offices that have a sealed snapshot by now."""
        return self.counts["sealed"] + self.counts["same"]


def runs(scope):
    """Runs of a person's province, newest first; people of an office have none."""
    return SnapshotRun.objects.filter(area=scope.area).select_related("period", "asked_by")


def one(scope, run_id):
    """A run of the person's province, or None."""
    return runs(scope).filter(pk=run_id).first()


def listed(scope):
    """The runs with counts of their snapshots: `taken`, `sealed`, `cancelled`."""
    return runs(scope).annotate(
        taken=Count("snapshots"), sealed=Count("snapshots", filter=Q(snapshots__sealed_at__isnull=False)),
        cancelled=Count("snapshots", filter=Q(snapshots__cancelled_at__isnull=False)))


def going(found):
    """The newest of these runs while something of it still has to happen; else None."""
    run = found.order_by("-id").first()
    return run if run and still_goes_on(run) else None


def still_goes_on(run):
    """Whether an office of a run is not asked yet, waits, or is being sealed."""
    taken = dict(run.snapshots.values_list("pk", "regency"))
    if len({*taken.values(), *run.refused, *run.stands}) < len(areas.regencies_of(run.area)):
        return True
    return any(not job.ended for job in by_keys(map(seal_key, taken)).values())


def board(run):
    """The RunBoard of a run: a fixed number of queries."""
    found = Snapshot.objects.filter(Q(run=run) | Q(pk__in=run.stands.values())).defer("manifest").order_by("id")
    taken = {one.regency: one for one in found.filter(regency__startswith=run.area)}
    work = by_keys(seal_key(one.pk) for one in taken.values() if not one.sealed_at)
    granted = WindowException.objects.filter(regency__startswith=run.area, period=run.period, kind=Kind.REOPENED)
    reopened = set(in_force(granted, timezone.now()).values_list("regency", flat=True))
    open_batches, now = batch_counts(run.area, run.period), revisions(run.area)
    lines = []
    for office in areas.regencies_of(run.area):
        snapshot = taken.get(office.code)
        job = snapshot and work.get(seal_key(snapshot.pk))
        state, why = _state(run, office.code, snapshot, job)
        lines.append(OfficeOfRun(
            office.code, office.name, state, snapshot, job, why, reopened=office.code in reopened,
            batches=open_batches.get(office.code, {"open": 0})["open"],
            moved=bool(snapshot and snapshot.sealed_at and now.get(office.code, 0) > snapshot.revision)))
    return RunBoard(run, lines, Counter(line.state for line in lines))


def _state(run, regency, snapshot, job):
    """(state, why) of an office in a run."""
    if regency in run.refused:
        return "refused", run.refused[regency]["message"]
    if snapshot is None:
        return "asking", ""
    state = state_of(snapshot, job)
    if state == "sealed" and regency in run.stands:
        return "same", ""
    return state, job.error["message"] if state == "failed" and job.error else ""
