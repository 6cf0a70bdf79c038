"""Voters whom another batch has changed since a row about them was checked: what was seen, and what the roll says."""

from typing import NamedTuple

from django.db import connection

from voters.intake.check import RollVoter, Seen
from voters.models import Batch, BatchRow, Roll
from voters.queries import facts as roll
from voters.queries.search import versions
from voters.sql import sql


class Standoff(NamedTuple):
    """A row in conflict with the two states of its voter; `now` may be another person, whose NIK it has become."""

    row: BatchRow
    then: RollVoter
    now: RollVoter


class Change(NamedTuple):
    """Who made a voter what he is now in one element: the batch, or None for a loaded roll or another office."""

    batch: Batch | None
    revision: int


def seen(batch_id, ordinals=None):
    """{ordinal: Seen} of the rows of a batch (or of these alone) whose voter has another version now, or is gone."""
    with connection.cursor() as cursor:
        cursor.execute(sql("conflict_seen"), {"batch": batch_id, "ordinals": ordinals})
        voters = ((ordinal, RollVoter(*values)) for ordinal, *values in cursor.fetchall())
        return {ordinal: Seen(voter.dpid, voter.since, voter) for ordinal, voter in voters}


def is_behind(batch):
    """Whether the roll has moved since the rows of a batch were checked."""
    return batch.checked_revision is not None and Roll.objects.filter(
        pk=batch.regency, revision__gt=batch.checked_revision).exists()


def standoffs(batch, rows):
    """{ordinal: Standoff} of those of these rows that are in conflict and whose voter is on the roll."""
    rows = [row for row in rows if row.conflict]
    before = seen(batch.pk, [row.ordinal for row in rows])
    facts = roll.facts(batch.regency, {row.dpid for row in rows if row.dpid is not None}, {
        row.nik for row in rows if len(row.nik) == 16})
    found = {}
    for row in rows:
        holders = facts.by_nik.get(row.nik, ())
        now = facts.by_dpid.get(row.dpid) if row.dpid is not None else holders[0] if len(holders) == 1 else None
        if now and row.ordinal in before:
            found[row.ordinal] = Standoff(row, before[row.ordinal].voter, now)
    return found


def changes(regency, standoff, names):
    """{element: Change} for these elements of one voter: which revision since made them what they are now."""
    history = [v for v in versions(regency, standoff.now.dpid) if v.since >= standoff.then.since]
    made = {}
    for newer, older in zip(history, history[1:], strict=False):
        for name in names:
            if name not in made and getattr(newer, name) != getattr(older, name):
                made[name] = newer.since
    batches = {batch.revision: batch for batch in Batch.objects.filter(
        regency=regency, revision__in=set(made.values())).select_related("period", "submitted_by", "approved_by")}
    return {name: Change(batches.get(revision), revision) for name, revision in made.items()}
