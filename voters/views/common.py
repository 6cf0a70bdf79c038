"""What several pages share: what is elsewhere is nowhere, a refusal becomes a message, how files are handed over."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from sidalih import jobs
from sidalih.jobs.queries import one as job_of
from sidalih.refusal import Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def or_404(found):
    """The thing found, or 404: for what does not exist and for what lies in another area alike."""
    if found is None:
        raise Http404
    return found


def attempt(request, act, **values):
    """Call an action as the signed-in person; returns what it returns, or None after saying why it refused.

    A refusal "not_found" is answered with 404.
    """
    try:
        return act(by=request.user, **values)
    except Refused as refused:
        if refused.code == "not_found":
            raise Http404 from None
        messages.error(request, refused.message)
        return None


def lead(request, address):
    """On to another page: also out of a form that htmx sends, so that a cut line leaves what was typed where it is."""
    return (HttpResponseClientRedirect if request.htmx else HttpResponseRedirect)(address)


def download(content, name, kind=XLSX):
    """An answer that a browser keeps as a file of this name; `content` are its bytes."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def start_job(request, kind, about, *, regency, args, back):
    """Have a worker do something that may be asked for again and again; leads back to a page that shows it.

    Within one minute the same wish is the same job: a doubled click makes one.
    """
    key = f"{kind}:{about}:{timezone.now():%Y%m%d%H%M}"
    job = jobs.enqueue(kind=kind, key=key, args=args, by=request.user.username, regency=regency)
    if job.ended:  # asked for again after it was done: a work of its own
        job = jobs.enqueue(kind=kind, key=f"{key}{timezone.now():%S}", args=args, by=request.user.username,
                           regency=regency)
    return redirect(f"{back}{'&' if '?' in back else '?'}kerja={job.pk}")


def asked_job(request, *kinds):
    """The job that `start_job` led here for, if it is in the person's area and of one of these kinds; else None.

    One that is done has nothing left to show: its effect is on the page.
    """
    number = request.GET.get("kerja", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    job = job_of(request.scope, int(number))
    return job if job and job.kind in kinds and job.state != "done" else None
