"""Which lines of an annotated workbook that comes back are in already, which were changed, and which are new.

Pure: the caller says what the keys stand for. Keys may stand beside the wrong line (a table sorted without the hidden
column, rows copied): what a line says counts before the key beside it.
"""

from dataclasses import dataclass, field
from typing import NamedTuple


class Sent(NamedTuple):
    """A line of a sheet with a column of keys: `key` is the row id in it, `kept` its fingerprint when it was given out.

    Both are None where the line has no key of ours. `now` is the fingerprint of its cells as they came.
    """

    ordinal: int
    now: bytes
    key: int | None
    kept: bytes | None
    nik: str
    dpid: str


class Stored(NamedTuple):
    """A stored row as it stands today; several keys may mean the same one, which took the place of others."""

    row_id: int
    now: bytes
    nik: str
    dpid: str


@dataclass
class Sorted:
    """`skipped`: {ordinal: row id} of lines that are in already; `changed`: {ordinal: row id} that they replace.

    All other lines are new rows. `both` are the ordinals of changed lines whose row has been changed in the portal too
    since the file was given out.
    """

    skipped: dict = field(default_factory=dict)
    changed: dict = field(default_factory=dict)
    both: set = field(default_factory=set)


def sort_out(lines, stored):
    """Compare the lines of a file with `stored` ({key: Stored} of the keys that still mean something).

    A stored row answers for one line only: the first that says the same, else the first with its key, else the one with
    its NIK or DPID. A line whose cells are as they were given out is no change, whatever has become of the row since.
    """
    found, taken = Sorted(), set()

    def claim(line, row, into):
        taken.add(row.row_id)
        into[line.ordinal] = row.row_id

    rest = []
    for line in lines:
        row = stored.get(line.key)
        if row and row.row_id not in taken and line.now in (line.kept, row.now):
            claim(line, row, found.skipped)
        else:
            rest.append(line)
    free = [row for row in stored.values() if row.row_id not in taken]
    texts = _first_of({(line.kept, stored[line.key]) for line in lines if line.key in stored} | {
        (row.now, row) for row in free}, taken)
    rest = _claim_each(rest, lambda line: texts.get(line.now, ()), claim, found.skipped, taken)
    rest = _claim_each(rest, lambda line: [stored[line.key]] if line.key in stored else (), claim, found.changed,
                       taken)
    people = _first_of({(("nik", row.nik), row) for row in free if row.nik} | {
        (("dpid", row.dpid), row) for row in free if row.dpid}, taken)
    # A line without a key of ours was never given out: it means a new row.
    rest = [line for line in rest if line.key in stored]
    _claim_each(rest, lambda line: [*people.get(("nik", line.nik), ()), *people.get(("dpid", line.dpid), ())],
                claim, found.changed, taken)
    found.both.update(line.ordinal for line in lines if line.key in stored and stored[line.key].now != line.kept
                      and found.changed.get(line.ordinal) == line.key)
    return found


def _first_of(pairs, taken):
    """{what: [rows]} of the pairs whose row is still free, the oldest row first."""
    named = {}
    for what, row in sorted(pairs, key=lambda pair: pair[1].row_id):
        if row.row_id not in taken:
            named.setdefault(what, []).append(row)
    return named


def _claim_each(lines, candidates, claim, into, taken):
    """Let each line claim its first free candidate; returns the lines that found none."""
    rest = []
    for line in lines:
        row = next((row for row in candidates(line) if row.row_id not in taken), None)
        if row is None:
            rest.append(line)
        else:
            claim(line, row, into)
    return rest
