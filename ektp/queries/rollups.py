"""Rollups kept for months' ends: of a province with the age of each regency's report, of the nation by provinces."""

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from ektp.models import Rollup, RollupRow
from sidalih.areas import queries as areas
from sidalih.areas.models import Level

NATION = ""


@dataclass
class RollupLine:
    """One regency in a province's rollup; `row.report` is None where it is missing. `age` in days, or None."""

    code: str
    name: str
    row: RollupRow
    age: int | None
    late: bool      # older than EKTP_REMINDER_DAYS

    @property
    def present(self):
        """Whether it is in."""
        return self.row.report is not None

    @property
    def coverage(self):
        """Recorded as a fraction of obliged, or None."""
        return self.row.coverage

    @property
    def partial(self):
        """Whether its report leaves out a district."""
        return self.present and not self.row.report.complete


@dataclass
class ProvinceLine:
    """One province in the nation's rollup: its last rollup then, or None; ages of its oldest and newest report."""

    code: str
    name: str
    rollup: Rollup | None
    oldest_age: int | None
    newest_age: int | None

    @property
    def present(self):
        """Whether it is in."""
        return self.rollup is not None

    @property
    def coverage(self):
        """Recorded as a fraction of obliged, or None."""
        return self.rollup.coverage if self.rollup else None


@dataclass
class RollupPage:
    """A rollup with its lines (RollupLines of a province, ProvinceLines of the nation) and the dates around it.

    Ages are counted to `day`: the rollup's date, or today while its month is not over.
    """

    rollup: Rollup
    lines: list
    day: date
    earlier: Any    # date of the rollup before, or None
    later: Any

    @property
    def running(self):
        """Whether its month is not over, so that it may still change by itself."""
        return self.day < self.rollup.on

    @property
    def late(self):
        """How many of its regencies' reports are older than EKTP_REMINDER_DAYS (of a province's rollup)."""
        return sum(line.late for line in self.lines)

    @property
    def partial(self):
        """How many of its regencies' reports leave out a district (of a province's rollup)."""
        return sum(line.partial for line in self.lines)

    @property
    def missing(self):
        """The lines that are not in."""
        return [line for line in self.lines if not line.present]

    @property
    def oldest_age(self):
        """Days since the oldest report in it, or None."""
        return age_of(self.rollup.oldest, self.day)

    @property
    def newest_age(self):
        """Days since the newest report in it, or None."""
        return age_of(self.rollup.newest, self.day)


def rollups(area):
    """The rollups of a province ("" is the nation), oldest first: its trend."""
    return list(Rollup.objects.filter(area=area).order_by("on"))


def rollup_of(area, on=None):
    """The rollup of an area and date, or the newest without a date; None if there is none."""
    found = Rollup.objects.filter(area=area)
    return (found.filter(on=on) if on else found.order_by("-on")).first()


def provinces_on(on):
    """Each province's last rollup on or before a date: a province without reports since then keeps its state."""
    return list(Rollup.objects.filter(on__lte=on).exclude(area=NATION).order_by("area", "-on").distinct("area"))


def missing_of(rollup):
    """Codes of the regencies that a province's rollup has no report of."""
    return list(RollupRow.objects.filter(rollup=rollup, report=None).values_list("regency", flat=True))


def page_of_province(rollup, today=None):
    """The RollupPage of a province's rollup: reads that province's rows only."""
    day = min(rollup.on, today or timezone.localdate())
    rows = list(RollupRow.objects.filter(rollup=rollup).select_related("report"))
    names = areas.names_of({row.regency for row in rows})
    lines = []
    for row in rows:
        age = age_of(row.as_of, day)
        lines.append(RollupLine(row.regency, names.get(row.regency, row.regency), row, age,
                                age is not None and age > settings.EKTP_REMINDER_DAYS))
    return RollupPage(rollup, lines, day, *_around(rollup))


def page_of_nation(rollup, today=None):
    """The RollupPage of the nation's rollup: reads rollups only, of no province a report."""
    day = min(rollup.on, today or timezone.localdate())
    known = {one.area: one for one in provinces_on(rollup.on)}
    lines = []
    for named in areas.below("", Level.PROVINCE):
        one = known.get(named.code)
        lines.append(ProvinceLine(named.code, named.name, one, age_of(one.oldest, day) if one else None,
                                  age_of(one.newest, day) if one else None))
    return RollupPage(rollup, lines, day, *_around(rollup))


def age_of(as_of, day):
    """Days from a report's date to a day; None for no report."""
    return (day - as_of).days if as_of else None


def month_end(day):
    """The last day of a day's month: the dates for which rollups are kept."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _around(rollup):
    """The dates of the rollups before and after this one, None where there is none."""
    found = Rollup.objects.filter(area=rollup.area)
    return (found.filter(on__lt=rollup.on).order_by("-on").values_list("on", flat=True).first(),
            found.filter(on__gt=rollup.on).order_by("on").values_list("on", flat=True).first())
