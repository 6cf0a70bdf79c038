"""Files that reports rest on: stored once under their digest, also before the report is saved."""

import hashlib
from pathlib import PurePath

from django.core import signing
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.refusal import Refused

SALT = "ektp.upload"
KEPT_SECONDS = 2 * 24 * 3600
EVIDENCE_KINDS = frozenset({".xlsx", ".csv", ".pdf", ".jpg", ".jpeg", ".png"})
EVIDENCE_BYTES = 10 * 2**20


def store_evidence(file, regency):
    """Store a Django File; returns {"evidence": its path, "evidence_name", "sha256"}, the columns of a Report.

    Raises Refused for files of another kind or size.
    """
    name = PurePath(file.name or "").name[-255:]
    kind = PurePath(name).suffix.lower()
    if kind not in EVIDENCE_KINDS:
        raise Refused("evidence_kind", _("Bukti harus berupa .pdf, .jpg, .png, .xlsx atau .csv."))
    if file.size > EVIDENCE_BYTES:
        raise Refused("evidence_size", _("Bukti lebih besar dari %(mb)d MB.") % {"mb": EVIDENCE_BYTES // 2**20})
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    path = f"ektp/{regency}/{digest.hexdigest()}{kind}"
    if not default_storage.exists(path):
        default_storage.save(path, file)
        file.seek(0)
    return {"evidence": path, "evidence_name": name, "sha256": digest.hexdigest()}


def keep_upload(*, file, regency, by):
    """Store a Django File that is read into the grid; returns the signed token that the form carries until saved.

    Raises Refused for people who may not, and for files of another kind or size.
    """
    authorize(by, Permission.EKTP_EDIT, regency)
    stored = store_evidence(file, regency)
    return signing.dumps({"path": stored["evidence"], "name": stored["evidence_name"], "regency": regency}, salt=SALT)


def kept_upload(token, regency):
    """(name, opened File) of a token for this regency, or ("", None) once it is too old, foreign or gone."""
    try:
        kept = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return "", None
    if kept["regency"] != regency or not default_storage.exists(kept["path"]):
        return "", None
    file = default_storage.open(kept["path"])
    file.name = kept["name"]
    return kept["name"], file
