"""A file's rows against a small roll and against each other: every code that needs more than the row."""

import pytest

from tests.unit.intake_kit import (
    GOOD,
    JAGIR,
    KEBRAON,
    context,
    facts_of,
    problems,
    rows_of,
    typed,
    voter,
)
from voters.intake.check import check, file_problems, wanted

NIK, OTHER, THIRD = "3578040105909001", "3578040105909002", "3578040105909003"
IMPOSSIBLE = "3578043202909001"


def entry(**columns):
    """A B row in another TPS than the voter of the small roll."""
    return typed(**({"TPS": "4"} | columns))


def strike(dpid="1001", **columns):
    """A code-8 row."""
    return typed(**({"KET": "8", "DPID": dpid, "NIK": None} | columns))


def test_a_voter_is_found_by_dpid_first():
    assert problems(typed(KET="1", DPID="1001"), roll=[voter()]) == [[]]
    assert problems(typed(KET="1", DPID="1002"), roll=[voter()]) == [["E18"]]
    assert problems(typed(KET="1", DPID="abc"), roll=[voter()]) == [["E18"]]
    assert problems(typed(KET="1", DPID="9" * 30), roll=[voter()]) == [["E18"]]
    assert problems(typed(KET="1", DPID="0"), roll=[voter()]) == [["E18"]]
    assert problems(typed(KET="1", DPID="0"), roll=[voter(0)]) == [[]]


def test_without_a_dpid_the_nik_finds():
    assert problems(typed(KET="1"), roll=[voter()]) == [["I02"]]
    assert problems(typed(KET="1"), roll=[]) == [["E18"]]
    assert problems(typed(KET="1"), roll=[voter(), voter(1002)]) == [["E18"]]
    assert problems(typed(KET="1", NIK=IMPOSSIBLE), roll=[voter(nik=IMPOSSIBLE)]) == [["I02"]]
    assert problems(typed(KET="U", NIK=IMPOSSIBLE), roll=[voter(nik=IMPOSSIBLE)]) == [["E03", "I02"]]
    assert problems(typed(KET="U", NIK=IMPOSSIBLE), roll=[]) == [["E03", "E18"]]


def test_a_nik_that_is_none_gives_no_look_up():
    assert problems(typed(KET="1", NIK="12")) == [["E02"]]
    assert problems(typed(KET="U", NIK=["n", NIK])) == [["E01"]]
    assert problems(typed(KET="1", DPID="9", NIK="12")) == [["E02", "E18"]]


def test_a_strike_never_changes_the_nik():
    assert problems(typed(KET="1", DPID="1001", NIK=OTHER), roll=[voter()]) == [["E19"]]
    assert problems(typed(KET="1", DPID="1001", NIK=NIK[:15]), roll=[voter()]) == [["E02"]]
    assert problems(typed(KET="1", DPID="1001", NIK=IMPOSSIBLE), roll=[voter()]) == [["E19"]]
    assert problems(typed(KET="1", DPID="9", NIK=OTHER), roll=[voter()]) == [["E18"]]
    assert problems(typed(KET="U", DPID="1001", NIK=OTHER), roll=[voter()]) == [[]]


def test_a_nik_that_is_taken():
    assert problems(typed(), roll=[voter()]) == [["E20"]]
    assert problems(typed(NIK=IMPOSSIBLE), roll=[voter(nik=IMPOSSIBLE)]) == [["E03"]]
    assert problems(typed(KET="U", DPID="1001", NIK=OTHER), roll=[voter(), voter(1002, OTHER)]) == [["E20"]]
    assert problems(typed(KET="U", DPID="9", NIK=OTHER), roll=[voter(1002, OTHER)]) == [["E18"]]
    twice = [voter(name="X"), voter(1002, name="Y")]
    assert problems(typed(KET="U", DPID="1001"), roll=twice) == [[]]


def test_a_nik_twice_in_the_file():
    assert problems(typed(), typed(KET="X"), typed(KET="1", DPID="1001"), roll=[voter()]) == [
        ["E20", "E21"], ["E13", "E21"], ["E21"],
    ]  # fmt: skip
    assert problems(typed(NIK=["n", NIK]), typed()) == [["E01"], []]
    assert problems(typed(NIK=IMPOSSIBLE), typed(NIK=IMPOSSIBLE)) == [["E03", "E21"], ["E03", "E21"]]
    assert problems(typed(NIK="12"), typed(NIK="12")) == [["E02"], ["E02"]]


def test_a_voter_found_twice():
    rows = typed(KET="1", DPID="1001", NIK=None), typed(KET="U")
    assert problems(*rows, roll=[voter(name="X")]) == [["E24"], ["E24", "I02"]]
    rows = typed(KET="1", DPID="1001", NIK="12"), typed(KET="U", DPID="1001", NAMA=None, NIK=OTHER)
    assert problems(*rows, roll=[voter()]) == [["E02", "E24"], ["E05", "E24"]]
    assert problems(typed(KET="1", DPID="7"), typed(KET="2", DPID="7", NIK=OTHER)) == [["E18"], ["E18"]]


def test_active_elsewhere():
    assert problems(typed(), elsewhere=[NIK]) == [["W09"]]
    assert problems(typed(KET="U", DPID="1001"), roll=[voter(name="X")], elsewhere=[NIK]) == [[]]
    assert problems(typed(NIK=IMPOSSIBLE), elsewhere=[IMPOSSIBLE]) == [["E03"]]


def test_a_pair():
    assert problems(strike(), entry(), roll=[voter()]) == [[], []]
    assert problems(entry(), strike(NIK=NIK), roll=[voter()]) == [[], []]
    assert problems(strike(None, NIK=NIK), entry(), roll=[voter()]) == [["I02"], []]
    assert problems(strike(), entry(TPS="3", KECAMATAN="357801", DESA="Kebraon"), roll=[voter()]) == [[], []]


def test_rows_outside_a_pair():
    assert problems(strike(), roll=[voter()]) == [["E23"]]
    assert problems(strike(), entry(TPS="3"), roll=[voter()]) == [["E23"], ["E20"]]
    assert problems(strike(), entry(TPS="A"), roll=[voter()]) == [["E23"], ["E14", "E20"]]
    assert problems(strike(), entry(DESA="x"), roll=[voter()]) == [["E23"], ["E20", "E22"]]
    assert problems(strike(), entry(NIK=OTHER), roll=[voter()]) == [["E23"], []]
    assert problems(strike("9"), entry(), roll=[voter()]) == [["E18", "E23"], ["E20"]]
    assert problems(strike(None, NIK="12"), entry(), roll=[voter()]) == [["E02", "E23"], ["E20"]]
    assert problems(strike(None), entry(), roll=[voter()]) == [["E17", "E23"], ["E20"]]
    assert problems(strike(), typed(KET="U", TPS="4", DPID="1002"), roll=[voter(), voter(1002)]) == [["E23"], []]


def test_both_rows_of_a_pair_move_or_none():
    assert problems(strike(NIK=OTHER), entry(), roll=[voter()]) == [["E19"], ["E23"]]
    assert problems(strike(), entry(NAMA=None), roll=[voter()]) == [["E23"], ["E05"]]
    assert problems(strike(NIK=OTHER), entry(NAMA=None), roll=[voter()]) == [["E19", "E23"], ["E05", "E23"]]
    assert problems(strike(), entry(DPID="5"), roll=[voter()]) == [["E23"], ["E16"]]
    assert problems(strike(NIK=["n", NIK]), entry(), roll=[voter()]) == [["E01"], ["E23"]]
    assert problems(strike(), entry(NIK=IMPOSSIBLE), roll=[voter(nik=IMPOSSIBLE)]) == [["E23"], ["E03"]]
    found_again = typed(KET="1", DPID="1001", NIK=None)
    assert problems(strike(), entry(), found_again, roll=[voter()]) == [["E24"], ["E23"], ["E24"]]


def test_a_third_row_spoils_a_pair():
    third = typed(KET="X")
    assert problems(strike(NIK=NIK), entry(), third, roll=[voter()]) == [
        ["E21", "E23"], ["E21", "E23"], ["E13", "E21"],
    ]  # fmt: skip
    assert problems(strike(), entry(), third, roll=[voter()]) == [["E23"], ["E21"], ["E13", "E21"]]


def test_two_strikes_and_two_entries_of_one_nik():
    rows = strike(), strike("1002"), entry(), entry(TPS="5")
    assert problems(*rows, roll=[voter(), voter(1002)]) == [["E23"], ["E23"], ["E21"], ["E21"]]


def test_the_first_fitting_entry_is_the_partner():
    ctx = context()
    rows = rows_of(entry(TPS="3"), entry(TPS="5"), entry(TPS="6"), strike(), ctx=ctx)
    check(rows, facts_of(voter()), ctx)
    assert [row.partner for row in rows] == [None, 4, None, 2]
    assert [row.problems for row in rows] == [["E20", "E21"], ["E21"], ["E20", "E21"], ["E23"]]


def test_a_pair_whose_entry_is_marked_tells_the_strike():
    assert problems(strike(), entry(), elsewhere=[NIK], roll=[voter()]) == [[], ["W09"]]


def test_code_8_of_the_older_set_needs_no_pair():
    ctx = context("2018")
    assert problems(strike(), roll=[voter()], ctx=ctx) == [[]]
    assert problems(strike(), entry(), roll=[voter()], ctx=ctx) == [[], ["E20"]]


def test_families_in_several_places():
    rows = typed(NIK=OTHER), typed(NIK=THIRD, TPS="4"), typed(NIK="3578040105909004", NKK="3578041206159002", TPS="4")
    assert problems(*rows) == [["W04"], ["W04"], []]
    rows = typed(NIK=OTHER), typed(NIK=THIRD, TPS="4", NAMA=None)
    assert problems(*rows) == [[], ["E05"]]
    rows = typed(NIK=OTHER), typed(NIK=THIRD, TPS="3", KECAMATAN="Karang Pilang", DESA="Kebraon")
    assert problems(*rows) == [["W04"], ["W04"]]
    rows = typed(NIK=OTHER), strike(), entry(NAMA="BUDI")
    assert problems(*rows, roll=[voter()]) == [["W04"], [], ["W04"]]
    rows = typed(NIK=OTHER), strike(NIK=THIRD), entry()
    assert problems(*rows, roll=[voter()]) == [[], ["E19"], ["E23"]]


@pytest.mark.parametrize(
    "columns",
    [{}, {"NAMA": "budi  santoso", "JALAN": "jl. jagir no 1"}, {"RT": "01", "TPS": ["n", "3"], "DIS": None},
     {"SMBR": "lain"}, {"TGLLHR": ["d", "1990-05-01"]}, {"KECAMATAN": "357804", "DESA": "35.78.04.1002"}, {"STS": "s"}],
)  # fmt: skip
def test_nothing_changes(columns):
    assert problems(typed(KET="U", DPID="1001", **columns), roll=[voter()]) == [["I03"]]


@pytest.mark.parametrize(
    "columns",
    [{"NAMA": "BUDI"}, {"TMPLHR": "MALANG"}, {"STS": "B"}, {"JALAN": "JL"}, {"RT": "2"}, {"RW": "3"}, {"DIS": "1"},
     {"EKTP": "B"}, {"TPS": "4"}, {"NKK": "3578041206159002"}, {"NIK": OTHER}, {"DESA": "Ngagel"}],
)  # fmt: skip
def test_something_changes(columns):
    assert problems(typed(KET="U", DPID="1001", **columns), roll=[voter()]) == [[]]


def test_unchanged_stands_besides_errors_of_other_kinds_but_not_of_cells():
    assert problems(typed(KET="U"), typed(KET="X"), roll=[voter()]) == [["E21", "I02", "I03"], ["E13", "E21"]]
    young = voter(birth_date=rows_of(typed(TGLLHR="01|05|2014"))[0].birth_date, nik="3578040105149001")
    row = typed(KET="U", TGLLHR="01|05|2014", NIK="3578040105149001")
    assert problems(row, roll=[young]) == [["E15", "I02", "I03"]]
    assert problems(typed(KET="U", NIK=IMPOSSIBLE), roll=[voter(nik=IMPOSSIBLE)]) == [["E03", "I02"]]
    assert problems(typed(KET="U", RT=None, RW="0"), roll=[voter(rt="0", rw="")]) == [["I02", "I03", "W08"]]
    assert problems(typed(KET="U", RT="AB"), roll=[voter(rt="AB")]) == [["E10", "I02"]]
    assert problems(typed(KET="U"), roll=[voter(birth_date=None)]) == [["I02"]]


def test_damaged_file():
    cells = [typed(NIK=f"3578040105909{n:02d}0", KET="X") for n in range(11)]
    cells += [typed(NIK=f"3578040105909{n:02d}1") for n in range(9)]
    assert file_problems(rows_of(*cells)) == ["W10"]
    assert file_problems(rows_of(*cells[1:])) == []
    cells.append(typed(NIK="3578040105909991"))
    cells.append(typed(NIK="3578040105909992"))
    assert file_problems(rows_of(*cells)) == []
    assert file_problems(rows_of(*cells, typed(NIK=["n", "3578040105909990"]))) == []


def test_what_the_roll_is_asked():
    rows = rows_of(
        typed(DPID="1"), typed(KET="U", DPID="2", NIK=OTHER), typed(KET="1", DPID="3", NIK=THIRD),
        typed(KET="1", NIK="3578040105909004"), typed(KET="X", NIK="3578040105909005", DPID="4"),
        typed(KET="U", DPID="9" * 40, NIK="1"),
    )  # fmt: skip
    assert wanted(rows) == ({2, 3}, {NIK, OTHER, "3578040105909004"})


def test_found_and_place():
    ctx = context()
    rows = rows_of(typed(KET="U", NAMA="X Y Z", DESA="3578041002"), typed(NIK=OTHER), ctx=ctx)
    check(rows, facts_of(voter(77)), ctx)
    assert [(row.found, row.unchanged, row.village) for row in rows] == [(77, False, JAGIR), (None, False, JAGIR)]
    assert GOOD["DESA"] == "Jagir" and JAGIR != KEBRAON
