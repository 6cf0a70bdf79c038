"""What leaves the portal about KTP-el: totals, and the files that reports rest on; each is written down."""

import hashlib

from django.core.files.storage import default_storage

from sidalih import audit


def note_download(*, content, name, regency, by):
    """Record that a person takes away these bytes, under this name of codes and dates; `regency` may be a province.

    They hold nobody's data, so they carry no mark: their hash says which copy a found file is.
    """
    audit.record("list_exported", by=by, regency=regency, what=name, bytes=len(content),
                 sha256=hashlib.sha256(content).hexdigest())


def note_evidence(*, report, by):
    """Record that a person takes away the file that a report rests on, which may hold anything."""
    audit.record("list_exported", by=by, regency=report.regency, subject=f"ektp:{report.pk}", what="bukti KTP-el",
                 bytes=default_storage.size(report.evidence), sha256=report.sha256)
