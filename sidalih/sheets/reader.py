"""Rows of a workbook, one by one, read by a child process that may die in our place; look here for how it is kept.

The child (child.py) has a ceiling on memory and processor time, so a hostile file costs one short-lived process.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from sidalih.sheets.limits import LIMITS, check
from sidalih.sheets.refusals import refusal

_ROOT = Path(__file__).parents[2]
# The child gets no secrets: only what an interpreter needs to start.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "SYSTEMROOT")


class SheetRow(NamedTuple):
    """One row with at least one filled cell: the sheet's name, the row's number in the sheet (from 1), its cells.

    A cell is None, "text", ["n", "7.5"] (a number as decimal digits, never with an exponent), ["d", "2017-07-31"]
    (time of day dropped), ["b", true] or ["e", "#N/A"]. `cells` begins with column A and ends with the last
    filled one. A formula is its saved value; of merged cells only the top left one is filled.
    """

    sheet: str
    row: int
    cells: list


def open_workbook(path, limits=LIMITS):
    """The SheetRows of every worksheet, hidden ones too, in file order, without holding the file in memory.

    The limits are checked before this returns; SheetRefused F01 or F02 may still come while rows are read, and then
    nothing of the file may be kept. A sheet ends after `limits.blank_rows` empty rows on end. Closing the iterator
    early ends the child. OSError where the file cannot be read.
    """
    path = os.path.abspath(path)
    check(path, limits)
    return _rows(path, limits)


def _rows(path, limits):
    child = _start(path, limits)
    try:
        names, end = [], None
        for line in child.stdout:
            message = json.loads(line)
            if message.__class__ is list:
                name = names[message[0]]
                for row, cells in message[1]:
                    yield SheetRow(name, row, cells)
            elif "sheets" in message:
                names = message["sheets"]
            else:
                end = message["end"]
        if end is None:
            # Killed by its ceiling, or the allocator gave up: there was nobody left to say so.
            raise refusal("died")
        if end != "complete":
            raise refusal(end)
    except ValueError as half_a_line:
        raise refusal("died") from half_a_line
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def _start(path, limits):
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        # -P: a folder somebody works in can lend no modules to the child
        [sys.executable, "-P", "-m", "sidalih.sheets.child", path, json.dumps(asdict(limits))],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback could show a voter's cells
        env=environment,
    )
