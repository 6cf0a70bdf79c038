"""Writing acts down: with the act itself, or after the transaction that refused it."""

import json
import re

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from sidalih.audit import origin
from sidalih.audit.append import append, append_verification
from sidalih.audit.chain import BEGINNING, printed

# A whole NIK or NKK that somebody typed into a reason, in groups too; not the digits inside a hash or a mark.
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?<![0-9a-f]-)(\d{4})(?:(?:[ .\-]?\d){12}|\d{13,})(?![0-9A-Za-z])(?!-[0-9a-f])")


def record(act, *, by, regency="", subject="", **detail):
    """Write one act down in the caller's transaction, so that an act without its record does not happen.

    `by` is a username or "system"; `act` is in the past tense (batch_submitted) and has a name in
    `sidalih/audit/acts.py`; `regency` is the office or province whose chain it joins, "" for the portal's; `subject`
    names the thing ("batch:12"); `detail` holds counts and reasons, never personal data, and
    `changes={"field": [old, new]}` what changed. Raises what the database raises.

    Call it last: the chain of the office is locked until the transaction ends, and whoever then waits for a roll, a
    batch or a job could wait in a circle. Several offices in one transaction: in the order of their codes.
    """
    append(_ready(act, by, regency, subject, detail))


def verified(*, by, **detail):
    """Write down in the portal's chain that all chains were verified, with the heads of those not in `broken`."""
    _chain, by, _act, _subject, origin_, told = _ready("audit_verified", by, "", "", detail)
    append_verification(by, origin_, told)


def later(act, *, by, regency="", subject="", **detail):
    """Write an act down when the request, command or job is over, also when its transaction was rolled back.

    For what did not happen: refusals, failed logins. Same arguments as `record`. Outside of a request, command or
    job it is written at once.
    """
    ready = _ready(act, by, regency, subject, detail)
    if not origin.remember(ready):
        append(ready)


def head(chain):
    """The head of an office's chain as forms print it: "3578:412:9f3c21a1/b2c3d4e5"; of an empty one it is 0 and zeros.

    What stands on paper outside of the portal proves later that no event up to it was changed or cut off.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, hash FROM audit_head WHERE chain = %s", [chain])
        return printed(chain, *(cursor.fetchone() or (0, BEGINNING)))


def _ready(act, by, regency, subject, detail):
    """The arguments of `append`."""
    return [regency, str(by), act, subject, _json(origin.whence()), _json(detail)]


def _json(values):
    return json.dumps(_masked(values), cls=DjangoJSONEncoder, ensure_ascii=False)


def _masked(value):
    """The value without NUL and without any number of sixteen digits: people type a NIK into a reason."""
    if isinstance(value, str):
        return _NUMBER.sub(lambda found: found.group(1) + "•" * 12, value.replace("\0", ""))
    if isinstance(value, dict):
        return {_masked(str(name)): _masked(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(one) for one in value]
    return value
