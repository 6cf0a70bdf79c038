"""The second reader, slower and more forgiving, for sheets where the fast one gives up; used by the child only.

The fast one stops at error values younger than Excel 2010 (#SPILL!, #CALC!) and at extensions inside cells.
"""

import openpyxl
from openpyxl.worksheet._reader import WorkSheetParser


class RowOrder(Exception):
    """Rows are not stored in rising order, so they cannot be streamed without losing some."""


def patient_rows(path, name, *, after, columns):
    """Yield (row number, values) of the sheet `name` from the row after `after` on, at most `columns` wide.

    Works on the parser below openpyxl's worksheets: those drop rows out of order without a word, and trust a
    wrong <dimension>. Raises RowOrder, or whatever openpyxl raises on a damaged file.
    """
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    sheet = book[name]
    last = 0
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for row, cells in parser.parse():
            if row <= last:
                raise RowOrder
            last = row
            if row > after:
                yield row, _values(cells, columns)


def _values(cells, columns):
    """The values of a parsed row, in their places."""
    values = []
    for cell in cells:
        at = cell["column"] - 1
        if at < columns and cell["value"] is not None:
            values.extend([None] * (at + 1 - len(values)))
            values[at] = cell["value"]
    return values
