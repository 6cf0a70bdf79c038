"""A plain workbook of typed cells with annotations: where there is no file to annotate, or it cannot be."""

from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from sidalih.sheets.paint import COLOURS

_FILLS = {name: PatternFill("solid", start_color=rgb.decode()) for name, rgb in COLOURS.items()}
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_BOLD = Font(bold=True)


def write_plain(target, *, sheet, columns, widths, added, lines, mark=""):
    """Write a workbook of one sheet to the binary file `target`: a heading in row 1, and the `lines` below it.

    `columns` are headings with their `widths`, `added` the sheets.Added behind them. A line is (cells, texts of the
    added columns, {column from 0: a colour}); cells are encoded like those of SheetRow and come back the same when
    the file is read. Streamed: memory does not grow with the lines.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "A2"
    for index, width in enumerate([*widths, *(one.width for one in added)], 1):
        page.column_dimensions[get_column_letter(index)].width = width
    for index, one in enumerate(added, len(columns) + 1):
        page.column_dimensions[get_column_letter(index)].hidden = one.hidden
    try:
        page.append([_text(page, name, font=_BOLD) for name in [*columns, *(one.heading for one in added)]])
        for cells, texts, colours in lines:
            row = [_cell(page, cell) for cell in cells]
            for index, colour in colours.items():
                row[index].fill = _FILLS[colour]
            page.append(row + [_text(page, text, alignment=_WRAPPED) for text in texts])
    except BaseException:
        page.close()  # its temporary file is still open for writing
        raise
    book.properties.identifier = mark
    book.save(target)


def _cell(page, value):
    """A cell that reads like `value`; text is never a formula."""
    if value is None or value.__class__ is str:
        return _text(page, value)
    kind, content = value
    if kind == "n":
        return WriteOnlyCell(page, Decimal(content) if "." in content else int(content))
    if kind == "d":
        cell = WriteOnlyCell(page, date.fromisoformat(content))
        cell.number_format = "dd/mm/yyyy"
        return cell
    return WriteOnlyCell(page, content) if kind == "b" else _text(page, content)


def _text(page, value, font=None, alignment=None):
    cell = WriteOnlyCell(page, None if value is None else ILLEGAL_CHARACTERS_RE.sub("", value) or None)
    if cell.value is not None:
        cell.data_type = "s"
    cell.number_format = "@"
    if font:
        cell.font = font
    if alignment:
        cell.alignment = alignment
    return cell
