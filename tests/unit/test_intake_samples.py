"""Both sample months must give exactly the codes, counts and loads that were promised for them."""

import json
from datetime import date
from pathlib import Path

import pytest

from sidalih import sheets
from tests.unit.intake_kit import context, open_with_openpyxl, villages
from voters.intake.check import Facts, RollVoter, check, file_problems, wanted
from voters.intake.parse import parse_row
from voters.intake.read import read_bulk
from voters.intake.roll_export import Loaded, RefusedLine, Skipped, read_roll_export

SAMPLES = Path(__file__).parents[1] / "samples"
MONTHS = ["2017-07", "2025-TW2"]
TODAY = date(2026, 11, 23)


def load(month, regency="3578"):
    """The lines of a sample roll."""
    index = villages(f"{regency[:2]}.{regency[2:]}")
    return list(read_roll_export(SAMPLES / month / f"roll-{regency}.csv", regency, index, TODAY))


def roll_facts(month):
    """Facts of the whole sample province: Surabaya's roll, and Sidoarjo's NIKs elsewhere."""
    loaded = [line.values for line in load(month) if isinstance(line, Loaded)]
    roll = [RollVoter(*values[:6], *values[7:16]) for values in loaded]
    by_nik = {}
    for one in roll:
        by_nik.setdefault(one.nik, []).append(one)
    elsewhere = {line.values[2] for line in load(month, "3515") if isinstance(line, Loaded)}
    return Facts({one.dpid: one for one in roll}, by_nik, elsewhere)


def checked(month, expected):
    """The checked rows of a sample workbook."""
    ctx = context(expected["codeset"], date.fromisoformat(expected["reference_date"]))
    typed = read_bulk(SAMPLES / month / f"mutarlih-3578-{month}.xlsx")
    rows = [parse_row(n, one.sheet, one.row, one.cells, ctx) for n, one in enumerate(typed, 1)]
    check(rows, roll_facts(month), ctx)
    return rows


@pytest.fixture(params=MONTHS)
def month(request):
    return request.param


@pytest.fixture
def expected(month):
    return json.loads((SAMPLES / month / "expected.json").read_text())


@pytest.fixture(autouse=True)
def openpyxl_reads(monkeypatch):
    monkeypatch.setattr(sheets, "open_workbook", open_with_openpyxl, raising=False)


def test_codes_of_every_row(month, expected):
    rows = checked(month, expected)
    assert len(rows) == expected["rows"]
    found = [{"sheet": r.sheet, "row": r.row, "codes": r.problems} for r in rows if r.problems]
    assert found == expected["problems"]
    assert sum(any(code[0] == "E" for code in row.problems) for row in rows) == expected["blocked"]
    counts = {}
    for row in rows:
        for code in row.problems:
            counts[code] = counts.get(code, 0) + 1
    assert counts == expected["counts"]
    assert file_problems(rows) == expected["file_problems"]


def test_load_of_the_roll(month, expected):
    lines = load(month)
    defects = {}
    for line in lines:
        for code in line.defects if isinstance(line, Loaded) else ():
            defects[code] = defects.get(code, 0) + 1
    assert {
        "loaded": sum(isinstance(line, Loaded) for line in lines),
        "skipped": sum(isinstance(line, Skipped) for line in lines),
        "refused": [{"line": one.line, "codes": list(one.codes)} for one in lines if isinstance(one, RefusedLine)],
        "defects": defects,
    } == expected["load"]


def test_tallies_after_applying_the_rows_without_an_error(month, expected):
    """The rows as parsed, applied by hand, give the promised tallies: what the database must arrive at."""
    rows = checked(month, expected)
    place_of = {dpid: (one.village, one.sex) for dpid, one in roll_facts(month).by_dpid.items()}
    ubah = 0
    for row in rows:
        if any(code[0] == "E" for code in row.problems) or row.unchanged:
            continue
        if row.kind == "T":
            del place_of[row.found]
        else:
            place_of[row.found or -row.ordinal] = (row.village, row.sex)
            ubah += row.kind == "U"
    after = expected["after"]
    assert ubah == after["flow"]["ubah"]
    assert sum(sex == "L" for _village, sex in place_of.values()) == after["L"]
    assert len(place_of) == after["total"]


def test_reading_again_from_the_typed_cells_gives_the_same(month, expected):
    """A correction re-parses what was stored as typed: through JSON and back nothing may change."""
    rows = checked(month, expected)
    ctx = context(expected["codeset"], date.fromisoformat(expected["reference_date"]))
    stored = json.loads(json.dumps([row.typed for row in rows]))
    again = [parse_row(row.ordinal, row.sheet, row.row, cells, ctx) for row, cells in zip(rows, stored, strict=True)]
    check(again, roll_facts(month), ctx)
    assert again == rows


def test_what_the_roll_is_asked_for_is_enough(month, expected):
    """With only the voters that wanted() names, the answer is the same."""
    rows = checked(month, expected)
    facts = roll_facts(month)
    dpids, niks = wanted(rows)
    asked = Facts(
        {dpid: one for dpid, one in facts.by_dpid.items() if dpid in dpids},
        {nik: holders for nik, holders in facts.by_nik.items() if nik in niks},
        facts.elsewhere & niks,
    )
    before = [row.problems for row in rows]
    check(rows, asked, context(expected["codeset"], date.fromisoformat(expected["reference_date"])))
    assert [row.problems for row in rows] == before
