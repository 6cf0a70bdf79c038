"""Checking rows again: after a correction, and when the roll has moved since they were checked."""

from collections import Counter

from django.db import connection

from voters.intake.check import check, wanted
from voters.models import BatchRow
from voters.queries import facts as roll
from voters.queries.rows import STORED, count_codes, is_blocked, parsed_rows, stored_values
from voters.sql import sql

# Beyond this many rows tied together it is cheaper to check the whole batch again.
LARGEST_KNOT = 5_000


def recheck_all(batch, revision):
    """Check every row of a locked batch against the roll as it stands now; updates rows and counts.

    Returns the ordinals of rows that have an E now. Leaves saving the batch to the caller.
    """
    context = roll.check_context(batch.regency, batch.period)
    rows = parsed_rows(batch.pk, context)
    check(rows, roll.facts(batch.regency, *wanted(rows)), context)
    _write(batch, rows)
    batch.rows = len(rows)
    batch.blocked = sum(is_blocked(row.problems) for row in rows)
    batch.counts = count_codes(rows)
    batch.checked_revision = revision
    return [row.ordinal for row in rows if is_blocked(row.problems)]


def recheck_tied(batch, changed, before):
    """Check changed rows of a locked batch and every row tied to them, as the whole file's check would.

    `changed` are the rows as parsed, each in its place in the batch already (a new one still without problems);
    `before` the stored rows that were replaced or have left the batch. Rows are tied by NIK, NKK, the voter they
    find, and pairs; the set is closed before it is checked. Updates rows and the batch's counts; leaves saving the
    batch to the caller.
    """
    context = roll.check_context(batch.regency, batch.period)
    rows = _knot(batch, changed, before, context)
    if rows is None:
        new = {row.ordinal: row for row in changed}
        rows = [new.get(row.ordinal, row) for row in parsed_rows(batch.pk, context)]
    stored = {row.ordinal: row.problems for row in BatchRow.objects.filter(
        batch=batch, ordinal__in=[row.ordinal for row in rows]).only("ordinal", "problems")}
    check(rows, roll.facts(batch.regency, *wanted(rows)), context)
    _write(batch, rows)
    counts = Counter(batch.counts)
    for row in rows:
        counts.subtract(stored[row.ordinal])
        counts.update(row.problems)
        batch.blocked += is_blocked(row.problems) - is_blocked(stored[row.ordinal])
    batch.counts = {code: n for code, n in sorted(counts.items()) if n > 0}


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
        tied = parsed_rows(batch.pk, context, "AND r.ordinal <> ALL (%s) AND (length(r.nik) = 16 AND r.nik = ANY (%s) "
                           "OR length(r.nkk) = 16 AND r.nkk = ANY (%s) "
                           "OR r.found = ANY (%s) OR r.dpid = ANY (%s))",
                           [list(rows), list(niks), list(nkks), list(dpids), list(dpids)])
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
