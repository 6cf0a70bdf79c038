"""Taking rows out of a draft and putting them back: they wait in the draft's bin, nothing is deleted."""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.refusal import Refused
from voters.actions import confirming
from voters.actions.rechecking import recheck_tied
from voters.actions.steps import locked, typable
from voters.intake.parse import parse_row
from voters.models import BatchRow, Transfer
from voters.models.batch import Batch, State
from voters.queries import facts as roll
from voters.queries.keyed import behind

MOST_ROWS = 500


@transaction.atomic
def set_aside(*, batch_id, ordinals, by):
    """Take rows out of a draft into its bin, and check again what was tied to them; returns how many went.

    Rows that are not in the draft (any more) are passed over. Raises Refused when the draft may not be edited now by
    this person, for too many rows, and for a voter who arrives from another office: he is declined, not put aside.
    """
    batch = _open(batch_id, ordinals, by)
    rows = list(BatchRow.objects.filter(batch=batch, ordinal__in=ordinals).select_related("transfer"))
    if any(row.transfer and row.transfer.state in Transfer.OPEN_STATES for row in rows):
        raise Refused("arrival", _("Pemilih pindahan dari daerah lain tidak dikeluarkan di sini; "
                                   "tolak di halaman Pindah."))
    if rows:
        take_out(batch, rows, by)
        _record("rows_set_aside", batch, rows, by)
    return len(rows)


def take_out(batch, rows, by):
    """Move rows of a locked batch to its bin, and check again what was tied to them; saves all, records nothing."""
    counts = Counter(batch.counts)
    for row in rows:
        counts.subtract(row.problems)
    batch.counts = {code: n for code, n in sorted(counts.items()) if n > 0}
    batch.blocked -= sum(row.blocked for row in rows)
    batch.conflicts -= sum(row.conflict for row in rows)
    batch.marked -= sum(row.return_reason != "" for row in rows)
    batch.rows -= len(rows)
    for row in rows:
        confirming.forget(batch, row.confirmed)
    BatchRow.objects.filter(pk__in=[row.pk for row in rows]).update(batch=_bin_of(batch, by))
    recheck_tied(batch, [], rows)
    _save(batch)


@transaction.atomic
def bring_back(*, batch_id, ordinals, by):
    """Put rows from the bin back to their places in the draft, and check them and what is tied to them.

    Returns how many came back. Rows that are not in the bin are passed over, and voters who were to arrive from
    another office: they are offered anew. Raises Refused like `set_aside`, and for a row that a file sent again has
    replaced while the new one is in a draft or further: the same person would stand in two.
    """
    batch = _open(batch_id, ordinals, by)
    rows = list(BatchRow.objects.filter(batch__rest_of=batch, batch__is_bin=True, ordinal__in=ordinals, transfer=None))
    if rows:
        _refuse_replaced(batch, rows)
        # Without what they had: it is not counted in the batch, and problems that still hold are found again.
        BatchRow.objects.filter(pk__in=[row.pk for row in rows]).update(
            batch=batch, problems=[], blocked=False, conflict=False, return_reason="", replaced_by=None,
            **confirming.FORGOTTEN)
        batch.rows += len(rows)
        context = roll.check_context(batch.regency, batch.period)
        recheck_tied(batch, [parse_row(row.ordinal, row.sheet, row.row, row.typed, context) for row in rows], [],
                     context=context)
        _save(batch)
        _record("rows_brought_back", batch, rows, by)
    return len(rows)


def _refuse_replaced(batch, rows):
    for one in behind(batch.regency, batch.period, [row.pk for row in rows if row.replaced_by_id], whole=False):
        if one.row_id != one.key and not one.is_bin:
            successor = Batch.objects.get(pk=one.batch)
            raise Refused("replaced", _("Baris ini sudah digantikan oleh baris dalam berkas %(receipt)s.")
                          % {"receipt": successor.receipt})


def _open(batch_id, ordinals, by):
    if len(ordinals) > MOST_ROWS:
        raise Refused("too_many", _("Paling banyak %(n)d baris sekaligus.") % {"n": MOST_ROWS})
    batch = locked(batch_id)
    typable(batch, by=by)
    return batch


def _bin_of(batch, by):
    """The bin of a locked batch; its number is that of no receipt."""
    return Batch.objects.get_or_create(rest_of=batch, is_bin=True, defaults={
        "regency": batch.regency, "period": batch.period, "number": -batch.pk, "state": State.CANCELLED,
        "origin": batch.origin, "sha256": batch.sha256, "received_by": by})[0]


def _save(batch):
    """Save the batch and how many rows its bin holds now."""
    batch.save()
    bin_rows = BatchRow.objects.filter(batch__rest_of=batch, batch__is_bin=True).count()
    Batch.objects.filter(rest_of=batch, is_bin=True).update(rows=bin_rows)


def _record(act, batch, rows, by):
    audit.record(act, by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=len(rows),
                 ordinals=sorted(row.ordinal for row in rows))
