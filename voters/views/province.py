"""The dashboard of a province: its regencies in one table, from rollups; and the same as a workbook."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.templatetags.tanggal import waktu
from voters.actions.copying import export_recap
from voters.printing.replaced import behind_words
from voters.queries import freshness, progress
from voters.tables.figures import (
    STATES,
    regency_columns,
    sheet_columns,
    sheet_rows,
    sheet_totals,
    sorted_lines,
    state_words,
)
from voters.views.common import download, start_job
from voters.views.lists import INDONESIA, PAGES, asked_list, shown_list

VIEWS = ("semua", "done", "waiting", "working", "missing")


@requires(Permission.ROLLUP_VIEW)
def province_page(request):
    """Totals, coverage, and one line per regency; missing ones are said to be missing."""
    asked = asked_list(request, nation=False)
    period, stage = asked.period, asked.stage
    if period is None:
        return render(request, "voters/province_empty.html")
    board, lines, which, sort = _board(request, asked)
    words = state_words()
    counts = {state: sum(line.state == state for line in board.lines) for state in STATES}
    return render(request, "voters/province.html", shown_list(request, asked, "provinsi") | {
        "board": board, "lines": [(line, *STATES[line.state], words[line.state]) for line in lines],
        "tiles": [(line, STATES[line.state][0], STATES[line.state][1], words[line.state]) for line in board.lines],
        "columns": regency_columns(sort, which),
        "chips": [(_("Semua"), len(board.lines), f"?saring=semua&urut={sort}", "", which == "semua")] + [
            (words[state], counts[state], f"?saring={state}&urut={sort}", STATES[state][0], which == state)
            for state in STATES if counts[state]],
        "query": f"saring={which}&urut={sort}&periode={period.pk}&tahapan={stage}", "sort": sort, "which": which,
        "missing": [line for line in board.lines if not line.row]})


@requires(Permission.ROLLUP_VIEW, fresh=True)
def province_sheet(request):
    """Exactly what the page shows, as .xlsx; text cells are text, whatever they begin with."""
    asked = asked_list(request, nation=False)
    area, period, stage = asked.area, asked.period, asked.stage
    if period is None:
        raise Http404
    board, lines, which, _sort = _board(request, asked)
    subtitle = _("%(n)d dari %(all)d snapshot masuk") % {"n": board.included, "all": board.expected}
    if board.rollup:
        subtitle += " · " + _("dibangun %(when)s") % {"when": waktu(board.rollup.built_at)}
    if words := behind_words(freshness.behind(area, period, stage)):
        subtitle += " · " + words
    content = export_recap(
        area=area, by=request.user,
        title=_("Rekap %(area)s, %(stage)s %(period)s") % {
            "area": areas.name_of(area), "stage": stage, "period": period.label},
        subtitle=subtitle, sheet=f"{stage} {period.pk}", columns=sheet_columns(), rows=sheet_rows(lines),
        totals=sheet_totals(board) if which == "semua" else None)
    return download(content, f"rekap-{area}-{period.pk}-{stage}.xlsx")


@requires(Permission.ROLLUP_BUILD)
@require_POST
def province_build(request):
    """Have the rollup of the province, or the nation's, built again; leads back to the page that asked."""
    asked = asked_list(request)
    if asked.period is None:
        raise Http404
    page = request.POST.get("kembali", "")
    kind = "build_rollup" if asked.area else "build_nation"
    return start_job(request, kind, f"{asked.area or INDONESIA}:{asked.period.pk}:{asked.stage}",
                     regency=request.scope.area, back=reverse(page if page in PAGES else "provinsi") + asked.query,
                     args={"area": asked.area, "period": asked.period.pk, "stage": asked.stage})


def _board(request, asked):
    """(the province, its lines filtered and sorted, which filter, which order)."""
    board = progress.province(asked.area, asked.period, asked.stage)
    which = request.GET.get("saring", "semua")
    which = which if which in VIEWS else "semua"
    sort = request.GET.get("urut", "kode")
    lines = [line for line in board.lines if which in ("semua", line.state)]
    return board, sorted_lines(lines, sort), which, sort
