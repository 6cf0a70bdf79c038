"""The one table of steps that a move between offices may take, and the locks under which it takes them."""

from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.scope import scoped
from sidalih.areas import queries as areas
from sidalih.home.templatetags.sandi import tanpa_nomor
from sidalih.refusal import Refused
from voters.actions.steps import locked
from voters.models import BatchRow, Transfer
from voters.models.batch import State as BatchState
from voters.queries import transfers as queries
from voters.queries.windows import must_be_open

State = Transfer.State
# state: from which states a move comes into it. Which office takes a step, and by which permission, its action says.
STEPS = {
    State.OFFERED: {State.PROPOSED},
    State.TAKEN: {State.OFFERED},
    State.ACCEPTED: {State.TAKEN},
    State.DECLINED: {State.OFFERED, State.TAKEN},
    State.WITHDRAWN: {State.PROPOSED, State.OFFERED, State.TAKEN},
    State.LAPSED: {State.TAKEN},
}
LONGEST_REASON = 300
DECIDED = (BatchState.APPROVED, BatchState.APPLIED)


def locked_transfer(transfer_id):
    """The move, locked until the transaction ends. Raises Refused for what is elsewhere or nowhere."""
    move = Transfer.objects.select_for_update().filter(pk=transfer_id).first()
    if move is None:
        raise Refused("not_found", _("Data pindah ini tidak ada."))
    return move


def held(transfer_id):
    """(move, batch, row) locked in the order in which a batch is applied: the batch that takes him in, then the move.

    Batch and row are None while nobody has taken him in. In the scope of the destination or of the province. Raises
    Refused where the row has come into another batch in this very moment, and for a move that is nowhere.
    """
    row = queries.live_row(transfer_id)
    batch = locked(row.batch_id) if row else None
    move = locked_transfer(transfer_id)
    now = queries.live_row(transfer_id)
    if (now.batch_id if now else None) != (batch.pk if batch else None):
        raise Refused("wrong_state", _("Data pindah ini baru saja dikerjakan daerah tujuan; muat ulang halaman ini."))
    return move, batch, now


def step(move, to):
    """Move a locked transfer to a state; saving is left to the caller. Raises Refused for a step not in the table."""
    if move.state not in STEPS[to]:
        raise Refused("wrong_state", _("Langkah ini tidak berlaku lagi: pindah ini sudah berstatus “%(state)s”.")
                      % {"state": State(move.state).label})
    move.state = to


def give_back(batch):
    """Of a locked batch that is cancelled: the voters it was to take in wait at this office as offered, as before."""
    moves = Transfer.objects.select_for_update().filter(
        pk__in=BatchRow.objects.filter(batch=batch, transfer__isnull=False).values("transfer"), state=State.TAKEN)
    waiting = [move.pk for move in moves.order_by("pk")]
    Transfer.objects.filter(pk__in=waiting).update(state=State.OFFERED, taken_at=None, taken_by=None)


def reason_of(text):
    """A reason on one line, without long numbers: both offices read it. Raises Refused where it says nothing."""
    said = tanpa_nomor(" ".join(str(text).split()))[:LONGEST_REASON]
    if not any(letter.isalpha() for letter in said):
        raise Refused("reason_missing", _("Tulis alasannya: kantor yang lain membacanya."))
    return said


def refuse_after_approval(batch):
    """Raise Refused where the destination has approved the batch: the move is as good as done."""
    if batch is not None and batch.state in DECIDED:
        raise Refused("too_late", _("Berkas daerah tujuan yang memuat pemilih ini sudah disetujui "
                                    "dan segera diterapkan."))


def origins_unlocked(batch):
    """Raise Refused while an office is locked whose voters a batch takes in: its roll stays as it is."""
    if not queries.has_arrivals(batch):
        return
    with scoped(batch.regency[:2]):
        leaving = Transfer.objects.filter(rows__batch=batch, state=State.TAKEN).order_by("origin")
        for origin in leaving.values_list("origin", flat=True).distinct():
            try:
                must_be_open(regency=origin, period=batch.period)
            except Refused as refused:
                if refused.code == "regency_locked":
                    raise Refused("origin_locked", _(
                        "%(office)s sedang dikunci provinsi; pemilih yang datang dari sana menunggu kunci itu "
                        "dibuka.") % {"office": office(origin)}) from None


def record_at_both(act, move, *, by, others=(), **detail):
    """Write an act down in the chains of both offices; `others` are (act, regency, subject, detail) that go with it.

    All in the order of the offices' codes, as `audit.record` asks.
    """
    told = [(act, regency, f"transfer:{move.pk}", detail | {"origin": move.origin, "destination": move.destination})
            for regency in (move.origin, move.destination)]
    for one, regency, subject, said in sorted([*others, *told], key=lambda each: each[1]):
        audit.record(one, by=by, regency=regency, subject=subject, **said)


def office(code):
    """What people call an office's area."""
    return areas.name_of(code)
