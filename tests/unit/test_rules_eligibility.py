"""Ages are calendar ages; the vectors are those that days / 365.25 gets wrong."""

from datetime import date

import pytest

from voters.rules.eligibility import age_problems, completed_years


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(2001, 6, 27), date(2018, 6, 27), 17),
        (date(2001, 6, 28), date(2018, 6, 27), 16),
        (date(2007, 2, 14), date(2024, 2, 14), 17),
        (date(2009, 9, 30), date(2026, 9, 30), 17),
        (date(2000, 2, 29), date(2017, 2, 28), 16),
        (date(2000, 2, 29), date(2017, 3, 1), 17),
        (date(2000, 2, 29), date(2016, 2, 29), 16),
        (date(2025, 7, 1), date(2025, 6, 30), -1),
    ],
)
def test_completed_years(birth, on, years):
    assert completed_years(birth, on) == years


ON = date(2025, 6, 30)


@pytest.mark.parametrize(
    ("birth", "marital", "codes"),
    [
        (date(2008, 6, 30), "B", ()),
        (date(2008, 7, 1), "B", ("E15",)),
        (date(2008, 7, 1), "S", ("W06",)),
        (date(2008, 7, 1), "P", ("W06",)),
        (date(2008, 7, 1), "", ()),
        (date(2012, 6, 30), "S", ("W06",)),
        (date(2012, 7, 1), "S", ("E15",)),
        (date(2012, 7, 1), "", ("E15",)),
        (date(2026, 1, 1), "P", ("E15",)),
        (date(1924, 6, 30), "S", ("W05",)),
        (date(1924, 7, 1), "S", ()),
    ],
)
def test_age_limits(birth, marital, codes):
    assert age_problems(birth, marital, ON) == codes
