"""What a paper in anybody's hand is compared with: snapshots and editions of rollups by code or seal, without a scope.

Sums and words that stand on the paper; no table that holds a voter is read.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection

from sidalih.areas import queries as areas
from voters.models import Period, Rollup, RollupEdition
from voters.queries.recap import titled
from voters.rules.figures import added

SEAL_LENGTH = 64
MOST = 20   # of one seal: a list taken again and again without a change


@dataclass(frozen=True)
class Paper:
    """A sealed snapshot, or an edition of a rollup. `figures` is {} for what was sealed before figures were kept.

    `replaced` says that something newer took its place: by `new_code` ("" where that has none) at `new_at`.
    `places` are the regencies that are in an edition and those that should be, None for a snapshot. `parts` are
    {code: figures} of the areas one level below, where they were asked for (`within`).
    """

    kind: str
    number: int
    area: str
    where: str
    period: Any
    stage: str
    at: datetime
    male: int
    female: int
    seal: str
    code: str
    figures: dict
    flow: dict = field(default_factory=dict)
    explanation: str = ""
    replaced: bool = False
    new_number: int | None = None
    new_code: str = ""
    new_at: datetime | None = None
    places: tuple | None = None
    parts: dict = field(default_factory=dict)

    @property
    def total(self):
        """Voters."""
        return self.male + self.female


def find(asked):
    """Papers with this code, or with this whole seal (64 digits); newest first, at most MOST of either kind."""
    return [*_snapshots(asked), *_editions(asked)]


def within(paper, area=""):
    """The Paper of one district or village in a snapshot (the whole for ""), with its parts; None if it has none such.

    Recaps of districts and villages bear the code of the snapshot that they are from.
    """
    if paper.kind != "snapshot" or not paper.figures:
        return None if area else paper
    whole = area or paper.area
    villages = {code: figures for code, figures in _villages(paper.code) if code.startswith(whole)}
    if not villages:
        return None if area else paper
    below = {4: 6, 6: 10}.get(len(whole), 0)
    groups = {}
    for code, figures in villages.items() if below else ():
        groups.setdefault(code[:below], []).append(figures)
    parts = {code: added(many) for code, many in groups.items()}
    if not area:
        return replace(paper, parts=parts)
    figures = added(villages.values())
    where = ", ".join([titled(area), *(above.name for above in reversed(areas.ancestors(area)[1:-1]))])
    return replace(paper, area=area, where=where, figures=figures, parts=parts,
                   male=figures["pemilih"]["L"], female=figures["pemilih"]["P"])


def _villages(code):
    """(village, its figures) of the snapshot with this code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT village, figures FROM voters_check_places(%s) ORDER BY village", [code])
        return [(village, _read(figures)) for village, figures in cursor.fetchall()]


def _snapshots(asked):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM voters_check_paper(%s)", [asked])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    periods = Period.objects.in_bulk({row["period"] for row in rows}) if rows else {}
    where = areas.names_of({row["regency"] for row in rows}) if rows else {}
    for row in rows:
        yield Paper(
            kind="snapshot", number=row["id"], area=row["regency"], where=where.get(row["regency"], row["regency"]),
            period=periods[row["period"]], stage=row["stage"], at=row["sealed_at"], male=row["male"],
            female=row["female"], seal=row["seal"], code=row["code"], figures=_read(row["figures"]),
            flow=_read(row["flow"]), explanation=row["explanation"], replaced=row["replaced_by"] is not None,
            new_number=row["replaced_by"], new_code=row["replaced_code"] or "", new_at=row["replaced_at"])


def _editions(asked):
    key = "seal" if len(asked) == SEAL_LENGTH else "code"
    for one in RollupEdition.objects.filter(**{key: asked}).select_related("period")[:MOST]:
        said, same = one.manifest, {"area": one.area, "period": one.period, "stage": one.stage}
        now = Rollup.objects.filter(**same).values_list("seal", flat=True).first()
        new = RollupEdition.objects.filter(**same, seal=now).defer("manifest").first() if now else None
        new = new if new and new.pk != one.pk else None
        replaced = new is not None or now not in (None, one.seal)
        missing = said.get("missing", [])
        included = len(set(said["lines"]) - set(missing))
        yield Paper(
            kind="rollup", number=one.pk, area=one.area, where=areas.name_of(one.area) if one.area else "Indonesia",
            period=one.period, stage=one.stage, at=one.built_at, male=said["L"], female=said["P"], seal=one.seal,
            code=one.code, figures=said["figures"], replaced=replaced, new_number=new and new.pk,
            new_code=new.code if new else "", new_at=new and new.built_at,
            places=(included, included + len(missing)),
            parts={code: line["figures"] for code, line in said["lines"].items()})


def _read(value):
    """A jsonb column of a function as the driver gives it: text."""
    return json.loads(value) if isinstance(value, str) else value
