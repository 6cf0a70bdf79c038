"""The office of origin sends a voter on his way: proposed by one person, offered by another, withdrawn while it can be.

He stays on its roll until the destination's batch is applied (`moving.py`). A removal by move is no strike: it has no
TMS code, and the churn brake does not count it, for it happens through the other office's batch and two approvals.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from voters.actions.rechecking import recheck_tied
from voters.actions.transfer_steps import (
    State,
    held,
    locked_transfer,
    office,
    reason_of,
    record_at_both,
    refuse_after_approval,
    step,
)
from voters.intake.parse import parse_row
from voters.models import BatchRow, Transfer, Voter
from voters.queries import transfers as queries
from voters.queries.facts import check_context
from voters.queries.windows import must_be_open, working

# What of a voter goes along: everything but where his version stands in the roll.
ELEMENTS = ("nkk", "nik", "name", "birth_place", "birth_date", "birth_text", "marital", "sex", "address", "rt", "rw",
            "disability", "ektp", "village", "tps", "source")


@transaction.atomic
def propose(*, regency, dpid, destination, reason, by):
    """Propose to send an active voter to another office of the province, as the roll holds him now; returns the move.

    Raises Refused for people who may not, a voter who is not active or on a way already, and for a destination that is
    no other regency of the province.
    """
    authorize(by, Permission.BATCH_EDIT, regency)
    said = reason_of(reason)
    if destination == regency or destination not in {one.code for one in areas.regencies_of(regency[:2])}:
        raise Refused("bad_destination", _("Pilih kabupaten/kota lain di provinsi ini sebagai tujuan."))
    voter = Voter.objects.filter(regency=regency, dpid=dpid, until=None).first()
    if voter is None:
        raise Refused("not_active", _("Pemilih ini tidak (lagi) aktif di daftar Anda."))
    period = working(regency)
    if period is None:
        raise Refused("no_period", _("Belum ada periode yang dibuka."))
    must_be_open(regency=regency, period=period)
    try:
        with transaction.atomic():
            move = Transfer.objects.create(
                origin=regency, destination=destination, period=period, dpid=dpid, since=voter.since,
                elements={name: _json(getattr(voter, name)) for name in ELEMENTS}, reason=said, proposed_by=by)
    except IntegrityError:
        raise Refused("on_the_way", _("Pemilih ini sudah dalam proses pindah; lihat di halaman Pindah.")) from None
    audit.record("transfer_proposed", by=by, regency=regency, subject=f"transfer:{move.pk}", dpid=dpid,
                 destination=destination, reason=said)
    return move


@transaction.atomic
def offer(*, transfer_id, by):
    """Approve what another person of the office proposed: from now on the destination sees the voter. Returns the move.

    Raises Refused for the proposer himself, for people who may not, and where the voter has changed since.
    """
    _authorized(transfer_id, by, Permission.BATCH_APPROVE)
    move = locked_transfer(transfer_id)
    step(move, State.OFFERED)
    if move.proposed_by_id == by.pk:
        audit.later("refused", by=by, regency=move.origin, subject=f"transfer:{move.pk}", why="same_person")
        raise Refused("same_person", _("Yang mengusulkan tidak boleh menyetujui; minta rekan lain di kantor."))
    must_be_open(regency=move.origin, period=move.period, received_at=move.proposed_at)
    if queries.changed([move]):
        raise Refused("changed", _("Data pemilih ini berubah sejak diusulkan; kembalikan, agar diusulkan lagi."))
    move.offered_at, move.offered_by = timezone.now(), by
    move.save(update_fields=["state", "offered_at", "offered_by"])
    record_at_both("transfer_offered", move, by=by)
    return move


@transaction.atomic
def turn_down(*, transfer_id, reason, by):
    """Say no to a proposal of one's own office, with a reason; the destination never hears of it. Returns the move."""
    _authorized(transfer_id, by, Permission.BATCH_APPROVE)
    said = reason_of(reason)
    move = locked_transfer(transfer_id)
    if move.state != State.PROPOSED:
        raise Refused("wrong_state", _("Hanya usulan yang belum disetujui yang dapat dikembalikan."))
    _close(move, said, by)
    audit.record("transfer_withdrawn", by=by, regency=move.origin, subject=f"transfer:{move.pk}", reason=said)
    return move


@transaction.atomic
def withdraw(*, transfer_id, reason, by):
    """Take a voter back who has not arrived yet; he never left the roll. Returns the move.

    Where the destination has him in a draft, or waits for its approval, his row there waits with a sentence. Raises
    Refused once it has approved that batch, for people who may not, and without a reason.
    """
    seen = _authorized(transfer_id, by, Permission.BATCH_EDIT)
    said = reason_of(reason)
    with scoped(seen.origin[:2]):  # the row stands in a batch of the other office
        move, batch, row = held(transfer_id)
        refuse_after_approval(batch)
        told = move.offered_by_id is not None
        _close(move, said, by)
        if row:
            stop_row(batch, row, _("Ditarik kembali oleh %(office)s: %(reason)s") % {
                "office": office(move.origin), "reason": said})
    if told:
        record_at_both("transfer_withdrawn", move, by=by, reason=said)
    else:
        audit.record("transfer_withdrawn", by=by, regency=move.origin, subject=f"transfer:{move.pk}", reason=said)
    return move


def stop_row(batch, row, sentence):
    """Have the row of a move that is off wait in its locked batch, with a sentence; saves both.

    If he was to take the place of a double who is struck by code 8, that row waits with his: both go, or none.
    """
    recheck_tied(batch, [parse_row(row.ordinal, row.sheet, row.row, row.typed,
                                   check_context(batch.regency, batch.period))], [row])
    told = BatchRow.objects.filter(Q(ordinal=row.ordinal) | Q(partner=row.ordinal), batch=batch)
    batch.marked += told.filter(return_reason="").count()
    told.update(return_reason=sentence)
    batch.save(update_fields=["blocked", "conflicts", "counts", "marked"])


def _authorized(transfer_id, by, permission):
    """The move as it stands, not locked, once the person may take a step of the origin with it."""
    move = queries.one(by.scope, transfer_id)
    if move is None:
        raise Refused("not_found", _("Data pindah ini tidak ada."))
    authorize(by, permission, move.origin)
    return move


def _close(move, said, by):
    step(move, State.WITHDRAWN)
    move.answer, move.closed_at, move.closed_by = said, timezone.now(), by.username
    move.save(update_fields=["state", "answer", "closed_at", "closed_by"])


def _json(value):
    return value.isoformat() if isinstance(value, date) else value
