"""Undoing an applied batch: what stands in the way, what it would do, and which batches count as undone."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from voters.models import Batch
from voters.models.batch import Kind, State
from voters.sql import sql

MOST_NAMED = 100


@dataclass(frozen=True)
class Obstacle:
    """A voter who cannot be put back: the newest revision that changed him since, and the batch that made it."""

    dpid: int
    revision: int
    batch: Any


def obstacles(regency, revision):
    """(how many there are, the first Obstacles): voters touched at a revision who are not as it left them."""
    with connection.cursor() as cursor:
        cursor.execute(sql("reverse_changed"), {"regency": regency, "undone": revision})
        found = cursor.fetchall()
    named = found[:MOST_NAMED]
    made = {batch.revision: batch for batch in Batch.objects.filter(
        regency=regency, revision__in={revision for _dpid, revision in named}).select_related("period")}
    return len(found), [Obstacle(dpid, revision, made.get(revision)) for dpid, revision in named]


def reversal_of(batch):
    """The batch that undoes this one or is about to, or None."""
    return batch.reversals.exclude(state=State.CANCELLED).select_related("period").order_by("-id").first()


def effects(batch):
    """{"B": n, "U": n, "T": n}: rows per kind of an applied batch that changed the roll, counted from its rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, count(*) FROM voters_batchrow WHERE batch_id = %s AND NOT unchanged GROUP BY kind",
                       [batch.pk])
        return dict.fromkeys((Kind.NEW, Kind.CHANGE, Kind.STRIKE), 0) | dict(cursor.fetchall())


def void_batches(regency, base, revision):
    """Ids of the batches in the revisions (base, revision] that say nothing together: one undone, and its undoing.

    What was undone and then done again counts once. A reversal of a batch before `base` counts: it corrects figures
    that were given out.
    """
    made = list(Batch.objects.filter(regency=regency, revision__gt=base, revision__lte=revision).order_by(
        "revision").values_list("pk", "reverses_id"))
    inside = {pk for pk, _reverses in made}
    undone_by = {reverses: pk for pk, reverses in made if reverses in inside}
    void = set()
    for pk, reverses in made:
        if reverses in inside:
            continue
        chain = [pk]
        while chain[-1] in undone_by:
            chain.append(undone_by[chain[-1]])
        void |= set(chain[1:] if len(chain) % 2 else chain)
    return void
