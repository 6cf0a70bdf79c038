"""Doing a job: claim it, keep its lease, call its handler, write down how it ended."""

import json
import logging
import time
import traceback
from pathlib import Path

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.jobs import lease
from sidalih.jobs.keeper import Keeper
from sidalih.jobs.models import Job, LeaseLost, State
from sidalih.jobs.registry import handler_of
from sidalih.refusal import Refused

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2


def run(job_id):
    """Do a job if nobody else does: claim, handler, outcome. Returns the Job as it stands then, or None.

    Called by the worker for every message, so it must be harmless for jobs that are held, ended, pausing
    or unknown. Never raises what the handler raised: a Refused fails the job with its code and sentence,
    anything else sends it back to wait, and JOB_MAX_ATTEMPTS such errors fail it.
    """
    job = lease.claim(job_id)
    if job is not None:
        _work(job)
    return Job.objects.filter(pk=job_id).first()


def run_here(job):
    """Do a job in this process and wait for its end; for commands. Returns the done Job.

    If a worker holds it, wait for him, and take over when he dies. Raises Refused as the handler did
    (or `job_cancelled`), RuntimeError when the work broke: it then waits to be tried again.
    """
    while True:
        held = lease.claim(job.pk, at_once=True)
        if held is not None:
            _work(held)
        now = Job.objects.get(pk=job.pk)
        if now.state == State.DONE:
            return now
        if now.state == State.CANCELLED:
            raise Refused("job_cancelled", _("Pekerjaan ini dibatalkan."))
        if now.state == State.FAILED and now.error["code"] != lease.JOB_FAILED:
            raise Refused(now.error["code"], now.error["message"], **now.error["detail"])
        if now.state == State.FAILED or (held is not None and now.state == State.WAITING):
            raise RuntimeError("{message} ({where})".format(**now.error))
        time.sleep(POLL_SECONDS)


def _work(job):
    """Call the handler of a claimed job and end the job accordingly, unless the lease was lost meanwhile."""
    job.keeper = Keeper(job.pk, job.holder)
    job.keeper.start()
    try:
        with audit.coming_from(lambda: {"via": "job", "job": job.pk, "kind": job.kind}):
            result = json.loads(json.dumps(handler_of(job.kind)(job), cls=DjangoJSONEncoder))
    except LeaseLost:
        job.keeper.stop()
        ours = False
    except Refused as refused:
        job.keeper.stop()
        ours = lease.refuse(job.pk, job.holder, refused)
    except Exception as error:
        job.keeper.stop()
        _mend_connection()
        where = _where(error)
        log.error("job %s (%s) broke: %s\n%s", job.pk, job.kind, where, _frames(error))
        ours = lease.put_back(job, where)
    except BaseException:  # told to stop: somebody else may have the job at once
        job.keeper.stop()
        _mend_connection()
        lease.release(job.pk, job.holder)
        raise
    else:
        job.keeper.stop()
        ours = lease.finish(job.pk, job.holder, result)
    if not ours:
        log.warning("job %s (%s) was taken over by somebody else", job.pk, job.kind)


def _mend_connection():
    """The handler may have broken because its connection did; the outcome needs a sound one."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _where(error):
    """Kind and place of an error, never its words: PostgreSQL quotes rows in them, and rows hold NIKs."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(settings.BASE_DIR)] or frames
    place = Path(ours[-1].filename)
    if place.is_relative_to(settings.BASE_DIR):
        place = place.relative_to(settings.BASE_DIR)
    return f"{type(error).__qualname__} {place}:{ours[-1].lineno}"


def _frames(error):
    """The way to an error as lines "file:line function", for the log."""
    return "\n".join(f"  {frame.filename}:{frame.lineno} {frame.name}"
                     for frame in traceback.extract_tb(error.__traceback__))
