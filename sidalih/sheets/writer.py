"""Workbooks for people, and cells that stay text: nothing written here is ever taken for a formula."""

import re
from io import BytesIO
from typing import Literal, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

_FORMATS = {"text": "General", "code": "@", "number": "#,##0", "percent": "0.0%",
            "share": "0.00%"}
_HEADER_FILL = PatternFill("solid", start_color="FFE7E6E6")
_A4, _UPRIGHT = 9, 95    # as Excel numbers paper; letters in the width of one that stands
_TOTALS_LINE = Border(top=Side("thin"))
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
# Full-width forms too: some programs fold them before they look for a formula.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*")


class Column(NamedTuple):
    """One column: its heading, its width in letters, and how its values are shown.

    "number" gets thousands separators (dots in an Indonesian Excel), "percent" takes a fraction of 1, and so does
    "share", with two decimals; "code" is for digits that are no number (NIK, area codes) and "text" for the rest.
    """

    heading: str
    width: int
    kind: Literal["text", "number", "percent", "share", "code"] = "text"


class Sheet(NamedTuple):
    """One sheet of a workbook of several: `name` stands on its tab, `notes` are sentences below the rows.

    The rest is as `write_table` takes it.
    """

    name: str
    title: str
    subtitle: str
    columns: list
    rows: list
    totals: list | None = None
    notes: tuple = ()


def write_table(*, title, subtitle, sheet, columns, rows, totals=None, mark=None):
    """The bytes of an .xlsx: title, subtitle, a blank row, a bold frozen header, the rows, a totals row.

    `rows` is an iterable of sequences in the order of `columns`; so is `totals`. Numbers are written as numbers in
    "number", "percent" and "share" columns; every str is a text cell, also "=1+1". Characters that XML forbids are
    dropped.
    `mark` (with `code`, `by` and `line`) is put below the table, at the foot of every printed page, and into the
    workbook's properties.
    """
    return write_book([Sheet(sheet, title, subtitle, columns, rows, totals)], mark)


def write_book(sheets, mark=None):
    """The bytes of an .xlsx of several Sheets in this order, each as `write_table` writes it and with its notes below.

    Names of sheets must differ. `mark` is put on every one of them.
    """
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet, mark)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book, sheet, mark):
    page = book.create_sheet(sheet_name(sheet.name))
    page.freeze_panes = "A5"
    page.print_title_rows = "4:4"
    _set_up_print(page, sheet.columns)
    for index, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(index)].width = column.width
    try:
        for cells in _lines(page, sheet):
            page.append(cells)
        if mark is not None:
            imprint(book, page, mark)
    except BaseException:
        page.close()  # its temporary file is still open for writing
        raise


def _set_up_print(page, columns):
    """A4, as wide as a page and as long as it takes; lying where it would get too small."""
    page.page_setup.paperSize = _A4
    wide = sum(column.width for column in columns) > _UPRIGHT
    page.page_setup.orientation = "landscape" if wide else "portrait"
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.page_margins = PageMargins(left=.4, right=.4, top=.5, bottom=.7)


def imprint(book, page, mark, below=True):
    """Say whose copy this is, where people look and where programs do; `below` the rows too, unless rows follow."""
    if below:
        page.append([])
        page.append([_cell(page, mark.line, "text", Font(italic=True, size=9))])
    page.oddFooter.left.text = mark.line.replace("&", "&&")
    page.oddFooter.right.text = "&P / &N"
    book.properties.creator = book.properties.lastModifiedBy = mark.by
    book.properties.identifier = mark.code
    book.properties.description = mark.line


def _lines(page, sheet):
    """The cells of every row of the page."""
    _name, title, subtitle, columns, rows, totals, notes = sheet
    yield [_cell(page, title, "text", Font(bold=True, size=14))]
    yield [_cell(page, subtitle, "text")]
    yield []
    yield [_header(page, column) for column in columns]
    for row in rows:
        yield [_cell(page, value, column.kind) for value, column in zip(row, columns, strict=True)]
    if totals is not None:
        bold = Font(bold=True)
        yield [_total(page, value, column, bold) for value, column in zip(totals, columns, strict=True)]
    if notes:
        yield []
    for note in notes:
        yield [_cell(page, note, "text")]


def _cell(page, value, kind, font=None):
    """One cell; anything but a number in a column of numbers is text, and text is never a formula."""
    is_number = kind in ("number", "percent", "share") and not isinstance(value, str | bool)
    if value is None or is_number:
        cell = WriteOnlyCell(page, value)
    else:
        cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", str(value)))
        cell.data_type = "s"
    cell.number_format = _FORMATS[kind]
    if font:
        cell.font = font
    return cell


def _header(page, column):
    cell = _cell(page, column.heading, "text", Font(bold=True))
    cell.fill = _HEADER_FILL
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    return cell


def _total(page, value, column, bold):
    cell = _cell(page, value, column.kind, bold)
    cell.border = _TOTALS_LINE
    return cell


def sheet_name(name):
    """A name that Excel takes: no []:*?/\\, no apostrophe at the ends, 31 letters at most."""
    return _NO_SHEET_NAME.sub(" ", ILLEGAL_CHARACTERS_RE.sub("", name))[:31].strip("' ") or "Lembar1"


def csv_safe(value):
    """`value` for a CSV file that people open in Excel: a text that would start a formula gets a leading '.

    Numbers and texts that are plain numbers (-5, +62812) stay; None is "". Only for CSV: in .xlsx the ' would
    be part of the text.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    if value.lstrip(" ").startswith(_STARTS_FORMULA) and not _PLAIN_NUMBER.fullmatch(value.strip(" ")):
        return "'" + value
    return value
