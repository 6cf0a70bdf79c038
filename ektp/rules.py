"""What KTP-el figures say of themselves and against the report before; look here for a finding's exact meaning.

Published figures break the identities that should hold (cards of people who moved, died or lost theirs are
counted), so everything here computes and compares, and nothing clamps, fills in or corrects.
"""

from dataclasses import dataclass
from typing import NamedTuple

# Every figure a district may report, in the order of the form; only the first two must be there.
COLUMNS = ("obliged", "recorded", "printed", "not_recorded", "not_printed", "print_ready", "suket")
REQUIRED = COLUMNS[:2]
# Differences that offices compute themselves, so they may be below zero; counts of people may not.
DIFFERENCES = frozenset({"not_recorded", "not_printed"})
# Stocks that grow from report to report; the others rise and fall by their nature.
STOCKS = COLUMNS[:3]

# In the order in which people are told. The names are promises of `load_ektp --json`.
CODES = ("above_100_percent", "printed_above_recorded", "not_recorded_differs", "not_printed_differs", "falls",
         "jumps", "district_missing", "totals_differ")
JUMP_PERCENT = 10


@dataclass(frozen=True)
class Figures:
    """The figures of one place as reported; None is "not reported", never zero."""

    obliged: int | None
    recorded: int | None
    printed: int | None = None
    not_recorded: int | None = None
    not_printed: int | None = None
    print_ready: int | None = None
    suket: int | None = None

    @property
    def unrecorded(self):
        """Obliged less recorded: negative where more are recorded than obliged; None if either is unknown."""
        return _less(self.obliged, self.recorded)

    @property
    def unprinted(self):
        """Recorded less printed; negative where more cards were printed; None if either is unknown."""
        return _less(self.recorded, self.printed)

    @property
    def left(self):
        """What is left to do: people to record plus cards to print (only the former where printing is unknown)."""
        return _less(self.obliged, self.recorded if self.printed is None else self.printed)

    @property
    def coverage(self):
        """Recorded as a fraction of obliged (0.94, 1.004); None where that says nothing."""
        return share(self.recorded, self.obliged)


class Found(NamedTuple):
    """One finding: where (district "" is the totals row), what, in which column, and the two numbers that disagree.

    `stated` is as reported; `against` is what it was compared with (the derived figure, the sum, the figure of
    the last report). Both are None for a missing district.
    """

    district: str
    code: str
    column: str
    stated: int | None
    against: int | None


def share(part, whole):
    """part / whole, or None where either is unknown or the whole is zero."""
    return part / whole if part is not None and whole else None


def findings(figures, *, expected, totals=None, previous=None):
    """Every Found of a report, by district and in the order of CODES, the totals row last.

    `figures` and `previous` (the last report before, if any) are {district: Figures}; `expected` the codes of
    the regency's districts; `totals` {column: number} as the totals row states them.
    """
    found = []
    for district in sorted({*figures, *expected}):
        if district not in figures:
            found.append(Found(district, "district_missing", "", None, None))
            continue
        here = of_district(district, figures[district])
        if previous and district in previous:
            here += of_change(district, previous[district], figures[district])
        found += sorted(here, key=lambda one: (CODES.index(one.code), COLUMNS.index(one.column)))
    return found + of_totals(figures, totals or {})


def of_district(district, figures):
    """The findings that one district's figures hold by themselves."""
    found = []
    if figures.unrecorded is not None and figures.unrecorded < 0:
        found.append(Found(district, "above_100_percent", "recorded", figures.recorded, figures.obliged))
    if figures.unprinted is not None and figures.unprinted < 0:
        found.append(Found(district, "printed_above_recorded", "printed", figures.printed, figures.recorded))
    for column, derived in (("not_recorded", figures.unrecorded), ("not_printed", figures.unprinted)):
        stated = getattr(figures, column)
        if None not in (stated, derived) and stated != derived:
            found.append(Found(district, f"{column}_differs", column, stated, derived))
    return found


def of_change(district, before, now):
    """A stock that is lower than in the last report, or higher by more than JUMP_PERCENT of it."""
    found = []
    for column in STOCKS:
        was, is_now = getattr(before, column), getattr(now, column)
        if was is None or is_now is None:
            continue
        if is_now < was:
            found.append(Found(district, "falls", column, is_now, was))
        elif (is_now - was) * 100 > was * JUMP_PERCENT:
            found.append(Found(district, "jumps", column, is_now, was))
    return found


def of_totals(figures, totals):
    """Columns whose total is not the sum of the districts that state it."""
    found = []
    for column in COLUMNS:
        stated = totals.get(column)
        parts = [getattr(one, column) for one in figures.values() if getattr(one, column) is not None]
        if stated is not None and parts and stated != sum(parts):
            found.append(Found("", "totals_differ", column, stated, sum(parts)))
    return found


def added_up(figures):
    """The Figures of many places together; a column that any of them leaves out is None in the sum."""
    figures = list(figures)
    sums = {}
    for column in COLUMNS:
        parts = [getattr(one, column) for one in figures]
        sums[column] = None if not parts or None in parts else sum(parts)
    return Figures(**sums)


def _less(minuend, subtrahend):
    return None if minuend is None or subtrahend is None else minuend - subtrahend
