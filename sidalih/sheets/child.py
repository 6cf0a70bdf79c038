"""The process that opens a workbook nobody trusts: it reads, writes JSON lines to its output, and may be killed.

Lines: {"sheets": [names]}, then [sheet index, [[row, cells], ...]] batches, at last {"end": "complete"} or
{"end": reason of refusals.py}. No Django here: it starts in 0.1 s and has no settings to leak.
"""

import json
import resource
import sys
import threading
import zlib
from itertools import islice
from zipfile import BadZipFile

import python_calamine_plus as calamine

from sidalih.sheets import sizes
from sidalih.sheets.cells import LongCell, encode
from sidalih.sheets.patient import RowOrder, patient_rows

_BATCH_ROWS = 200
_FIRST_ROWS = 20


def main(path, limits):
    """Write the whole workbook at `path`, within `limits` (Limits as a dict)."""
    ceilings = {
        resource.RLIMIT_AS: limits["child_memory"],
        resource.RLIMIT_CPU: limits["child_seconds"],
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
    }
    for which, ceiling in ceilings.items():
        resource.setrlimit(which, (ceiling, ceiling))
    count = _Count(path)
    count.start()
    end = _end_of_reading(path, limits, count)
    count.join()
    _write({"end": count.problem or end})


class _Count(threading.Thread):
    """Count the true sizes beside the reading: inflating needs no interpreter, so it is free on a second core."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path = path
        self.problem = None

    def run(self):
        try:
            sizes.verify(self.path)
        except sizes.SizesLie:
            self.problem = "sizes_lie"
        except (BadZipFile, zlib.error, OSError, ValueError):
            self.problem = "damaged"


def _end_of_reading(path, limits, count):
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        _write({"sheets": book.sheet_names})
        for index, sheet in enumerate(book.sheets_metadata):
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                _write_sheet(path, book, index, limits, count)
    except _Stopped:
        return None
    except LongCell:
        return "long_cell"
    except RowOrder:
        return "row_order"
    except calamine.PasswordError:
        return "encrypted"
    except MemoryError:
        return "died"
    except BrokenPipeError:
        sys.exit(1)
    except BaseException:  # a panic of the Rust reader is no Exception
        return "damaged"
    return "complete"


class _Stopped(Exception):
    """The count of true sizes has found a problem: no need to read on."""


def _write_sheet(path, book, index, limits, count):
    """Write the batches of one sheet; what the fast reader cannot read from some row on, the patient one does."""
    batch, last = [], 0
    rows = _fast_rows(book, index, limits)
    while True:
        try:
            for row, values in rows:
                if row - last > limits["blank_rows"]:
                    break
                cells = encode(values, limits["cell_letters"])
                if cells:
                    batch.append((row, cells))
                    last = row
                if len(batch) >= _BATCH_ROWS:
                    _write_batch(index, batch)
                    batch = []
                    if count.problem:
                        raise _Stopped
            break
        except calamine.CalamineError as error:
            if "row order" in str(error):
                raise RowOrder from error
            rows = patient_rows(path, book.sheet_names[index], after=last, columns=limits["wide_columns"])
    if batch:
        _write_batch(index, batch)


def _fast_rows(book, index, limits):
    """(row number, values) of the rows that hold something; a sheet ends after `blank_rows` empty ones on end.

    Every row is padded to the last column asked for, so a sheet is read wide only where its first rows are. One
    stream where that is possible: the reader skips a million formatted blank rows in one step of three seconds.
    """
    narrow, wide = limits["columns"], limits["wide_columns"]
    rows = _filled_rows(book, index, wide, limits)
    first = list(islice(rows, _FIRST_ROWS))
    if len(first) < _FIRST_ROWS or any(value != "" for _, values in first for value in values[narrow:]):
        yield from first
        yield from rows
    else:
        yield from _filled_rows(book, index, narrow, limits)


def _filled_rows(book, index, width, limits):
    nothing = [""] * width
    last = 0
    stream = book.stream_sheet_by_index(index, max_row=limits["rows"] - 1, max_col=width - 1)
    for row, values in enumerate(stream, 1):
        if values != nothing:
            last = row
            yield row, values
        elif row - last >= limits["blank_rows"]:
            return


def _write_batch(index, rows):
    sys.stdout.buffer.write(_line([index, rows]))


def _line(message):
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _write(message):
    sys.stdout.buffer.write(_line(message))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
