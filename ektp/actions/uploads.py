"""Files that reports rest on: stored once under their digest, also before the report is saved; leftovers are swept."""

import hashlib
import os
from datetime import timedelta
from pathlib import PurePath

from django.core import signing
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from ektp.actions.locks import lock_regency
from ektp.queries.reports import evidence_of
from sidalih import scans
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.home.templatetags.sandi import file_name
from sidalih.refusal import Refused

SALT = "ektp.upload"
KEPT_SECONDS = 24 * 3600
SWEPT_AFTER = timedelta(seconds=KEPT_SECONDS) + timedelta(hours=1)  # no form can ask for it any more
EVIDENCE_BYTES = 10 * 2**20
PAPERS = {".pdf": scans.PDF, ".jpg": scans.JPEG, ".jpeg": scans.JPEG, ".png": scans.PNG}
EVIDENCE_KINDS = frozenset({*PAPERS, ".xlsx", ".csv"})
# What a .csv does not begin with; it holds no NUL either.
_NO_TEXT = (b"PK\x03\x04", b"%PDF", b"\xff\xd8\xff", scans.SIGNATURE, b"MZ")


def store_evidence(file, regency):
    """Store a Django File; returns {"evidence": its path, "evidence_name", "sha256"}, the columns of a Report.

    Call it under `lock_regency`, so that a file is not swept while it is taken up again. Raises Refused for files
    of another kind or size, for those whose content is not what their name says, and for papers that are damaged or
    hold something else besides (sidalih/scans.py).
    """
    name = PurePath(file.name or "").name[-255:]
    kind = PurePath(name).suffix.lower()
    if kind not in EVIDENCE_KINDS:
        raise Refused("evidence_kind", _("Bukti harus berupa .pdf, .jpg, .png, .xlsx atau .csv."))
    if file.size > EVIDENCE_BYTES:
        raise Refused("evidence_size", _("Bukti lebih besar dari %(mb)d MB.") % {"mb": EVIDENCE_BYTES // 2**20})
    if not _is_what_it_says(file, kind):
        raise Refused("evidence_content", _("Isi %(name)s bukan berkas %(kind)s. Simpan atau pindai ulang, atau "
                                            "perbaiki akhiran namanya.") % {"name": name, "kind": kind})
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    path = f"ektp/{regency}/{digest.hexdigest()}{kind}"
    if default_storage.exists(path):
        os.utime(default_storage.path(path))  # its day begins again
    else:
        default_storage.save(path, file)
        file.seek(0)
    return {"evidence": path, "evidence_name": file_name(name), "sha256": digest.hexdigest()}


def keep_upload(*, file, regency, by, chosen=False):
    """Store a Django File until its form is saved; returns the signed token that the form carries.

    `chosen` says that somebody chose it as the evidence; a form that was only read is the evidence where there is
    no other. Sweeps what the regency's forms have left behind. Raises Refused for people who may not, and for
    files that store_evidence refuses.
    """
    authorize(by, Permission.EKTP_EDIT, regency)
    with scoped(regency):
        lock_regency(regency)
        _sweep(regency)
        stored = store_evidence(file, regency)
    return signing.dumps({"path": stored["evidence"], "name": stored["evidence_name"], "regency": regency,
                          "chosen": chosen}, salt=SALT)


def kept_upload(token, regency):
    """(name, opened File) of a token for this regency, or ("", None) once it is too old, foreign or gone."""
    kept = _read(token, regency)
    if not kept:
        return "", None
    file = default_storage.open(kept["path"])
    file.name = kept["name"]
    return kept["name"], file


def is_chosen(token, regency):
    """Whether a token is of a file that somebody chose as the evidence."""
    return _read(token, regency).get("chosen", False)


def _read(token, regency):
    """What a token says, {} once it is too old, foreign or its file is gone."""
    try:
        kept = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return {}
    return kept if kept["regency"] == regency and default_storage.exists(kept["path"]) else {}


def _is_what_it_says(file, kind):
    """Whether the content fits the ending. Raises Refused for a damaged paper, and one with something else in it."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    if kind == ".csv":
        return b"\0" not in content[:2**16] and not content.startswith(_NO_TEXT)
    if kind == ".xlsx":
        return content.startswith(b"PK\x03\x04")
    try:
        return scans.kind_of(content) == PAPERS[kind]
    except Refused as refused:
        if refused.code == "scan_kind":
            return False
        raise


def _sweep(regency):
    """Remove files that no report rests on and no form can still ask for. What a report rests on is never removed."""
    folder = f"ektp/{regency}"
    if not default_storage.exists(folder):
        return
    before = timezone.now() - SWEPT_AFTER
    old = {path for path in (f"{folder}/{name}" for name in default_storage.listdir(folder)[1])
           if default_storage.get_modified_time(path) < before}
    for path in old - evidence_of(regency) if old else ():
        default_storage.delete(path)
