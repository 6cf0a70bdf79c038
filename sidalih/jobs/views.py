"""The page "Pekerjaan" and the piece of progress that other pages poll."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from sidalih import jobs
from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.jobs.models import State
from sidalih.jobs.queries import one, recent
from sidalih.refusal import Refused

TONES = {State.WAITING: "info", State.RUNNING: "info", State.DONE: "ok", State.FAILED: "bad", State.CANCELLED: "mute"}


@requires(Permission.JOB_VIEW)
def job_list(request):
    """What goes on and what has ended in the person's area, newest first."""
    found = list(recent(request.scope))
    ended = [{"job": job, "tone": TONES[job.state], "seconds": _seconds(job)} for job in found if job.ended]
    return render(request, "jobs/list.html", {
        "running": [job for job in found if not job.ended], "ended": ended})


@requires(Permission.JOB_VIEW, background=True)
def job_progress(request, pk):
    """The progress of one job; when it has ended the page that polls is loaded anew, once."""
    job = one(request.scope, pk)
    if job is None:
        raise Http404
    if job.ended and request.htmx:
        return HttpResponseClientRefresh()
    return render(request, "jobs/progress.html", {"job": job})


@requires(Permission.JOB_RETRY)
@require_POST
def job_retry(request, pk):
    """Let a failed job try again; leads back to the page it was asked from."""
    job = one(request.scope, pk)
    if job is None:
        raise Http404
    try:
        jobs.retry(job=job, by=request.user)
        messages.success(request, _("Pekerjaan dicoba lagi."))
    except Refused as refused:
        messages.error(request, refused.message)
    back = request.META.get("HTTP_REFERER", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "pekerjaan")


def _seconds(job):
    """How long it took from its first start; None for one that never started."""
    return (job.ended_at - job.started_at).total_seconds() if job.started_at else None
