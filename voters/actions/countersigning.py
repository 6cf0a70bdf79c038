"""The churn brake and the province's signature: what takes many voters off a roll is signed by a third person."""

from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.home.templatetags.angka import angka, persen
from sidalih.home.templatetags.sandi import tanpa_nomor
from sidalih.refusal import Refused
from voters.actions.steps import enqueue_apply, in_time, locked, step
from voters.actions.transfer_steps import origins_unlocked
from voters.models.batch import State
from voters.queries import review
from voters.rules.churn import is_over, places, share

LONGEST = 2000


def brake(batch, active):
    """Count whom a locked batch takes off a roll of `active` voters; returns whether it has to wait for the province.

    Removals are rows that strike somebody and are no half of a code-8 pair. Counted on approval, and again under the
    roll's lock before it is applied: that count decides. A signature that was given holds. Sets the batch's
    `removals` and what its `review` says of the brake; leaves saving to the caller.
    """
    batch.removals = review.removals(batch)
    if batch.countersigned_by_id is not None:
        return False
    percent = settings.CHURN_BRAKE_PERCENT
    over = is_over(batch.removals, active, percent)
    rest = {name: value for name, value in batch.review.items() if name != "brake"}
    batch.review = rest | ({"brake": {"removals": batch.removals, "active": active, "percent": str(percent)}}
                           if over else {})
    return over


def let_go(batch):
    """Forget the signatures of a locked batch that goes back to its operator; leaves saving to the caller."""
    batch.submitted_at = batch.submitted_by = batch.approved_at = batch.approved_by = None
    unsign(batch)


def unsign(batch):
    """Forget the province's signature and what it was for: whatever is approved anew is signed anew."""
    batch.countersigned_at = batch.countersigned_by = batch.removals = None
    batch.countersign_reason = ""
    batch.review = {name: value for name, value in batch.review.items() if name != "brake"}


def waiting_sentence(batch):
    """Why an approved batch is not applied yet, with the figures."""
    held = batch.review["brake"]
    return _("Berkas ini mencoret %(n)s dari %(all)s pemilih (%(share)s), lebih dari batas %(limit)s; "
             "menunggu tanda tangan provinsi.") % {
        "n": angka(held["removals"]), "all": angka(held["active"]),
        "share": written_share(held), "limit": written(held["percent"])}


def written_share(held):
    """How much of the roll a held batch strikes, as people write it: 0,57%; exact enough to be seen above the limit."""
    removals, active = held["removals"], held["active"]
    return persen(share(removals, active), places(removals, active, held["percent"]))


def written(percent):
    """The limit as people write it: 0,5% or 1%."""
    plain = format(Decimal(str(percent)).normalize(), "f")
    return persen(plain, len(plain.partition(".")[2]))


@transaction.atomic
def countersign(*, batch_id, reason, by):
    """Sign for the province, with a reason, what an office has approved and the brake holds; it is then applied.

    Returns the batch. Raises Refused without a reason, for a batch that does not wait (any more), for people who may
    not, and for whoever submitted or approved it: three people, always.
    """
    batch = _waiting(batch_id, by)
    if by.pk in (batch.submitted_by_id, batch.approved_by_id):
        audit.later("refused", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", why="same_person")
        raise Refused("same_person", _("Yang mengajukan atau menyetujui tidak boleh menandatangani; "
                                       "minta rekan lain di provinsi."))
    said = _words(reason, _("Tulis alasan tanda tangan: mengapa pencoretan sebanyak ini benar."))
    in_time(batch)
    origins_unlocked(batch)
    batch.countersigned_at, batch.countersigned_by, batch.countersign_reason = timezone.now(), by, said
    batch.save()
    enqueue_apply(batch, by=by)
    audit.record("batch_countersigned", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", reason=said,
                 **batch.review["brake"])
    return batch


@transaction.atomic
def decline(*, batch_id, reason, by):
    """Send a batch that waits for the province's signature back to its operator, with a reason.

    Returns the batch. Raises Refused without a reason, for one that does not wait, and for people who may not.
    """
    batch = _waiting(batch_id, by)
    said = _words(reason, _("Tulis alasan pengembalian, agar operator tahu apa yang harus diperbaiki."))
    step(batch, State.RETURNED)
    let_go(batch)
    batch.note = said
    batch.save()
    audit.record("batch_returned", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", reason=said)
    return batch


def _waiting(batch_id, by):
    """The locked batch that waits for this person's signature."""
    batch = locked(batch_id)
    authorize(by, Permission.BATCH_COUNTERSIGN, batch.regency)
    if not batch.waits_for_province:
        raise Refused("wrong_state", _("Berkas %(receipt)s tidak menunggu tanda tangan provinsi (“%(state)s”).")
                      % {"receipt": batch.receipt, "state": batch.get_state_display()})
    return batch


def _words(reason, missing):
    """What was written, without numbers like a NIK; others read it. Raises Refused where nothing was."""
    said = tanpa_nomor(reason.strip())[:LONGEST]
    if not said:
        raise Refused("reason_missing", missing)
    return said
