"""Checking rows again: after a correction, and when the roll has moved since they were checked."""

from collections import Counter

from django.db import connection

from voters.intake.check import check, wanted
from voters.intake.columns import COLUMNS
from voters.models import BatchRow, Transfer
from voters.queries import conflicts
from voters.queries import facts as roll
from voters.queries.rows import STORED, count_codes, parsed_rows, stored_values, waits
from voters.queries.transfers import arrivals
from voters.sql import sql

# Beyond this many rows tied together it is cheaper to check the whole batch again.
LARGEST_KNOT = 5_000
ADDRESS = [COLUMNS.index(name) for name in ("DPID", "NIK", "KET")]


def recheck_all(batch, revision):
    """Check every row of a locked batch against the roll as it stands now; updates rows and counts.

    A row whose voter another batch has changed since it was first checked is a conflict, until it is resolved.
    Leaves saving the batch to the caller.
    """
    context = roll.check_context(batch.regency, batch.period)
    rows = parsed_rows(batch.pk, context)
    check(rows, roll.facts(batch.regency, *wanted(rows)), context, conflicts.seen(batch.pk),
          _stopped(batch, rows))
    _write(batch, rows)
    batch.rows = len(rows)
    batch.blocked = sum(map(waits, rows))
    batch.conflicts = sum(row.conflict for row in rows)
    batch.counts = count_codes(rows)
    batch.checked_revision = revision


def recheck_tied(batch, changed, before, settled=False, context=None):
    """Check changed rows of a locked batch and every row tied to them, as the whole file's check would.

    `changed` are the rows as parsed, each in its place in the batch already (a new one still without problems);
    `before` the stored rows that were replaced or have left the batch. Rows are tied by NIK, NKK, the voter they
    find, and pairs; the set is closed before it is checked. Updates rows and the batch's counts; leaves saving the
    batch to the caller. A conflict stays one until its row names its voter anew, or is `settled`: then the changed
    rows are taken as made in sight of the roll as it stands now. `context` is what `changed` was parsed against.
    """
    context = context or roll.check_context(batch.regency, batch.period)
    rows = _knot(batch, changed, before, context)
    if rows is None:
        new = {row.ordinal: row for row in changed}
        rows = [new.get(row.ordinal, row) for row in parsed_rows(batch.pk, context)]
    stored = {row.ordinal: row for row in BatchRow.objects.filter(
        batch=batch, ordinal__in=[row.ordinal for row in rows]).only("ordinal", "problems", "conflict")}
    seen = conflicts.seen(batch.pk, list(stored))
    for ordinal in _addressed_anew(changed, before) if not settled else [row.ordinal for row in changed]:
        seen.pop(ordinal, None)
    check(rows, roll.facts(batch.regency, *wanted(rows)), context, seen, _stopped(batch, rows))
    _write(batch, rows)
    counts = Counter(batch.counts)
    for row in rows:
        counts.subtract(stored[row.ordinal].problems)
        counts.update(row.problems)
        batch.blocked += waits(row) - waits(stored[row.ordinal])
        batch.conflicts += row.conflict - stored[row.ordinal].conflict
    batch.counts = {code: n for code, n in sorted(counts.items()) if n > 0}


def _stopped(batch, rows):
    """The ordinals of rows that wait: their move from another office is off, or they are no new voter's rows now, or
    they have become somebody else's: one would leave that office's roll, and another enter this one.
    """
    moves = arrivals(batch)
    return {row.ordinal for row in rows if row.ordinal in moves and _is_off(row, *moves[row.ordinal])}


def _is_off(row, state, nik):
    return state != Transfer.State.TAKEN or row.kind != "B" or bool(_sixteen({nik})) and row.nik != nik


def _addressed_anew(changed, before):
    """The ordinals of changed rows that look for their voter by other cells than before: nobody has seen him yet."""
    stood = {row.ordinal: [row.typed[index] for index in ADDRESS] for row in before}
    return [row.ordinal for row in changed
            if row.ordinal in stood and stood[row.ordinal] != [row.typed[index] for index in ADDRESS]]


def _knot(batch, changed, before, context):
    """The changed rows with all rows tied to them or to what they were; None when they are too many."""
    rows = {row.ordinal: row for row in changed}
    niks, nkks = {row.nik for row in before}, {row.nkk for row in before}
    dpids = {row.found for row in before} | {row.dpid for row in before}
    while True:
        for row in rows.values():
            niks.add(row.nik)
            nkks.add(row.nkk)
            dpids.add(row.dpid)
        niks, nkks = _sixteen(niks), _sixteen(nkks)
        dpids.discard(None)
        facts = roll.facts(batch.regency, dpids, niks)
        # A code-8 row is tied to the B row that bears its voter's NIK, whatever its own NIK cell says.
        dpids |= {voter.dpid for voters in facts.by_nik.values() for voter in voters}
        niks |= _sixteen({voter.nik for voter in facts.by_dpid.values()})
        # One index for each way to be tied. A row whose DPID finds nobody is tied to nobody by it.
        tied = parsed_rows(batch.pk, context, "AND r.ordinal <> ALL (%s) AND (length(r.nik) = 16 AND r.nik = ANY (%s) "
                           "OR length(r.nkk) = 16 AND r.nkk = ANY (%s) OR r.found = ANY (%s))",
                           [list(rows), list(niks), list(nkks), list(dpids)])
        if not tied:
            return sorted(rows.values(), key=lambda row: row.ordinal)
        rows.update((row.ordinal, row) for row in tied)
        if len(rows) > LARGEST_KNOT:
            return None


def _sixteen(codes):
    """Only whole numbers of 16 digits tie rows together; anything else is never looked up."""
    return {code for code in codes if code and len(code) == 16 and code.isdigit()}


def _write(batch, rows):
    """Stage the rows by COPY and replace what the check decides, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE rechecked ON COMMIT DROP AS SELECT * FROM voters_batchrow WHERE false")
        with cursor.copy(f"COPY rechecked ({', '.join(STORED)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(stored_values(row))
        cursor.execute("ANALYZE rechecked")
        cursor.execute(sql("replace_rows"), {"batch": batch.pk})
        cursor.execute("DROP TABLE rechecked")
