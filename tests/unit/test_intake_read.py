"""Finding the header and the data rows of a workbook, and refusing a file as a whole."""

import pytest

from sidalih import sheets
from tests.unit.intake_kit import SheetRow, typed
from voters.intake.columns import COLUMNS, FileRefused, read_header
from voters.intake.read import read_bulk

HEADER = list(COLUMNS)


@pytest.fixture
def read(monkeypatch):
    """Read a made-up workbook: {sheet: {row number: cells}}."""

    def reader(workbook):
        rows = [SheetRow(name, row, cells) for name, sheet in workbook.items() for row, cells in sheet.items()]
        monkeypatch.setattr(sheets, "open_workbook", lambda path: iter(rows), raising=False)
        return list(read_bulk("x.xlsx"))

    return reader


def refusal(read, workbook):
    with pytest.raises(FileRefused) as caught:
        read(workbook)
    return caught.value


def test_rows_keep_their_numbers_and_cells(read):
    first = {1: ["JUDUL"], 4: HEADER, 5: typed(), 9: typed(NAMA=" X ")}
    rows = read({"TPS 1": first, "TPS 2": {1: HEADER, 2: typed()}})
    assert [(row.sheet, row.row) for row in rows] == [("TPS 1", 5), ("TPS 1", 9), ("TPS 2", 2)]
    assert rows[1].cells == typed(NAMA=" X ")


def test_columns_in_any_order_with_unknown_ones_between(read):
    header = ["NO", *reversed(HEADER), "CATATAN"]
    cells = [["n", "1"], *reversed(typed()), "x"]
    assert read({"S": {1: header, 2: cells}})[0].cells == typed()


def test_header_names_are_cleaned(read):
    header = [name.lower().replace("/", " / ").replace("nik", "n i\u200bk\u00a0") for name in HEADER]
    assert read({"S": {10: header, 11: typed()}})[0].row == 11


def test_the_first_of_a_doubled_name_counts(read):
    cells = [*typed(), "3578040105909999"]
    assert read({"S": {1: [*HEADER, "nik"], 2: cells}})[0].cells[4] == typed()[4]


def test_short_rows_are_filled(read):
    assert read({"S": {1: HEADER, 2: ["Wonokromo"]}})[0].cells == ["Wonokromo", *[None] * 17]


def test_ten_names_make_a_header():
    assert read_header(HEADER[:9]) is None
    assert read_header([*HEADER[:9], "NIK"]) is None
    assert read_header(HEADER[:10]).missing == COLUMNS[10:]
    assert read_header([None, ["n", "1"], *HEADER]).positions["KECAMATAN"] == 2


def test_a_missing_column_refuses_the_file_and_names_it(read):
    short = [name for name in HEADER if name not in ("NKK", "TPS")]
    refused = refusal(read, {"A": {1: HEADER, 2: typed()}, "B": {1: short, 2: typed()}})
    assert (refused.code, refused.detail) == ("F03", {"sheet": "B", "missing": ["NKK", "TPS"]})
    assert "NKK, TPS" in str(refused.message)


def test_the_first_row_with_ten_names_is_the_header_even_if_a_later_one_is_whole(read):
    assert refusal(read, {"A": {1: HEADER[:12], 2: HEADER, 3: typed()}}).code == "F03"


def test_no_header_and_no_rows(read):
    assert refusal(read, {}).code == "F04"
    assert refusal(read, {"A": {11: HEADER, 12: typed()}}).code == "F04"
    assert refusal(read, {"A": {1: HEADER}}).code == "F04"
    assert refusal(read, {"A": {1: HEADER, 2: [" ", "\u00a0"]}}).code == "F04"


def test_sheets_without_a_header_are_ignored(read):
    assert len(read({"CATATAN": {1: ["halo"], 2: typed()}, "S": {1: HEADER, 2: typed()}})) == 1


def test_rows_with_values_in_unknown_columns_only_are_blank(read):
    header = [*HEADER, "CATATAN"]
    rows = read({"S": {1: header, 2: [*[None] * 18, "x"], 3: [*typed(), None], 4: [" \u200b", *[None] * 17, "y"]}})
    assert [row.row for row in rows] == [3]


def test_any_value_makes_a_row(read):
    rows = read({"S": {1: HEADER, 2: [["b", False]], 3: [["n", "0"]], 4: [["e", "#N/A"]]}})
    assert [row.row for row in rows] == [2, 3, 4]


@pytest.mark.parametrize(("gap", "count"), [(999, 2), (1000, 1)])
def test_a_sheet_ends_after_a_thousand_blank_rows(read, gap, count):
    workbook = {"A": {1: HEADER, 2: typed(), 3 + gap: typed(), 4 + gap: typed()}, "B": {1: HEADER, 2: typed()}}
    assert len(read(workbook)) == count + (count > 1) + 1


def test_blank_rows_are_counted_from_the_header_and_through_unknown_columns(read):
    noise = {row: [*[None] * 18, "x"] for row in range(2, 1002)}
    assert refusal(read, {"A": {1: [*HEADER, "N"], **noise, 1002: typed()}}).code == "F04"


def test_a_character_no_database_takes_is_replaced_and_stays_wrong(read):
    assert read({"S": {1: HEADER, 2: typed(NIK="35780401\x0005909001")}})[0].cells[4] == "35780401\ufffd05909001"


def test_too_many_rows(monkeypatch):
    cells = typed()

    def rows(path):
        yield SheetRow("S", 1, HEADER)
        for number in range(2, 200_003):
            yield SheetRow("S", number, cells)

    monkeypatch.setattr(sheets, "open_workbook", rows, raising=False)
    with pytest.raises(FileRefused) as caught:
        for count, _row in enumerate(read_bulk("x.xlsx"), 1):
            assert count <= 200_000
    assert caught.value.code == "F06"


def test_the_readers_refusal_becomes_the_files(monkeypatch):
    class SheetRefused(Exception):
        code, message = "F02", "terlalu besar"

    def refuse(path):
        raise SheetRefused
        yield

    monkeypatch.setattr(sheets, "SheetRefused", SheetRefused, raising=False)
    monkeypatch.setattr(sheets, "open_workbook", refuse, raising=False)
    with pytest.raises(FileRefused) as caught:
        list(read_bulk("x.xlsx"))
    assert (caught.value.code, caught.value.message) == ("F02", "terlalu besar")
