"""What a rollup was built from, whether that is still the newest there is, and what replaced its older editions.

A snapshot gives way only to a newer one of its office, period and stage; from its sealing until the rollup is built
again the rollup is behind, and says so.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Func, IntegerField

from sidalih.areas import queries as areas
from sidalih.areas.models import Level
from voters.models import Rollup, RollupEdition, RollupRow, Snapshot
from voters.queries.rollups import NATION, provinces_in
from voters.rules.papers import spelled

MOST_EDITIONS = 50
OF_SNAPSHOTS = ("regency", "stage", "revision", "sealed_at", "seal", "code", "male", "female", "previous", "replaces")


@dataclass(frozen=True)
class Source:
    """A regency (of a province) or a province (of the nation): what of it was added up, and the newest that could be.

    `taken` and `newest` are Snapshots, or what stands for a province (Rollup); None where there is none.
    """

    code: str
    name: str
    taken: Any
    newest: Any
    behind: bool


@dataclass
class Behind:
    """A list and the Sources of which it does not hold the newest; falsy while there are none."""

    area: str
    period: Any
    stage: str
    sources: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.sources)

    @property
    def names(self):
        """Names of the places that have something newer."""
        return [one.name for one in self.sources]


@dataclass(frozen=True)
class Edition:
    """An edition of a list without its figures: what stood on its paper, and whether it is the one that holds now."""

    pk: int
    code: str
    seal: str
    built_at: Any
    total: int
    included: int
    expected: int
    holds: bool

    @property
    def spelled(self):
        """The code as papers print it."""
        return spelled(self.code)


def sources(area, period, stage):
    """The Sources of a list in the order of codes, of the nation only provinces that have one; [] before it is built.

    Three queries for a province, four for the nation, whatever their number.
    """
    rollup = Rollup.objects.filter(area=area, period=period, stage=stage).first()
    if area == NATION:
        return _provinces(rollup, period, stage)
    taken = dict(rollup.lines.values_list("regency", "snapshot_id")) if rollup else {}
    newest = _newest(area, period, stage)
    known = {one.pk: one for one in newest.values()}
    older = {pk for pk in taken.values() if pk} - known.keys()
    known |= {one.pk: one for one in _snapshots().filter(pk__in=older)} if older else {}
    names = {one.code: one.name for one in areas.regencies_of(area)}
    return [Source(code, names.get(code, code), known.get(taken.get(code)), newest.get(code),
                   code in newest and newest[code].pk != taken.get(code))
            for code in sorted({*names, *taken, *newest})]


def behind(area, period, stage):
    """The Behind of a list: two queries while it is fresh."""
    found = Behind(area, period, stage)
    if area == NATION:
        found.sources = [one for one in sources(area, period, stage) if one.behind]
        return found
    taken = dict(RollupRow.objects.filter(rollup__area=area, rollup__period=period, rollup__stage=stage).values_list(
        "regency", "snapshot_id"))
    newer = {code: one for code, one in _newest(area, period, stage).items() if one.pk != taken.get(code)}
    names = areas.names_of(newer) if newer else {}
    found.sources = [Source(code, names.get(code, code), None, one, True) for code, one in sorted(newer.items())]
    return found


def editions_of(area, period, stage):
    """At most MOST_EDITIONS Editions of a list, the newest first; their manifests stay in the database."""
    now = Rollup.objects.filter(area=area, period=period, stage=stage).values_list("seal", flat=True).first()
    rows = RollupEdition.objects.filter(area=area, period=period, stage=stage).annotate(
        missing=Func(F("manifest__missing"), function="jsonb_array_length", output_field=IntegerField()),
        present=Func(Func(F("manifest__lines"), function="jsonb_path_query_array", template="%(function)s("
                          "%(expressions)s, '$.keyvalue().key')"), function="jsonb_array_length",
                     output_field=IntegerField()))
    rows = rows.values_list("pk", "code", "seal", "built_at", "manifest__total", "present", "missing")
    rows = list(rows[:MOST_EDITIONS])
    holds = max((pk for pk, _code, seal, *_rest in rows if seal == now), default=None)
    return [Edition(pk, code, seal, at, total, present, present + missing, pk == holds)
            for pk, code, seal, at, total, present, missing in rows]


def replaced_by(edition):
    """The edition that holds instead of an older one; None for the one that holds, and while nothing is built."""
    same = {"area": edition.area, "period": edition.period_id, "stage": edition.stage}
    now = Rollup.objects.filter(**same).values_list("seal", flat=True).first()
    found = RollupEdition.objects.filter(**same, seal=now).defer("manifest").first() if now else None
    return found if found and found.pk != edition.pk else None


def _newest(area, period, stage):
    """{regency: its newest sealed Snapshot of the period and stage}."""
    found = _snapshots().filter(regency__startswith=area, period=period, stage=stage, sealed_at__isnull=False)
    return {one.regency: one for one in found.order_by("regency", "-id").distinct("regency")}


def _snapshots():
    """Without manifests: up to 300 kB each."""
    return Snapshot.objects.only(*OF_SNAPSHOTS)


def _provinces(rollup, period, stage):
    """Provinces that have a rollup, and which seal of each the nation was added up from."""
    edition = RollupEdition.objects.filter(area=NATION, period=period, stage=stage, seal=rollup.seal).first() if (
        rollup) else None
    taken = edition.manifest["lines"] if edition else {}
    now = {one.area: one for one in provinces_in(period, stage)}
    names = {one.code: one.name for one in areas.below("", Level.PROVINCE)}
    return [Source(code, names.get(code, code), taken.get(code), now.get(code),
                   code in now and now[code].seal != taken.get(code, {}).get("seal"))
            for code in sorted({*taken, *now})]


def periods_behind(area, stage):
    """Codes of the periods in which the rollups of a stage lack a province's (or regency's) newest: two queries."""
    newest = Snapshot.objects.filter(regency__startswith=area, stage=stage, sealed_at__isnull=False).order_by(
        "period_id", "regency", "-id").distinct("period_id", "regency").values_list("period_id", "pk")
    taken = set(RollupRow.objects.filter(rollup__area=area[:2], rollup__stage=stage, regency__startswith=area).exclude(
        snapshot=None).values_list("snapshot_id", flat=True))
    return {period for period, pk in newest if pk not in taken}
