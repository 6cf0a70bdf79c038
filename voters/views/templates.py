"""The page that gives out workbooks to be filled in."""

from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.jobs.queries import one as job_of
from sidalih.refusal import Refused
from voters.actions import template_books
from voters.forms.template import TemplateForm
from voters.queries.periods import current, periods
from voters.tables.searching import village_choices
from voters.views.common import XLSX, or_404


@requires(Permission.BATCH_EDIT)
@require_GET
def template_page(request):
    """The form, and what became of a workbook that was asked for: its progress, or the way to it."""
    job = _own_job(request, request.GET.get("kerja", ""))
    return _page(request, TemplateForm(villages=village_choices(_regency(request))), job)


@requires(Permission.BATCH_EDIT)
@require_GET
def template_empty(request):
    """An empty workbook of the period asked for, else of the present one, at once: it holds nobody's data."""
    asked = request.GET.get("periode")
    period = or_404(periods().filter(pk=asked).first() if asked else current())
    regency = _regency(request)
    data = template_books.empty_template(regency=regency, period=period, by=request.user)
    return FileResponse(BytesIO(data), as_attachment=True, content_type=XLSX,
                        filename=f"templat-{regency}-{period.pk}.xlsx")


@requires(Permission.BATCH_EDIT, fresh=True)
@require_POST
def template_write(request):
    """Have a worker write a workbook with voters in it; leads to its progress."""
    regency = _regency(request)
    form = TemplateForm(request.POST, villages=village_choices(regency))
    if not form.is_valid():
        return _page(request, form)
    try:
        job = template_books.ask_template(regency=regency, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error("village", refused.message)
        return _page(request, form)
    return redirect(f"{reverse('berkas-templat')}?kerja={job.pk}")


@requires(Permission.BATCH_EDIT, fresh=True)
@require_GET
def template_file(request, job):
    """Hand out a workbook to the person who had it written."""
    job = _own_job(request, str(job))
    path = template_books.hand_out(job=job, by=request.user) if job else None
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=template_books.file_name(job), content_type=XLSX)


def _page(request, form, job=None):
    path = template_books.hand_out(job=job, by=request.user) if job else None
    return render(request, "voters/template.html", {
        "form": form, "job": job if path is None else None, "ready": job if path else None, "period": current(),
        "where": areas.name_of(_regency(request))}, status=422 if form.errors else 200)


def _regency(request):
    """The office that workbooks are for; people of a province send none."""
    if not request.scope.regency:
        raise PermissionDenied
    return request.scope.regency


def _own_job(request, number):
    """The person's own wish for a template by its number, or None."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    job = job_of(request.scope, int(number))
    return job if job and job.kind == template_books.KIND and job.by == request.user.username else None
