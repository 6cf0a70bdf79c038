"""Builders that the unit tests of rules and intake share: regions, contexts, typed rows, a small roll.

Workbooks are read with openpyxl here, so the tests of the rules have a second opinion on the reader.
"""

from datetime import date, datetime
from functools import cache

import openpyxl
from lokal import wilayah

from voters.intake.check import Facts, RollVoter, check
from voters.intake.columns import COLUMNS
from voters.intake.parse import CheckContext, parse_row
from voters.intake.places import VillageIndex

REGENCY = "3578"
WONOKROMO, JAGIR, KEBRAON = "3578041001", "3578041002", "3578011002"

GOOD = {
    "KECAMATAN": "Wonokromo", "DESA": "Jagir", "DPID": None, "NKK": "3578041206159001", "NIK": "3578040105909001",
    "NAMA": "BUDI SANTOSO", "TMPLHR": "SURABAYA", "TGLLHR": "01|05|1990", "STS": "S", "L/P": "L",
    "JALAN": "JL. JAGIR NO 1", "RT": "1", "RW": "2", "DIS": "0", "EKTP": "S", "KET": "B", "SMBR": "RT", "TPS": "3",
}  # fmt: skip


def _areas(parent, level):
    """(code, name) of the areas of one level below a dotted code."""
    for area in wilayah.list_wilayah(parent):
        if area.level == level:
            yield area.code.replace(".", ""), area.name
        else:
            yield from _areas(area.code, level)


@cache
def villages(regency="35.78"):
    """The VillageIndex of a regency (dotted code)."""
    return VillageIndex(list(_areas(regency, 3)), list(_areas(regency, 4)))


@cache
def districts():
    """Codes of all kecamatan of Indonesia."""
    return frozenset(code for code, _name in _areas(None, 3))


def context(codeset="2022", reference=date(2025, 6, 30), today=date(2026, 11, 23)):
    """A CheckContext of Kota Surabaya."""
    return CheckContext(REGENCY, codeset, reference, today, villages(), districts())


def typed(**columns):
    """The 18 cells of the good B row with some columns replaced (`LP` stands for L/P)."""
    columns = {("L/P" if name == "LP" else name): cell for name, cell in columns.items()}
    return list((GOOD | columns).values())


def rows_of(*cells, ctx=None):
    """Parse lists of 18 cells as the rows of one file, in file order."""
    ctx = ctx or context()
    return [parse_row(n, "TPS 001", n + 1, one, ctx) for n, one in enumerate(cells, 1)]


def facts_of(*voters, elsewhere=()):
    """Facts of a roll that holds just these voters."""
    by_nik = {}
    for voter in voters:
        by_nik.setdefault(voter.nik, []).append(voter)
    return Facts({voter.dpid: voter for voter in voters}, by_nik, set(elsewhere))


def voter(dpid=1001, nik="3578040105909001", **values):
    """A RollVoter equal to the good row."""
    base = RollVoter(
        dpid, GOOD["NKK"], nik, GOOD["NAMA"], GOOD["TMPLHR"], date(1990, 5, 1), "S", "L", GOOD["JALAN"],
        "1", "2", "0", "S", JAGIR, 3,
    )  # fmt: skip
    return base._replace(**values)


def problems(*cells, roll=(), elsewhere=(), ctx=None):
    """The codes of every row of a small file checked against a small roll."""
    ctx = ctx or context()
    rows = rows_of(*cells, ctx=ctx)
    check(rows, facts_of(*roll, elsewhere=elsewhere), ctx)
    return [row.problems for row in rows]


def encode(cell):
    """An openpyxl cell in the portal's encoding."""
    value = cell.value
    if value is None or isinstance(value, str):
        return ["e", value] if cell.data_type == "e" else value
    if isinstance(value, bool):
        return ["b", value]
    if isinstance(value, datetime | date):
        return ["d", value.isoformat()[:10]]
    return ["n", str(int(value)) if float(value).is_integer() else repr(value)]


class SheetRow:
    """What the reader yields: a sheet's name, the row's number, its encoded cells."""

    def __init__(self, sheet, row, cells):
        self.sheet, self.row, self.cells = sheet, row, cells


def open_with_openpyxl(path):
    """Read a workbook as the sheets room does: only rows that hold any cell that is not empty."""
    for sheet in openpyxl.load_workbook(path):
        for number, cells in enumerate(sheet.iter_rows(), 1):
            encoded = [encode(cell) for cell in cells]
            if any(cell is not None for cell in encoded):
                yield SheetRow(sheet.title, number, encoded)


assert list(GOOD) == list(COLUMNS)
