"""Where annotated workbooks lie, and handing each out to the person who had it written, for a day."""

import hashlib
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.marking import normal
from voters.queries.annotated import origin_of

KEPT_SECONDS = 24 * 3600  # it says how things stood: what is older is written anew
WHOLE, PLAIN = "asli", "polos"
_NAME = re.compile(r"annotated-\d+-\d{4}-[0-9a-f]{16}-([0-9a-f]{32})-(asli|polos)\.xlsx")


class Copy(NamedTuple):
    """A written workbook: where it lies, its mark, whether it is a plain one, and when it was written."""

    path: Path
    mark: str
    is_plain: bool
    at: datetime


def ready(batch, by):
    """The Copy that this person had written of a batch's file, not older than a day, or None."""
    found = [one for one in written(origin_of(batch), by) if not is_old(one.path)]
    return max(found, key=lambda one: one.at, default=None)


@transaction.atomic
def hand_out(*, batch, by):
    """(Copy, name for the download) of this person's workbook, or None while there is none; each is recorded.

    Raises Refused for people who may not, and for a batch of another area.
    """
    authorize(by, Permission.BATCH_EDIT, batch.regency)
    copy = ready(batch, by)
    if copy is None:
        return None
    root = origin_of(batch)
    own = Path(root.file_name or f"entri-{root.receipt.replace('/', '-')}.xlsx")
    ending = own.suffix if own.suffix.lower() == ".xlsm" and not copy.is_plain else ".xlsx"
    audit.record("annotated_downloaded", by=by, regency=root.regency, subject=f"batch:{root.pk}",
                 what=f"berkas beranotasi {root.receipt}", mark=copy.mark, sha256=sha256_of(copy.path),
                 bytes=copy.path.stat().st_size)
    return copy, f"{own.stem}-beranotasi{ending}"


def folder():
    """The folder of an installation's files that are written for one person."""
    return settings.VAR_DIR / "files" / "exports"


def place_of(root, by, mark, is_plain):
    """Where one person's workbook is put; the mark is in the name, to be recorded when handed out."""
    return folder() / f"{_stem(root, by)}-{mark.code.replace('-', '')}-{PLAIN if is_plain else WHOLE}.xlsx"


def written(root, by):
    """The Copies of a batch's file that lie there for a person, old ones too."""
    for path in folder().glob(f"{_stem(root, by)}-*.xlsx"):
        if named := _NAME.fullmatch(path.name):
            yield Copy(path, normal(named[1]), named[2] == PLAIN, datetime.fromtimestamp(path.stat().st_mtime, UTC))


def is_old(path):
    """Whether a workbook is not handed out any more."""
    return time.time() - path.stat().st_mtime > KEPT_SECONDS


def sha256_of(path):
    """The SHA-256 of a file, in hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stem(root, by):
    return f"annotated-{root.pk}-{root.regency}-{hashlib.sha256(str(by).encode()).hexdigest()[:16]}"
