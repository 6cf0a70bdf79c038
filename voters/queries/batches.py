"""Batches of a scope: lists, one batch, its rows by problem."""

from django.db import connection
from django.db.models import Q

from voters.models import Batch, BatchRow, Voter
from voters.models.batch import State

FILTERS = ("salah", "bentrok", "peringatan", "siap", "semua")


def batches(scope, period=None):
    """Batches of the scope's area, newest first, with the people of their steps."""
    found = Batch.objects.filter(regency__startswith=scope.area, is_bin=False).select_related(
        "period", "received_by", "submitted_by", "approved_by", "rest_of")
    return found.filter(period=period) if period else found


def one(scope, batch_id):
    """A batch of the scope, or None for what is elsewhere or nowhere."""
    return batches(scope).filter(pk=batch_id).first()


def rows(batch, which="salah"):
    """Rows of a batch in file order: those that wait, in conflict, returned, ready, or all.

    By a code, or with a W: `places`, since lists of codes have no order that an index could keep.
    """
    found = BatchRow.objects.filter(batch=batch)
    if which == "salah":
        return found.filter(blocked=True)
    if which == "bentrok":
        return found.filter(conflict=True)
    if which == "dikembalikan":
        return found.exclude(return_reason="")
    if which == "siap":
        return found.filter(blocked=False)
    return found


def places(batch, code, start=0, most=50, back=False, unvouched=False):
    """Ordinals of at most `most` rows with a code (W: with any W) from `start` on; `back`: before it, nearest first.

    `unvouched` leaves out those whose W somebody has vouched for. What it costs does not grow with the batch.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT voters_rows_with(%s, %s, %s, %s, %s, %s, %s)",
                       [batch.regency, batch.pk, code, start, most, back, unvouched])
        return [ordinal for (ordinal,) in cursor.fetchall()]


def page(batch, which, code, start, size):
    """(at most `size` rows of a view from an ordinal on, ordinals of as many before it, the nearest first)."""
    if code or which == "peringatan":
        code = code or "W"
        here = BatchRow.objects.filter(batch=batch, ordinal__in=places(batch, code, start, size))
        return list(here.order_by("ordinal")), places(batch, code, start, size, back=True) if start else []
    found = rows(batch, which)
    before = found.filter(ordinal__lt=start).order_by("-ordinal").values_list("ordinal", flat=True)
    return list(found.filter(ordinal__gte=start).order_by("ordinal")[:size]), list(before[:size]) if start else []


def row(batch, ordinal):
    """One row of a batch by its place in the file, or None."""
    return BatchRow.objects.filter(batch=batch, ordinal=ordinal).first()


def next_problem(batch, ordinal, which="salah", code=""):
    """The first row after this one that the same view shows and that is not done, else the first of all, else None.

    Done is a warning that somebody has vouched for, and of views that show good rows too whatever has no E.
    """
    if code or which == "peringatan":
        look = {"code": code or "W", "most": 2, "unvouched": code[:1] in ("", "W")}
        others = [place for place in (*places(batch, start=ordinal + 1, **look), *places(batch, **look))
                  if place != ordinal]
        return row(batch, others[0]) if others else None
    found = rows(batch, "salah" if which in ("siap", "semua") else which).order_by("ordinal")
    return found.filter(ordinal__gt=ordinal).first() or found.exclude(ordinal=ordinal).first()


def next_in_conflict(batch, ordinal):
    """The first row in conflict after this one, else the first of all, else None."""
    waiting = BatchRow.objects.filter(batch=batch, conflict=True).order_by("ordinal")
    return waiting.filter(ordinal__gt=ordinal).first() or waiting.exclude(ordinal=ordinal).first()


def voters_found(batch, found_rows):
    """{dpid: Voter}: the open versions that these rows find, to show old values beside the new ones."""
    dpids = [r.found for r in found_rows if r.found]
    return {v.dpid: v for v in Voter.objects.filter(regency=batch.regency, until=None, dpid__in=dpids)}


def waiting_for(user):
    """Submitted batches that this person may approve: in his area, and not his own."""
    return batches(user.scope).filter(state=State.SUBMITTED).exclude(submitted_by=user)


def drafts(scope):
    """Batches that wait for an operator: being read, to be corrected, returned."""
    return batches(scope).filter(Q(state__in=[State.RECEIVED, State.CHECKED, State.RETURNED]))
