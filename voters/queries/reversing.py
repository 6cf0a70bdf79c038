"""Undoing an applied batch: what stands in the way, what it would do, and which batches count as undone."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection

from voters.models import Batch, Voter
from voters.models.batch import Kind, State
from voters.sql import sql

MOST_NAMED = 100


@dataclass(frozen=True)
class Obstacle:
    """A voter who cannot be put back: the newest revision that changed him since, and the batch that made it.

    `batch` is None where he went to another office; `name` is the one he bore last.
    """

    dpid: int
    name: str
    revision: int
    batch: Any


def obstacles(regency, revision):
    """(how many there are, [(batch, n)], the first Obstacles): voters of a revision who are not as it left them.

    The batches are those that changed them since, the newest first: what has to be undone before.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql("reverse_changed"), {"regency": regency, "undone": revision})
        found = cursor.fetchall()
    times = Counter(later for _dpid, later in found)
    made = {batch.revision: batch for batch in Batch.objects.filter(
        regency=regency, revision__in=times).select_related("period")}
    named = found[:MOST_NAMED]
    names = dict(Voter.objects.filter(regency=regency, dpid__in=[dpid for dpid, _later in named]).order_by(
        "since").values_list("dpid", "name"))
    return (len(found), [(made.get(later), times[later]) for later in sorted(times, reverse=True)],
            [Obstacle(dpid, names.get(dpid, ""), later, made.get(later)) for dpid, later in named])


def reversal_of(batch):
    """The batch that undoes this one or is about to, or None."""
    return batch.reversals.exclude(state=State.CANCELLED).select_related("period").order_by("-id").first()


def effects(batch):
    """{"B": n, "U": n, "T": n}: rows per kind of an applied batch that changed the roll, counted from its rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, count(*) FROM voters_batchrow WHERE batch_id = %s AND NOT unchanged GROUP BY kind",
                       [batch.pk])
        return dict.fromkeys((Kind.NEW, Kind.CHANGE, Kind.STRIKE), 0) | dict(cursor.fetchall())


def void_revisions(regency, base, revision):
    """The revisions in (base, revision] that void batches made: in lists of what happened they did not."""
    void = void_batches(regency, base, revision)
    return list(Batch.objects.filter(pk__in=void).values_list("revision", flat=True)) if void else []


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
