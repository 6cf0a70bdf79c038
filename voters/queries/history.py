"""A voter's whole life on the roll: what began and ended each of his versions, and who stood behind it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from voters.models import Batch, BatchRow, Evidence, Transfer
from voters.queries.search import origins


@dataclass(frozen=True)
class Passage:
    """One change of a voter: `version` began, or None where he left; `before` the version that ended, or None.

    By a `row` of a batch, by a `transfer` between regencies, or by neither: then he came with a loaded roll.
    """

    version: Any
    before: Any
    row: Any = None
    transfer: Any = None
    evidence: int = 0

    @property
    def batch(self):
        """The batch that did it, or None."""
        return self.row.batch if self.row else None


def of_voter(versions):
    """[Passage] of a voter's versions (newest first, as `search.versions` gives them), newest first; four queries."""
    if not versions:
        return []
    regency, dpid = versions[0].regency, versions[0].dpid
    begun = origins(versions)
    moves = list(Transfer.objects.filter(
        Q(origin=regency, dpid=dpid, origin_revision__isnull=False)
        | Q(destination=regency, new_dpid=dpid)).select_related("proposed_by", "offered_by", "taken_by"))
    left = {one.origin_revision: one for one in moves if one.origin == regency}
    came = {one.destination_revision: one for one in moves if one.destination == regency}
    ends = _ends(regency, dpid, [one.until for one in versions if one.until is not None])
    papers = _papers([row.pk for row in (*begun.values(), *ends.values())])
    passages, later = [], None
    for version in versions:
        if version.until is not None and (later is None or later.since != version.until):
            row = ends.get(version.until)
            passages.append(Passage(None, version, row, left.get(version.until), papers.get(row and row.pk, 0)))
        row = begun.get(version.batch_row)
        passages.append(Passage(version, _before(version, versions), row, came.get(version.since),
                                papers.get(row and row.pk, 0)))
        later = version
    return passages


def _before(version, versions):
    """The version that this one follows without a gap, or None."""
    return next((one for one in versions if one.until == version.since), None)


def _ends(regency, dpid, revisions):
    """{revision: row of a batch that took the voter off the roll at it}."""
    made = Batch.objects.filter(regency=regency, revision__in=revisions)
    rows = BatchRow.objects.filter(batch__in=made, found=dpid, kind="T").select_related(
        "batch", "batch__period", "batch__submitted_by", "batch__approved_by")
    return {row.batch.revision: row for row in rows}


def _papers(rows):
    """{row id: how many scanned papers stand behind it}."""
    counted = Evidence.objects.filter(row__in=rows, removed_at=None).values("row").annotate(n=Count("id"))
    return {one["row"]: one["n"] for one in counted}
