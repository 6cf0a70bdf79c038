"""KTP-el figures beside the voter roll: voters whose KTP-el is "B", from the tallies of the newest snapshot.

Voters are never counted here. The two need not agree: belum rekam is of residents, the roll of voters.
"""

from dataclasses import dataclass, field
from typing import Any

from ektp.models import Report
from ektp.queries.reports import figures_by_district, newest_of
from ektp.rules import Figures
from sidalih.areas import queries as areas
from voters.queries.progress import newest_snapshot
from voters.queries.snapshots import per_village


@dataclass
class RollVillage:
    """One village in the snapshot: its voters, and those whose KTP-el is "B"."""

    code: str
    name: str
    voters: int
    without: int


@dataclass
class RollDistrict:
    """One district in the snapshot and in the report; `figures` is None where it does not report."""

    code: str
    name: str
    figures: Figures | None
    villages: list = field(default_factory=list)

    @property
    def voters(self):
        """Voters in its villages."""
        return sum(village.voters for village in self.villages)

    @property
    def without(self):
        """Voters whose KTP-el is "B" in its villages."""
        return sum(village.without for village in self.villages)

    @property
    def unrecorded(self):
        """Obliged less recorded in the report, or None."""
        return self.figures.unrecorded if self.figures else None

    @property
    def difference(self):
        """Voters without KTP-el less residents not recorded, or None."""
        return None if self.unrecorded is None else self.without - self.unrecorded


@dataclass
class AgainstRoll:
    """The comparison of a regency: which snapshot and report, and its districts with their villages."""

    snapshot: Any
    report: Report | None
    districts: list

    @property
    def without(self):
        """Voters of the snapshot whose KTP-el is "B"."""
        return sum(district.without for district in self.districts)

    @property
    def unrecorded(self):
        """Obliged less recorded over the districts that report, or None without a report."""
        known = [district.unrecorded for district in self.districts if district.unrecorded is not None]
        return sum(known) if known else None


def against_roll(regency, report=None):
    """The AgainstRoll of a regency with its last report (or the given one); None while it has no snapshot."""
    snapshot = newest_snapshot(regency)
    if snapshot is None:
        return None
    report = report or newest_of(regency)
    figures = figures_by_district(report)
    sums = per_village(snapshot)
    names = areas.names_of({*(each["village"] for each in sums), *(each["village"][:6] for each in sums), *figures})
    districts = {code: RollDistrict(code, names.get(code, code), figures.get(code))
                 for code in sorted({*figures, *(each["village"][:6] for each in sums)})}
    for each in sums:
        code = each["village"]
        voters = (each["sum_male"] or 0) + (each["sum_female"] or 0)
        districts[code[:6]].villages.append(
            RollVillage(code, names.get(code, code), voters, each["sum_without_ektp"] or 0))
    return AgainstRoll(snapshot, report, list(districts.values()))
