"""Submitting, approving, returning and cancelling a batch: each step locks, looks again, and records."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit, jobs
from sidalih.refusal import Refused
from voters.actions.receiving import new_rest
from voters.actions.rechecking import recheck_all
from voters.actions.steps import locked, step
from voters.models import BatchRow, Roll
from voters.models.batch import State
from voters.queries.counting import codes_of


@transaction.atomic
def submit(*, batch_id, by, confirm_warnings=False):
    """Send the rows without an E to somebody else for approval; rows with one stay in a new draft.

    Returns (batch, draft or None). Rows checked against an older revision of the roll are checked again
    first. Raises Refused when nothing is ready, when W rows were not confirmed, or for a wrong step.
    """
    batch = locked(batch_id)
    step(batch, State.SUBMITTED, by=by)
    revision = Roll.objects.get(pk=batch.regency).revision
    if revision != batch.checked_revision:
        recheck_all(batch, revision)
    if batch.rows == batch.blocked:
        raise Refused("nothing_ready", _("Belum ada baris yang siap diajukan: perbaiki dulu baris yang salah."))
    draft = set_blocked_aside(batch)
    warnings = sum(n for code, n in batch.counts.items() if code[0] == "W")
    if (warnings or batch.file_problems) and not confirm_warnings:
        raise Refused("warnings_unconfirmed", _("Ada peringatan (W) yang belum Anda nyatakan sudah diperiksa."))
    batch.submitted_at, batch.submitted_by = timezone.now(), by
    batch.approved_at = batch.approved_by = None
    batch.note = ""
    batch.save()
    audit.record("batch_submitted", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=batch.rows,
                 warnings=warnings, draft=draft.pk if draft else None)
    return batch, draft


@transaction.atomic
def approve(*, batch_id, by):
    """Approve a submitted batch and have it applied. The submitter may not: two people, always.

    Returns the batch. Raises Refused for a wrong step, a person who may not, or the submitter himself.
    """
    batch = locked(batch_id)
    step(batch, State.APPROVED, by=by)
    if batch.submitted_by_id == by.pk:
        audit.later("refused", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", why="same_person")
        raise Refused("same_person", _("Yang mengajukan tidak boleh menyetujui; minta rekan lain di kantor."))
    batch.approved_at, batch.approved_by = timezone.now(), by
    batch.save()
    jobs.enqueue(kind="apply_batch", key=apply_key(batch), args={"batch": batch.pk}, by=by.username,
                 regency=batch.regency)
    audit.record("batch_approved", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=batch.rows)
    return batch


@transaction.atomic
def send_back(*, batch_id, reason, by):
    """Return a submitted batch to its operator with a reason; he may correct and submit it again.

    Raises Refused without a reason, for a wrong step, or a person who may not.
    """
    batch = locked(batch_id)
    step(batch, State.RETURNED, by=by)
    if not reason.strip():
        raise Refused("reason_missing", _("Tulis alasan pengembalian, agar operator tahu apa yang harus diperbaiki."))
    batch.note = reason.strip()
    batch.submitted_at = batch.submitted_by = None
    batch.save()
    audit.record("batch_returned", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", reason=batch.note)
    return batch


@transaction.atomic
def cancel(*, batch_id, by):
    """Take a draft out of the way; its receipt stays, and its file may be sent again."""
    batch = locked(batch_id)
    step(batch, State.CANCELLED, by=by)
    batch.save()
    audit.record("batch_cancelled", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=batch.rows)
    return batch


def apply_key(batch):
    """The idempotency key of applying a batch; a batch returned and approved again is a new work."""
    return f"apply_batch:{batch.pk}:{batch.approved_at.timestamp():.6f}"


def set_blocked_aside(batch):
    """Move the rows with an E or a conflict of a locked batch to a new draft; returns it, or None without any.

    The batch's own counts are set and left to the caller to save.
    """
    if not batch.blocked:
        return None
    draft = new_rest(batch)
    draft.rows = draft.blocked = BatchRow.objects.filter(batch=batch, blocked=True).update(batch=draft)
    draft.counts, draft.conflicts = codes_of(draft.pk), batch.conflicts
    draft.save()
    batch.rows, batch.blocked, batch.conflicts = batch.rows - draft.rows, 0, 0
    batch.counts = codes_of(batch.pk)
    return draft
