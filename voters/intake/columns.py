"""The eighteen columns of the bulk workbook, how their header row is found, and the refusal of a whole file."""

from typing import NamedTuple

from sidalih.refusal import Refused
from voters.intake.clean import without_blanks

COLUMNS = (
    "KECAMATAN", "DESA", "DPID", "NKK", "NIK", "NAMA", "TMPLHR", "TGLLHR", "STS",
    "L/P", "JALAN", "RT", "RW", "DIS", "EKTP", "KET", "SMBR", "TPS",
)  # fmt: skip
_KNOWN = frozenset(COLUMNS)

# A header stands in the first rows of its sheet, below titles, and holds at least this many of the names.
LAST_HEADER_ROW = 10
ENOUGH_NAMES = 10


class FileRefused(Refused):
    """A file of which nothing is taken: `code` is F01-F06 for workbooks, "header" or "encoding" for roll exports.

    `detail` says more for the page, never personal data: `missing` (column names), `sheet`, `line`, `rows`.
    """


class Header(NamedTuple):
    """A header row: where each known column stands (index in the sheet's row) and which are missing."""

    positions: dict
    missing: tuple


def name_positions(cells):
    """{upper-case name without blanks: index} of the text cells; if a name stands twice the first counts."""
    positions = {}
    for index, cell in enumerate(cells):
        if isinstance(cell, str):
            positions.setdefault(without_blanks(cell).upper(), index)
    return positions


def read_header(cells):
    """The Header that a row's cells make, or None where fewer than ten of the eighteen names stand in it."""
    positions = {name: index for name, index in name_positions(cells).items() if name in _KNOWN}
    if len(positions) < ENOUGH_NAMES:
        return None
    return Header(positions, tuple(name for name in COLUMNS if name not in positions))
