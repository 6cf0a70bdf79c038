"""The rows of a batch as the rules see them, and how they travel between memory and table."""

import json
from collections import Counter

from django.db import connection

from voters.intake.parse import parse_row

# What of a parsed row is stored, in the order of COPY.
PARSED = ("kind", "code", "dpid", "nkk", "nik", "name", "birth_place", "birth_date", "marital", "sex", "address", "rt",
          "rw", "disability", "ektp", "village", "tps", "source", "problems", "blocked", "found", "found_since",
          "conflict", "partner", "unchanged")
STORED = ("ordinal", "sheet", "row", "typed", *PARSED)


def stored_values(row):
    """One parsed row as the values of STORED."""
    return (row.ordinal, row.sheet, row.row, json.dumps(row.typed), *parsed_values(row))


def parsed_values(row):
    """One parsed row as the values of PARSED."""
    problems = list(row.problems)
    return (row.kind, row.code, row.dpid, row.nkk, row.nik, row.name, row.birth_place, row.birth_date, row.marital,
            row.sex, row.address, row.rt, row.rw, row.disability, row.ektp, row.village, row.tps, row.source, problems,
            waits(row), row.found, row.found_since, row.conflict, row.partner, row.unchanged)


def is_blocked(problems):
    """Whether any code is an E: the row waits while the others go on."""
    return any(code[0] == "E" for code in problems)


def waits(row):
    """Whether a checked row stays behind when its batch goes on: for an E, or for a conflict."""
    return row.conflict or is_blocked(row.problems)


def count_codes(rows):
    """{"E02": 14, ...}: rows per code."""
    counts = Counter()
    for row in rows:
        counts.update(row.problems)
    return dict(sorted(counts.items()))


def parsed_rows(batch_id, context, where="", params=()):
    """Rows of a batch, parsed anew from what was typed; `where` narrows them (SQL over r)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT r.ordinal, r.sheet, r.row, r.typed FROM voters_batchrow r "
                       f"WHERE r.batch_id = %s {where} ORDER BY r.ordinal", [batch_id, *params])
        return [parse_row(ordinal, sheet, row, json.loads(typed) if isinstance(typed, str) else typed, context)
                for ordinal, sheet, row, typed in cursor.fetchall()]
