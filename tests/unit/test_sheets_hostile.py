"""Files that pass the first look and are still bad: the child ends, the parent says a sentence and stays small."""

import gc
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sidalih import sheets
from sidalih.sheets import reader
from sidalih.sheets.limits import Limits
from tests.shapes import (
    GOOD,
    cell,
    data,
    formatted_blanks,
    lying,
    one_row,
    packed,
    parts,
    row,
    text,
    voters_like,
    workbook,
)

HANG = 60  # seconds; no measurement, only a guard


@pytest.fixture
def file(tmp_path):
    def writer(content):
        path = tmp_path / "berkas.xlsx"
        path.write_bytes(content)
        return path

    return writer


def refused(path, **limits):
    """(code, reason) with which reading the whole file ends, or None."""
    try:
        for _ in sheets.open_workbook(path, Limits(**limits)):
            pass
    except sheets.SheetRefused as refusal:
        return refusal.code, refusal.detail["reason"]
    return None


@pytest.fixture(autouse=True)
def readers(monkeypatch):
    """Every reading child that a test starts; none may run, or wait to be reaped, when it ends."""
    started = []
    start = reader._start

    def remembered(*args):
        started.append(start(*args))
        return started[-1]

    monkeypatch.setattr(reader, "_start", remembered)
    yield started
    gc.collect()
    assert all(one.returncode is not None for one in started)


def own_size():
    """Bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def peak_of_child(path):
    """MB of the reading child at its largest, seen from a fresh process (a fork starts with our own size)."""
    code = (
        "import resource, sys; from sidalih import sheets; sum(1 for _ in sheets.open_workbook(sys.argv[1]));"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    out = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    return int(out.stdout) / 1024


def without(name):
    contents = parts({"Lembar1": GOOD})
    del contents[name]
    return packed(contents)


DAMAGED = {
    "sheet cut off": workbook('<?xml version="1.0"?><worksheet><sheetData><row r="1"><c r="A1"><v>1'),
    "tags that do not match": workbook(data("<row r='1'><c r='A1'><v>1</x></c></row>")),
    "a shared string that is not there": workbook(one_row(cell("A1", "<v>5</v>", "s")), shared="<si><t>a</t></si>"),
    "letters as a number": workbook(one_row(cell("A1", "<v>abc</v>", "n"))),
    "no part for the sheet": without("xl/worksheets/sheet1.xml"),
    "no relationships": without("xl/_rels/workbook.xml.rels"),
    "a reference that is none": workbook(one_row(text("$A$1", "x"))),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_inside(name, file):
    assert refused(file(DAMAGED[name])) == ("F01", "damaged")


def test_one_flipped_bit_in_the_data(file):
    content = bytearray(workbook(voters_like(300)))
    content[len(content) // 2] ^= 4
    assert refused(file(bytes(content))) == ("F01", "damaged")


@pytest.mark.parametrize("error", ["", "#SPILL!"])
def test_rows_out_of_order_are_refused_rather_than_lost(error, file):
    odd = cell("B2", f"<v>{error}</v>", "e") if error else ""
    rows = row(1, text("A1", "a")), row(2, odd), row(5, text("A5", "b")), row(3, text("A3", "c"))
    assert refused(file(workbook(data(*rows)))) == ("F01", "row_order")


def test_an_error_of_a_new_excel_loses_no_row_before_or_after(file):
    rows = [row(at, text(f"A{at}", "x")) for at in range(1, 1001)]
    rows[700] = row(701, cell("A701", "<v>#CALC!</v>", "e"))
    read = [at for _, at, _ in sheets.open_workbook(file(workbook(data(*rows))))]
    assert read == list(range(1, 1001))


def test_lying_sizes(file):
    content = lying(voters_like(5_000), 50_000)
    assert refused(file(content)) == ("F02", "sizes_lie")


def test_lying_by_one_byte(file):
    whole = parts({"Lembar1": GOOD})["xl/worksheets/sheet1.xml"]
    assert refused(file(lying(GOOD, len(whole) - 1))) == ("F02", "sizes_lie")


def test_a_cell_longer_than_excel_allows(file):
    assert refused(file(workbook(one_row(text("A1", "x" * 32_768))))) == ("F02", "long_cell")


def test_a_huge_cell_ends_the_child_not_us(file):
    noise = random.Random(3)
    block = "".join(noise.choices("ABCDEFGHIJ", k=3_000))
    before = own_size()
    content = workbook(one_row(text("A1", block * 40_000)))
    path = file(content)
    del content
    gc.collect()
    assert refused(path, ratio=10**6, child_memory=200 << 20) == ("F02", "died")
    assert own_size() - before < 400 << 20


def test_processor_time_has_a_ceiling(file):
    one = row(None, *(text("", "x") for _ in range(18)))
    path = file(workbook(data(one * 300_000)))
    assert refused(path, child_seconds=1, ratio=10**6) == ("F02", "died")


def test_a_million_formatted_blank_rows(file):
    path = file(workbook(formatted_blanks(1_048_576, 2)))
    started = time.monotonic()
    assert [one.row for one in sheets.open_workbook(path)] == [1]
    assert time.monotonic() - started < HANG
    assert peak_of_child(path) < 100


def test_the_child_needs_the_same_memory_for_any_number_of_rows(file):
    assert peak_of_child(file(workbook(voters_like(20_000)))) < 100


def test_the_last_cell_alone(file):
    path = file(workbook(data(row(1_048_576, text("XFD1048576", "z")))))
    assert path.stat().st_size < 5_000
    assert list(sheets.open_workbook(path)) == []


def test_numbers_beyond_the_grid(file):
    sheet = data(row(1, text("A1", "a"), text("XFE1", "b"), text("ZZZ1", "c")), row(1_048_577, text("A1048577", "d")))
    assert [one.row for one in sheets.open_workbook(file(workbook(sheet)))] == [1]


def test_closing_early_ends_the_child(file, readers):
    rows = sheets.open_workbook(file(workbook(voters_like(20_000))))
    next(rows)
    assert readers[0].poll() is None
    rows.close()
    assert readers[0].returncode is not None


def test_an_iterator_that_is_never_used_or_forgotten_leaves_nothing(file, readers):
    path = file(workbook(voters_like(20_000)))
    sheets.open_workbook(path)
    rows = sheets.open_workbook(path)
    next(rows)
    del rows
    gc.collect()
    assert [one.returncode is not None for one in readers] == [True]


def test_a_child_killed_from_outside(file, readers):
    rows = sheets.open_workbook(file(workbook(voters_like(20_000))))
    next(rows)
    readers[0].kill()
    with pytest.raises(sheets.SheetRefused) as caught:
        list(rows)
    assert caught.value.code == "F02"


def test_nothing_stays_behind(file, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    path = file(workbook(voters_like(1_000)))
    files = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        assert sum(1 for _ in sheets.open_workbook(path)) == 1_000
    assert os.listdir(tmp_path) == [path.name]
    assert len(os.listdir("/proc/self/fd")) == files


def test_the_child_knows_no_django():
    code = "import sys, sidalih.sheets.child; print(sorted(m for m in sys.modules if m.startswith('django')))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_parent_stays_small(file):
    path = file(workbook(voters_like(30_000)))
    gc.collect()
    before = own_size()
    highest = before
    for at, _ in enumerate(sheets.open_workbook(path)):
        if at % 1_000 == 0:
            highest = max(highest, own_size())
    assert highest - before < 60 << 20


@pytest.mark.parametrize("seed", range(25))
def test_mutated_workbooks_are_read_or_refused(seed, file):
    chance = random.Random(seed)
    content = bytearray(workbook(voters_like(20), shared="<si><t>a</t></si>"))
    for _ in range(chance.randrange(1, 30)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    outcome = refused(file(bytes(content)))
    assert outcome is None or outcome[0] in ("F01", "F02")


@pytest.mark.parametrize("seed", range(15))
def test_mutated_sheets_are_read_or_refused(seed, file):
    chance = random.Random(seed)
    contents = parts({"Lembar1": voters_like(20)})
    sheet = bytearray(contents["xl/worksheets/sheet1.xml"].encode())
    for _ in range(chance.randrange(1, 12)):
        sheet[chance.randrange(len(sheet))] = chance.choice(b"<>/\"'=0 \x00A&;\xff")
    outcome = refused(file(packed({**contents, "xl/worksheets/sheet1.xml": bytes(sheet)})))
    assert outcome is None or outcome[0] in ("F01", "F02")
