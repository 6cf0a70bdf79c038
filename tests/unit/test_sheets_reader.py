"""Every shape of workbook we know of gives exactly its cells, in their rows."""

import warnings
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from sidalih import sheets
from tests.shapes import (
    GOOD,
    MAIN,
    STRICT,
    cell,
    data,
    number,
    one_row,
    packed,
    parts,
    row,
    stored,
    styles,
    text,
    voters_like,
    workbook,
)

SAMPLES = Path(__file__).parents[1] / "samples"


def n(digits):
    return ["n", digits]


def d(iso):
    return ["d", iso]


def first(*cells):
    """What is expected of a workbook with one row."""
    return [("Lembar1", 1, list(cells))]


def shared(*items):
    """A workbook whose first row shows each shared string once."""
    cells = (cell(f"{chr(65 + at)}1", f"<v>{at}</v>", "s") for at in range(len(items)))
    return workbook(one_row(*cells), shared="".join(f"<si>{item}</si>" for item in items))


def dated(*pairs, properties=""):
    """A workbook whose first row shows each (format, serial)."""
    cells = (number(f"{chr(65 + at)}1", serial, at + 1) for at, (_, serial) in enumerate(pairs))
    return workbook(one_row(*cells), style=styles(*(one for one, _ in pairs)), properties=properties)


def from_openpyxl(*rows):
    book = openpyxl.Workbook()
    book.active.title = "Lembar1"
    for one in rows:
        book.active.append(one)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def inline(value):
    return workbook(one_row(cell("A1", f"<is>{value}</is>", "inlineStr")))


PREFIXED = (
    f'<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2" t="inlineStr"><x:is>'
    "<x:t>p</x:t></x:is></x:c><x:c r='C2'><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>"
)
NIK = "3578041705089001"

CORPUS = {
    # where things stand
    "blank rows first": (
        workbook(data(row(5, text("C5", "x")), row(9, text("A9", "y")))),
        [("Lembar1", 5, [None, None, "x"]), ("Lembar1", 9, ["y"])],
    ),
    "no references at all": (
        workbook(data(row(None, text("", "a"), text("", "b")), row(None), row(None, cell(""), number("", 1)))),
        [("Lembar1", 1, ["a", "b"]), ("Lembar1", 3, [None, n("1")])],
    ),
    "only cells have references": (
        workbook(data(row(None, text("A3", "a")), row(None, text("B7", "b")))),
        [("Lembar1", 3, ["a"]), ("Lembar1", 7, [None, "b"])],
    ),
    "only rows have references": (
        workbook(data(row(3, text("", "a")), row(7, cell(""), text("", "b")))),
        [("Lembar1", 3, ["a"]), ("Lembar1", 7, [None, "b"])],
    ),
    "a reference, then none": (workbook(one_row(number("C1", 1), number("", 2))), first(None, None, n("1"), n("2"))),
    "dimension too small": (
        workbook('<dimension ref="A1:A1"/>' + data(row(2, text("B2", "x")), row(4, text("D4", "y")))),
        [("Lembar1", 2, [None, "x"]), ("Lembar1", 4, [None, None, None, "y"])],
    ),
    "dimension elsewhere": (
        workbook('<dimension ref="C3:D4"/>' + data(row(1, text("A1", "x")), row(4, text("D4", "y")))),
        [("Lembar1", 1, ["x"]), ("Lembar1", 4, [None, None, None, "y"])],
    ),
    "dimension huge": (workbook('<dimension ref="A1:XFD1048576"/>' + GOOD), first("baik")),
    "sparse": (
        workbook(data(row(1, text("A1", "a")), row(900, text("AZ900", "b")), row(1900, number("B1900", 3)))),
        [("Lembar1", 1, ["a"]), ("Lembar1", 900, [None] * 51 + ["b"]), ("Lembar1", 1900, [None, n("3")])],
    ),
    "cells in any order": (workbook(one_row(number("C1", 1), number("A1", 2))), first(n("2"), None, n("1"))),
    "a row in two pieces": (
        workbook(data(row(5, text("A5", "a")), row(5, text("B5", "b")))),
        [("Lembar1", 5, ["a", "b"])],
    ),
    "formatted blanks around": (
        workbook(
            data(
                row(1, cell("A1", style=1), cell("B1", style=1)),
                row(2, cell("A2", style=1), text("B2", "x", 1), cell("C2", style=1)),
            ),
            style=styles(49),
        ),
        [("Lembar1", 2, [None, "x"])],
    ),
    "beyond column 60, seen in a first row": (
        workbook(data(row(1, text("BZ1", "jauh")), row(30, text("CA30", "x")))),
        [("Lembar1", 1, [None] * 77 + ["jauh"]), ("Lembar1", 30, [None] * 78 + ["x"])],
    ),
    "the last cell of Excel": (
        workbook(data(row(1, text("A1", "a")), row(1048576, text("XFD1048576", "z")))),
        first("a"),
    ),
    "row spans and other attributes": (
        workbook(
            f'<sheetData><row r="2" spans="1:2" ht="15" customHeight="1" s="1">{text("A2", "x")}</row></sheetData>',
            style=styles(49),
        ),
        [("Lembar1", 2, ["x"])],
    ),
    "merged": (
        workbook(
            data(row(1, text("A1", "m"), cell("B1")), row(2, cell("A2"), cell("B2")), row(3, text("A3", "z")))
            + '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
        ),
        [("Lembar1", 1, ["m"]), ("Lembar1", 3, ["z"])],
    ),
    "hidden rows and columns": (
        workbook(
            '<cols><col min="1" max="1" hidden="1" width="9"/></cols><sheetData><row r="1" '
            f'hidden="1">{text("A1", "a")}</row></sheetData>'
        ),
        first("a"),
    ),
    # sheets
    "several sheets, hidden ones": (
        workbook({"TPS 1": GOOD, "TPS 2": GOOD, "É &amp; co": GOOD}, states=("", "hidden", "veryHidden")),
        [("TPS 1", 1, ["baik"]), ("TPS 2", 1, ["baik"]), ("É & co", 1, ["baik"])],
    ),
    "empty sheets between": (workbook({"a": "<sheetData/>", "b": "", "c": GOOD}), [("c", 1, ["baik"])]),
    "nothing at all": (workbook("<sheetData/>"), []),
    "prefixed names": (workbook(PREFIXED), [("Lembar1", 2, [None, "p", n("5")])]),
    "strict namespace": (workbook(GOOD, namespace=STRICT), first("baik")),
    "not compressed": (stored(GOOD), first("baik")),
    # numbers
    "whole numbers": (
        workbook(one_row(*(number("", v) for v in ("7", "7.0", "-5", "0", "-0", "007")))),
        first(n("7"), n("7"), n("-5"), n("0"), n("0"), n("7")),
    ),
    "a NIK as a number": (
        workbook(one_row(number("A1", NIK), number("B1", "3.57801123456789E+15"), number("C1", "9271011234567891"))),
        first(n(NIK), n("3578011234567890"), n("9271011234567891")),
    ),
    "fractions": (
        workbook(one_row(*(number("", v) for v in ("0.1", "7.5", "1E-7", "1.10", "-2.25E1")))),
        first(n("0.1"), n("7.5"), n("0.0000001"), n("1.1"), n("-22.5")),
    ),
    "large exponents": (
        workbook(one_row(number("A1", "1E20"), number("B1", "2E+3"))),
        first(n("1" + "0" * 20), n("2000")),
    ),
    "no finite number": (workbook(one_row(number("A1", "1E400"), text("B1", "x"))), first(["e", "#NUM!"], "x")),
    "numbers in text format": (workbook(one_row(number("A1", 7, 1)), style=styles(49)), first(n("7"))),
    "numbers that are no dates": (
        dated(
            ("0.00", 42947),
            ('0" hari"', 42947),
            ('#,##0 "Rp"', 42947),
            ("[Red]0", 42947),
            (r"\d0", 42947),
            ("@", 42947),
            ("0.00E+00", 42947),
            ("[$Rp-421]#,##0", 42947),
        ),
        first(*[n("42947")] * 8),
    ),
    # booleans and errors
    "booleans": (
        workbook(one_row(*(cell("", f"<v>{v}</v>", "b") for v in ("1", "0", "true")))),
        first(["b", True], ["b", False], ["b", True]),
    ),
    "errors": (
        workbook(one_row(*(cell("", f"<v>{v}</v>", "e") for v in ("#N/A", "#DIV/0!", "#REF!")))),
        first(["e", "#N/A"], ["e", "#DIV/0!"], ["e", "#REF!"]),
    ),
    "errors of newer Excels": (
        workbook(
            data(
                row(1, text("A1", "a")),
                row(3, cell("B3", "<v>#SPILL!</v>", "e"), number("C3", NIK)),
                row(7, text("A7", "z"), number("B7", 42947, 1)),
            ),
            style=styles(14),
        ),
        [
            ("Lembar1", 1, ["a"]),
            ("Lembar1", 3, [None, ["e", "#SPILL!"], n(NIK)]),
            ("Lembar1", 7, ["z", d("2017-07-31")]),
        ],
    ),
    # dates
    "builtin date formats": (dated(*((one, 42947) for one in (14, 15, 16, 17, 22))), first(*[d("2017-07-31")] * 5)),
    "custom date formats": (
        dated(
            *(
                (one, 42947)
                for one in (
                    r"dd\|mm\|yyyy",
                    "dd/mm/yyyy",
                    "[$-421]dd mmmm yyyy;@",
                    "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
                    "yyyy\\-mm\\-dd",
                    "tt.mm.jjjj",
                    "[Red]d",
                )
            )
        ),
        first(*[d("2017-07-31")] * 7),
    ),
    "time of day is dropped": (dated((22, 42947.75), (14, 42947.5), (14, "4.2947E4")), first(*[d("2017-07-31")] * 3)),
    "1904 dates": (
        dated((14, 41485), (14, 0.25), properties='<workbookPr date1904="1"/>'),
        first(d("2017-07-31"), n("0.25")),
    ),
    "first days and leap days": (
        dated((14, 1), (14, 59), (14, 61), (14, 36585), (14, 2958465)),
        first(d("1900-01-01"), d("1900-02-28"), d("1900-03-01"), d("2000-02-29"), d("9999-12-31")),
    ),
    "no day at all": (
        dated((14, 0), (21, 0.5), (14, 2958466), ("[h]:mm", 1.5)),
        first(n("0"), n("0.5"), n("2958466"), n("1.5")),
    ),
    "ISO dates": (
        workbook(one_row(cell("A1", "<v>2017-07-31</v>", "d"), cell("B1", "<v>2017-07-31T13:14:15</v>", "d"))),
        first(d("2017-07-31"), d("2017-07-31")),
    ),
    "text in a date format": (workbook(one_row(text("A1", "28|02|1990", 1)), style=styles(14)), first("28|02|1990")),
    "dates of openpyxl": (
        from_openpyxl([date(1990, 2, 28), datetime(1979, 1, 9, 7, 30)]),
        first(d("1990-02-28"), d("1979-01-09")),
    ),
    # formulas
    "saved values of formulas": (
        workbook(
            one_row(
                cell("", "<f>1+1</f><v>2</v>"),
                cell("", "<f>A1</f><v>hi</v>", "str"),
                cell("", "<f>TODAY()</f><v>42947</v>", "", 1),
                cell("", "<f>1=1</f><v>1</v>", "b"),
            ),
            style=styles(14),
        ),
        first(n("2"), "hi", d("2017-07-31"), ["b", True]),
    ),
    "formulas never calculated": (
        workbook(data(row(1, cell("A1", "<f>1+1</f>")), row(2, text("A2", "x")))),
        [("Lembar1", 2, ["x"])],
    ),
    "an array formula": (workbook(one_row(cell("A1", '<f t="array" ref="A1:A2">B1:B2</f><v>4</v>'))), first(n("4"))),
    # text
    "shared strings": (
        shared("<t>a</t>", '<t xml:space="preserve"> b </t>', "<t/>", "<t>c</t>", ""),
        first("a", " b ", None, "c"),
    ),
    "rich text": (shared('<r><t>d</t></r><r><rPr><b/></rPr><t xml:space="preserve"> e</t></r>'), first("d e")),
    "phonetic runs": (shared('<t>課</t><rPh sb="0" eb="1"><t>カ</t></rPh><phoneticPr fontId="1"/>'), first("課")),
    "inline rich text": (
        inline('<r><t>a</t></r><r><t xml:space="preserve"> b</t></r><rPh sb="0" eb="1"><t>カ</t></rPh>'),
        first("a b"),
    ),
    "CDATA and comments": (inline("<t><![CDATA[<x>&]]>y<!-- no -->z</t>"), first("<x>&yz")),
    "entities": (inline("<t>A&amp;B &lt;x&gt; &#x41;&#66;</t>"), first("A&B <x> AB")),
    "line breaks": (inline('<t xml:space="preserve">a\tb&#10;c&#13;&#10;d</t>'), first("a\tb\nc\r\nd")),
    "characters that cleaning must see": (
        workbook(one_row(text("A1", "\u00a03578\u200b"), text("B1", "\ufeff１２３"), text("C1", "\u00ad\u3000x"))),
        first("\u00a03578\u200b", "\ufeff１２３", "\u00ad\u3000x"),
    ),
    "beyond the basic plane": (inline("<t>😀 ﷺ</t>"), first("😀 ﷺ")),
    "escapes of Excel": (shared("<t>x_x0041_y_x005F_x0041_</t>"), first("xAy_x0041_")),
    "a NUL, written as an escape": (shared('<t xml:space="preserve">a_x0000_b</t>'), first("ab")),
    "apostrophe and leading zeros": (workbook(one_row(text("A1", "'0123"), text("B1", "001"))), first("'0123", "001")),
    "text that looks like a formula": (
        workbook(one_row(text("A1", "=1+1"), text("B1", "-x"), text("C1", "#SBD"))),
        first("=1+1", "-x", "#SBD"),
    ),
    "a very long text": (workbook(one_row(text("A1", "x" * 32_767))), first("x" * 32_767)),
    "text of openpyxl": (
        from_openpyxl(["a", 7, 7.5, None, True, NIK]),
        first("a", n("7"), n("7.5"), None, ["b", True], NIK),
    ),
}


@pytest.fixture
def read(tmp_path):
    def reader(content):
        path = tmp_path / "berkas.xlsx"
        path.write_bytes(content)
        return [tuple(one) for one in sheets.open_workbook(path)]

    return reader


@pytest.mark.parametrize("name", CORPUS)
def test_shape(name, read):
    content, expected = CORPUS[name]
    assert read(content) == expected


def test_one_filled_cell_in_twenty_rows_then_a_million(read):
    rows = [row(at, text(f"A{at}", "x")) for at in range(1, 31)]
    assert len(read(workbook(data(*rows, row(1_048_576, text("A1048576", "z")))))) == 30


def test_a_gap_of_999_rows_is_read_over_and_one_of_1000_ends_the_sheet(read):
    gaps = data(row(1000, text("A1000", "a")), row(2000, text("A2000", "b")), row(3001, text("A3001", "c")))
    assert [at for _, at, _ in read(workbook({"x": gaps, "y": GOOD}))] == [1000, 2000, 1]


def test_ten_thousand_rows_keep_their_order(read):
    rows = read(workbook(voters_like(10_000, columns=3)))
    assert [at for _, at, _ in rows] == list(range(1, 10_001))


def test_chart_sheets_are_no_worksheets(read):
    contents = parts({"Data": GOOD, "Grafik": GOOD})
    related = contents["xl/_rels/workbook.xml.rels"]
    related = related.replace(
        'relationships/worksheet" Target="worksheets/sheet2', 'relationships/chartsheet" Target="chartsheets/sheet2'
    )
    contents["xl/_rels/workbook.xml.rels"] = related
    contents["xl/chartsheets/sheet2.xml"] = f'<chartsheet xmlns="{MAIN}"/>'
    assert read(packed(contents)) == [("Data", 1, ["baik"])]


def oracle(path):
    """The same rows by openpyxl, in our encoding."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book.worksheets:
        for at, values in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = [openpyxl_cell(value) for value in values]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield sheet.title, at, cells


def openpyxl_cell(value):
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return ["b", value]
    if isinstance(value, datetime):
        return ["d", value.date().isoformat()]
    if isinstance(value, int | float):
        return ["n", f"{value:.10f}".rstrip("0").rstrip(".")]
    return value


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*.xlsx")), ids=lambda path: path.stem)
def test_samples_read_as_openpyxl_reads_them(path):
    ours = [tuple(one) for one in sheets.open_workbook(path)]
    theirs = list(oracle(path))
    assert len(ours) > 10
    assert [trimmed(one) for one in ours] == [trimmed(one) for one in theirs]


def trimmed(one):
    """Blanks at the ends of a text without xml:space are no part of it; openpyxl alone keeps them."""
    cells = [cell.strip(" ") or None if isinstance(cell, str) else cell for cell in one[2]]
    while cells and cells[-1] is None:
        cells.pop()
    return *one[:2], cells
