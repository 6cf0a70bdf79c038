"""What the tests of annotated workbooks share: writing one for a batch, and editing it as an operator would."""

import io
from pathlib import Path

import openpyxl

from tests import kit
from voters.actions import annotating
from voters.intake.columns import COLUMNS


def written(batch, by="operator"):
    """The bytes of the annotated workbook of a batch."""
    return Path(annotating.annotate_batch(batch_id=batch.pk, by=by)["file"]).read_bytes()


class Book:
    """An annotated workbook of one sheet as an operator sees it; `save()` gives its bytes."""

    def __init__(self, content, heading=1):
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.page = self.book.worksheets[0]
        self.heading = heading
        self.names = [str(cell.value or "").strip().upper() for cell in self.page[heading]]

    def __getitem__(self, place):
        """The value at (row, column name)."""
        return self.page.cell(place[0], self.column(place[1])).value

    def __setitem__(self, place, value):
        self.page.cell(place[0], self.column(place[1])).value = value

    def column(self, name):
        """The number (from 1) of a column; "KUNCI" is the hidden one."""
        return next(at for at, one in enumerate(self.names, 1) if one == name or name == "KUNCI" and name in one)

    def lines(self):
        """The lines below the heading as lists of values."""
        return [[cell.value for cell in row] for row in self.page.iter_rows(min_row=self.heading + 1)]

    def put(self, lines):
        """Replace all lines below the heading."""
        self.page.delete_rows(self.heading + 1, self.page.max_row)
        for at, line in enumerate(lines, self.heading + 1):
            for column, value in enumerate(line, 1):
                self.page.cell(at, column, value)

    def statuses(self):
        """{row: status} of the lines."""
        return {at: self[at, "STATUS"] for at in range(self.heading + 1, self.page.max_row + 1)}

    def colour(self, at, name):
        """The fill of a cell, "" for none."""
        fill = self.page.cell(at, self.column(name)).fill
        return fill.fgColor.rgb if fill.fill_type else ""

    def save(self):
        """The bytes of the workbook as it is now."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def sent_again(people, period, book, **options):
    """Receive and read an edited workbook; returns the batch."""
    data = book.save() if isinstance(book, Book) else book
    return kit.receive(people, period, data=data, **options)


def typed(batch, *names):
    """{ordinal: cells} of a batch's rows, of these columns."""
    at = [COLUMNS.index(name) for name in names]
    return {row.ordinal: [row.typed[index] for index in at] for row in batch.lines.order_by("ordinal")}
