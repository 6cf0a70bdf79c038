"""Batches of a scope: lists, one batch, its rows by problem."""

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


def rows(batch, which="salah", code=""):
    """Rows of a batch in file order: those that wait, in conflict, with a W, ready, or all; narrowed to one code."""
    found = BatchRow.objects.filter(batch=batch)
    if code:
        return found.filter(problems__contains=[code])
    if which == "salah":
        return found.filter(blocked=True)
    if which == "bentrok":
        return found.filter(conflict=True)
    if which == "peringatan":
        return found.filter(problems__overlap=[c for c in batch.counts if c[0] == "W"])
    if which == "dikembalikan":
        return found.exclude(return_reason="")
    if which == "siap":
        return found.filter(blocked=False)
    return found


def row(batch, ordinal):
    """One row of a batch by its place in the file, or None."""
    return BatchRow.objects.filter(batch=batch, ordinal=ordinal).first()


def next_problem(batch, ordinal, which="salah", code=""):
    """The first row after this one that the same view shows and that is not done, else the first of all, else None.

    Done is a warning that somebody has vouched for, and of views that show good rows too whatever has no E.
    """
    found = rows(batch, which, code)
    if code[:1] == "W":
        found = found.exclude(confirmed__contains=[code])
    elif not code and which == "peringatan":
        found = found.filter(confirmed_at=None)
    elif not code and which in ("siap", "semua"):
        found = rows(batch)
    found = found.order_by("ordinal")
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
