"""The hidden column of an annotated workbook: which stored row a line of it is, and what stood in its cells then.

A key means nothing outside this portal and this period: it is looked up within an office's rows only, and one that
nobody here wrote is no key at all.
"""

import base64
import hmac
import json
import struct
from functools import cache
from hashlib import blake2b, sha256

from django.conf import settings

from voters.intake.cells import date_of, is_blank, text_of
from voters.intake.clean import without_blanks
from voters.intake.columns import COLUMNS

HEADING = "KUNCI BARIS"  # followed by the file's mark
_SQUEEZED = without_blanks(HEADING)
_PREFIX = "S1."
_BODY = struct.Struct(">Q8s")
_SEAL_BYTES = 8
_NUMBERED = frozenset([COLUMNS.index("NIK"), COLUMNS.index("NKK")])
_DATED = COLUMNS.index("TGLLHR")


def write_key(row_id, fingerprint):
    """The key of a stored row, for a line whose cells have this fingerprint."""
    body = _BODY.pack(row_id, fingerprint)
    return _PREFIX + base64.urlsafe_b64encode(body + _seal(body, settings.SECRET_KEY)).decode()


def read_key(text):
    """(row id, fingerprint) that a key says, or None for anything that is none of ours."""
    if not text.startswith(_PREFIX):
        return None
    try:
        raw = base64.b64decode(text.removeprefix(_PREFIX), altchars="-_", validate=True)
        body, seal = raw[:_BODY.size], raw[_BODY.size:]
        row_id, fingerprint = _BODY.unpack(body)
    except (ValueError, struct.error):
        return None
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return (row_id, fingerprint) if any(hmac.compare_digest(seal, _seal(body, one)) for one in secrets) else None


def fingerprint(cells):
    """Eight bytes that are equal for lines which the checker reads alike: 18 cells in COLUMNS order.

    Formatting, blanks at the ends and the way a date is written make no difference; a NIK as a number is another
    one than the same as text.
    """
    read = [_as_read(index, cell) for index, cell in enumerate(cells)]
    return blake2b(json.dumps(read).encode(), digest_size=8).digest()


def differing_columns(cells, others):
    """The names of the columns in which two lines say something else."""
    return [name for index, name in enumerate(COLUMNS)
            if _as_read(index, cells[index]) != _as_read(index, others[index])]


def key_column(names):
    """Where the column of keys stands, by {heading without blanks: index}, or None."""
    return next((index for name, index in names.items() if name.startswith(_SQUEEZED)), None)


def _as_read(index, cell):
    if is_blank(cell):
        return ""
    if index == _DATED and (day := date_of(cell)):
        return day.isoformat()
    if index in _NUMBERED and cell.__class__ is not str:
        return [cell[0], text_of(cell)]
    return text_of(cell)


def _seal(body, secret):
    return hmac.digest(_sealing_key(secret), body, sha256)[:_SEAL_BYTES]


@cache
def _sealing_key(secret):
    return sha256(b"sidalih row keys" + secret.encode()).digest()
