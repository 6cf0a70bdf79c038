"""Reading the rows of a bulk workbook as they were typed; look here for F01-F04, F06 and for skipped rows."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from sidalih import sheets
from voters.intake.cells import is_blank
from voters.intake.columns import COLUMNS, LAST_HEADER_ROW, FileRefused, name_positions, read_header
from voters.intake.row_keys import key_column

MOST_ROWS = 200_000
BLANK_ROWS_END_A_SHEET = 1_000


class TypedRow(NamedTuple):
    """One data row: the sheet's name, the row's number in the sheet, 18 encoded cells in COLUMNS order.

    `key` is what stands in the column of row keys; None where the sheet has no such column.
    """

    sheet: str
    row: int
    cells: list
    key: str | None = None


def read_bulk(path, on_heading=None):
    """Yield the TypedRows of a workbook, sheet by sheet, without holding the file in memory.

    Rows with no value in a known column are skipped; a sheet ends after 1,000 blank rows in a row; sheets
    without a header are ignored. Raises FileRefused: F01, F02 (from the reader), F03 with `sheet` and
    `missing`, F04, F06. It may come after rows were yielded: then nothing of them may be kept.
    `on_heading(sheet, row, cells)` is told of each heading before the rows below it come.
    """
    count = 0
    found_header = False
    name, reader = None, None
    for raw in _raw_rows(path):
        if reader is None or raw.sheet != name:
            name, reader = raw.sheet, _Sheet(raw.sheet, on_heading)
        cells = reader.take(raw.row, raw.cells)
        found_header = found_header or reader.pick is not None
        if cells is None:
            continue
        count += 1
        if count > MOST_ROWS:
            raise FileRefused("F06", _("Berkas berisi lebih dari 200.000 baris data."), rows=count)
        yield TypedRow(name, raw.row, cells, reader.key_of(raw.cells))
    if not count:
        raise FileRefused("F04", _("Tidak ada baris data di bawah judul kolom.") if found_header
                          else _("Tidak ada lembar dengan baris judul kolom Bulk Sidalih pada baris 1-10."))


def _raw_rows(path):
    """The rows of the spreadsheet room, its refusals turned into ours."""
    try:
        yield from sheets.open_workbook(path)
    except sheets.SheetRefused as refusal:
        raise FileRefused(refusal.code, refusal.message) from refusal


def _storable(cell):
    """The cell without NUL, which a workbook can smuggle in as _x0000_ and no database takes."""
    return cell.replace("\0", "\ufffd") if cell.__class__ is str and "\0" in cell else cell


class _Sheet:
    """What is known of the sheet being read: its header, the last row that held a value, whether it ended."""

    def __init__(self, name, on_heading):
        self.name = name
        self.on_heading = on_heading
        self.pick = None
        self.key = None
        self.width = 0
        self.last = 0
        self.ended = False

    def take(self, row, cells):
        """The row's 18 cells in COLUMNS order, or None where the row is no data row."""
        if self.ended:
            return None
        if self.pick is None:
            self._look_for_header(row, cells)
            return None
        if len(cells) < self.width:
            cells = [*cells, *[None] * (self.width - len(cells))]
        known = [_storable(cells[index]) for index in self.pick]
        if all(map(is_blank, known)):
            return None
        if row - self.last > BLANK_ROWS_END_A_SHEET:
            self.ended = True
            return None
        self.last = row
        return known

    def key_of(self, cells):
        """What the column of row keys says of a row: "" where it is empty, None where there is no such column."""
        if self.key is None:
            return None
        key = cells[self.key] if self.key < len(cells) else None
        return key if key.__class__ is str else ""

    def _look_for_header(self, row, cells):
        if row > LAST_HEADER_ROW:
            self.ended = True
            return
        header = read_header(cells)
        if header is None:
            return
        if header.missing:
            raise FileRefused(
                "F03",
                _("Lembar %(sheet)s: kolom tidak ada: %(names)s.")
                % {"sheet": self.name, "names": ", ".join(header.missing)},
                sheet=self.name, missing=list(header.missing),
            )  # fmt: skip
        self.pick = [header.positions[column] for column in COLUMNS]
        self.key = key_column(name_positions(cells))
        if self.on_heading:
            self.on_heading(self.name, row, cells)
        self.width = max(self.pick) + 1
        self.last = row
