"""How an area's figures went from period to period: a province or the nation by its rollups, a regency by its rows."""

from dataclasses import dataclass
from datetime import datetime

from voters.models import Period, Rollup, RollupRow
from voters.models.period import Stage
from voters.rules.figures import both, moved


@dataclass(frozen=True)
class Numbers:
    """The figures of one period; None is what was not kept (snapshots of an earlier release)."""

    male: int
    female: int
    new: int | None
    struck: int | None
    moved: int | None   # arrivals less departures
    changed: int | None

    @property
    def total(self):
        """Voters."""
        return self.male + self.female


@dataclass
class Point:
    """One period of a trend: `numbers` are None while nothing is in; `change` is (voters, share of before) or None.

    Where offices are missing (`complete` is False) the figures are those of the others, and are compared with nothing.
    """

    period: Period
    numbers: Numbers | None
    included: int
    expected: int
    built_at: datetime | None = None
    change: tuple | None = None

    @property
    def complete(self):
        """Whether every office is in."""
        return self.numbers is not None and self.included == self.expected


def trend(area, stage, regency=""):
    """Points of a province or the nation (""), or of one of its regencies, oldest first; two or three queries always.

    Of DPB, the list of every period, a period between two others without any snapshot stands there as a gap.
    """
    rollups = list(Rollup.objects.filter(area=area, stage=stage).select_related("period"))
    points = _of_regency(rollups, regency) if regency else _of_rollups(rollups)
    points = _with_gaps(points) if stage == Stage.DPB else points
    points.sort(key=lambda one: (one.period.reference_date, one.period.pk))
    for before, now in zip(points, points[1:], strict=False):
        if before.complete and now.complete:
            change = now.numbers.total - before.numbers.total
            now.change = change, change / before.numbers.total if before.numbers.total else None
    return points


def _of_rollups(rollups):
    return [Point(one.period, _numbers(one.male, one.female, one.figures) if one.included else None, one.included,
                  one.expected, one.built_at) for one in rollups]


def _of_regency(rollups, regency):
    found = RollupRow.objects.filter(rollup__in=[one.pk for one in rollups], regency=regency)
    rows = {row.rollup_id: row for row in found}
    points = []
    for one in rollups:
        row = rows.get(one.pk)
        there = row is not None and row.snapshot_id is not None
        points.append(Point(one.period, _of_row(row) if there else None, int(there), 1, one.built_at))
    return points


def _of_row(row):
    if row.figures:
        return _numbers(row.male, row.female, row.figures)
    return Numbers(row.male, row.female, row.new_male + row.new_female, row.struck_male + row.struck_female, None,
                   row.changed)


def _numbers(male, female, figures):
    if not figures:
        return Numbers(male, female, None, None, None, None)
    return Numbers(male, female, both(figures["baru"]), both(figures["tms"]), both(moved(figures)),
                   both(figures["ubah"]))


def _with_gaps(points):
    """The points with one for each period between the first and the last in which no rollup was built."""
    if not points:
        return points
    known, expected = {one.period.pk for one in points}, max(one.expected for one in points)
    days = [one.period.reference_date for one in points]
    between = Period.objects.filter(reference_date__gt=min(days), reference_date__lt=max(days)).exclude(pk__in=known)
    return points + [Point(period, None, 0, expected) for period in between]
