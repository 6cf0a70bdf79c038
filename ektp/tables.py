"""Figures in rows: a finding in words, a report's table, districts by what is left, and the sheets of the same."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ektp.models import LABELS, FindingCode
from ektp.rules import COLUMNS, share
from sidalih.home.templatetags.angka import angka, beda
from sidalih.home.templatetags.tanggal import tanggal, tanggal_pendek
from sidalih.home.templatetags.wilayah import titik
from sidalih.sheets import Column

SORTS = ("kode", "wajib", "rekam", "cetak", "sisa", "cakupan", "naik", "umur")


@dataclass(frozen=True)
class FindingLine:
    """A finding for people: where it is, what it is, and the two numbers that disagree."""

    finding: Any
    place: str
    title: str
    sentence: str


@dataclass(frozen=True)
class TableCell:
    """One figure of a report's table, with the findings that stand in it."""

    value: int | None
    findings: list


def short_name(name):
    """Kab. Blitar for Kabupaten Blitar; seven names are both a Kabupaten and a Kota, so the kind stays."""
    return name.replace("Kabupaten ", "Kab. ", 1)


def sentence_of(finding):
    """What a finding says, with its numbers."""
    if finding.code == FindingCode.DISTRICT_MISSING:
        return _("Tidak ada angka dari kecamatan ini; jumlah laporan tidak meliputinya.")
    numbers = {"label": finding.column_label, "stated": angka(finding.stated), "against": angka(finding.against),
               "difference": beda(finding.difference)}
    sentences = {
        FindingCode.ABOVE_100_PERCENT: _("Sudah rekam %(stated)s, wajib KTP %(against)s (%(difference)s)."),
        FindingCode.PRINTED_ABOVE_RECORDED: _("Sudah cetak %(stated)s, sudah rekam %(against)s (%(difference)s)."),
        FindingCode.NOT_RECORDED_DIFFERS: _("Dilaporkan %(stated)s, wajib KTP − sudah rekam = %(against)s "
                                            "(%(difference)s)."),
        FindingCode.NOT_PRINTED_DIFFERS: _("Dilaporkan %(stated)s, sudah rekam − sudah cetak = %(against)s "
                                           "(%(difference)s)."),
        FindingCode.FALLS: _("%(label)s %(stated)s, sebelumnya %(against)s (%(difference)s)."),
        FindingCode.JUMPS: _("%(label)s %(stated)s, sebelumnya %(against)s (%(difference)s)."),
        FindingCode.TOTALS_DIFFER: _("%(label)s: tertulis %(stated)s, penjumlahan kecamatan %(against)s "
                                     "(%(difference)s)."),
    }
    return sentences[finding.code] % numbers


def finding_lines(findings, names):
    """FindingLines in the order given; `names` {district: name}. The totals row is a place too."""
    return [FindingLine(one, names.get(one.district, one.district) if one.district else _("Baris jumlah"),
                        one.get_code_display(), sentence_of(one)) for one in findings]


def left_rows(lines):
    """[(DistrictLine, width of belum rekam, width of belum cetak)] in hundredths of the longest bar.

    What is below zero has no width: it stands in the figures and among the findings.
    """
    most = max((max(line.left or 0, 0) for line in lines), default=0) or 1
    rows = []
    for line in lines:
        unrecorded = (line.figures.unrecorded if line.figures else None) or 0
        unprinted = (line.figures.unprinted if line.figures else None) or 0
        rows.append((line, round(max(unrecorded, 0) * 100 / most), round(max(unprinted, 0) * 100 / most)))
    return rows


def report_rows(page):
    """[(DistrictLine, [TableCell per column])] of a ReportPage in the order of the form."""
    return [(line, cells_of(line.figures, line.findings)) for line in page.by_code]


def cells_of(figures, findings):
    """A TableCell for each of COLUMNS."""
    return [TableCell(getattr(figures, column) if figures else None,
                      [one for one in findings if one.column == column]) for column in COLUMNS]


def totals_of(page):
    """[(label, sum, as reported or None, difference or None)] of a ReportPage's columns."""
    lines = []
    for column in COLUMNS:
        added, stated = getattr(page.sums, column), page.report.totals.get(column)
        lines.append((LABELS[column], added, stated,
                      stated - added if None not in (added, stated) and stated != added else None))
    return lines


def report_sheet(page):
    """(columns, rows, totals) of one report as its form: what load_ektp reads again, totals row and all.

    JUMLAH is the totals row as it was reported. Our own sums stand in a row named Penjumlahan, which is passed over
    when the form is read: beside a totals row, or alone where none was reported.
    """
    columns = [Column(_("Kode"), 10, "code"), Column(_("Kecamatan"), 24),
               *(Column(str(LABELS[column]), 13, "number") for column in COLUMNS),
               Column(_("Cakupan rekam (%)"), 11, "percent"), Column(_("Keterangan"), 30)]
    rows = [[titik(line.code), line.name, *(cell.value for cell in cells),
             line.figures.coverage if line.figures else None, line.remark or None]
            for line, cells in report_rows(page)]
    sums = ["", _("Penjumlahan"), *(getattr(page.sums, column) for column in COLUMNS), page.sums.coverage, None]
    stated = page.report.totals
    if not stated:
        return columns, rows, sums
    return columns, [*rows, sums], ["", _("JUMLAH"), *(stated.get(column) for column in COLUMNS), None, None]


def trend_sheet(reports):
    """(columns, rows, None) of an office's reports, oldest first."""
    columns = [Column(_("Per tanggal"), 18), Column(_("Versi"), 7, "number"), Column(_("Kecamatan"), 11, "number"),
               *(Column(str(LABELS[column]), 13, "number") for column in COLUMNS),
               Column(_("Cakupan rekam"), 11, "percent"), Column(_("Sumber"), 24),
               Column(_("Temuan terbuka"), 10, "number")]
    return columns, [[tanggal(one.as_of), one.version, one.districts, *(getattr(one, column) for column in COLUMNS),
                      one.figures.coverage, one.source, one.open_findings] for one in reports], None


def sorted_regencies(lines, sort):
    """RegencyLines by one of SORTS, with a minus the largest first; those without a report always last."""
    keys = {"wajib": lambda line: line.figures.obliged, "rekam": lambda line: line.figures.recorded,
            "cetak": lambda line: -1 if line.figures.printed is None else line.figures.printed,
            "sisa": lambda line: line.figures.unrecorded, "cakupan": lambda line: line.coverage or 0,
            "naik": lambda line: line.change.get("recorded", 0), "umur": lambda line: line.age}
    key = keys.get(sort.lstrip("-"))
    if key is None:
        return sorted(lines, key=lambda line: line.code, reverse=sort == "-kode")
    here = sorted((line for line in lines if line.report), key=key, reverse=sort.startswith("-"))
    return here + [line for line in lines if not line.report]


def province_sheet(board, lines):
    """(columns, rows, totals) of a Province; what is missing stays empty, and the totals say of how many they are."""
    columns = [Column(_("Kode"), 8, "code"), Column(_("Kabupaten/kota"), 26), Column(_("Wajib KTP"), 13, "number"),
               Column(_("Sudah rekam"), 13, "number"), Column(_("Sudah cetak"), 13, "number"),
               Column(_("Sisa rekam"), 13, "number"), Column(_("Cakupan rekam"), 10, "percent"),
               Column(_("Perubahan rekam sebulan"), 13, "number"), Column(_("Laporan per"), 18),
               Column(_("Umur (hari)"), 8, "number"), Column(_("Kecamatan masuk"), 11),
               Column(_("Temuan terbuka"), 9, "number")]
    rows = []
    for line in lines:
        one = line.figures
        figures = [one.obliged, one.recorded, one.printed, one.unrecorded, one.coverage] if one else [None] * 5
        rows.append([line.code, short_name(line.name), *figures, line.change.get("recorded"),
                     tanggal(line.report.as_of) if line.report else _("belum melapor"), line.age,
                     districts_of(line.report), line.report.open_findings if line.report else None])
    sums = board.sums
    label = _("JUMLAH (%(n)d dari %(all)d)") % {"n": board.included, "all": board.expected}
    totals = ["", label, sums["obliged"], sums["recorded"], sums["printed"], sums["unrecorded"], board.coverage,
              board.change[0], None, None, None, None] if board.included else None
    return columns, rows, totals


def districts_of(report):
    """How many districts of how many a report holds: 30/31; None without a report."""
    return f"{report.districts}/{report.expected}" if report else None


def rollup_sheet(page):
    """(columns, rows, totals) of a province's RollupPage: each figure with its date and age."""
    columns = [Column(_("Kode"), 8, "code"), Column(_("Kabupaten/kota"), 26), *_sums_columns(),
               Column(_("Laporan per"), 18), Column(_("Umur (hari)"), 8, "number"), Column(_("Kecamatan masuk"), 11)]
    rows = [[line.code, short_name(line.name), line.row.obliged, line.row.recorded, line.row.printed,
             line.row.coverage, tanggal(line.row.as_of) if line.row.as_of else _("belum melapor"), line.age,
             districts_of(line.row.report)] for line in page.lines]
    oldest = page.rollup.oldest and _("tertua %(date)s") % {"date": tanggal_pendek(page.rollup.oldest)}
    return columns, rows, [*_sums_of(page.rollup), oldest, page.oldest_age, None]


def nation_sheet(page):
    """(columns, rows, totals) of the nation's RollupPage: provinces, how many regencies each covers, how old."""
    columns = [Column(_("Kode"), 6, "code"), Column(_("Provinsi"), 26), *_sums_columns(),
               Column(_("Kabupaten/kota"), 15), Column(_("Laporan tertua"), 18),
               Column(_("Umur tertua (hari)"), 9, "number"), Column(_("Laporan terbaru"), 18),
               Column(_("Umur terbaru (hari)"), 9, "number")]
    rows = []
    for line in page.lines:
        one = line.rollup
        figures = [one.obliged, one.recorded, one.printed_known, one.coverage, covered_by(one), tanggal(one.oldest),
                   line.oldest_age, tanggal(one.newest), line.newest_age] if one else [
                       None, None, None, None, None, _("belum ada rekap"), None, None, None]
        rows.append([line.code, line.name, *figures])
    one = page.rollup
    return columns, rows, [*_sums_of(one)[:6], covered_by(one), tanggal(one.oldest), page.oldest_age,
                           tanggal(one.newest), page.newest_age]


def covered_by(rollup):
    """How many regencies of how many a rollup holds: 37/38."""
    return f"{rollup.included}/{rollup.expected}"


def roll_sheet(against):
    """(columns, rows, totals) of an AgainstRoll: a row per district, and one per village beneath it."""
    columns = [Column(_("Kode"), 14, "code"), Column(_("Kecamatan"), 20), Column(_("Kelurahan/desa"), 24),
               Column(_("Pemilih"), 11, "number"), Column(_("Belum KTP-el"), 11, "number"),
               Column(_("Bagian"), 9, "percent"), Column(_("Belum rekam"), 11, "number"),
               Column(_("Selisih"), 11, "number")]
    rows = []
    for district in against.districts:
        rows.append([titik(district.code), district.name, None, district.voters, district.without,
                     share(district.without, district.voters), district.unrecorded, district.difference])
        rows += [[titik(one.code), district.name, one.name, one.voters, one.without, share(one.without, one.voters),
                  None, None] for one in district.villages]
    total = against.snapshot.total
    return columns, rows, ["", _("JUMLAH"), None, total, against.without, share(against.without, total),
                           against.unrecorded, None]


def _sums_columns():
    return [Column(_("Wajib KTP"), 13, "number"), Column(_("Sudah rekam"), 13, "number"),
            Column(_("Sudah cetak"), 13, "number"), Column(_("Cakupan rekam"), 11, "percent")]


def _sums_of(rollup):
    label = _("JUMLAH (%(n)d dari %(all)d)") % {"n": rollup.included, "all": rollup.expected}
    return ["", label, rollup.obliged, rollup.recorded, rollup.printed_known, rollup.coverage]
