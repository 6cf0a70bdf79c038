"""What differs between two snapshots of one regency: who came, who left and why, whose elements changed, who moved.

Nothing is stored: versions that began or ended between the two are read by their revisions, so the time follows the
changes and not the roll. A snapshot is known here by its regency and revision only.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from voters.models import Batch, Voter
from voters.sql import sql

PAGE = 50
ADDED, REMOVED, CHANGED, MOVED = KINDS = ("added", "removed", "changed", "moved")
BARU, ANTAR, RALAT, TMS = "baru", "antar", "ralat", "tms"


class Narrowed(NamedTuple):
    """A filter; what is empty narrows nothing. `detail` is a TMS code or the other office of `antar`."""

    kind: str = ""
    why: str = ""
    detail: str = ""
    village: str = ""
    field: str = ""


@dataclass(frozen=True)
class Difference:
    """One voter: what happened, why, which elements differ, and his versions then and now (None where he was not)."""

    dpid: int
    kind: str
    why: str
    detail: str
    fields: tuple
    was: Any
    now: Any


@dataclass
class Counted:
    """Voters by kind; by (kind, why, detail); {village: Counter by kind}; and by element, moves included."""

    kinds: Counter = field(default_factory=Counter)
    reasons: Counter = field(default_factory=Counter)
    villages: dict = field(default_factory=lambda: defaultdict(Counter))
    fields: Counter = field(default_factory=Counter)

    @property
    def total(self):
        """Voters that differ."""
        return self.kinds.total()


def difference(earlier, later):
    """DPIDs that were added, removed and changed (moved ones among them) from one to the other, each ordered."""
    with connection.cursor() as cursor:
        cursor.execute(sql("differing") + sql("difference_dpids"), _between(earlier, later))
        return dict(zip((ADDED, REMOVED, CHANGED), cursor.fetchone(), strict=True))


def counted(earlier, later):
    """The Counted of all that differ."""
    found = Counted()
    for kind, why, detail, village, fields, n in _told("difference_counts", earlier, later):
        found.kinds[kind] += n
        found.reasons[kind, why, detail] += n
        found.villages[village][kind] += n
        for name in fields:
            found.fields[name] += n
    return found


def page(earlier, later, narrowed, after=0, size=PAGE):
    """(at most `size` Differences in the order of their DPIDs, after one of them; whether there are more)."""
    found = list(_rows(earlier, later, narrowed, after, size + 1))
    return _with_versions(earlier.regency, found[:size]), len(found) > size


def every(earlier, later, narrowed, at_once=2000):
    """All Differences of a filter in the order of their DPIDs, read in pieces: for files."""
    found = list(_rows(earlier, later, narrowed, 0, None))
    for start in range(0, len(found), at_once):
        yield from _with_versions(earlier.regency, found[start:start + at_once])


def _between(earlier, later):
    return {"regency": earlier.regency, "a": earlier.revision, "b": later.revision}


def _rows(earlier, later, narrowed, after, size):
    return _told("difference_rows", earlier, later, **narrowed._asdict(), after=after, size=size)


def _told(name, earlier, later, **values):
    """The answer of a statement behind differing_why.sql.

    Sizes of intermediate sets cannot be known to the planner, who would compare each with each: hash joins, whatever
    it believes. Call it inside a transaction.
    """
    batches = Batch.objects.filter(regency=earlier.regency, revision__gt=earlier.revision,
                                   revision__lte=later.revision).values_list("pk", "reverses_id")
    values |= _between(earlier, later) | {"batches": [pk for pk, _reverses in batches],
                                          "undone": any(reverses for _pk, reverses in batches)}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(sql("differing") + sql("differing_why") + sql(name), values)
        found = cursor.fetchall()
        cursor.execute("SET LOCAL enable_nestloop = on")
    return found


def _with_versions(regency, rows):
    """The rows as Differences, with both versions of each voter."""
    wanted = {row[0] for row in rows}
    versions = {(v.dpid, v.since): v for v in Voter.objects.filter(regency=regency, dpid__in=wanted)}
    return [Difference(dpid, kind, why, detail, tuple(fields), versions.get((dpid, was)), versions.get((dpid, now)))
            for dpid, kind, why, detail, fields, was, now in rows]
