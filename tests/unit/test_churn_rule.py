"""The churn brake as arithmetic: exactly the limit is not over it, one more is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voters.rules.churn import is_over, places, share


@pytest.mark.parametrize(("removals", "active", "percent", "over"), [
    (9, 1_800, "0.5", False), (10, 1_800, "0.5", True), (10, 1_999, "0.5", True), (10, 2_000, "0.5", False),
    (0, 0, "0.5", False), (1, 0, "0.5", True), (1, 3, Decimal("33.3"), True), (1, 3, Decimal("33.4"), False),
    (1_800, 1_800, 100, False), (0, 10, 0, False), (1, 10, 0, True),
    (7, 1_000, Decimal("0.7"), False),  # as floats 0.7 * 1000 / 100 is a little less than 7
])
def test_more_than_the_limit_is_over_and_the_limit_itself_is_not(removals, active, percent, over):
    assert is_over(removals, active, percent) is over


@given(st.integers(1, 10**7), st.integers(1, 1_000))
def test_one_more_than_what_is_allowed_is_over(active, permille):
    allowed = active * permille // 1_000
    assert not is_over(allowed, active, Decimal(permille) / 10)
    assert is_over(allowed + 1, active, Decimal(permille) / 10)


def test_the_share_is_written_in_per_cent():
    assert share(9, 1_800) == 0.5
    assert share(1, 0) == 100


@pytest.mark.parametrize(("removals", "active", "percent", "expected"), [
    (57, 10_000, "0.5", 2), (20, 3_963, "0.5", 3), (5_001, 1_000_000, "0.5", 4), (1, 0, "0.5", 2),
    (500, 100_000, "0.5", 8)])
def test_a_share_is_written_so_that_it_differs_from_the_limit(removals, active, percent, expected):
    assert places(removals, active, percent) == expected
