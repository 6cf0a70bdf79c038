"""Two lists of an area side by side: a province's by regency, the nation's by province; from rollups only.

What is missing on either side is named and compared with nothing; so is a province of which offices are missing.
"""

from dataclasses import dataclass, field
from typing import Any

from sidalih.areas import queries as areas
from sidalih.areas.models import Level
from voters.models import Rollup, RollupRow
from voters.queries.rollups import NATION
from voters.rules.lists import list_before, place


@dataclass(frozen=True)
class Side:
    """A place on one list: voters by sex, and of how many offices they are."""

    male: int
    female: int
    included: int = 1
    expected: int = 1

    @property
    def whole(self):
        """Whether no office of it is missing."""
        return self.included == self.expected

    @property
    def sexes(self):
        """(L, P, both)."""
        return self.male, self.female, self.male + self.female


@dataclass(frozen=True)
class Line:
    """A regency, or a province of the nation, on both lists; None where it is on none."""

    code: str
    name: str
    old: Side | None
    new: Side | None

    @property
    def comparable(self):
        """Whether it is on both lists, with all its offices."""
        return bool(self.old and self.new and self.old.whole and self.new.whole)

    @property
    def differences(self):
        """((new less old, share of old or None) for L, P and both), or None where nothing can be compared."""
        return differences(self.old, self.new) if self.comparable else None


@dataclass
class Compared:
    """The lines, and their sums over those that are comparable: `old` and `new` are None where there is none."""

    before: Rollup
    after: Rollup
    lines: list = field(default_factory=list)
    old: Side | None = None
    new: Side | None = None
    differences: Any = None

    @property
    def compared(self):
        """The lines in the sums."""
        return [line for line in self.lines if line.comparable]

    @property
    def only_before(self):
        """Names of what is on the older list alone."""
        return [line.name for line in self.lines if line.old and not line.new]

    @property
    def only_after(self):
        """Names of what is on the newer list alone."""
        return [line.name for line in self.lines if line.new and not line.old]

    @property
    def nowhere(self):
        """Names of what is on neither."""
        return [line.name for line in self.lines if not (line.new or line.old)]

    @property
    def partly(self):
        """Names of provinces of which offices are missing on either list."""
        return [line.name for line in self.lines if line.old and line.new and not line.comparable]


def kept_lists(area):
    """All rollups of an area that hold anything, with their periods, the newest list first."""
    found = Rollup.objects.filter(area=area, included__gt=0).select_related("period").defer("figures")
    return sorted(found, key=lambda one: place(_named(one)), reverse=True)


def before_of(rollup, known):
    """The one of `known` that a list is compared with unless somebody chooses another, or None."""
    found = list_before(_named(rollup), [_named(one) for one in known])
    return next((one for one in known if _named(one) == found), None)


def compared(before, after):
    """Two rollups of one area side by side: a fixed number of queries."""
    nation = after.area == NATION
    sides = [_provinces(one) if nation else _regencies(one) for one in (before, after)]
    found = areas.below("", Level.PROVINCE) if nation else areas.regencies_of(after.area)
    names = {one.code: one.name for one in found}
    codes = sorted({*sides[0], *sides[1]} | (set() if nation else set(names)))
    lines = [Line(code, names.get(code, code), sides[0].get(code), sides[1].get(code)) for code in codes]
    answer = Compared(before, after, lines)
    if there := answer.compared:
        answer.old, answer.new = (_sum(getattr(line, side) for line in there) for side in ("old", "new"))
        answer.differences = differences(answer.old, answer.new)
    return answer


def differences(old, new):
    """((new less old, share of old or None where old is 0) for L, P and both)."""
    return tuple((now - was, (now - was) / was if was else None)
                 for was, now in zip(old.sexes, new.sexes, strict=True))


def _named(rollup):
    return rollup.period.reference_date, rollup.period_id, rollup.stage


def _regencies(rollup):
    rows = RollupRow.objects.filter(rollup=rollup, snapshot__isnull=False).values_list("regency", "male", "female")
    return {code: Side(male, female) for code, male, female in rows}


def _provinces(rollup):
    found = Rollup.objects.filter(period=rollup.period_id, stage=rollup.stage, included__gt=0).exclude(area=NATION)
    rows = found.values_list("area", "male", "female", "included", "expected")
    return {code: Side(*numbers) for code, *numbers in rows}


def _sum(sides):
    sides = list(sides)
    return Side(sum(one.male for one in sides), sum(one.female for one in sides),
                sum(one.included for one in sides), sum(one.expected for one in sides))
