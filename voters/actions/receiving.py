"""Taking an operator's file in: the receipt comes at once, reading follows in a worker."""

import hashlib
from contextlib import contextmanager

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from sidalih import audit, jobs
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.refusal import Refused
from voters.actions.rolls import ensure_roll
from voters.models.batch import Batch, State
from voters.queries.windows import must_be_open

RECEIPT_LOCK = 350_003


def receive(*, file, regency, period, by, label="", source="", token=None):
    """Store an operator's file and give its receipt; returns the batch and enqueues its reading.

    `file` is a Django File. The receipt (number, time, SHA-256) counts even if processing ends later. The
    very same file received before for this regency and period is `F05`: the returned batch is then a
    receipt of refusal. `token` is the form's own; pressed twice, the first batch is returned again.
    Raises Refused for people who may not, for a file beyond the size that is stored at all, and while the portal is
    closed for the office: what counts is the time on the receipt.
    """
    authorize(by, Permission.BATCH_EDIT, regency)
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise Refused("F02", _("Berkas terlalu besar (lebih dari %(mb)d MB). Pecah per kecamatan, lalu unggah lagi.")
                      % {"mb": settings.UPLOAD_MAX_BYTES // 2**20})
    digest = digest_of(file)
    with transaction.atomic(), stored_only_if_done() as keep:
        ensure_roll(regency)
        lock_receipts(regency, period)
        if token and (earlier := Batch.objects.filter(form_token=token).first()):
            if (earlier.sha256, earlier.regency, earlier.received_by_id) == (digest, regency, by.pk):
                return earlier
            token = None  # an old form with another file: a batch of its own
        batch = Batch(regency=regency, period=period, number=next_number(regency, period), label=label, source=source,
                      file_name=file.name.rsplit("/")[-1][:255], file_size=file.size, sha256=digest, received_by=by,
                      form_token=token)
        first = first_receipt(regency, period, digest)
        if first:
            batch.state = State.REFUSED
            with translation.override(settings.LANGUAGE_CODE):  # stored words are the offices' own language
                batch.file_problems = [{"code": "F05", "message": same_file(first), "batch": first.pk}]
        else:
            batch.stored_as = keep(f"uploads/{regency}/{digest}.xlsx", file)
        batch.save()
        must_be_open(regency=regency, period=period, now=batch.received_at)
        if not first:
            jobs.enqueue(kind="read_batch", key=f"read_batch:{batch.pk}", args={"batch": batch.pk}, by=by.username,
                         regency=regency)
        audit.record("batch_refused" if first else "batch_received", by=by, regency=regency,
                     subject=f"batch:{batch.pk}", sha256=digest, bytes=file.size)
    return batch


def first_receipt(regency, period, digest):
    """The live batch that this very file made before, or None."""
    return Batch.objects.filter(regency=regency, period=period, sha256=digest, rest_of=None).exclude(
        state__in=[State.REFUSED, State.CANCELLED]).order_by("id").first()


def same_file(first):
    """The sentence of F05, which points to the receipt of the first batch."""
    return _("Berkas yang sama sudah diterima dengan tanda terima %(receipt)s.") % {"receipt": first.receipt}


def next_number(regency, period):
    """The next receipt number of a regency and period; call it under `lock_receipts`."""
    last = Batch.objects.filter(regency=regency, period=period).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def new_rest(batch):
    """A draft, with a receipt number of its own, for the rows that stay behind; the caller moves them there."""
    lock_receipts(batch.regency, batch.period)
    return Batch.objects.create(
        regency=batch.regency, period=batch.period, number=next_number(batch.regency, batch.period),
        state=State.CHECKED, origin=batch.origin, rest_of=batch, label=batch.label,
        source=batch.source, file_name=batch.file_name, file_size=batch.file_size, sha256=batch.sha256,
        checked_revision=batch.checked_revision, received_by_id=batch.received_by_id,
        file_problems=batch.file_problems)


@contextmanager
def stored_only_if_done():
    """Gives a function that stores a file; what it stored is removed again when the block fails."""
    stored = []

    def keep(name, file):
        stored.append(default_storage.save(name, file))
        return stored[-1]
    try:
        yield keep
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise


def lock_receipts(regency, period):
    """Receipts of one regency and period are numbered one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [RECEIPT_LOCK, f"{regency}/{period.pk}"])


def digest_of(file):
    """SHA-256 of a Django File in hexadecimal; the file is left at its beginning."""
    digest = hashlib.sha256()
    for chunk in file.chunks(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
