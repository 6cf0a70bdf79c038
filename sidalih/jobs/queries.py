"""Reading jobs: the page "Pekerjaan", one job that a page polls, and the check that none is forgotten."""

from datetime import timedelta

from django.db.models.functions import Now

from sidalih.jobs.models import Job, State

# Invariant 8: after this the sweeper has failed, not the worker.
GRACE = timedelta(minutes=1)


def recent(scope, limit=100):
    """The newest jobs of a scope, newest first: an office sees its own, a province all of its offices."""
    return _within(scope)[:limit]


def one(scope, job_id):
    """The job with this id if it lies in the scope, else None: elsewhere is like nowhere."""
    return _within(scope).filter(pk=job_id).first()


def by_key(key):
    """The job about one thing ("read_batch:12") or None; the caller has checked the thing's scope."""
    return Job.objects.filter(key=key).first()


def by_keys(keys):
    """{key: job} of the jobs about these things, in one query; the caller has checked the things' scope."""
    return {job.key: job for job in Job.objects.filter(key__in=list(keys))}


def overdue():
    """Jobs that have outlived their lease by more than a minute (invariant 8); none while all is well."""
    return Job.objects.filter(state=State.RUNNING, lease_until__lt=Now() - GRACE)


def _within(scope):
    if not scope.area:
        return Job.objects.none()
    return Job.objects.filter(regency__startswith=scope.area[:4]).order_by("-id")
