"""One report: its districts, findings with their explanations, versions, and the same on paper and as a sheet."""

from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ektp import printing
from ektp.actions.exporting import note_evidence
from ektp.actions.findings import explain_finding
from ektp.forms import ExplanationForm
from ektp.models import LABELS
from ektp.queries import reports as queries
from ektp.rules import COLUMNS
from ektp.tables import finding_lines, report_rows, report_sheet, totals_of, trend_sheet
from ektp.views.common import PDF, XLSX, download, or_404, regency_or_404
from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.templatetags.tanggal import tanggal
from sidalih.refusal import Refused
from sidalih.sheets import write_table


@requires(Permission.EKTP_VIEW)
def report_page(request, pk):
    """A report as reported, with what is odd about it; an older version says which one replaced it."""
    report = or_404(queries.one(request.scope, pk))
    return _page(request, report)


@requires(Permission.EKTP_EDIT)
@require_POST
def explain(request, pk, finding):
    """Keep the office's word on a finding; a refusal shows what was typed again."""
    report = or_404(queries.one(request.scope, pk))
    found = or_404(queries.finding_of(request.scope, finding))
    if found.report_id != report.pk:
        raise Http404
    form = ExplanationForm(request.POST)
    typed = request.POST.get("explanation", "")
    if not form.is_valid():
        return _page(request, report, wrong=(found.pk, typed, form.errors["explanation"][0]), status=422)
    try:
        explain_finding(finding_id=found.pk, explanation=form.cleaned_data["explanation"], by=request.user)
    except Refused as refused:
        return _page(request, report, wrong=(found.pk, typed, refused.message), status=422)
    messages.success(request, _("Penjelasan disimpan.") if typed.strip() else _("Penjelasan dihapus."))
    return redirect(f"{request.path.split('temuan/')[0]}#t-{found.pk}")


@requires(Permission.EKTP_VIEW)
def evidence(request, pk):
    """The file that a report rests on, always as a download, written down."""
    report = or_404(queries.one(request.scope, pk))
    if not report.evidence or not default_storage.exists(report.evidence):
        raise Http404
    note_evidence(report=report, by=request.user)
    return FileResponse(default_storage.open(report.evidence), as_attachment=True,
                        filename=report.evidence_name or f"bukti-{report.pk}")


@requires(Permission.EKTP_VIEW)
def report_xlsx(request, pk):
    """The report as the offices' form, which can be uploaded again: in Indonesian, whatever the page speaks."""
    report = or_404(queries.one(request.scope, pk))
    name = areas.name_of(report.regency)
    page = queries.page_of(report)
    with translation.override(settings.LANGUAGE_CODE):
        columns, rows, totals = report_sheet(page)
        content = write_table(
            title=_("PERKEMBANGAN KTP-EL %(name)s") % {"name": name.upper()}, subtitle=_subtitle(page),
            sheet=f"KTP-el {report.as_of}", columns=columns, rows=rows, totals=totals)
    return download(request, content, XLSX, f"{_stem(report)}.xlsx", report.regency)


@requires(Permission.EKTP_VIEW)
def report_pdf(request, pk):
    """The report on A4, with its findings under the table."""
    report = or_404(queries.one(request.scope, pk))
    page = queries.page_of(report)
    names = {line.code: line.name for line in page.lines}
    content = printing.report_pdf(page, areas.name_of(report.regency), _subtitle(page),
                                  finding_lines(_findings(page), names))
    return download(request, content, PDF, f"{_stem(report)}.pdf", report.regency)


@requires(Permission.EKTP_VIEW)
def office_xlsx(request, regency):
    """All current reports of an office, one row each."""
    name = regency_or_404(request.scope, regency)
    columns, rows, totals = trend_sheet(queries.trend(regency))
    content = write_table(title=_("Perkembangan KTP-el %(name)s") % {"name": name},
                          subtitle=_("%(n)d laporan") % {"n": len(rows)}, sheet=f"KTP-el {regency}", columns=columns,
                          rows=rows, totals=totals)
    return download(request, content, XLSX, f"ktp-el-{regency}.xlsx", regency)


def _page(request, report, wrong=None, status=200):
    page = queries.page_of(report)
    names = {line.code: line.name for line in page.lines}
    found = _findings(page)
    may_edit = report.current and request.user.may(Permission.EKTP_EDIT) and request.scope.covers(report.regency)
    return render(request, "ektp/report.html", {
        "report": report, "page": page, "rows": report_rows(page), "totals": totals_of(page),
        "columns": [(column, LABELS[column]) for column in COLUMNS], "name": areas.name_of(report.regency),
        "findings": finding_lines(found, names), "open": sum(not one.explanation for one in found),
        "may_edit": may_edit, "wrong": wrong, "current": next((one for one in page.versions if one.current), report),
        "is_own": request.scope.regency == report.regency,
        "has_totals": bool(report.totals), "totals_findings": page.totals_findings}, status=status)


def _findings(page):
    """The findings in the order of the form, the totals row last."""
    return [one for line in page.by_code for one in line.findings] + page.totals_findings


def _subtitle(page):
    """Date, semester, source and version of a report; one that is not in force says so."""
    report, newer = page.report, page.replaced_by
    words = [_("Per tanggal %(date)s") % {"date": tanggal(report.as_of)}, report.label, report.source,
             _("versi %(n)d") % {"n": report.version},
             _("SUDAH DIGANTI versi %(n)d") % {"n": newer.version} if newer else ""]
    return " · ".join(word for word in words if word)


def _stem(report):
    return f"ktp-el-{report.regency}-{report.as_of}-v{report.version}" + ("" if report.current else "-diganti")
