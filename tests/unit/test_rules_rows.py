"""The checks between plain rows: repeats, pairs, families, damaged files, odd names, code lists."""

import pytest

from voters.rules import codes
from voters.rules.rows import (
    is_odd_name,
    look_damaged,
    pair_up,
    repeated,
    split_families,
    unpaired_or_spoiled,
)

HERE, THERE, ELSEWHERE = ("v1", 1), ("v1", 2), ("v2", 1)


@pytest.mark.parametrize("name", ["AB", "A B", "A.", "BUD1", "BUDI?", "?", "#N/A", "D'A", "123"])
def test_odd_names(name):
    assert is_odd_name(name)


@pytest.mark.parametrize("name", ["ALI", "A L I", "NI'MAH", "M. ALI", "ÉVA", "SITI ٣"])
def test_names_that_pass(name):
    assert not is_odd_name(name)


def test_repeated_values():
    assert repeated([(1, "a"), (2, "b"), (3, "a"), (4, "a")]) == {"a": [1, 3, 4]}


def test_a_pair_needs_another_place():
    assert pair_up([(1, "n", HERE)], [(2, "n", HERE)]) == {}
    assert pair_up([(1, "n", HERE)], [(2, "n", THERE)]) == {1: 2, 2: 1}
    assert pair_up([(1, "n", HERE)], [(2, "n", ELSEWHERE)]) == {1: 2, 2: 1}
    assert pair_up([(1, "n", HERE)], [(2, "m", THERE)]) == {}


def test_each_strike_takes_the_first_fitting_entry_still_free():
    strikes = [(1, "n", HERE), (5, "n", THERE), (6, "n", HERE)]
    entries = [(2, "n", HERE), (3, "n", THERE), (4, "n", ELSEWHERE)]
    assert pair_up(strikes, entries) == {1: 3, 3: 1, 5: 2, 2: 5, 6: 4, 4: 6}


def test_what_one_place_passed_over_another_still_takes():
    strikes = [(1, "n", HERE), (2, "n", HERE), (3, "n", THERE)]
    entries = [(4, "n", HERE), (5, "n", HERE)]
    assert pair_up(strikes, entries) == {3: 4, 4: 3}


def test_a_hostile_file_pairs_in_linear_time():
    strikes = [(n, "n", HERE) for n in range(30_000)]
    entries = [(n, "n", HERE) for n in range(30_000, 60_000)]
    assert pair_up(strikes, entries) == {}


def test_unpaired_and_spoiled():
    partners = {1: 2, 2: 1, 3: 4, 4: 3}
    assert unpaired_or_spoiled([1, 3, 5], partners, set()) == {5}
    assert unpaired_or_spoiled([1, 3, 5], partners, {2}) == {1, 5}
    assert unpaired_or_spoiled([1, 3, 5], partners, {1, 2, 5}) == {1, 2, 5}


def test_split_families():
    members = [(1, "k", HERE), (2, "k", THERE), (3, "j", HERE), (4, "j", HERE)]
    assert split_families(members) == {1, 2}


@pytest.mark.parametrize(
    ("zeros", "others", "damaged"), [(11, 9, True), (10, 10, False), (19, 0, False), (20, 0, True), (0, 20, False)]
)
def test_damage_needs_twenty_niks_and_more_than_half(zeros, others, damaged):
    assert look_damaged(["0"] * zeros + ["1"] * others) is damaged


def test_code_sets():
    assert set(codes.TMS["2018"]) == set(range(1, 11))
    assert set(codes.TMS["2022"]) == set(range(1, 9))
    assert codes.tms_label("2018", 5) != codes.tms_label("2022", 5)
    assert codes.tms_label("2022", 9) == "9"
    assert codes.disability_label("2018", 6) == "6"
    assert codes.disability_label("2022", 6) == "Sensorik netra"
