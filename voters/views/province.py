"""The dashboard of a province: its regencies in one table, from rollups; and the same as a workbook."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.templatetags.tanggal import waktu
from voters.actions.copying import export_recap
from voters.models.period import Period, Stage
from voters.queries import progress
from voters.queries.periods import current, periods
from voters.tables.figures import (
    STATES,
    regency_columns,
    sheet_columns,
    sheet_rows,
    sheet_totals,
    sorted_lines,
    state_words,
)
from voters.views.common import asked_job, start_job

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VIEWS = ("semua", "done", "waiting", "working", "missing")


@requires(Permission.ROLLUP_VIEW)
def province_page(request):
    """Totals, coverage, and one line per regency; missing ones are said to be missing."""
    period, stage = _asked(request)
    if period is None:
        return render(request, "voters/province_empty.html")
    board, lines, which, sort = _board(request, period, stage)
    words = state_words()
    counts = {state: sum(line.state == state for line in board.lines) for state in STATES}
    return render(request, "voters/province.html", {
        "board": board, "lines": [(line, *STATES[line.state], words[line.state]) for line in lines],
        "tiles": [(line, STATES[line.state][0], STATES[line.state][1], words[line.state]) for line in board.lines],
        "columns": regency_columns(sort, which), "period": period, "stage": stage, "periods": periods(),
        "stages": Stage.choices, "name": areas.name_of(_province(request)),
        "chips": [(_("Semua"), len(board.lines), f"?saring=semua&urut={sort}", "", which == "semua")] + [
            (words[state], counts[state], f"?saring={state}&urut={sort}", STATES[state][0], which == state)
            for state in STATES if counts[state]],
        "query": f"saring={which}&urut={sort}&periode={period.pk}&tahapan={stage}", "sort": sort, "which": which,
        "missing": [line for line in board.lines if not line.row],
        "job": asked_job(request, "build_rollup"),
        "may_build": request.user.may(Permission.ROLLUP_BUILD)})


@requires(Permission.ROLLUP_VIEW, fresh=True)
def province_sheet(request):
    """Exactly what the page shows, as .xlsx; text cells are text, whatever they begin with."""
    period, stage = _asked(request)
    if period is None:
        raise Http404
    board, lines, which, _sort = _board(request, period, stage)
    subtitle = _("%(n)d dari %(all)d snapshot masuk") % {"n": board.included, "all": board.expected}
    if board.rollup:
        subtitle += " · " + _("dibangun %(when)s") % {"when": waktu(board.rollup.built_at)}
    content = export_recap(
        area=_province(request), by=request.user,
        title=_("Rekap %(area)s, %(stage)s %(period)s") % {
            "area": areas.name_of(_province(request)), "stage": stage, "period": period.label},
        subtitle=subtitle, sheet=f"{stage} {period.pk}", columns=sheet_columns(), rows=sheet_rows(lines),
        totals=sheet_totals(board) if which == "semua" else None)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="rekap-{_province(request)}-{period.pk}-{stage}.xlsx"'
    return response


@requires(Permission.ROLLUP_BUILD)
@require_POST
def province_build(request):
    """Have the province's rollup built again."""
    period, stage = _asked(request)
    if period is None:
        raise Http404
    area = _province(request)
    return start_job(request, "build_rollup", f"{area}:{period.pk}:{stage}", regency=area, back=reverse("provinsi"),
                     args={"area": area, "period": period.pk, "stage": stage})


def _province(request):
    """The person's province; an office's people have none to look at, so there it does not exist."""
    if len(request.scope.area) != 2:
        raise Http404
    return request.scope.area


def _board(request, period, stage):
    """(the province, its lines filtered and sorted, which filter, which order)."""
    board = progress.province(_province(request), period, stage)
    which = request.GET.get("saring", "semua")
    which = which if which in VIEWS else "semua"
    sort = request.GET.get("urut", "kode")
    lines = [line for line in board.lines if which in ("semua", line.state)]
    return board, sorted_lines(lines, sort), which, sort


def _asked(request):
    """(period, stage) of the address or form; the present period and DPB by themselves."""
    asked = request.POST if request.method == "POST" else request.GET
    period = Period.objects.filter(pk=asked.get("periode", "")).first() or current()
    stage = asked.get("tahapan", "")
    return period, stage if stage in Stage.values else Stage.DPB.value
