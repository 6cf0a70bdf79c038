"""The rule that seals knows which published recaps are exact, and names every sum that is not."""

import pytest

from tests.published import FALSE, STRIKES, TRUE, parts, table
from voters.rules.arithmetic import Figure, Mismatch, Recap, mismatches


@pytest.mark.parametrize("recap", TRUE, ids=lambda one: one.name)
def test_exact_recaps_pass_and_one_voter_more_does_not(recap):
    assert mismatches(recap) == []
    assert mismatches(recap._replace(now=recap.now._replace(total=recap.now.total + 1)))


def test_strikes_by_reason_add_up():
    assert mismatches(STRIKES) == []
    fewer = mismatches(STRIKES._replace(items=STRIKES.items[:-1]))
    assert [(one.what, one.difference) for one in fewer] == [("tms items", 2)]


@pytest.mark.parametrize(("recap", "differences"), FALSE, ids=lambda one: getattr(one, "name", ""))
def test_false_recaps_are_named_with_their_difference(recap, differences):
    assert [(one.what, one.difference) for one in mismatches(recap)] == differences
    assert {one.where for one in mismatches(recap)} == {recap.name}


def test_all_tables_of_the_province_but_the_known_mistakes():
    """Every row of the collected recaps of East Java: what does not add up is known, and nothing else is found."""
    recaps = list(table("recaps.csv"))
    found = [one for recap in recaps for one in mismatches(recap)]
    whole = [one for one in recaps if None not in (one.previous.total, one.baru.total, one.tms.total)]
    assert (len(recaps), len(whole), sum(one.change is not None for one in recaps)) == (150, 13, 14)
    assert [(one.where, one.what, one.difference) for one in found] == [
        ("Kota Blitar 2022-07", "now total", 100), ("Kab Bondowoso 2025-TW3", "now total", 17_070),
        ("Kab Sampang Pilbup 2018 PSU DPT PSU", "change", -50), ("Kab Sampang Pemilu 2024 DPSHP", "change", 1),
        ("Kota Malang Pilkada 2024 DPT", "now L+P", 30)]


def test_fourteen_districts_are_their_regency():
    districts = tuple(table("dps_sampang.csv"))
    whole = Recap("Kab Sampang DPS 2023", Figure(750_707, 367_626, 383_081), parts=districts)
    assert len(districts) == 14 and mismatches(whole) == []
    assert mismatches(whole._replace(parts=districts[1:])) == [
        Mismatch(whole.name, "parts total", 750_707 - districts[0].now.total, 750_707)]


def test_parts_are_checked_themselves():
    whole = Recap("all", Figure(10, 5, 5), parts=parts(("a", 2, 2, 5), ("b", 3, 3, 5)))
    assert [(one.where, one.what) for one in mismatches(whole)] == [("a", "now L+P"), ("b", "now L+P")]
