"""The office of destination takes a voter in, as a row of a draft that is approved and applied like any other; or not.

`transfers.py` is the other office's side, `moving.py` what happens when the draft is applied.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.refusal import Refused
from voters.actions.entering import save_rows, start_draft
from voters.actions.setting_aside import take_out
from voters.actions.steps import EDITABLE, locked
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
from voters.intake.clean import clean
from voters.models import BatchRow
from voters.queries import transfers as queries
from voters.queries.search import LOOKED_UP
from voters.queries.windows import working

# What a draft of arrivals is called: data of the office, in its language.
LABEL = "Pindah masuk"


@transaction.atomic
def take_in(*, transfer_id, cells, by):
    """Put an offered voter into the office's draft of arrivals, as a new voter's row; returns (batch, SavedRow).

    `cells` are the row's columns as text, as he shall stand on the roll here; KET and SMBR are set. The row is checked
    like any other and may have an E, to be corrected in the draft. He stays on the roll of his old office until the
    draft is applied. Raises Refused for people who may not, when somebody was faster, outside of the portal's window,
    where his data have changed since he was offered, and for cells that make him somebody else.
    """
    seen = _authorized(transfer_id, by)
    period = working(seen.destination)
    draft = queries.draft_of_arrivals(seen.destination, period, LABEL)
    if draft:  # its lock first: the order in which a batch is applied
        draft = locked(draft.pk)
    move = locked_transfer(transfer_id)
    step(move, State.TAKEN)
    if queries.changed([seen]):
        raise Refused("changed", _("Data pemilih ini berubah di daerah asal sesudah ditawarkan; mintalah daerah asal "
                                   "menariknya dan menawarkannya lagi."))
    _must_be_the_same(move, cells)
    if draft is None or draft.state not in EDITABLE:
        draft = start_draft(regency=move.destination, period=period, by=by, label=LABEL, source=LABEL)
    # Offered before and stopped, he may lie there still: two rows of one NIK would hold each other up.
    if stopped := list(BatchRow.objects.filter(batch=draft, transfer__origin=move.origin, transfer__dpid=move.dpid)):
        take_out(draft, stopped, by)
    wanted = cells | {"DPID": "", "KET": "B", "SMBR": source_of(move)}
    row = save_rows(batch_id=draft.pk, rows=[{"cells": wanted}], by=by)[0]
    if row.refused:
        raise Refused("not_saved", row.refused)
    BatchRow.objects.filter(batch=draft, ordinal=row.ordinal).update(transfer=move)
    move.taken_at, move.taken_by = timezone.now(), by
    move.save(update_fields=["state", "taken_at", "taken_by"])
    audit.record("transfer_taken", by=by, regency=move.destination, subject=f"transfer:{move.pk}", batch=draft.pk,
                 ordinal=row.ordinal, origin=move.origin)
    return draft, row


@transaction.atomic
def decline(*, transfer_id, reason, by):
    """Say no to a voter who was offered, or whose row still lies in a draft; he stays where he is. Returns the move.

    His row leaves the draft for its bin. Raises Refused without a reason, for people who may not, and once the draft
    was submitted: then the approver returns it first.
    """
    _authorized(transfer_id, by)
    said = reason_of(reason)
    move, batch, row = held(transfer_id)
    refuse_after_approval(batch)
    if batch is not None and batch.state not in EDITABLE:
        raise Refused("submitted", _("Barisnya menunggu persetujuan dalam berkas %(receipt)s; minta penyetuju "
                                     "mengembalikannya dulu.") % {"receipt": batch.receipt})
    step(move, State.DECLINED)
    move.answer, move.closed_at, move.closed_by = said, timezone.now(), by.username
    move.save(update_fields=["state", "answer", "closed_at", "closed_by"])
    if row:
        take_out(batch, [row], by)
    record_at_both("transfer_declined", move, by=by, reason=said)
    return move


def _must_be_the_same(move, cells):
    """Refuse another NIK than the one offered: one person would leave that roll, and another enter this one."""
    offered, typed = move.elements["nik"], cells.get("NIK")
    if len(offered) == LOOKED_UP and typed is not None and clean(typed) != offered:
        raise Refused("other_person", _("NIK pemilih pindahan tidak diubah di sini: minta daerah asal membetulkannya, "
                                        "lalu menawarkannya lagi."))


def source_of(move):
    """What stands as the source of an arrival's row."""
    return f"{LABEL} dari {office(move.origin)}"


def _authorized(transfer_id, by):
    """The move as it stands, not locked, once the person may take a step of the destination with it."""
    move = queries.one(by.scope, transfer_id)
    if move is None:
        raise Refused("not_found", _("Data pindah ini tidak ada."))
    authorize(by, Permission.BATCH_EDIT, move.destination)
    return move
