"""The page "Pekerjaan" and the piece of progress that other pages poll."""

from django.http import Http404
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRefresh

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.jobs.models import State
from sidalih.jobs.queries import one, recent

TONES = {State.WAITING: "info", State.RUNNING: "info", State.DONE: "ok", State.FAILED: "bad", State.CANCELLED: "mute"}


@requires(Permission.JOB_VIEW)
def job_list(request):
    """What goes on and what has ended in the person's area, newest first."""
    jobs = list(recent(request.scope))
    ended = [{"job": job, "tone": TONES[job.state], "seconds": _seconds(job)} for job in jobs if job.ended]
    return render(request, "jobs/list.html", {"running": [job for job in jobs if not job.ended], "ended": ended})


@requires(Permission.JOB_VIEW)
def job_progress(request, pk):
    """The progress of one job; when it has ended the page that polls is loaded anew, once."""
    job = one(request.scope, pk)
    if job is None:
        raise Http404
    if job.ended and request.htmx:
        return HttpResponseClientRefresh()
    return render(request, "jobs/progress.html", {"job": job})


def _seconds(job):
    """How long it took from its first start; None for one that never started."""
    return (job.ended_at - job.started_at).total_seconds() if job.started_at else None
