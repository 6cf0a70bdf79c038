"""Verifying the chains: every event read from the database and hashed again here, heads held against their anchors.

The lines come from PostgreSQL's own functions, named in the query, and not from `audit_line()`: whoever could change
an event could change that function too. The hashing is ours. docs/audit.md says how to do it without this program.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from struct import Struct

from django.db import connection

from sidalih.accounts.scope import scoped
from sidalih.audit.chain import BEGINNING

# No region has this code: a scope that sees the portal's own chain and nothing else.
PORTAL_SCOPE = "00"
MOST_PROBLEMS = 50     # of one chain are listed; all are counted
EVERY = 50_000         # events between two words about progress
_HEADER = 19           # bytes before the first row of a binary COPY without options
_ROW = Struct(">hiqi")  # number of fields, 8, seq, length of the hash
_LENGTH = Struct(">i")
_LINE = """E'\\n' || pg_catalog.jsonb_build_array(
    regency, seq, pg_catalog.to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), by, act, subject, origin,
    detail)::text"""
_COPY = f"COPY (SELECT seq, hash, {_LINE} FROM audit_event WHERE regency = %s ORDER BY seq) TO STDOUT (FORMAT binary)"
_ONE = f"""SELECT {_LINE}, hash, coalesce((SELECT b.hash FROM audit_event b WHERE b.regency = e.regency
    AND b.seq = e.seq - 1), %s) FROM audit_event e WHERE id = %s"""


@dataclass
class Report:
    """What was found in one chain. `problems` are (seq, what, source of the anchor or "")."""

    chain: str
    events: int = 0
    seq: int = 0
    hash: str = BEGINNING
    found: int = 0
    problems: list = field(default_factory=list)

    @property
    def ok(self):
        """Whether the chain is whole and agrees with every anchor."""
        return not self.found

    def add(self, seq, what, source=""):
        """Count a problem, and list it unless there are many already."""
        self.found += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((seq, what, source))


def chains():
    """The codes of all chains that have events or a head, "" for the portal's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_chains()")
        return [code for code, in cursor.fetchall()]


def verify(*, anchors=(), progress=lambda done, total, what: None, out=None):
    """Verify every chain, also those that only an anchor tells of; returns a Report for each, in code order.

    `anchors` are `chain.Anchor`s. `out(chain)` gives a binary file that gets the chain's lines. Each chain is read in
    a scope of its own: no right is needed that the application does not have anyway.
    """
    by_chain = {}
    for anchor in anchors:
        by_chain.setdefault(anchor.chain, []).append(anchor)
    heads = {code: _head(code) for code in chains()}
    total = sum(seq for seq, _hash in filter(None, heads.values()))
    reports = []
    for code in sorted({*heads, *by_chain}):
        done = sum(report.events for report in reports)
        reports.append(verify_chain(code, by_chain.get(code, ()), out=out(code) if out else None,
                                    progress=lambda n, before=done: progress(before + n, total, "")))
    return reports


def verify_chain(chain, anchors=(), *, progress=lambda done: None, out=None):
    """Verify one chain; returns its Report.

    Problems: `altered` (the event's hash is not that of its words and the hash before), `missing` (numbers left
    out before it), `doubled`, `head_missing`, `head_differs`, `tail_cut` and `beyond_head` (the head stands on
    another event than the last), `anchor_differs` and `anchor_beyond` (paper or file say otherwise).
    """
    report, waiting = Report(chain), _by_seq(anchors)
    with scoped(chain or PORTAL_SCOPE):
        before = _head(chain)
        known = {before[0]: before[1]} if before else {}
        _walk(report, known, waiting, progress, out)
        after = _head(chain)
    _hold_against_head(report, before, after, known)
    for seq in sorted(waiting):
        for anchor in waiting[seq]:
            if seq and seq > report.seq:
                report.add(seq, "anchor_beyond", anchor.source)
    return report


def fits(event):
    """Whether one event's hash is that of its words and of the hash before it; says nothing of the rest."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [BEGINNING, event.pk])
        line, digest, before = cursor.fetchone()
    return sha256(f"{before}{line}".encode()).hexdigest() == digest


def _walk(report, known, waiting, progress, out):
    """Follow the chain from its first event to its last; leaves in `known` only what the head said wrongly.

    A million times round: what is the same for all rows stands outside, what is rare behind one comparison.
    """
    last, last_hash, rare = 0, BEGINNING.encode(), {*known, *waiting}
    with connection.cursor() as cursor, cursor.copy(_COPY, [report.chain]) as copy:
        for seq, hash_, line in _rows(copy):
            digest = sha256(last_hash)
            digest.update(line)
            if seq != last + 1:
                report.add(seq, "missing" if seq > last + 1 else "doubled")
            elif digest.hexdigest().encode() != hash_:
                report.add(seq, "altered")
            if seq in rare:
                stored = hash_.decode(errors="replace")
                _hold_against_anchors(report, seq, stored, waiting.get(seq, ()))
                if known.get(seq) == stored:
                    del known[seq]
            if out:
                out.write(bytes(line[1:]) + b"\n")
            last, last_hash = seq, hash_
            report.events += 1
            if not report.events % EVERY:
                progress(report.events)
    report.seq, report.hash = last, last_hash.decode(errors="replace")


def _rows(copy):
    """(seq, hash, line feed and line) of each row of a binary COPY, the last two in bytes.

    PostgreSQL sends a message for each row: number of fields, then each with its length before it. The first has the
    file's header before it, the last is -1 alone. Raises ValueError for anything else.
    """
    at = _HEADER
    for block in copy:
        if len(block) - at < _ROW.size:
            if bytes(block[at:]) not in (b"", b"\xff\xff"):
                raise ValueError("a row of COPY is cut short")
            continue
        _fields, _eight, seq, length = _ROW.unpack_from(block, at)
        middle = at + _ROW.size + length
        start, at = middle + _LENGTH.size, 0
        if start + _LENGTH.unpack_from(block, middle)[0] != len(block):
            raise ValueError("a row of COPY is not one message")
        yield seq, bytes(block[middle - length:middle]), block[start:]


def _hold_against_anchors(report, seq, digest, anchors):
    for anchor in anchors:
        if not digest.startswith(anchor.hash):
            report.add(seq, "anchor_differs", anchor.source)


def _hold_against_head(report, before, after, known):
    """The head was read before the events and after them; acts in between have moved it along with them."""
    if after is None:
        if report.events:
            report.add(report.seq, "head_missing")
        return
    if before and report.seq < before[0]:
        report.add(before[0], "tail_cut")
    elif before and before[0] and before[0] in known:
        report.add(before[0], "head_differs")
    if report.seq > after[0]:
        report.add(report.seq, "beyond_head")


def _head(chain):
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, hash FROM audit_head WHERE chain = %s", [chain])
        return cursor.fetchone()


def _by_seq(anchors):
    found = {}
    for anchor in anchors:
        found.setdefault(anchor.seq, []).append(anchor)
    return found
