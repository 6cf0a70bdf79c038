"""Scanned papers: attached to a row or a batch, taken away again from drafts, and opened; each is written down."""

import hashlib
import re
import secrets
from pathlib import PurePath

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit, scans
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.home.templatetags.sandi import tanpa_nomor
from sidalih.refusal import Refused
from voters.actions.receiving import stored_only_if_done
from voters.actions.steps import EDITABLE, in_time, locked
from voters.models import BatchRow, Evidence
from voters.models.batch import State
from voters.queries import evidence as queries

TAKES = EDITABLE | {State.SUBMITTED}
MOST_OF_A_ROW, MOST_OF_A_BATCH = 10, 500
LONGEST_NAME, LONGEST_NOTE = 120, 200
UNSAFE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\"\\/:*?<>|]+")


def attach(*, batch_id, file, by, ordinal=None, note=""):
    """Store a paper behind a batch, or behind one of its rows; returns the Evidence.

    `file` is a Django File. The very same paper on the same row (or batch) is the one that is there. Raises Refused for
    people who may not, for a batch that is decided, for too large or too many, and for what is not simply a whole
    PDF, JPEG or PNG (`scans.kind_of`). When the transaction fails here, no file is left behind.
    """
    if file.size > settings.EVIDENCE_MAX_BYTES:
        raise Refused("evidence_size", _("Bukti lebih besar dari %(mb)d MB. Pindai hitam putih 200 dpi, atau foto "
                                         "dengan resolusi lebih kecil.") % {"mb": settings.EVIDENCE_MAX_BYTES // 2**20})
    file.seek(0)
    data = file.read()
    kind, digest = scans.kind_of(data), hashlib.sha256(data).hexdigest()
    file.seek(0)
    with transaction.atomic(), stored_only_if_done() as keep:
        batch = locked(batch_id)
        authorize(by, Permission.BATCH_EDIT, batch.regency)
        if batch.state not in TAKES:
            raise Refused("wrong_state", _("Bukti tidak dapat ditambah lagi: berkas berstatus “%(state)s”.")
                          % {"state": State(batch.state).label})
        in_time(batch)
        row = _row(batch, ordinal)
        papers = queries.of_row(row) if row else queries.of_batch(batch)
        if same := papers.filter(sha256=digest).first():
            return same
        if row and papers.count() >= MOST_OF_A_ROW:
            raise Refused("evidence_many", _("Satu baris memuat paling banyak %(n)d bukti.") % {"n": MOST_OF_A_ROW})
        if queries.count_of(batch) >= MOST_OF_A_BATCH:
            raise Refused("evidence_many", _("Satu berkas memuat paling banyak %(n)d bukti.") % {"n": MOST_OF_A_BATCH})
        paper = Evidence.objects.create(
            regency=batch.regency, batch=batch, row=row, name=safe_name(file.name, kind), kind=kind, bytes=len(data),
            sha256=digest, note=tanpa_nomor(" ".join(note.split()))[:LONGEST_NOTE], added_by=by,
            stored_as=keep(f"evidence/{batch.regency}/{secrets.token_hex(16)}{scans.SUFFIXES[kind]}", file))
        audit.record("evidence_attached", by=by, regency=batch.regency, subject=f"batch:{batch.pk}",
                     evidence=paper.pk, ordinal=ordinal, kind=kind, bytes=paper.bytes, sha256=digest)
    return paper


@transaction.atomic
def remove(*, batch_id, number, by):
    """Take a paper away from a draft: its line stays, its file goes. Returns the Evidence.

    Raises Refused for people who may not, for what is not there, and once the batch has been submitted: whoever
    approves must find what he was shown.
    """
    batch = locked(batch_id)
    authorize(by, Permission.BATCH_EDIT, batch.regency)
    paper = _paper(by, batch_id, number)
    if batch.state not in EDITABLE:
        raise Refused("wrong_state", _("Bukti hanya dapat dihapus selama berkas masih konsep."))
    in_time(batch)
    stored, paper.stored_as = paper.stored_as, ""
    paper.removed_at, paper.removed_by = timezone.now(), by
    paper.save(update_fields=["stored_as", "removed_at", "removed_by"])
    transaction.on_commit(lambda: default_storage.delete(stored))
    audit.record("evidence_removed", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", evidence=paper.pk,
                 ordinal=paper.row and paper.row.ordinal, sha256=paper.sha256)
    return paper


@transaction.atomic
def open_paper(*, batch_id, number, by):
    """(Evidence, its opened file), written down: a paper shows a person in full.

    Raises Refused for what is elsewhere or nowhere, and for people who may see nobody's numbers.
    """
    paper = _paper(by, batch_id, number)
    authorize(by, Permission.VOTER_REVEAL, paper.regency)
    if not default_storage.exists(paper.stored_as):
        raise Refused("not_found", _("Bukti ini tidak ada di penyimpanan; beri tahu admin."))
    file = default_storage.open(paper.stored_as)
    audit.record("evidence_opened", by=by, regency=paper.regency, subject=f"batch:{batch_id}", what="bukti berkas",
                 evidence=paper.pk, ordinal=paper.row and paper.row.ordinal, dpid=paper.row and paper.row.found,
                 bytes=paper.bytes, sha256=paper.sha256)
    return paper, file


def safe_name(name, kind):
    """What a paper is called by everybody: no path, no number like a NIK, and the ending of what it is."""
    stem = " ".join(UNSAFE.sub(" ", PurePath((name or "").replace("\\", "/")).name).split()).strip(" .")
    stem = re.sub(r"\.(?:pdf|jpe?g|png)$", "", stem, flags=re.I).strip(" .")
    return (tanpa_nomor(stem)[:LONGEST_NAME] or _("bukti")) + scans.SUFFIXES[kind]


def _row(batch, ordinal):
    if ordinal is None:
        return None
    row = BatchRow.objects.filter(batch=batch, ordinal=ordinal).first()
    if row is None:
        raise Refused("not_found", _("Baris ini tidak ada dalam berkas."))
    return row


def _paper(by, batch_id, number):
    paper = queries.one(by.scope, batch_id, number)
    if paper is None:
        raise Refused("not_found", _("Bukti ini tidak ada di wilayah kerja Anda."))
    return paper
