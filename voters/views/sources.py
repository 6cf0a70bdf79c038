"""The recap by source of data: how many rows of each came in a period, before and after they were applied."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from voters.actions.sources import export_sources
from voters.models import Period
from voters.queries import sources as queries
from voters.queries.periods import current, periods
from voters.tables import sources as tables
from voters.views.common import download


@requires(Permission.BATCH_VIEW)
def source_page(request):
    """The recap of a period for the person's office, or for one office or all of his province."""
    period, area = _asked(request)
    lines = queries.by_source(area, period) if period else []
    return render(request, "voters/evidence_sources.html", {
        "period": period, "periods": periods(), "area": area, "name": areas.name_of(area),
        "offices": [] if request.scope.regency else areas.regencies_of(request.scope.area),
        "lines": tables.lines_of(lines), "totals": tables.totals_of(lines),
        "drafts": queries.drafts(area, period) if period else 0})


@requires(Permission.BATCH_VIEW, fresh=True)
def source_sheet(request):
    """Exactly what the page shows, as .xlsx."""
    period, area = _asked(request)
    if period is None:
        raise Http404
    lines = queries.by_source(area, period)
    content = export_sources(
        area=area, period=period, by=request.user,
        title=_("Rekap menurut sumber, %(area)s, %(period)s") % {"area": areas.name_of(area), "period": period.label},
        subtitle=_("Baris berkas yang diajukan, sebelum dan sesudah diterapkan"), sheet=period.pk,
        columns=tables.sheet_columns(), rows=tables.sheet_rows(lines), totals=tables.sheet_totals(lines))
    return download(content, f"sumber-{area}-{period.pk}.xlsx")


def _asked(request):
    """(period, area) of the address; what lies outside of the person's area is not there."""
    period = Period.objects.filter(pk=request.GET.get("periode", "")).first() or current()
    area = request.GET.get("kantor", "") or request.scope.area
    if not request.scope.covers(area):
        raise Http404
    return period, area
