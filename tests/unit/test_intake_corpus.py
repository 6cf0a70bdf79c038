"""Workbooks as people really send them, each with the exact report that it must get: real bytes, the real reader.

Ugly ones are built cell by cell in XML (tests/shapes.py), ordinary ones by openpyxl. A report is {(sheet, row): codes}
for every row that was taken, or the code that refuses the file.
"""

import io
from datetime import date, datetime, time

import openpyxl
import pytest

from tests import shapes
from tests.unit.intake_kit import GOOD, context, facts_of, voter
from voters.intake.check import check, file_problems
from voters.intake.columns import COLUMNS, FileRefused
from voters.intake.parse import parse_row
from voters.intake.read import read_bulk

S = "TPS 001"
OK, ZERO_WIDTH, NBSP, SOFT_HYPHEN, BOM = [], "\u200b", "\u00a0", "\u00ad", "\ufeff"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
CORPUS = {}


def one(name, expected, **cells):
    """A workbook of one row at row 2: the good one with some cells replaced (`LP` for L/P)."""
    CORPUS[name] = (lambda: ordinary([row(**cells)]), {(S, 2): expected})


def many(name, expected, build):
    CORPUS[name] = (build, expected)


def row(**cells):
    cells = {("L/P" if key == "LP" else key): cell for key, cell in cells.items()}
    return list((GOOD | cells).values())


def person(serial, **cells):
    return row(NIK=f"357804010590{serial:04d}", **cells)


def ordinary(rows, header=COLUMNS, before=(), sheet=S, prepare=lambda book, page: None):
    """The bytes of a workbook by openpyxl; a str is always text there, a number a number."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for cells in (*before, header, *rows):
        page.append(list(cells))
    prepare(book, page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def raw(*lines, dimension="", more="", **options):
    """The bytes of a workbook from XML rows: each line is (number, cells) with cells as text or ready XML."""
    rows = []
    for number, cells in lines:
        inside = [cell if cell.startswith("<c") else shapes.text(f"{letter(n)}{number}", cell)
                  for n, cell in enumerate(cells) if cell is not None]
        rows.append(shapes.row(number, *inside))
    return shapes.workbook({S: dimension + shapes.data(*rows) + more}, **options)


def letter(index):
    return openpyxl.utils.get_column_letter(index + 1)


def dated(serial, **options):
    """A workbook whose birth date is a serial number with a date format."""
    cells = row()
    cells[COLUMNS.index("TGLLHR")] = shapes.number("H2", serial, style=1)
    return raw((1, COLUMNS), (2, cells), style=shapes.styles(14), **options)


# --- NIK and NKK: digits that were lost, hidden or foreign (C4 36)
one("nik-angka", ["E01"], NIK=3578040105909001)
one("nik-angka-91", ["E01"], NIK=9171010102039001)
one("nkk-angka", ["E01"], NKK=3578041206159001)
one("nik-15-digit", ["E02"], NIK="357804010590900")
one("nik-17-digit", ["E02"], NIK="35780401059090011")
one("nik-kosong", ["E02"], NIK=None)
one("nik-eksponen", ["E02"], NIK="3,57804E+15")
one("nik-apostrof", ["E02"], NIK="'3578040105909001")
one("nik-blank-di-tengah", ["E02"], NIK="357804 010590 9001")
one("nik-nbsp-di-ujung", ["I04"], NIK=f"{NBSP}3578040105909001{NBSP}")
one("nik-lebar-nol", ["I04"], NIK=f"3578{ZERO_WIDTH}040105909001")
one("nik-tanda-hubung-lunak", ["I04"], NIK=f"357804{SOFT_HYPHEN}0105909001")
one("nik-bom", ["I04"], NIK=f"{BOM}3578040105909001")
one("nik-digit-lebar", ["I04"], NIK="3578040105909001".translate(FULL_WIDTH))
one("nik-digit-arab", ["E02"], NIK="3578040105909001".translate(ARABIC))
one("nik-huruf-o", ["E02"], NIK="357804O105909001")
one("nik-blank-biasa-di-ujung", OK, NIK=" \t3578040105909001\r\n")
one("nik-tanggal", ["E02"], NIK=datetime(1990, 5, 1))
one("nik-benar-salah", ["E02"], NIK=True)
one("nkk-tanggal", ["E04"], NKK=date(1990, 5, 1))
one("nik-tanggal-mustahil", ["E03"], NIK="3578043202909001")
one("nik-29-februari-bukan-kabisat", ["E03"], NIK="3578042902919001")
one("nik-perempuan", ["W02"], NIK="3578044105909001")
one("nik-daerah-lain", ["I01"], NIK="3515080105909001")
one("nik-kecamatan-tak-dikenal", ["W03"], NIK="3578990105909001")
one("nama-homoglif", OK, NAMA="ВUDI SАNTOSO")
one("nama-tanda-tanya", ["W07"], NAMA="BUDI SANT?SO")
one("nama-kosong-nbsp", ["E05"], NAMA=f"{NBSP}{ZERO_WIDTH} ")

# --- dates (C4 37)
for name, text in (("garis-tegak", "1|5|1990"), ("strip", "01-05-1990"), ("miring", "01/05/1990")):
    one(f"tanggal-{name}", OK, TGLLHR=text)
one("tanggal-sel", OK, TGLLHR=date(1990, 5, 1))
one("tanggal-sel-berjam", OK, TGLLHR=datetime.combine(date(1990, 5, 1), time(23, 59)))
one("tanggal-angka-polos", ["E07"], TGLLHR=32994)
one("tanggal-31-februari", ["E07"], TGLLHR="31|02|1990")
one("tanggal-00", ["E07"], TGLLHR="00|05|1990")
one("tanggal-tahun-dua-angka", ["E07"], TGLLHR="01|05|90")
one("tanggal-campur", ["E07"], TGLLHR="01-05/1990")
one("tanggal-dibalik", ["E07"], TGLLHR="1990-05-01")
one("tanggal-kata", ["E07"], TGLLHR="1 Mei 1990")
one("tanggal-1879", ["E07"], TGLLHR="01|05|1879")
one("tanggal-besok", ["E07"], TGLLHR="24|11|2026")
many("tanggal-1900", {(S, 2): OK}, lambda: dated(32994))
many("tanggal-1904", {(S, 2): OK}, lambda: dated(31532, properties='<workbookPr date1904="1"/>'))
many("tanggal-format-buatan", {(S, 2): OK}, lambda: raw(
    (1, COLUMNS), (2, [*row()[:7], shapes.number("H2", 32994, style=1), *row()[8:]]),
    style=shapes.styles("dd\\-mm\\-yyyy")))

# --- numbers where text is usual, and the other way round
one("angka-di-kode", OK, RT=1, RW=2.0, DIS=0, TPS=3)
one("rt-koma", ["E10"], RT="1.0")
one("tps-nol-depan", OK, TPS="003")
one("tps-nol", ["E14"], TPS="0")
one("ket-angka", ["E18"], KET=1, DPID=77)
one("ket-huruf-kecil", OK, KET="b")
one("dpid-nol", ["E16"], DPID=0)
one("jenis-kelamin-kata", ["E09"], LP="LAKI-LAKI")

# --- formulas that were typed as text stay text (C4 42)
one("rumus-hyperlink", OK, NAMA="@BUDI SANTOSO", JALAN="+JL. CONTOH")
many("rumus-sel", {(S, 2): ["E05"]}, lambda: raw((1, COLUMNS), (2, [
    *row()[:5], '<c r="F2"><f>HYPERLINK("x")</f></c>', *row()[6:]])))
many("galat-sel", {(S, 2): ["E05"]}, lambda: raw((1, COLUMNS), (2, [*row()[:5], None, *row()[6:]])))

# --- the sheet itself (C4 35)
many("dimensi-bohong", {(S, 2): OK, (S, 3): OK}, lambda: raw(
    (1, COLUMNS), (2, person(9001)), (3, person(9002)), dimension='<dimension ref="A1:A1"/>'))
many("dimensi-raksasa", {(S, 2): OK}, lambda: raw(
    (1, COLUMNS), (2, row()), dimension='<dimension ref="A1:XFD1048576"/>'))
many("baris-jarang", {(S, 2): OK, (S, 900): OK}, lambda: raw((1, COLUMNS), (2, person(9001)), (900, person(9002))))
many("sel-gabung-di-judul", {(S, 4): OK}, lambda: ordinary(
    [row()], before=[["BULK SIDALIH"], []], prepare=lambda book, page: page.merge_cells("A1:R1")))
many("sel-gabung-di-data", {(S, 2): OK, (S, 3): ["E22"]}, lambda: ordinary(
    [person(9001), person(9002)], prepare=lambda book, page: page.merge_cells("A2:A3")))
many("baris-tersembunyi", {(S, 2): OK, (S, 3): OK}, lambda: ordinary(
    [person(9001), person(9002)], prepare=lambda book, page: setattr(page.row_dimensions[3], "hidden", True)))
many("kolom-tersembunyi", {(S, 2): OK}, lambda: ordinary(
    [row()], prepare=lambda book, page: setattr(page.column_dimensions["E"], "hidden", True)))
many("lembar-tersembunyi", {("RAHASIA", 2): OK}, lambda: ordinary(
    [row()], sheet="RAHASIA",
    prepare=lambda book, page: (setattr(page, "sheet_state", "hidden"), book.create_sheet("A"))))
many("dua-lembar", {(S, 2): OK, ("TPS 002", 2): OK}, lambda: ordinary([person(9001)], prepare=lambda book, page: [
    book.create_sheet("TPS 002").append(list(cells)) if not n else book["TPS 002"].append(list(cells))
    for n, cells in enumerate([COLUMNS, person(9002)])]))
many("nik-sama-di-dua-lembar", {(S, 2): ["E21"], ("TPS 002", 2): ["E21"]}, lambda: ordinary(
    [person(9001)], prepare=lambda book, page: [
        book.create_sheet("TPS 002").append(list(cells)) if not n else book["TPS 002"].append(list(cells))
        for n, cells in enumerate([COLUMNS, person(9001)])]))
many("lembar-catatan", {(S, 2): OK}, lambda: ordinary(
    [row()], prepare=lambda book, page: book.create_sheet("Catatan").append(["Rapat", "Blitar"])))
many("baris-kosong-berformat", {(S, 2): OK, (S, 6): OK}, lambda: ordinary(
    [person(9001), [" "], [NBSP], [], person(9002)]))
many("kolom-acak", {(S, 2): OK}, lambda: ordinary([list(reversed(row()))], header=tuple(reversed(COLUMNS))))
many("kolom-tambahan", {(S, 2): OK}, lambda: ordinary([[*row(), "lihat RT"]], header=(*COLUMNS, "CATATAN")))
many("judul-kecil-berspasi", {(S, 2): OK}, lambda: ordinary([row()], header=[f" {name.lower()} " for name in COLUMNS]))
many("judul-di-baris-10", {(S, 11): OK}, lambda: ordinary([row()], before=[["x"]] * 9))
many("judul-di-baris-11", "F04", lambda: ordinary([row()], before=[["x"]] * 10))
many("judul-dua-kali", {(S, 2): OK, (S, 3): ["E13"]}, lambda: ordinary([person(9001), COLUMNS]))
many("kolom-kurang", "F03", lambda: ordinary([row()[:-1]], header=COLUMNS[:-1]))
many("tanpa-data", "F04", lambda: ordinary([]))
many("niks-berakhir-nol", {(S, n + 2): OK for n in range(20)} | {"file": ["W10"]}, lambda: ordinary(
    [person(9010 + 10 * n) for n in range(20)]))

# --- what is no workbook (C4 38)
many("bukan-excel-csv", "F01", lambda: "#".join(COLUMNS).encode())
many("bukan-excel-exe", "F01", lambda: b"MZ\x90\x00" + b"\x00" * 4000)
many("kosong", "F01", lambda: b"")
many("terpotong", "F01", lambda: ordinary([row()])[:-900])
many("xls-lama", "F01", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 4096)
many("zip-lain", "F01", lambda: shapes.packed({"baca.txt": "halo"}))
many("ods", "F01", lambda: shapes.packed({
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}))
many("doctype", "F02", lambda: shapes.packed(shapes.parts({S: shapes.GOOD}) | {
    "xl/workbook.xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><workbook/>'}))


def report(data, folder):
    """The report that a file gets: as `check_batch` reads, parses and checks it, on a roll of one other voter."""
    path = folder / "berkas.xlsx"
    path.write_bytes(data)
    found = context()
    try:
        rows = [parse_row(n, typed.sheet, typed.row, typed.cells, found) for n, typed in enumerate(read_bulk(path), 1)]
    except FileRefused as refused:
        return refused.code
    check(rows, facts_of(voter(4444, nik="3578040105909999")), found)
    whole = {"file": file_problems(rows)} if file_problems(rows) else {}
    return {(one.sheet, one.row): one.problems for one in rows} | whole


def test_the_corpus_is_as_large_as_it_should_be():
    assert len(CORPUS) >= 80


@pytest.mark.parametrize("name", CORPUS)
def test_each_file_gets_exactly_its_report(name, tmp_path):
    build, expected = CORPUS[name]
    assert report(build(), tmp_path) == expected
