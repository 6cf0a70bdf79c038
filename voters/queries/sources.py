"""The recap by source of a period: sums over what was counted of each batch when it was submitted, never over rows."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, Sum

from voters.models import Batch
from voters.models.batch import State

NOTHING = (0, 0, 0)


@dataclass(frozen=True)
class SourceLine:
    """Rows of one source: baru, ubah, TMS that wait to be applied, and that have been; None is all smaller sources."""

    source: str | None
    waiting: tuple
    applied: tuple

    @property
    def total(self):
        """All of its rows."""
        return sum(self.waiting) + sum(self.applied)


def by_source(area, period):
    """The SourceLines of an area in a period, the largest first. One statement over batches.

    An undoing has no source of its own, and what was undone within the period has not happened.
    """
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT line ->> 0, b.state = 'applied',
                   sum((line ->> 1)::int), sum((line ->> 2)::int), sum((line ->> 3)::int)
            FROM voters_batch b, jsonb_array_elements(b.review -> 'by_source') AS line
            WHERE b.regency LIKE %s AND b.period_id = %s AND b.state IN ('submitted', 'approved', 'applied')
              AND NOT b.is_bin AND b.reverses_id IS NULL AND NOT (
                WITH RECURSIVE undone (id, times) AS (
                    SELECT b.id, 0 UNION ALL
                    SELECT r.id, undone.times + 1 FROM voters_batch r JOIN undone ON r.reverses_id = undone.id
                    WHERE r.state = 'applied' AND r.period_id = b.period_id)
                SELECT max(times) %% 2 = 1 FROM undone)
            GROUP BY 1, 2""", [area + "%", period.pk])
        found = {}
        for source, applied, *figures in cursor.fetchall():
            found.setdefault(source, {})[applied] = tuple(figures)
    lines = [SourceLine(source, sums.get(False, NOTHING), sums.get(True, NOTHING)) for source, sums in found.items()]
    return sorted(lines, key=lambda line: (line.source is None, -line.total, line.source or ""))


def of_batch(batch):
    """The SourceLines of one batch, empty until it has been submitted."""
    done = batch.state == State.APPLIED
    return [SourceLine(source, NOTHING if done else tuple(figures), tuple(figures) if done else NOTHING)
            for source, *figures in batch.review.get("by_source", [])]


def drafts(area, period):
    """How many rows of an area's drafts are in no recap yet, since nobody has submitted them."""
    found = Batch.objects.filter(Q(state=State.CHECKED) | Q(state=State.RETURNED), regency__startswith=area,
                                 period=period, is_bin=False, reverses=None)
    return found.aggregate(rows=Sum("rows"))["rows"] or 0
