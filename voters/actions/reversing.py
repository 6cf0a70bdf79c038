"""Undoing an applied batch: a new batch that puts every voter back, and goes its way like any other."""

import hashlib
import uuid

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.home.templatetags.angka import angka
from sidalih.refusal import Refused
from voters.actions.receiving import lock_receipts, next_number
from voters.actions.steps import locked
from voters.models import Batch, Roll
from voters.models.batch import Origin, State
from voters.queries import reversing as queries
from voters.queries.windows import must_be_open, standing, working
from voters.sql import sql

KET = "BATAL"  # what stands in the column KET of a row that puts a voter back
LEAST_LETTERS = 5


@transaction.atomic
def reverse_batch(*, batch_id, reason, by):
    """Prepare the batch that undoes an applied one; it changes nothing until somebody submits it and another approves.

    Returns the new batch, state `checked`, whose rows put back what the roll held before: who came goes, who was
    struck comes back under his own DPID, who was changed is what he was. Raises Refused for people who may not, a batch
    that is not applied (`wrong_state`), that is undone already (`already_reversed`) or that took voters in from other
    regencies (`has_arrivals`), without a reason, while the portal is closed, and for voters whom another batch has
    changed since (`changed_since`, with `count`, `later` and `obstacles` in the detail).
    """
    undone = locked(batch_id)
    authorize(by, Permission.BATCH_EDIT, undone.regency)
    reason = reason.strip()
    if sum(letter.isalpha() for letter in reason) < LEAST_LETTERS:
        raise Refused("reason_missing", _("Tulis alasan pembatalan, sedikitnya lima huruf: penyetuju membacanya."))
    if undone.state != State.APPLIED:
        raise Refused("wrong_state", _("Hanya berkas yang sudah diterapkan yang dapat dibatalkan penerapannya."))
    if made := queries.reversal_of(undone):
        raise Refused("already_reversed", _("Berkas ini sudah punya berkas pembatalan: %(receipt)s.")
                      % {"receipt": made.receipt}, batch=made.pk)
    if undone.lines.filter(transfer__isnull=False).exists():
        raise Refused("has_arrivals", _("Berkas ini menerima pemilih pindahan dari kabupaten/kota lain, jadi tidak "
                                        "dapat dibatalkan. Pindahkan kembali pemilihnya lewat halaman Pindah."))
    must_be_unchanged(undone)
    batch = _new_batch(undone, reason, by)
    with connection.cursor() as cursor:
        cursor.execute(sql("reverse_rows"), {"regency": batch.regency, "batch": batch.pk, "reverses": undone.pk,
                                             "undone": undone.revision, "ket": KET})
        batch.rows = cursor.rowcount
    if not batch.rows:
        raise Refused("nothing_to_reverse", _("Berkas ini tidak mengubah apa pun di daftar pemilih."))
    batch.save()
    audit.record("reversal_prepared", by=by, regency=batch.regency, subject=f"batch:{undone.pk}", reason=reason,
                 reversal=batch.pk)
    audit.record("reversal_made", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", reason=reason,
                 reverses=undone.pk, rows=batch.rows)
    return batch


def must_be_unchanged(undone):
    """Raise Refused (`changed_since`) unless every voter is still as this applied batch left him."""
    count, later, found = queries.obstacles(undone.regency, undone.revision)
    if count:
        raise Refused("changed_since", changed_since(count), count=count, later=later, obstacles=found)


def changed_since(count):
    """The sentence for voters who were changed after the batch that is to be undone."""
    return _("%(n)s pemilih sudah diubah lagi sesudah berkas ini diterapkan; batalkan dulu perubahan yang lebih "
             "baru itu.") % {"n": angka(count)}


def _new_batch(undone, reason, by):
    """The reversal, still without rows, in the period of what it undoes, or, that closed, in the one worked in now."""
    period = undone.period
    if not standing(undone.regency, period).takes:
        period = working(undone.regency)
    must_be_open(regency=undone.regency, period=period)
    lock_receipts(undone.regency, period)
    with translation.override(settings.LANGUAGE_CODE):  # stored words are the offices' own language
        label = _("Pembatalan %(title)s") % {"title": undone.title}
    return Batch.objects.create(
        regency=undone.regency, period=period, number=next_number(undone.regency, period), state=State.CHECKED,
        origin=Origin.REVERSAL, reverses=undone, reverse_reason=reason, label=label[:120],
        # There is no file to hash. What stands in its place keeps two reversals of a period apart.
        sha256=hashlib.sha256(f"reversal:{uuid.uuid4()}".encode()).hexdigest(),
        checked_revision=Roll.objects.get(pk=undone.regency).revision, received_by=by)
