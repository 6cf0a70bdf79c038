"""Rollups kept: a province's with the age of each regency's figure, the nation's by provinces; history by date."""

from datetime import date

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from ektp import printing
from ektp.charts import step_of
from ektp.queries import rollups as queries
from ektp.tables import nation_sheet, rollup_sheet, short_name
from ektp.views.common import PDF, XLSX, download, or_404, printed_of
from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.charts import Series, line_chart
from sidalih.home.templatetags.tanggal import tanggal
from sidalih.sheets import write_table

SHOWN_ROLLUPS = 24


@requires(Permission.EKTP_ROLLUP_VIEW)
def rollup_page(request):
    """A province's rollup of ?tanggal= (the newest): of how many regencies it is, and how old each figure is."""
    area = _province_of(request)
    name = areas.name_of(area)
    return _page(request, "ektp/rollup.html", area, name, queries.page_of_province)


@requires(Permission.EKTP_ROLLUP_VIEW)
def nation_page(request):
    """The nation's rollup of ?tanggal= (the newest): provinces, of how many regencies each is, and how old."""
    _province_of(request)
    return _page(request, "ektp/nation.html", queries.NATION, _("Indonesia"), queries.page_of_nation)


@requires(Permission.EKTP_ROLLUP_VIEW)
def rollup_xlsx(request):
    """The page's rows as a sheet."""
    area, page, title = _province_rollup(request)
    return _sheet(request, rollup_sheet(page), title, page, f"ktp-el-rekap-{area}-{page.rollup.on}.xlsx")


@requires(Permission.EKTP_ROLLUP_VIEW)
def rollup_pdf(request):
    """The page's rows on A4."""
    area, page, title = _province_rollup(request)
    sections = [(_("Tidak masuk (tidak dihitung dalam jumlah)"), [short_name(line.name) for line in page.missing])]
    return _paper(request, rollup_sheet(page), title, page, sections, f"ktp-el-rekap-{area}-{page.rollup.on}.pdf")


@requires(Permission.EKTP_ROLLUP_VIEW)
def nation_xlsx(request):
    """The page's rows as a sheet."""
    page, title = _nation_rollup(request)
    return _sheet(request, nation_sheet(page), title, page, f"ktp-el-rekap-nasional-{page.rollup.on}.xlsx")


@requires(Permission.EKTP_ROLLUP_VIEW)
def nation_pdf(request):
    """The page's rows on A4."""
    page, title = _nation_rollup(request)
    return _paper(request, nation_sheet(page), title, page, [], f"ktp-el-rekap-nasional-{page.rollup.on}.pdf")


def rollup_chart(name, rollups):
    """The LineChart of coverage in the rollups kept, oldest first; hollow where not every regency is in."""
    if not rollups:
        return None
    return line_chart(
        _("Cakupan perekaman dan pencetakan KTP-el %(name)s") % {"name": name}, [one.on for one in rollups], [
            Series("recorded", _("Sudah rekam"), [_percent(one.recorded, one.obliged) for one in rollups]),
            Series("printed", _("Sudah cetak"), [
                _percent(one.printed, one.obliged) if one.with_printed == one.included else None for one in rollups])],
        percent=True, partial={one.on for one in rollups if not one.complete},
        partial_means=_("tidak semua kabupaten/kota"))


def _page(request, template, area, name, page_of):
    """The page of a rollup; without any rollup yet it says what will stand there."""
    kept = queries.rollups(area)
    chosen = _chosen(request, area) if kept else None
    page = page_of(chosen) if chosen else None
    return render(request, template, {
        "name": name, "page": page, "rollups": kept[-SHOWN_ROLLUPS:][::-1], "chart": rollup_chart(
            name, kept[-SHOWN_ROLLUPS:]), "limit": settings.EKTP_REMINDER_DAYS,
        "lines": [(line, step_of(line.coverage)) for line in page.lines] if page else []})


def _province_of(request):
    """The province of the person's area; people of a single office have no such page."""
    if len(request.scope.area) != 2:
        raise Http404
    return request.scope.area


def _chosen(request, area):
    """The rollup of ?tanggal=, the newest without one; 404 for a date that has none."""
    asked = request.GET.get("tanggal")
    if not asked:
        return queries.rollup_of(area)
    try:
        return or_404(queries.rollup_of(area, date.fromisoformat(asked)))
    except ValueError:
        raise Http404 from None


def _province_rollup(request):
    area = _province_of(request)
    page = queries.page_of_province(or_404(_chosen(request, area)))
    return area, page, _("Rekap KTP-el %(name)s") % {"name": areas.name_of(area)}


def _nation_rollup(request):
    _province_of(request)
    return queries.page_of_nation(or_404(_chosen(request, queries.NATION))), _("Rekap KTP-el nasional")


def subtitle_of(page):
    """Of which date a rollup is, how many regencies it covers, and how old their reports are."""
    one = page.rollup
    said = _("Per %(date)s: %(n)d dari %(all)d kabupaten/kota") % {
        "date": tanggal(one.on), "n": one.included, "all": one.expected}
    if one.oldest:
        said += ", " + _("laporan tertua %(oldest)s, terbaru %(newest)s") % {
            "oldest": tanggal(one.oldest), "newest": tanggal(one.newest)}
    said += printed_of(one.with_printed, one.included)
    if page.running:
        said += " · " + _("bulan berjalan, dihitung sampai %(date)s") % {"date": tanggal(page.day)}
    return said


def _sheet(request, table, title, page, name):
    columns, rows, totals = table
    content = write_table(title=title, subtitle=subtitle_of(page), sheet=f"KTP-el {page.rollup.on}", columns=columns,
                          rows=rows, totals=totals)
    return download(request, content, XLSX, name)


def _paper(request, table, title, page, sections, name):
    content = printing.table_pdf(table, title=title, subtitle=subtitle_of(page), sections=sections)
    return download(request, content, PDF, name)


def _percent(part, whole):
    return part * 100 / whole if whole else None
