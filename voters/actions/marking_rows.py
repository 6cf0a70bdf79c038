"""What an approver does with single rows of a submitted batch: marks them for return, with a reason each."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.home.templatetags.sandi import tanpa_nomor
from sidalih.refusal import Refused
from voters.actions import confirming
from voters.actions.receiving import new_rest
from voters.actions.steps import locked
from voters.models import BatchRow
from voters.models.batch import Origin, State
from voters.queries import review
from voters.queries.counting import codes_of

LONGEST = 2000
TOLD = 50  # ordinals of marked rows that the record of acts names


@transaction.atomic
def mark(*, batch_id, reason, by, ordinals=None, narrowed=None):
    """Mark rows of a submitted batch for return: these ordinals, or all that a filter shows. Returns how many.

    `narrowed` is a queries.review.Narrowed; of such a crowd rows that bear a reason already keep theirs, while
    ordinals are marked anew. One UPDATE, with the other row of each code-8 pair: both go, or none. The marks are
    the office's, seen by every approver, and last until the batch is decided.
    Raises Refused without a reason or any row, for the submitter, and once the batch has been decided.
    """
    batch = _deciding(batch_id, by)
    said = tanpa_nomor(reason.strip())[:LONGEST]
    if not said:
        raise Refused("reason_missing", _("Tulis alasan pengembalian, agar operator tahu apa yang harus diperbaiki."))
    chosen = _chosen(batch, ordinals, narrowed)
    if narrowed is not None:
        chosen = chosen.filter(return_reason="")
    marked = _with_partners(batch, chosen).update(return_reason=said)
    if not marked:
        raise Refused("no_rows", _("Tidak ada baris yang ditandai: centang dulu barisnya."))
    _count(batch)
    audit.record("rows_marked", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=marked, reason=said,
                 **_named(ordinals))
    return marked


@transaction.atomic
def unmark(*, batch_id, by, ordinals=None, narrowed=None):
    """Take the marks off rows of a submitted batch, and off the other rows of their pairs. Returns how many.

    Raises Refused where no row was marked, for the submitter, and once the batch has been decided.
    """
    batch = _deciding(batch_id, by)
    chosen = _with_partners(batch, _chosen(batch, ordinals, narrowed))
    freed = chosen.exclude(return_reason="").update(return_reason="")
    if not freed:
        raise Refused("no_rows", _("Tidak ada baris bertanda yang dicentang."))
    _count(batch)
    audit.record("rows_unmarked", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=freed,
                 **_named(ordinals))
    return freed


def set_marked_aside(batch):
    """Move the marked rows of a locked batch to a new draft of the operator, each with its reason; returns it, or None.

    A batch whose rows are all marked is left alone: it goes back whole. The batch's own counts are set and left to
    the caller to save.
    """
    marked = BatchRow.objects.filter(batch=batch).exclude(return_reason="")
    batch.marked = marked.count()
    if batch.marked in (0, batch.rows):
        return None
    draft = new_rest(batch)
    # A voter whose move from another office is off waits among the submitted rows, and with a reason.
    draft.blocked = marked.filter(blocked=True).count()
    draft.conflicts = marked.filter(conflict=True).count()
    draft.rows = draft.marked = marked.update(batch=draft)
    draft.state, draft.counts = State.RETURNED, codes_of(draft.pk)
    with translation.override(settings.LANGUAGE_CODE):  # stored words are the offices' own language
        draft.note = _("Dikembalikan penyetuju dari berkas %(receipt)s; alasannya ada pada tiap baris.") % {
            "receipt": batch.receipt}
    confirming.count(draft)
    draft.save()
    batch.rows, batch.marked, batch.counts = batch.rows - draft.rows, 0, codes_of(batch.pk)
    batch.blocked, batch.conflicts = batch.blocked - draft.blocked, batch.conflicts - draft.conflicts
    confirming.count(batch)
    return draft


def answer_reasons(batch):
    """Take the reasons off the rows of a locked draft that is submitted again: they are answered.

    They stay in the record of acts. Returns how many there were; leaves saving the batch to the caller.
    """
    answered = BatchRow.objects.filter(batch=batch).exclude(return_reason="").update(return_reason="")
    batch.marked = 0
    return answered


def _deciding(batch_id, by):
    """The locked batch, if this person decides about it now."""
    batch = locked(batch_id)
    authorize(by, Permission.BATCH_APPROVE, batch.regency)
    if batch.state != State.SUBMITTED:
        raise Refused("wrong_state", _("Berkas %(receipt)s sudah berstatus “%(state)s”; baris tidak dapat ditandai.")
                      % {"receipt": batch.receipt, "state": batch.get_state_display()})
    if batch.submitted_by_id == by.pk:
        raise Refused("same_person", _("Yang mengajukan tidak boleh menyetujui; minta rekan lain di kantor."))
    if batch.origin == Origin.REVERSAL:
        raise Refused("wrong_origin", _("Berkas pembatalan disetujui atau dikembalikan secara utuh."))
    return batch


def _chosen(batch, ordinals, narrowed):
    if narrowed is not None:
        return review.all_rows(batch, narrowed)
    return BatchRow.objects.filter(batch=batch, ordinal__in=ordinals or [])


def _with_partners(batch, chosen):
    """These rows, and the other rows of their code-8 pairs."""
    ordinals = chosen.order_by().values("ordinal")
    return BatchRow.objects.filter(Q(ordinal__in=ordinals) | Q(partner__in=ordinals), batch=batch)


def _count(batch):
    batch.marked = BatchRow.objects.filter(batch=batch).exclude(return_reason="").count()
    batch.save(update_fields=["marked"])


def _named(ordinals):
    """The rows that the record names; of a crowd only their number stands in it."""
    return {"ordinals": sorted(ordinals)[:TOLD]} if ordinals else {}
