"""Findings of KTP-el figures: exactly when they are raised, and that nothing reported is ever changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ektp.models import FindingCode
from ektp.rules import CODES, COLUMNS, STOCKS, Figures, Found, added_up, findings, of_change, of_district, of_totals

people = st.integers(0, 10**8)
maybe = st.none() | people
differences = st.none() | st.integers(-10**8, 10**8)
some_figures = st.builds(Figures, people, people, maybe, differences, differences, maybe, maybe)
codes_of_surabaya = st.sampled_from([f"3578{n:02d}" for n in range(1, 32)])
districts = st.dictionaries(codes_of_surabaya, some_figures, min_size=1, max_size=6)


def codes(found):
    return [one.code for one in found]


def test_the_codes_of_rules_and_of_the_database_are_the_same():
    assert tuple(FindingCode.values) == CODES


# Published figures and what they should be told about themselves.
PUBLISHED = {
    "Jawa Timur 2 May 2017": (
        Figures(33_166_579, 28_431_955, 27_279_405, 4_734_624, 1_200_280), ["not_printed_differs"]),
    "Surabaya 30 Aug 2016, cards printed centrally and locally": (
        Figures(None, 1_851_000, 1_687_435 + 188_146, 245_000), ["printed_above_recorded"]),
    "Surabaya 31 Aug 2017, with the lower bound as a figure": (
        Figures(None, 1_974_325, None, 300_000, None, 163_000), []),
    "Surabaya 28 Apr 2025: 99.68 % of two million and 48,420 left": (
        Figures(2_200_000, 2_192_960, None, 48_420), ["not_recorded_differs"]),
    "Sample: Wonokromo": (Figures(97_274, 97_686, 84_062, -412, 13_624, 12_261), ["above_100_percent"]),
    "Sample: Gubeng": (Figures(64_072, 60_352, 55_370, 3_720, 6_482, 5_833), ["not_printed_differs"]),
    "Sample: Tegalsari, low but sound": (Figures(83_170, 72_283, 71_874, 10_887, 409, 368), []),
}


@pytest.mark.parametrize("case", PUBLISHED)
def test_published_figures(case):
    figures, expected = PUBLISHED[case]
    assert codes(of_district("357801", figures)) == expected


def test_the_published_gap_of_east_java_is_told_and_left_open():
    found = of_district("35", PUBLISHED["Jawa Timur 2 May 2017"][0])[0]
    assert found.stated - found.against == 47_730
    assert (found.stated, found.against) == (1_200_280, 28_431_955 - 27_279_405)


def test_tulungagung_adds_up():
    parts = [Figures(9_003, 0), Figures(12_466, 0), Figures(272, 0)]
    assert added_up(parts).obliged == 21_741


@given(some_figures)
def test_a_difference_is_told_exactly_where_it_is(figures):
    told = codes(of_district("357801", figures))
    assert ("above_100_percent" in told) == (figures.recorded > figures.obliged)
    assert ("printed_above_recorded" in told) == (figures.printed is not None and figures.printed > figures.recorded)
    assert ("not_recorded_differs" in told) == (
        figures.not_recorded is not None and figures.not_recorded != figures.obliged - figures.recorded)
    assert ("not_printed_differs" in told) == (
        None not in (figures.not_printed, figures.printed)
        and figures.not_printed != figures.recorded - figures.printed)
    assert len(told) == len(set(told))


@given(people, people, maybe)
def test_figures_that_agree_with_themselves_are_not_told(obliged, recorded, printed):
    recorded = min(obliged, recorded)
    printed = None if printed is None else min(printed, recorded)
    sound = Figures(obliged, recorded, printed, obliged - recorded, None if printed is None else recorded - printed)
    assert of_district("357801", sound) == []


@given(some_figures)
def test_nothing_is_clamped(figures):
    assert figures.unrecorded == figures.obliged - figures.recorded
    assert figures.unprinted == (None if figures.printed is None else figures.recorded - figures.printed)
    assert figures.left == figures.unrecorded + (figures.unprinted or 0)
    if figures.obliged:
        assert figures.coverage == figures.recorded / figures.obliged


@given(some_figures, some_figures)
def test_a_stock_falls_or_jumps_or_neither(before, now):
    told = {(one.column, one.code) for one in of_change("357801", before, now)}
    for column in STOCKS:
        was, is_now = getattr(before, column), getattr(now, column)
        known = None not in (was, is_now)
        assert ((column, "falls") in told) == (known and is_now < was)
        assert ((column, "jumps") in told) == (known and is_now > was and 10 * (is_now - was) > was)
    assert {column for column, _code in told} <= set(STOCKS)


def test_ten_percent_is_no_jump_and_one_more_is():
    before = Figures(1000, 1000)
    assert of_change("357801", before, Figures(1100, 1000)) == []
    assert of_change("357801", before, Figures(1101, 1000)) == [Found("357801", "jumps", "obliged", 1101, 1000)]
    assert codes(of_change("357801", Figures(0, 0), Figures(1, 0))) == ["jumps"]


@given(some_figures)
def test_the_same_figures_again_are_no_change(figures):
    assert of_change("357801", figures, figures) == []


@given(districts, st.dictionaries(st.sampled_from(COLUMNS), st.integers(-10**9, 10**9)))
def test_totals_are_compared_with_the_districts_that_state_the_column(figures, totals):
    told = {one.column: one for one in of_totals(figures, totals)}
    for column, stated in totals.items():
        parts = [getattr(one, column) for one in figures.values() if getattr(one, column) is not None]
        assert (column in told) == (bool(parts) and sum(parts) != stated)
    assert all(one.district == "" for one in told.values())
    true = {column: value for column in COLUMNS if (value := getattr(added_up(figures.values()), column)) is not None}
    assert of_totals(figures, true) == []


@given(districts, districts)
def test_all_findings_are_distinct_ordered_and_change_nothing(figures, previous):
    kept = dict(figures)
    expected = [f"3578{n:02d}" for n in range(1, 8)]
    found = findings(figures, expected=expected, totals={"obliged": -1}, previous=previous)
    assert figures == kept
    keys = [(one.district, one.code, one.column) for one in found]
    assert len(keys) == len(set(keys))
    places = [one.district for one in found if one.district]
    assert places == sorted(places)
    assert found[-1].code == "totals_differ"
    missing = {one.district for one in found if one.code == "district_missing"}
    assert missing == set(expected) - set(figures)


def test_a_first_report_is_compared_with_nothing():
    assert findings({"357801": Figures(10, 9)}, expected=["357801"], previous={}) == []
    assert codes(findings({"357801": Figures(10, 9)}, expected=["357801"], previous={"357801": Figures(11, 9)})) == [
        "falls"]


@given(st.lists(some_figures, max_size=5))
def test_a_sum_leaves_out_what_any_part_leaves_out(parts):
    total = added_up(parts)
    for column in COLUMNS:
        values = [getattr(one, column) for one in parts]
        assert getattr(total, column) == (None if not values or None in values else sum(values))


def test_coverage_of_nobody_is_unknown():
    assert Figures(0, 0).coverage is None
    assert Figures(0, 0).left == 0
