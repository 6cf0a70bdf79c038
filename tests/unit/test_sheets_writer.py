"""Tables written for people: numbers stay numbers, text stays text, formulas do not exist."""

from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from sidalih import sheets

COLUMNS = [
    sheets.Column("Kode", 10, "code"),
    sheets.Column("Kecamatan", 30),
    sheets.Column("Pemilih", 12, "number"),
    sheets.Column("Bagian", 10, "percent"),
]
DANGEROUS = ["=1+1", '=HYPERLINK("http://x","y")', "+62", "-5", "@SUM(A1)", "\tx", "\rx", "{=1}", "'x", " =1"]


def written(rows, totals=None, **names):
    names = {"title": "Rekap", "subtitle": "Juli 2017", "sheet": "Rekap", **names}
    return sheets.write_table(columns=COLUMNS, rows=rows, totals=totals, **names)


def sheet_of(content):
    return openpyxl.load_workbook(BytesIO(content)).active


def test_layout():
    page = sheet_of(written([["357801", "Karang Pilang", 51234, 0.5]], totals=["", "Jumlah", 51234, 1]))
    rows = [[one.value for one in row] for row in page.iter_rows()]
    assert rows[0][0] == "Rekap" and rows[1][0] == "Juli 2017" and rows[2] == [None] * 4
    assert rows[3] == ["Kode", "Kecamatan", "Pemilih", "Bagian"]
    assert rows[4] == ["357801", "Karang Pilang", 51234, 0.5]
    assert rows[5][1:] == ["Jumlah", 51234, 1]
    assert page.freeze_panes == "A5"
    assert page["A4"].font.bold and page["C6"].font.bold and not page["C5"].font.bold
    assert page["C5"].number_format == "#,##0" and page["D5"].number_format == "0.0%"
    assert page["A5"].number_format == "@" and page["A5"].data_type == "s"
    assert page.column_dimensions["B"].width == 30


@pytest.mark.parametrize("value", DANGEROUS)
@pytest.mark.parametrize("place", range(4))
def test_no_text_becomes_a_formula(value, place):
    row = ["1", "x", 1, 1]
    row[place] = value
    content = written([row], totals=row, title=value, subtitle=value)
    page = sheet_of(content)
    cells = [page.cell(5, place + 1), page.cell(6, place + 1), page["A1"], page["A2"]]
    assert {one.data_type for one in cells} == {"s"}
    assert cells[0].value.strip() == value.strip()
    with ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_formula_as_heading():
    content = sheets.write_table(title="x", subtitle="", sheet="x", columns=[sheets.Column("=1+1", 9)], rows=[["@x"]])
    assert sheet_of(content)["A4"].data_type == "s"


def test_numbers_and_codes():
    page = sheet_of(written([[3578041705089001, "x", Decimal("7.5"), -0.05], ["001", None, None, "-"]]))
    assert page["A5"].value == "3578041705089001"
    assert page["C5"].value == 7.5 and page["D5"].value == -0.05
    assert page["A6"].value == "001" and page["C6"].value is None and page["D6"].value == "-"


def test_characters_that_xml_forbids_are_dropped():
    page = sheet_of(written([["1", "A\x00B\x0bC\x1f", 1, 1]], title="x\x02"))
    assert page["B5"].value == "ABC" and page["A1"].value == "x"


@pytest.mark.parametrize("name", ["a/b:c[d]*?\\", "x" * 50, "'TPS'", "", "History\x01"])
def test_any_sheet_name(name):
    title = sheet_of(written([], sheet=name)).title
    assert title and len(title) <= 31


def test_a_row_of_another_length_is_a_mistake_of_ours():
    with pytest.raises(ValueError):
        written([["1", "x"]])


def test_what_is_written_can_be_read(tmp_path):
    path = tmp_path / "rekap.xlsx"
    path.write_bytes(written((["357801", "=1+1", n, n / 10] for n in range(3)), totals=["", "Jumlah", 3, 0.3]))
    rows = [(one.row, one.cells) for one in sheets.open_workbook(path)]
    assert rows[3] == (5, ["357801", "=1+1", ["n", "0"], ["n", "0"]])
    assert rows[5] == (7, ["357801", "=1+1", ["n", "2"], ["n", "0.2"]])
    assert rows[6] == (8, [None, "Jumlah", ["n", "3"], ["n", "0.3"]])


@pytest.mark.parametrize("value", ["=1+1", "+A1", "-x", "@SUM", "\tx", "\rx", "\nx", " =1", "＝1", "-2+3", "-1-1"])
def test_csv_prefixes_formulas(value):
    assert sheets.csv_safe(value) == "'" + value


@pytest.mark.parametrize("value", ["", "x", "a=b", "-5", "+62812", "-1.234,5", -5, 7.5, "3578041705089001", "'x"])
def test_csv_leaves_the_rest(value):
    assert sheets.csv_safe(value) == value


def test_csv_has_no_none():
    assert sheets.csv_safe(None) == ""
