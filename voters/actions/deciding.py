"""Submitting, approving, returning and cancelling a batch: each step locks, looks again, and records."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.home.templatetags.sandi import tanpa_nomor
from sidalih.refusal import Refused
from voters.actions import confirming
from voters.actions.countersigning import brake, let_go, unsign
from voters.actions.marking_rows import answer_reasons, set_marked_aside
from voters.actions.receiving import new_rest
from voters.actions.rechecking import recheck_all
from voters.actions.reversing import must_be_unchanged
from voters.actions.steps import (
    apply_key,  # noqa: F401  (part of this module's interface)
    enqueue_apply,
    locked,
    step,
)
from voters.actions.transfer_steps import give_back, origins_unlocked
from voters.models import BatchRow, Roll
from voters.models.batch import Origin, State
from voters.queries import review
from voters.queries.counting import codes_of


@transaction.atomic
def submit(*, batch_id, by, confirm_warnings=False):
    """Send the rows without an E to somebody else for approval; rows with one stay in a new draft.

    Returns (batch, draft or None). Rows checked against an older revision of the roll are checked again
    first; a batch that undoes another goes whole, or not at all. Raises Refused when nothing is ready, when W rows
    were not confirmed, or for a wrong step.
    """
    batch = locked(batch_id)
    step(batch, State.SUBMITTED, by=by)
    revision = Roll.objects.get(pk=batch.regency).revision
    if batch.origin == Origin.REVERSAL:
        must_be_unchanged(batch.reverses)
    elif revision != batch.checked_revision:
        recheck_all(batch, revision)
    if batch.rows == batch.blocked:
        raise Refused("nothing_ready", _("Belum ada baris yang siap diajukan: perbaiki dulu baris yang salah."))
    draft = set_blocked_aside(batch)
    warnings = sum(n for code, n in batch.counts.items() if code[0] == "W")
    if confirm_warnings:
        confirming.vouch(batch, by=by)
    elif confirming.is_unconfirmed(batch):
        raise Refused("warnings_unconfirmed", _("Ada peringatan (W) yang belum Anda nyatakan sudah diperiksa."))
    let_go(batch)
    batch.submitted_at, batch.submitted_by = timezone.now(), by
    batch.note = ""
    answered = answer_reasons(batch)
    batch.review = batch.review | review.counted(batch)
    batch.save()
    audit.record("batch_submitted", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=batch.rows,
                 warnings=warnings, draft=draft.pk if draft else None, **({"answered": answered} if answered else {}))
    return batch, draft


@transaction.atomic
def approve(*, batch_id, by, marked=None):
    """Approve a submitted batch but for its marked rows, and have it applied. The submitter may not: two people.

    Marked rows become a new draft of the operator, each with its reason; where all are marked the whole batch is
    returned. `marked` is how many marks the person saw: with others since, nobody approves unseen. A batch beyond the
    churn brake is approved, and waits for the province's signature before it is applied. Returns the batch. Raises
    Refused for a wrong step, a person who may not, other marks, or the submitter himself.
    """
    batch = locked(batch_id)
    step(batch, State.APPROVED, by=by)
    if batch.submitted_by_id == by.pk:
        audit.later("refused", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", why="same_person")
        raise Refused("same_person", _("Yang mengajukan tidak boleh menyetujui; minta rekan lain di kantor."))
    if marked is not None and marked != batch.marked:
        raise Refused("conflict", _("Tanda kembali baru saja berubah: kini %(n)d baris. Periksa, lalu setujui lagi.")
                      % {"n": batch.marked})
    draft = set_marked_aside(batch)
    if draft is None and batch.marked:
        batch.state = State.SUBMITTED
        with translation.override(settings.LANGUAGE_CODE):  # stored words are the offices' own language
            return _return(batch, _("Semua baris dikembalikan; alasannya ada pada tiap baris."), by)
    if draft is not None:
        batch.review = batch.review | review.counted(batch)
    origins_unlocked(batch)
    unsign(batch)
    batch.approved_at, batch.approved_by = timezone.now(), by
    held = brake(batch, Roll.objects.get(pk=batch.regency).active)
    batch.save()
    if not held:
        enqueue_apply(batch, by=by)
    audit.record("batch_approved", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=batch.rows,
                 **({"returned": draft.rows, "draft": draft.pk} if draft else {}),
                 **({"brake": batch.review["brake"]} if held else {}))
    return batch


@transaction.atomic
def send_back(*, batch_id, reason, by):
    """Return a submitted batch to its operator with a reason; he may correct and submit it again.

    Raises Refused without a reason, for a wrong step, or a person who may not.
    """
    batch = locked(batch_id)
    if not reason.strip():
        step(batch, State.RETURNED, by=by)
        raise Refused("reason_missing", _("Tulis alasan pengembalian, agar operator tahu apa yang harus diperbaiki."))
    return _return(batch, tanpa_nomor(reason.strip()), by)


@transaction.atomic
def cancel(*, batch_id, by):
    """Take a draft out of the way; its receipt stays, and its file may be sent again. Who was to arrive is on offer."""
    batch = locked(batch_id)
    step(batch, State.CANCELLED, by=by)
    batch.save()
    give_back(batch)
    audit.record("batch_cancelled", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=batch.rows)
    return batch


def _return(batch, note, by):
    """Send a locked, submitted batch back to its operator; marked rows keep their own reasons."""
    step(batch, State.RETURNED, by=by)
    batch.note = note
    let_go(batch)
    batch.save()
    audit.record("batch_returned", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", reason=note)
    return batch


def set_blocked_aside(batch):
    """Move the rows with an E or a conflict of a locked batch to a new draft; returns it, or None without any.

    The batch's own counts are set and left to the caller to save.
    """
    if not batch.blocked:
        return None
    draft = new_rest(batch)
    draft.rows = draft.blocked = BatchRow.objects.filter(batch=batch, blocked=True).update(batch=draft)
    draft.marked = BatchRow.objects.filter(batch=draft).exclude(return_reason="").count()
    draft.counts, draft.conflicts = codes_of(draft.pk), batch.conflicts
    confirming.count(draft)
    draft.save()
    batch.rows, batch.blocked, batch.conflicts = batch.rows - draft.rows, 0, 0
    batch.counts = codes_of(batch.pk)
    confirming.count(batch)
    return draft
