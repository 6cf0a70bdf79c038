"""Keeping an uploaded file between reading it into the grid and saving the report that rests on it."""

import hashlib
from pathlib import PurePath

from django.core import signing
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from ektp.actions.reporting import EVIDENCE_BYTES, EVIDENCE_KINDS
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.refusal import Refused

SALT = "ektp.upload"
KEPT_SECONDS = 2 * 24 * 3600


def keep_upload(*, file, regency, by):
    """Store a Django File under its digest; returns the signed token that the form carries until it is saved.

    The name that a report keeps its evidence under is the same, so a file that is reported is stored once.
    Raises Refused for people who may not, and for files of another kind or size.
    """
    authorize(by, Permission.EKTP_EDIT, regency)
    name = PurePath(file.name or "").name[:255]
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
    return signing.dumps({"path": path, "name": name, "regency": regency}, salt=SALT)


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
