"""Pages over several lists of an area: trends from period to period, and one list beside another. From rollups only."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from voters.actions.copying import export_recap
from voters.printing.replaced import behind_words
from voters.queries import freshness, list_pairs, trends
from voters.tables import lists as tables
from voters.views.common import download, or_404
from voters.views.lists import asked_list, province_of, query_of, shown_list

RANGES = {"12": 12, "24": 24, "semua": None}


@requires(Permission.ROLLUP_VIEW)
@require_GET
def trend_page(request):
    """How the voters of a province, of one of its regencies, or of the nation went from period to period."""
    asked, regency, name, points = _trend(request)
    which = request.GET.get("rentang", "12")
    which = which if which in RANGES else "12"
    points = points[-RANGES[which]:] if RANGES[which] else points
    context = shown_list(request, asked, "provinsi-tren")
    behind = freshness.periods_behind(regency or asked.area, asked.stage) if asked.area else set()
    place = query_of(tahapan=asked.stage, wilayah=regency or context["wilayah"])
    return render(request, "voters/trend.html", context | {
        "name": name, "regency": regency,
        "charts": tables.trend_charts(name, asked.stage, points, bool(regency)) if points else [],
        "lines": [(one, tables.standing_words(one, bool(regency)), one.period.pk in behind)
                  for one in reversed(points)],
        "ranges": [(key, label, f"{place}&rentang={key}", key == which) for key, label in (
            ("12", _("12 periode")), ("24", _("24 periode")), ("semua", _("Semua")))],
        "regions": [*(context["regions"] or [("", areas.name_of(request.scope.area))]), *(
            (one.code, one.name) for one in areas.regencies_of(request.scope.area))],
        "wilayah": regency or context["wilayah"], "place": place, "which": which})


@requires(Permission.ROLLUP_VIEW, fresh=True)
@require_GET
def trend_xlsx(request):
    """All periods of the trend as a workbook."""
    asked, regency, name, points = _trend(request)
    columns, rows = tables.trend_sheet(points, bool(regency))
    content = export_recap(
        area=request.scope.area, by=request.user, what=f"tren {asked.stage}",
        title=_("Tren %(area)s, %(stage)s") % {"area": name, "stage": asked.stage},
        subtitle=_("Dari rekap yang tersimpan. Periode yang tidak lengkap tidak dibandingkan."),
        sheet=_("Tren"), columns=columns, rows=rows)
    return download(content, f"tren-{regency or asked.area or 'ID'}-{asked.stage}.xlsx")


@requires(Permission.ROLLUP_VIEW)
@require_GET
def pair_page(request):
    """A list beside the one before it, or another that ?dengan= names: old, new, difference; by regency or province."""
    asked, known, after, before = _pair(request)
    found = list_pairs.compared(before, after) if before and after else None
    return render(request, "voters/pair.html", shown_list(request, asked, "provinsi-banding") | {
        "after": after, "before": before, "found": found, "choices": [
            (f"{one.period_id}.{one.stage}", tables.list_name(one), one == before) for one in known if one != after],
        "lines": [(line, tables.pair_words(line)) for line in found.lines] if found else [],
        "place": asked.query + (f"&dengan={before.period_id}.{before.stage}" if before else "")})


@requires(Permission.ROLLUP_VIEW, fresh=True)
@require_GET
def pair_xlsx(request):
    """The same comparison as a workbook; it says when the newer list lacks snapshots."""
    asked, _known, after, before = _pair(request)
    found = list_pairs.compared(or_404(before), or_404(after))
    columns, rows, totals = tables.pair_sheet(found)
    said = [_("Jumlah hanya meliputi yang ada dan lengkap di kedua daftar."), *(
        behind_words(freshness.behind(one.area, one.period, one.stage)) for one in (before, after))]
    content = export_recap(
        area=request.scope.area, by=request.user, what=f"perbandingan {after.stage}",
        title=_("Perbandingan %(area)s: %(old)s dan %(new)s") % {
            "area": asked.name, "old": tables.list_name(before), "new": tables.list_name(after)},
        subtitle=" ".join(one for one in said if one), sheet=_("Perbandingan"), columns=columns, rows=rows,
        totals=totals)
    return download(content, f"banding-{asked.area or 'ID'}-{before.period_id}-{before.stage}-{after.period_id}-"
                             f"{after.stage}.xlsx")


@requires(Permission.ROLLUP_VIEW)
@require_GET
def source_page(request):
    """From which snapshots a list was added up, which of them gave way to newer ones, and its editions."""
    asked = asked_list(request)
    or_404(asked.period)
    editions = freshness.editions_of(asked.area, asked.period, asked.stage)
    return render(request, "voters/list_sources.html", shown_list(request, asked, "provinsi-sumber") | {
        "sources": freshness.sources(asked.area, asked.period, asked.stage), "editions": editions,
        "holds": next((one for one in editions if one.holds), None)})


def _trend(request):
    """(the Asked, regency or "", name of the place, its Points) of an address; a regency elsewhere does not exist."""
    asked, province = asked_list(request), province_of(request)
    regency = request.GET.get("wilayah", "")
    if len(regency) != 4:
        return asked, "", asked.name, trends.trend(asked.area, asked.stage)
    name = {one.code: one.name for one in areas.regencies_of(province)}.get(regency)
    return asked, regency, or_404(name), trends.trend(province, asked.stage, regency)


def _pair(request):
    """(the Asked, all lists kept, the newer rollup or None, the older or None) of an address."""
    asked = asked_list(request)
    if asked.period is None:
        raise Http404
    known = list_pairs.kept_lists(asked.area)
    after = next((one for one in known if (one.period_id, one.stage) == (asked.period.pk, asked.stage)), None)
    wanted = request.GET.get("dengan", "")
    before = next((one for one in known if f"{one.period_id}.{one.stage}" == wanted and one != after), None)
    return asked, known, after, before or (after and list_pairs.before_of(after, known))
