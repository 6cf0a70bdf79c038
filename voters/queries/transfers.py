"""Voters on the way between two offices: lists, one of them, how many; `history.py` tells of those who arrived.

Row security shows a move to both offices and the province; every query names the area as well.
"""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count, Q

from sidalih.accounts.roles import Permission
from voters.models import Batch, BatchRow, Transfer
from voters.models.batch import Origin
from voters.models.batch import State as BatchState

State = Transfer.State
OPEN = Transfer.OPEN_STATES
PEOPLE = ("proposed_by", "offered_by", "taken_by", "period")


@dataclass
class OnTheWay:
    """How many voters of an office are on the way: {state: n} of those who leave and of those who come."""

    leaving: dict = field(default_factory=dict)
    coming: dict = field(default_factory=dict)

    @property
    def out(self):
        """All who leave and are still on the roll."""
        return sum(self.leaving.values())

    @property
    def coming_in(self):
        """All who come; a proposal that nobody has approved is not told to the destination."""
        return sum(self.coming.values())


def visible(area):
    """Moves from or to an area, newest first; a proposal concerns only the office that has to decide on it."""
    return Transfer.objects.filter(
        Q(origin__startswith=area) | Q(destination__startswith=area) & ~_untold()).select_related(*PEOPLE)


def one(scope, transfer_id):
    """A move from or to the scope's area, or None for what is elsewhere or nowhere."""
    return visible(scope.area).filter(pk=transfer_id).first()


def outgoing(area):
    """Moves out of an area, newest first."""
    return Transfer.objects.filter(origin__startswith=area).select_related(*PEOPLE)


def incoming(area):
    """Moves into an area that it has been told of, newest first."""
    return Transfer.objects.filter(destination__startswith=area).exclude(_untold()).select_related(*PEOPLE)


def offered(area):
    """Moves into an area that wait to be taken into a draft there."""
    return incoming(area).filter(state=State.OFFERED)


def on_the_way(area):
    """{regency: OnTheWay} of the offices of an area that somebody leaves or comes to; two queries."""
    found = {}
    leaving = Transfer.objects.filter(origin__startswith=area, state__in=OPEN)
    for code, state, n in leaving.values_list("origin", "state").annotate(n=Count("id")).order_by():
        found.setdefault(code, OnTheWay()).leaving[state] = n
    coming = Transfer.objects.filter(destination__startswith=area, state__in=OPEN).exclude(_untold())
    for code, state, n in coming.values_list("destination", "state").annotate(n=Count("id")).order_by():
        found.setdefault(code, OnTheWay()).coming[state] = n
    return found


def waiting_for(user):
    """Moves that wait for this person: others' proposals for who approves, offers for an operator, else None."""
    area = user.scope.regency
    if area and user.may(Permission.BATCH_APPROVE):
        return outgoing(area).filter(state=State.PROPOSED).exclude(proposed_by=user)
    if area and user.may(Permission.BATCH_EDIT):
        return offered(area)
    return None


def changed(moves):
    """The ids of those open moves whose voter has been changed or struck since he was offered."""
    asked = [move.pk for move in moves if move.state in OPEN]
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM voters_transfers_changed(%s)", [asked])
        return {pk for (pk,) in cursor.fetchall()}


def leaving(regency, dpid):
    """The open move of a voter of this roll, or None."""
    return Transfer.objects.filter(origin=regency, dpid=dpid, state__in=OPEN).first()


def has_arrivals(batch):
    """Whether a batch holds rows of voters who come from another office: applying it changes several rolls."""
    return BatchRow.objects.filter(batch=batch, transfer__isnull=False).exists()


def arrivals(batch):
    """{ordinal: (state of the move, NIK offered)} of a batch's rows of voters who come from another office."""
    found = BatchRow.objects.filter(batch=batch, transfer__isnull=False).order_by()
    return {ordinal: (state, nik) for ordinal, state, nik in found.values_list(
        "ordinal", "transfer__state", "transfer__elements__nik")}


def draft_of_arrivals(regency, period, label):
    """The newest typed draft of this label that rows may still be put into, or None."""
    return Batch.objects.filter(regency=regency, period=period, label=label, origin=Origin.TYPED, is_bin=False,
                                state__in=[BatchState.CHECKED, BatchState.RETURNED]).order_by("-id").first()


def live_row(transfer_id):
    """The row through which a move is taken in, with its batch, or None; rows of cancelled drafts take nobody in.

    Asked for by the destination, or in the province's scope.
    """
    return BatchRow.objects.filter(transfer=transfer_id).exclude(
        batch__state=BatchState.CANCELLED).select_related("batch").order_by("-id").first()


def _untold():
    """What the destination hears nothing of: what was not approved by the office of origin."""
    return Q(offered_by=None)
