"""What people and other rooms do with jobs: ask for one, ask again, call it off; and the sweeper's round."""

import json
from datetime import timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.jobs import lease
from sidalih.jobs.dispatch import nudge
from sidalih.jobs.models import Job, State
from sidalih.refusal import Refused

# Fresh jobs have just been dispatched; the sweeper leaves them this long.
FRESH_SECONDS = 10
# One round tells the broker of so many jobs at most; the next round goes on.
SWEEP_LIMIT = 500

# What a failed or cancelled job loses when it is asked for again.
_ANEW = {"state": State.WAITING, "attempts": 0, "errors": 0, "error": None, "not_before": None, "started_at": None,
         "ended_at": None, "done": 0, "total": 0, "what": ""}


@transaction.atomic
def enqueue(*, kind, key, args, by, regency=""):
    """Ask for a piece of work; the same key asks for the same piece. Returns its Job.

    A job that waits, runs or is done stays as it is (its result counts); one that failed or was cancelled
    waits again, with these `args`. Workers are told when the caller's transaction commits, so a rolled-back
    caller leaves nothing; a broker that is down is no error. Raises ValueError when the key belongs to
    another kind of work.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO jobs_job (kind, key, regency, args, by, state, done, total, what, attempts, errors,
                                  created_at, dispatched_at)
            VALUES (%s, %s, %s, %s, %s, 'waiting', 0, 0, '', 0, 0, statement_timestamp(), statement_timestamp())
            ON CONFLICT (key) DO NOTHING""",
            [kind, key, regency, json.dumps(args, cls=DjangoJSONEncoder), str(by)])
    job = Job.objects.get(key=key)
    if job.kind != kind:
        raise ValueError(f"the key {key} belongs to a job of kind {job.kind}, not {kind}")
    if job.state in (State.FAILED, State.CANCELLED):
        Job.objects.filter(pk=job.pk, state__in=(State.FAILED, State.CANCELLED)).update(
            **_ANEW, args=args, by=str(by), dispatched_at=Now())
        job.refresh_from_db()
    if job.state == State.WAITING:
        _nudge_on_commit(job.pk)
    return job


@transaction.atomic
def retry(*, job, by):
    """Let a failed or cancelled job wait again. Raises Refused (wrong_state) when it is neither."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state not in (State.FAILED, State.CANCELLED):
        raise Refused("wrong_state", _("Hanya pekerjaan yang gagal atau dibatalkan yang dapat diulang."))
    Job.objects.filter(pk=job.pk).update(**_ANEW, dispatched_at=Now())
    audit.record("job_retried", by=by, regency=job.regency, subject=f"job:{job.pk}", kind=job.kind)
    _nudge_on_commit(job.pk)
    job.refresh_from_db()
    return job


@transaction.atomic
def cancel(*, job, by):
    """Call off a job that nobody has started. Raises Refused (wrong_state) once it runs or has ended."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state != State.WAITING:
        raise Refused("wrong_state", _("Pekerjaan ini sudah berjalan atau sudah berakhir."))
    Job.objects.filter(pk=job.pk).update(state=State.CANCELLED, ended_at=Now())
    audit.record("job_cancelled", by=by, regency=job.regency, subject=f"job:{job.pk}", kind=job.kind)
    job.refresh_from_db()
    return job


def sweep():
    """Tell the broker again of every job that nobody works on; returns how many it took.

    Finds messages that were lost (never sent, flushed, swallowed by a dead worker), pauses that are over
    and leases that have run out; gives up on jobs that kill their workers. Two sweepers at once share the
    rows between them. Beat runs this every JOB_SWEEP_SECONDS.
    """
    lease.bury()
    patience = timedelta(seconds=settings.JOB_LEASE_SECONDS)
    fresh = timedelta(seconds=min(FRESH_SECONDS, settings.JOB_LEASE_SECONDS))
    idle = Q(state=State.WAITING, created_at__lt=Now() - fresh) & (Q(not_before=None) | Q(not_before__lte=Now()))
    abandoned = Q(state=State.RUNNING, lease_until__lt=Now())
    with transaction.atomic():
        found = list(
            Job.objects.select_for_update(skip_locked=True)
            .filter(idle | abandoned)
            .filter(Q(dispatched_at=None) | Q(dispatched_at__lt=Now() - patience))
            .order_by("id").values_list("pk", flat=True)[:SWEEP_LIMIT])
        Job.objects.filter(pk__in=found).update(dispatched_at=Now())
    told = nudge(found)
    _untold(set(found) - set(told))
    return len(told)


def _nudge_on_commit(job_id):
    def send():
        if not nudge([job_id]):
            _untold([job_id])
    transaction.on_commit(send, robust=True)


def _untold(job_ids):
    """Let the next sweep see jobs that the broker did not take."""
    if job_ids:
        Job.objects.filter(pk__in=job_ids).update(dispatched_at=None)
