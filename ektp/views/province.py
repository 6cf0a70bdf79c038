"""The province: map and table of its offices' last reports on a date, who is late, and the rollups kept."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ektp import printing
from ektp.charts import province_map, step_of
from ektp.queries import province as queries
from ektp.queries.rollups import NATION, rollup_of, rollups
from ektp.tables import SORTS, province_sheet, short_name, sorted_regencies
from ektp.views.common import PDF, XLSX, asked_day, download, printed_of
from ektp.views.rollups import SHOWN_ROLLUPS, rollup_chart
from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.templatetags.tanggal import tanggal
from sidalih.sheets import write_table

VIEWS = ("semua", "terlambat", "belum")


@requires(Permission.EKTP_ROLLUP_VIEW)
def province_page(request):
    """Coverage on the map and in the table; a total says how many regencies it covers and how old they are."""
    board, lines, which, sort = _board(request)
    kept = rollups(board.area)[-SHOWN_ROLLUPS:]
    name = areas.name_of(board.area)
    return render(request, "ektp/province.html", {
        "board": board, "sums": board.sums, "name": name, "which": which, "sort": sort,
        "lines": [(line, step_of(line.coverage), short_name(line.name)) for line in lines],
        "limit": settings.EKTP_REMINDER_DAYS,
        "map": province_map(board.lines, lambda code: reverse("ktp-el-kantor", args=[code])),
        "columns": _columns(sort), "today": timezone.localdate(), "is_today": board.on == timezone.localdate(),
        "earlier": queries.month_before(board.on), "chips": _chips(board, which),
        "asked": f"tanggal={board.on.isoformat()}", "changed": board.change,
        "rollups": kept[::-1], "chart": rollup_chart(name, kept), "nation": rollup_of(NATION)})


@requires(Permission.EKTP_ROLLUP_VIEW)
def province_xlsx(request):
    """Exactly the rows that the page shows."""
    board, lines, which, _sort = _board(request)
    columns, rows, totals = province_sheet(board, lines)
    content = write_table(title=_title(board), subtitle=subtitle_of(board), sheet=f"KTP-el {board.on}",
                          columns=columns, rows=rows, totals=totals if which == "semua" else None)
    return download(request, content, XLSX, f"ktp-el-{board.area}-{board.on}.xlsx")


@requires(Permission.EKTP_ROLLUP_VIEW)
def province_pdf(request):
    """All regencies on A4."""
    board, _lines, _which, sort = _board(request)
    content = printing.province_pdf(board, sorted_regencies(board.lines, sort), _title(board), subtitle_of(board))
    return download(request, content, PDF, f"ktp-el-{board.area}-{board.on}.pdf")


def subtitle_of(board):
    """How many regencies a total covers, and how old their reports are."""
    said = _("Keadaan per %(date)s: %(n)d dari %(all)d kabupaten/kota") % {
        "date": tanggal(board.on), "n": board.included, "all": board.expected}
    if board.oldest:
        said += ", " + _("laporan tertua %(oldest)s, terbaru %(newest)s") % {
            "oldest": tanggal(board.oldest), "newest": tanggal(board.newest)}
    return said + printed_of(board.sums["with_printed"], board.included)


def _board(request):
    """(the person's Province on the date asked, its lines filtered and sorted, which filter, which order)."""
    if len(request.scope.area) != 2:
        raise Http404
    board = queries.province(request.scope.area, asked_day(request))
    which = request.GET.get("saring", "semua")
    which = which if which in VIEWS else "semua"
    sort = request.GET.get("urut", "kode")
    sort = sort if sort.lstrip("-") in SORTS else "kode"
    kept = {"semua": board.lines, "terlambat": board.late, "belum": board.missing}[which]
    return board, sorted_regencies(kept, sort), which, sort


def _title(board):
    return _("Perkembangan KTP-el %(name)s") % {"name": areas.name_of(board.area)}


def _chips(board, which):
    counts = {"semua": len(board.lines), "terlambat": len(board.late), "belum": len(board.missing)}
    words = {"semua": _("Semua"), "terlambat": _("Perlu diingatkan"), "belum": _("Belum pernah melapor")}
    return [(key, words[key], counts[key], key == which) for key in VIEWS if counts[key] or key == "semua"]


def _columns(sort):
    """[(label, key to sort by next, aria-sort or "", number)] of the table."""
    names = (("kode", _("Kabupaten/kota")), ("wajib", _("Wajib KTP")), ("rekam", _("Sudah rekam")),
             ("cetak", _("Sudah cetak")), ("sisa", _("Sisa rekam")), ("cakupan", _("Cakupan")),
             ("naik", _("Sebulan")), ("umur", _("Laporan per")))
    columns = []
    for key, label in names:
        state = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
        turned = f"-{key}" if (key == "kode") == (sort == key) else key
        columns.append((label, turned, state, key not in ("kode", "umur")))
    return columns
