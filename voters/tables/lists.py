"""Trends over periods and two lists side by side, as charts and as rows of workbooks."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sidalih.home.charts import Series, line_chart
from sidalih.home.templatetags.tanggal import tanggal
from sidalih.sheets import Column

FIGURES = ("total", "male", "female", "new", "struck", "moved", "changed")


def trend_charts(name, stage, points, of_regency):
    """[(id, LineChart)] of Points (one at least), oldest first: voters, then what came and went; fewer where unknown.

    Periods in which offices are missing have hollow dots that no line leads to. Those of less than half as many offices
    as another are left out: they would press all other lines flat. The table has them.
    """
    days, most = [one.period.reference_date for one in points], max(one.included for one in points)
    drawn = [one if one.numbers and one.included * 2 >= most else None for one in points]
    how = {"each": pgettext("grafik", "periode")}
    if not of_regency:
        how |= {"partial": {one.period.reference_date for one in drawn if one and not one.complete},
                "partial_means": _("tidak semua kabupaten/kota masuk"), "alone": True}

    def values(key):
        return [one and getattr(one.numbers, key) for one in drawn]

    about = {"name": name, "stage": stage}
    charts = [
        ("g-pemilih", line_chart(_("Pemilih %(name)s per periode, %(stage)s") % about, days, [
            Series("first", _("Pemilih"), values("total"))], **how)),
        ("g-arus", line_chart(_("Pemilih baru, TMS, dan pindah %(name)s per periode, %(stage)s") % about, days, [
            Series("first", _("Baru"), values("new")), Series("second", "TMS", values("struck")),
            Series("third", _("Pindah (masuk − keluar)"), values("moved"))], **how))]
    return [(key, chart) for key, chart in charts if chart]


def standing_words(point, of_regency):
    """Whether all of a Point is in, in words; "" where it is."""
    if point.complete:
        return ""
    if point.numbers is None:
        return _("belum ada snapshot")
    return "" if of_regency else _("tidak lengkap: %(n)d dari %(all)d") % {"n": point.included, "all": point.expected}


def trend_sheet(points, of_regency):
    """(columns, rows) of a trend, the newest period first; incomplete ones say so, and have no change."""
    figures = [_("Pemilih"), _("L"), _("P"), _("Baru"), _("TMS"), _("Pindah"), _("Ubah")]
    columns = [Column(_("Periode"), 20), Column(_("Usia pada"), 18),
               *(Column(label, 12, "number") for label in figures),
               Column(_("Perubahan"), 12, "number"), Column(f"{_('Perubahan')} (%)", 11, "share"),
               Column(pgettext("laporan", "Masuk"), 8, "number"), Column(_("dari"), 8, "number"),
               Column(_("Keterangan"), 30)]
    rows = [[one.period.label, tanggal(one.period.reference_date),
             *(getattr(one.numbers, key) if one.numbers else None for key in FIGURES), *(one.change or (None, None)),
             one.included, one.expected, standing_words(one, of_regency)] for one in reversed(points)]
    return columns, rows


def pair_sheet(found):
    """(columns, rows, totals) of a list_pairs.Compared; what is missing stays empty, and the totals say of how many."""
    sides = [(list_name(found.before), "number"), (list_name(found.after), "number"), (_("Selisih"), "number"),
             (f"{_('Selisih')} (%)", "share")]
    columns = [Column(_("Kode"), 8, "code"), Column(_("Wilayah"), 28), *(
        Column(f"{side}: {sex}", 11, kind) for side, kind in sides for sex in ("L", "P", "L+P")),
        Column(_("Keterangan"), 34)]
    rows = [[line.code, line.name, *_sexes(line.old), *_sexes(line.new), *_changes(line.differences),
             pair_words(line)] for line in found.lines]
    label = _("Jumlah (%(n)d dari %(all)d)") % {"n": len(found.compared), "all": len(found.lines)}
    totals = ["", label, *_sexes(found.old), *_sexes(found.new), *_changes(found.differences), ""]
    return columns, rows, totals


def list_name(rollup):
    """What people call a list: DPS Juli 2017."""
    return f"{rollup.stage} {rollup.period.label}"


def pair_words(line):
    """Why a list_pairs.Line is not compared; "" where it is."""
    if line.comparable:
        return ""
    if not line.old and not line.new:
        return _("tidak ada di kedua daftar")
    if not line.old:
        return _("tidak ada di daftar lama")
    if not line.new:
        return _("tidak ada di daftar baru")
    return _("tidak lengkap: %(old)s lama, %(new)s baru") % {
        "old": f"{line.old.included}/{line.old.expected}", "new": f"{line.new.included}/{line.new.expected}"}


def _sexes(side):
    return side.sexes if side else (None,) * 3


def _changes(found):
    """The differences of L, P and both, then their shares."""
    return [one[at] for at in (0, 1) for one in found] if found else [None] * 6
