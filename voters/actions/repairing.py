"""Taking suggestions: one for one row, or the same for all rows that are alike, which can be undone."""

import json

from django.db import connection, transaction
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import acting
from sidalih.refusal import Refused
from voters.actions import confirming
from voters.actions.correcting import correct_row
from voters.actions.rechecking import recheck_all
from voters.actions.steps import locked, typable
from voters.intake.columns import COLUMNS
from voters.models import BatchRow, Roll
from voters.queries.suggestions import best, suggestions_for
from voters.sql import sql

AT_ONCE = 5_000  # rows held in memory while their suggestions are computed


@transaction.atomic
def take_suggestion(*, batch_id, ordinal, key, version, by, typed=None):
    """Put a row's suggestion into its cells, over whatever was `typed` besides, as if typed by hand.

    Returns the stored row. Raises Refused like `correct_row`, and where this suggestion does not hold any more.
    """
    batch = locked(batch_id)
    typable(batch, by=by)
    row = BatchRow.objects.filter(batch=batch, ordinal=ordinal).first()
    if row is None:
        raise Refused("not_found", _("Baris ini tidak ada dalam berkas."))
    offered = {one.key: one for one in suggestions_for(batch, [row]).get(ordinal, ())}
    if key not in offered:
        raise Refused("no_suggestion", _("Saran ini tidak berlaku lagi: barisnya sudah berubah. Periksa isinya."))
    return correct_row(batch_id=batch_id, ordinal=ordinal, cells=(typed or {}) | offered[key].cells, version=version,
                       by=by)


def look_at_candidates(*, batch, dpids, by):
    """Write down which voters suggestions are about to name to somebody, like a search."""
    with transaction.atomic():
        audit.record("voter_searched", by=by, regency=batch.regency, how="suggestion", found=len(dpids),
                     dpids=sorted(dpids))


def repair_alike(*, batch_id, code, kind, job, by, progress=lambda done, total, what: None):
    """Take one sure suggestion for every row of a draft that has it: the same `code` and `kind` of repair.

    In one transaction: suggestions in memory, cells by COPY, one check of the whole batch. `by` is a username, `job`
    the number under which it can be undone. Idempotent: repaired rows have the problem no more, and the number of rows
    is counted from what is stored. Returns {"batch", "code", "rows"}. Raises Refused when the batch may not be edited.
    """
    with acting(by) as person:
        batch = locked(batch_id)
        typable(batch, by=person)
        total, done = batch.counts.get(code, 0), 0
        with connection.cursor() as cursor:
            _stage(cursor)
            for rows in _in_parts(batch, code):
                _copy(cursor, list(_repaired(batch, rows, code, kind, job)))  # asks first: COPY has the line for itself
                done += len(rows)
                progress(done, total, _("Menyusun perbaikan"))
            changed = _replace(cursor, batch, person)
        if changed:
            _check_again(batch, progress)
            audit.record("rows_repaired", by=person, regency=batch.regency, subject=f"batch:{batch.pk}", code=code,
                         rows=changed, job=job)
        return {"batch": batch.pk, "code": code, "rows": _of_job(batch, job).count()}


def undo_repair(*, batch_id, job, by, progress=lambda done, total, what: None):
    """Give the rows that one `repair_alike` changed the cells that stood there before.

    Rows that somebody has saved since stay as they are. Returns {"batch", "rows"}; once undone there is nothing left,
    so asked for twice it does nothing. Raises Refused when the batch may not be edited.
    """
    with acting(by) as person:
        batch = locked(batch_id)
        typable(batch, by=person)
        with connection.cursor() as cursor:
            _stage(cursor)
            rows = [row for row in _of_job(batch, job) if row.version == row.before_repair["version"]]
            _copy(cursor, [(row.ordinal, _with(row.typed, row.before_repair["cells"]), None) for row in rows])
            changed = _replace(cursor, batch, person)
        if changed:
            _check_again(batch, progress)
            audit.record("repair_undone", by=person, regency=batch.regency, subject=f"batch:{batch.pk}", rows=changed,
                         job=job)
        return {"batch": batch.pk, "rows": changed}


def _in_parts(batch, code):
    """The rows with a code, AT_ONCE at a time."""
    found = BatchRow.objects.filter(batch=batch, problems__contains=[code]).order_by("ordinal")
    after = 0
    while rows := list(found.filter(ordinal__gt=after)[:AT_ONCE]):
        yield rows
        after = rows[-1].ordinal


def _repaired(batch, rows, code, kind, job):
    """(ordinal, typed, before) of the rows that have this very suggestion first."""
    offered = suggestions_for(batch, rows, [code])
    for row in rows:
        one = best(offered.get(row.ordinal, ()))
        if one and one.kind == kind:
            old = {name: cell for name, cell in zip(COLUMNS, row.typed, strict=True) if name in one.cells}
            yield row.ordinal, _with(row.typed, one.cells), {"job": job, "version": row.version + 1, "cells": old}


def _with(typed, cells):
    return [cells.get(name, old) for name, old in zip(COLUMNS, typed, strict=True)]


def _of_job(batch, job):
    return BatchRow.objects.filter(batch=batch, before_repair__isnull=False, before_repair__job=job).order_by("ordinal")


def _stage(cursor):
    cursor.execute("CREATE TEMP TABLE repaired (ordinal int, typed jsonb, before jsonb) ON COMMIT DROP")


def _copy(cursor, rows):
    with cursor.copy("COPY repaired FROM STDIN") as copy:
        for ordinal, typed, before in rows:
            copy.write_row((ordinal, json.dumps(typed), json.dumps(before) if before else None))


def _replace(cursor, batch, person):
    """Write the staged cells; returns how many rows."""
    cursor.execute("ANALYZE repaired")
    cursor.execute(sql("repair_rows"), {"batch": batch.pk, "by": person.username})
    changed = cursor.rowcount
    cursor.execute("DROP TABLE repaired")
    return changed


def _check_again(batch, progress):
    """The whole batch against the roll as it stands now; saves the batch."""
    progress(0, batch.rows, _("Memeriksa ulang semua baris"))
    recheck_all(batch, Roll.objects.get(pk=batch.regency).revision)
    confirming.count(batch)
    batch.save()
