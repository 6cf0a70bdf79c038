"""How far the regencies of a province are: from rollups and batch states, never from voters."""

from dataclasses import dataclass

from django.db.models import Count, Q

from sidalih.areas import queries as areas
from voters.models import Batch, Rollup, RollupRow, Snapshot
from voters.models.batch import State

OPEN_STATES = (State.RECEIVED, State.CHECKED, State.RETURNED, State.SUBMITTED, State.APPROVED)


@dataclass
class RegencyLine:
    """One regency on the province's dashboard; `row` is None while its snapshot is missing."""

    code: str
    name: str
    row: RollupRow | None
    batches: dict          # {"open": n, "submitted": n, "applied": n}
    state: str             # "missing", "working", "waiting", "done"

    @property
    def total(self):
        """Voters in its snapshot, or None."""
        return self.row.male + self.row.female if self.row else None

    @property
    def new(self):
        """Baru since the previous snapshot, or None."""
        return self.row.new_male + self.row.new_female if self.row else None

    @property
    def struck(self):
        """TMS since the previous snapshot, or None."""
        return self.row.struck_male + self.row.struck_female if self.row else None


@dataclass
class Province:
    """What the dashboard of a province shows for one period and stage."""

    rollup: Rollup | None
    lines: list
    totals: dict           # sums over the snapshots that are in
    included: int
    expected: int


def province(area, period, stage):
    """The dashboard of a province: a fixed number of queries, whatever the size of the rolls."""
    rollup = Rollup.objects.filter(area=area, period=period, stage=stage).first()
    rows = {}
    if rollup:
        rows = {row.regency: row for row in rollup.lines.filter(snapshot__isnull=False).select_related("snapshot")}
    counts = batch_counts(area, period)
    lines = []
    for named in areas.regencies_of(area):
        batches = counts.get(named.code, {"open": 0, "submitted": 0, "applied": 0})
        row = rows.get(named.code)
        lines.append(RegencyLine(named.code, named.name, row, batches, _state(row, batches)))
    present = [line for line in lines if line.row]
    totals = {"male": sum(line.row.male for line in present), "female": sum(line.row.female for line in present),
              "new": sum(line.new for line in present), "struck": sum(line.struck for line in present),
              "changed": sum(line.row.changed for line in present)}
    totals["total"] = totals["male"] + totals["female"]
    return Province(rollup, lines, totals, len(present), len(lines))


def batch_counts(area, period):
    """{regency: {"open", "submitted", "applied"}} over the batches of a period below an area."""
    rows = Batch.objects.filter(regency__startswith=area, period=period).values("regency").annotate(
        open=Count("id", filter=Q(state__in=OPEN_STATES)),
        submitted=Count("id", filter=Q(state=State.SUBMITTED)),
        applied=Count("id", filter=Q(state=State.APPLIED))).order_by("regency")
    return {row.pop("regency"): row for row in rows}


def missing_of(rollup):
    """Codes of the regencies that have no snapshot in a rollup."""
    return list(rollup.lines.filter(snapshot=None).order_by("regency").values_list("regency", flat=True))


def newest_snapshot(regency, **where):
    """The newest sealed snapshot of a regency, narrowed by period or stage; None when there is none."""
    return Snapshot.objects.filter(regency=regency, sealed_at__isnull=False, **where).select_related(
        "period").order_by("-id").first()


def _state(row, batches):
    """Done: sealed and nothing open. Waiting: somebody must approve. Working: drafts. Missing: nothing sealed."""
    if batches["submitted"]:
        return "waiting"
    if batches["open"]:
        return "working"
    return "done" if row else "missing"
