"""How far the sealing of snapshots is: one's state, a list of them by state, period and stage."""

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from sidalih.jobs.models import Job, State
from sidalih.jobs.queries import by_keys

BROKEN = (State.FAILED, State.CANCELLED)  # a job that somebody called off leaves the snapshot unsealed just so
STATES = ("sealed", "going", "failed", "cancelled", "replaced")


def seal_key(snapshot_id):
    """The key of the job that seals a snapshot."""
    return f"seal_snapshot:{snapshot_id}"


def state_of(snapshot, job):
    """sealed, cancelled, failed, sealing or waiting; `job` is that of `seal_key`, or None while there is none."""
    if snapshot.sealed_at:
        return "sealed"
    if snapshot.cancelled_at:
        return "cancelled"
    if job and job.state in BROKEN:
        return "failed"
    return "sealing" if job and job.state == State.RUNNING else "waiting"


def with_states(snapshots):
    """[(snapshot, state, job)] of a page of `queries.snapshots`, where one may be "replaced"; one more query."""
    work = by_keys(seal_key(one.pk) for one in snapshots if not one.sealed_at)
    jobs = {one.pk: work.get(seal_key(one.pk)) for one in snapshots}
    return [(one, "replaced" if one.is_replaced else state_of(one, jobs[one.pk]), jobs[one.pk]) for one in snapshots]


def narrowed(found, *, period="", stage="", regency="", state=""):
    """A query of snapshots narrowed by what is given; an unknown state narrows nothing."""
    for name, value in (("period", period), ("stage", stage), ("regency", regency)):
        if value:
            found = found.filter(**{name: value})
    broken = Exists(Job.objects.filter(state__in=BROKEN, key=Concat(
        Value(seal_key("")), Cast(OuterRef("pk"), CharField()))))
    unsealed = {"sealed_at": None, "cancelled_at": None}
    return {"sealed": lambda: found.filter(sealed_at__isnull=False, replaced_by=None),
            "replaced": lambda: found.filter(replaced_by__isnull=False),
            "cancelled": lambda: found.filter(cancelled_at__isnull=False),
            "failed": lambda: found.filter(broken, **unsealed),
            "going": lambda: found.filter(~broken, **unsealed)}.get(state, lambda: found)()
