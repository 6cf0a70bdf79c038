"""The part of applying a batch that touches other offices' rolls: voters who arrive leave the rolls they came from.

Both rolls change in the transaction of `applying.apply_batch`, or neither. Locks are taken in one order everywhere:
batch, moves by number, rolls by code; so moves in opposite directions queue and never wait in a circle. The scope is
widened to the province only while another office's rows are touched.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.scope import scoped
from voters.actions.transfer_steps import State, step
from voters.models import BatchRow, Roll, Transfer
from voters.queries import transfers as queries
from voters.sql import sql

BY = "system"


@dataclass
class Moves:
    """The moves behind the rows of one batch, locked, with the rolls that they leave: {regency: Roll}."""

    moves: list = field(default_factory=list)
    rolls: dict = field(default_factory=dict)
    lapsed: list = field(default_factory=list)
    going: list = field(default_factory=list)


def lock_rolls(batch):
    """(the roll of a locked batch, its Moves): everything that applying it may change, locked in the one order."""
    if not queries.has_arrivals(batch):
        return Roll.objects.select_for_update(no_key=True).get(pk=batch.regency), Moves()
    with scoped(batch.regency[:2]):
        wanted = BatchRow.objects.filter(batch=batch, transfer__isnull=False).values("transfer")
        moves = list(Transfer.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
        codes = {batch.regency, *(move.origin for move in moves)}
        rolls = {roll.pk: roll for roll in
                 Roll.objects.select_for_update(no_key=True).filter(pk__in=codes).order_by("pk")}
    return rolls.pop(batch.regency), Moves(moves, rolls)


def lapse(found):
    """End the moves whose voter is no longer the one that was offered; whether there are any.

    Called under the locks of `lock_rolls`. Their rows, checked again, wait in the draft of what stays behind.
    """
    changed = queries.changed([move for move in found.moves if move.state == State.TAKEN])
    found.lapsed = [move for move in found.moves if move.pk in changed]
    for move in found.lapsed:
        step(move, State.LAPSED)
    Transfer.objects.filter(pk__in=changed).update(
        state=State.LAPSED, closed_at=timezone.now(), closed_by=BY,
        answer=_("Datanya berubah di daerah asal sesudah ditawarkan; daerah asal dapat menawarkannya lagi."))
    return bool(changed)


def leave(batch, found):
    """End the versions that the batch's arrivals leave behind: one new revision of each roll that somebody leaves.

    Raises RuntimeError where a version is not there, which the locks rule out: then nothing happens at all.
    """
    staying = set(BatchRow.objects.filter(batch=batch, transfer__isnull=False).values_list("transfer_id", flat=True))
    found.going = [move for move in found.moves if move.pk in staying]
    leaving = Counter(move.origin for move in found.going if move.state == State.TAKEN)
    if not staying:
        return
    with scoped(batch.regency[:2]), connection.cursor() as cursor:
        for origin, number in sorted(leaving.items()):
            roll = found.rolls[origin]
            cursor.execute(sql("transfer_leave"), {"batch": batch.pk, "origin": origin, "next": roll.revision + 1})
            if cursor.rowcount != number:
                raise RuntimeError(f"batch {batch.pk}: {cursor.rowcount} of {number} voters left {origin}")
            roll.revision += 1
            roll.active -= number
            roll.save()
    if leaving.total() != len(staying):
        raise RuntimeError(f"batch {batch.pk}: {len(staying)} arrivals, {leaving.total()} on the way")


def arrive(batch, found):
    """Close the moves of an applied batch, with the revisions that they made; its rows know the new numbers already."""
    if not found.going:
        return
    with scoped(batch.regency[:2]), connection.cursor() as cursor:
        cursor.execute(sql("transfer_accept"), {"batch": batch.pk, "regency": batch.regency, "revision": batch.revision,
                                               "now": timezone.now()})
        if cursor.rowcount != len(found.going):
            raise RuntimeError(f"batch {batch.pk}: {cursor.rowcount} of {len(found.going)} moves closed")


def record(batch, found, act, **detail):
    """Write down an act of the batch, and what became of its moves, in the chains of all offices concerned."""
    told = [(batch.regency, act, detail)]
    for what, moves in (("transfer_accepted", found.going), ("transfer_lapsed", found.lapsed)):
        for office in {code for move in moves for code in (move.origin, move.destination)}:
            here = [move for move in moves if office in (move.origin, move.destination)]
            told.append((office, what, {"transfers": [move.pk for move in here], "rows": len(here),
                                        "origins": sorted({move.origin for move in here}),
                                        "destination": batch.regency}))
    for regency, what, said in sorted(told, key=lambda each: each[0]):
        audit.record(what, by=BY, regency=regency, subject=f"batch:{batch.pk}", **said)
