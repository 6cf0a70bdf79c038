"""The moves of a job between its states while workers hold it; every move is one UPDATE with its condition.

Nothing is read first and written later: two workers that try the same move at once cannot both succeed.
Clocks of different machines do not matter, all times are the database's.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from sidalih.jobs.models import Job, State
from sidalih.jobs.registry import title_of

# The error code of a job whose handler broke or whose workers died; every other code is a refusal.
JOB_FAILED = "job_failed"
# Pause after the first error in seconds; it doubles with every further one, up to MAX_PAUSE.
FIRST_PAUSE = 5
MAX_PAUSE = 300
# A job may lose its worker more often than break by itself (power cuts are not its fault), but one that
# takes every worker down with it has to end too.
CLAIMS_PER_ATTEMPT = 4


def claim(job_id, *, at_once=False):
    """Take a job that waits, or whose holder has let the lease run out, for JOB_LEASE_SECONDS.

    Returns the Job with its `holder`, or None when there is nothing to take (held by somebody, ended,
    pausing after an error, unknown). `at_once` ignores the pause: a person is waiting.
    """
    waiting = Q(state=State.WAITING)
    if not at_once:
        waiting &= Q(not_before=None) | Q(not_before__lte=Now())
    abandoned = Q(state=State.RUNNING, lease_until__lt=Now(), attempts__lt=_claim_limit())
    holder = uuid.uuid4()
    taken = Job.objects.filter(waiting | abandoned, pk=job_id).update(
        state=State.RUNNING, holder=holder, lease_until=Now() + _lease(), attempts=F("attempts") + 1,
        not_before=None, started_at=Coalesce(F("started_at"), Now()))
    if not taken:
        bury(job_id=job_id)
        return None
    # Somebody else may have taken it again by now if this process stood still: then there is no such row.
    return Job.objects.filter(pk=job_id, holder=holder).first()


def extend(job_id, holder, progress=None):
    """Prolong the lease and, with `progress` (done, total, what), say how far the work is.

    False when somebody else holds the job now or it has ended; True also while the row is in nobody else's
    sight yet (its maker's transaction is still open, as in tests that roll back).
    """
    told = dict(zip(("done", "total", "what"), progress, strict=True)) if progress else {}
    if Job.objects.filter(pk=job_id, holder=holder).update(lease_until=Now() + _lease(), **told):
        return True
    return not Job.objects.filter(pk=job_id).exists()


def finish(job_id, holder, result):
    """The work is done. False, and nothing written, when the lease was lost: the other one will say it."""
    return _end(job_id, holder, state=State.DONE, ended_at=Now(), result=result, error=None)


def refuse(job_id, holder, refused):
    """The handler declined (`sidalih.refusal.Refused`): failed at once, trying again would not help."""
    error = {"code": refused.code, "message": str(refused.message), "detail": refused.detail}
    return _end(job_id, holder, state=State.FAILED, ended_at=Now(), error=error)


def put_back(job, where):
    """The handler broke: wait and try again, or give up after JOB_MAX_ATTEMPTS errors.

    `job` is the claimed row, `where` the kind of error and its place in the code, without any values.
    """
    errors = job.errors + 1
    error = _failure(job.kind, where)
    if errors >= settings.JOB_MAX_ATTEMPTS:
        return _end(job.pk, job.holder, state=State.FAILED, ended_at=Now(), errors=errors, error=error)
    pause = timedelta(seconds=min(MAX_PAUSE, FIRST_PAUSE * 2 ** (errors - 1)))
    return _end(job.pk, job.holder, state=State.WAITING, errors=errors, error=error,
                not_before=Now() + pause, dispatched_at=None)


def release(job_id, holder):
    """Give a claimed job back unharmed: this process has been told to stop."""
    return _end(job_id, holder, state=State.WAITING, dispatched_at=None)


def bury(**only):
    """Fail the jobs that have taken down every worker that touched them; returns how many.

    `only` narrows the choice (job_id=12).
    """
    rows = Job.objects.filter(state=State.RUNNING, lease_until__lt=Now(), attempts__gte=_claim_limit())
    if "job_id" in only:
        rows = rows.filter(pk=only["job_id"])
    return sum(_fail_abandoned(job) for job in rows)


def _fail_abandoned(job):
    return _end(job.pk, job.holder, state=State.FAILED, ended_at=Now(), error=_failure(job.kind, "worker lost"))


def _end(job_id, holder, **changes):
    """One UPDATE that lets go of the job, if it is still ours; True when it was."""
    return Job.objects.filter(pk=job_id, holder=holder, state=State.RUNNING).update(
        holder=None, lease_until=None, **changes) == 1


def _failure(kind, where):
    message = _("Pekerjaan “%(title)s” gagal karena gangguan sistem. Coba lagi; bila tetap gagal, hubungi admin.")
    return {"code": JOB_FAILED, "message": message % {"title": title_of(kind)}, "where": where}


def _lease():
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _claim_limit():
    return settings.JOB_MAX_ATTEMPTS * CLAIMS_PER_ATTEMPT
