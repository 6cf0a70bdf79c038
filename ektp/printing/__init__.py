"""Recaps of KTP-el progress as PDF: A4, black on white; `tabel.typ` is the form, this fills it."""

import json
from functools import cache
from pathlib import Path

import typst
from django.utils import timezone
from django.utils.translation import gettext as _

from ektp.models import LABELS
from ektp.rules import COLUMNS
from ektp.tables import districts_of, report_rows, short_name
from sidalih.home.templatetags.angka import angka, beda, persen
from sidalih.home.templatetags.tanggal import tanggal, tanggal_pendek, waktu
from sidalih.home.templatetags.wilayah import titik


def table_pdf(table, *, title, subtitle, place="", text_columns=2, sections=()):
    """The PDF of (columns, rows, totals) as a sheet has them; `sections` are (title, [sentence]) beneath it."""
    columns, rows, totals = table
    write = {"number": angka, "percent": _share}

    def written(row):
        return [write.get(column.kind, lambda value: value or "")(value) for value, column in zip(
            row, columns, strict=True)]

    return _compiled(
        title=title.upper(), place=place.upper(), subtitle=subtitle, headings=[one.heading for one in columns],
        rows=[written(row) for row in rows], totals=[written(totals)], text_columns=text_columns,
        widths=[one.width for one in columns],
        sections=[{"title": heading, "items": items} for heading, items in sections])


def report_pdf(page, name, subtitle, findings):
    """The PDF of a ReportPage; `findings` are FindingLines. What is not reported is a dash, never zero."""
    headings = [_("Kode"), _("Kecamatan"), *(str(LABELS[column]) for column in COLUMNS), _("Cakupan rekam")]
    rows = [[titik(line.code), line.name, *(angka(cell.value) for cell in cells),
             _share(line.figures.coverage if line.figures else None)] for line, cells in report_rows(page)]
    totals = [["", _("JUMLAH"), *(angka(getattr(page.sums, column)) for column in COLUMNS), _share(page.sums.coverage)]]
    if page.report.totals:
        totals.append(["", _("Menurut laporan"), *(angka(page.report.totals.get(column)) for column in COLUMNS), ""])
    notes = [f"{one.place}: {one.title}. {one.sentence} "
             + (_("Penjelasan: %(text)s") % {"text": one.finding.explanation} if one.finding.explanation else "")
             for one in findings]
    remarks = [f"{line.name}: {line.remark}" for line in page.by_code if line.remark]
    if page.report.note:
        remarks.insert(0, page.report.note)
    return _compiled(
        title=_("PERKEMBANGAN KTP-EL"), place=name.upper(), subtitle=subtitle, headings=headings, rows=rows,
        totals=totals, text_columns=2, widths=[13, 29] + [15] * len(COLUMNS) + [16], sections=[
            {"title": _("Temuan (angka tidak diubah)"), "items": notes},
            {"title": _("Keterangan"), "items": remarks}])


def province_pdf(board, lines, title, subtitle):
    """The PDF of a Province, RegencyLines in the order given."""
    headings = [_("Kode"), _("Kabupaten/kota"), _("Wajib KTP"), _("Sudah rekam"), _("Sudah cetak"), _("Sisa rekam"),
                _("Cakupan rekam"), _("Sebulan"), _("Laporan per"), _("Umur (hari)")]
    rows = []
    for line in lines:
        one = line.figures
        figures = [angka(one.obliged), angka(one.recorded), angka(one.printed), angka(one.unrecorded),
                   _share(one.coverage)] if one else ["–"] * 5
        as_of = tanggal_pendek(line.report.as_of) if line.report else _("belum")
        lacks = " " + _("%(n)s kec.") % {"n": districts_of(line.report)} if line.partial else ""
        rows.append([line.code, short_name(line.name), *figures, beda(line.change.get("recorded")), as_of + lacks,
                     angka(line.age)])
    sums, (change, compared) = board.sums, board.change
    totals = [["", _("JUMLAH (%(n)d dari %(all)d)") % {"n": board.included, "all": board.expected},
               angka(sums["obliged"]), angka(sums["recorded"]), angka(sums["printed"]), angka(sums["unrecorded"]),
               _share(board.coverage), beda(change), "", ""]] if board.included else []
    remarks = [] if sums["with_printed"] == board.included else [
        _("Jumlah sudah cetak meliputi %(n)d dari %(all)d laporan.") % {
            "n": sums["with_printed"], "all": board.included}]
    if board.included:
        remarks.append(_("Jumlah kolom Sebulan meliputi %(n)d dari %(all)d laporan.") % {
            "n": compared, "all": board.included})
    missing = [short_name(line.name) for line in board.missing]
    late = [_("%(name)s: laporan terakhir %(date)s, %(n)s hari") % {
        "name": short_name(line.name), "date": tanggal(line.report.as_of), "n": angka(line.age)}
        for line in board.late if line.report]
    partial = [_("%(name)s: %(n)d dari %(all)d kecamatan") % {
        "name": short_name(line.name), "n": line.report.districts, "all": line.report.expected}
        for line in board.partial]
    return _compiled(
        title=title.upper(), place="", subtitle=subtitle, headings=headings, rows=rows, totals=totals, text_columns=2,
        widths=[9, 36, 18, 18, 18, 17, 15, 15, 20, 11], sections=[
            {"title": _("Belum pernah melapor (tidak dihitung dalam jumlah)"), "items": missing},
            {"title": _("Laporan yang belum meliputi semua kecamatan"), "items": partial},
            {"title": _("Laporan lama"), "items": late},
            {"title": _("Tentang jumlah"), "items": remarks}])


def _share(fraction):
    return "–" if fraction is None else persen(fraction * 100)


def _compiled(**data):
    """Typst reads the data as JSON: nothing that somebody typed is ever taken for markup."""
    data |= {"page": _("Hal"), "of": _("dari"),
             "foot": _("Sidalih · dicetak %(when)s") % {"when": waktu(timezone.now())}}
    return typst.compile(_form(), format="pdf", ignore_system_fonts=True,
                         sys_inputs={"data": json.dumps(data, ensure_ascii=False)})


@cache
def _form():
    return (Path(__file__).parent / "tabel.typ").read_bytes()
