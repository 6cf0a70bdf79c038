"""What a chain is made of, in plain Python: the hash of an event, names of chains, heads as they are printed."""

import hashlib
import json
import re
from datetime import UTC
from typing import NamedTuple

BEGINNING = "0" * 64  # the hash before the first event
PORTAL = "portal"     # how the portal's own chain, "", is written
SHORT = 16            # signs of a head's hash on paper: 64 bits, in two halves
_ANCHOR = re.compile(r"(portal|-|[0-9]{2}(?:[0-9]{2})?|):([0-9]{1,18}):([0-9a-f]{8,64})")


class Anchor(NamedTuple):
    """A head that has left the database: the chain had this hash (or its beginning) at this event."""

    chain: str
    seq: int
    hash: str
    source: str = ""

    def __str__(self):
        """As it is written into files: 3578:412:9f3c21a1b2c3d4e5..."""
        return f"{self.chain or PORTAL}:{self.seq}:{self.hash}"


def digest(before, line):
    """The hash of an event: SHA-256 in hexadecimal of the hash before it, a line feed, and its line in UTF-8."""
    return hashlib.sha256(f"{before}\n{line}".encode()).hexdigest()


def line_of(regency, seq, at, by, act, subject, origin, detail):
    """The line of an event as the database writes it, for those who check without one (docs/audit.md).

    `at` is an aware datetime. Numbers with a fraction are left to the database: it keeps their digits as typed.
    """
    moment = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    return _json([regency, seq, moment, by, act, subject, origin, detail])


def printed(chain, seq, whole):
    """A head as forms and logs show it: 3578:412:9f3c21a1/b2c3d4e5. The stroke keeps it from looking like a NIK."""
    return f"{chain or PORTAL}:{seq}:{whole[:SHORT // 2]}/{whole[SHORT // 2:SHORT]}"


def anchor_of(text, source=""):
    """The Anchor that a printed or written head says; None for a text that is none."""
    found = _ANCHOR.fullmatch(text.strip().lower().replace("/", ""))
    if not found:
        return None
    chain, seq, start = found.groups()
    return Anchor("" if chain in (PORTAL, "-") else chain, int(seq), start, source)


def _json(value):
    """As PostgreSQL writes jsonb: members by length of their names, then by bytes; a blank after `,` and `:`."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: (len(member[0].encode()), member[0].encode()))
        return "{" + ", ".join(f"{_json(name)}: {_json(one)}" for name, one in members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
