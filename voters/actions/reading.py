"""Reading a received file and checking all its rows; the worker's part of receiving."""

import gc
from contextlib import contextmanager

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.scope import scoped
from voters.actions import sending_again
from voters.actions.receiving import digest_of, first_receipt, same_file
from voters.actions.steps import locked, step
from voters.intake.check import check, file_problems, wanted
from voters.intake.parse import parse_row
from voters.intake.read import FileRefused, read_bulk
from voters.models import Batch, Roll
from voters.models.batch import State
from voters.queries import facts as roll
from voters.queries.regencies import regency_of_batch
from voters.queries.rows import STORED, count_codes, is_blocked, stored_values

PROGRESS_EVERY = 2_000
LOOKS = 5  # at rows that others keep moving, before the job is left to try again later


def read_batch(*, batch_id, progress=lambda done, total, what: None):
    """Read the stored file of a received batch, check every row, store rows and problems.

    All or nothing, and idempotent: a batch that is no longer `received` is left as it is. A file problem
    (F01 to F04, F06) turns the batch into a receipt of refusal, and the file is removed. Of an annotated workbook only
    new and changed rows are taken; where there are none, the batch is cancelled with a note that says so.
    """
    with scoped(regency_of_batch(batch_id)), _uncollected():
        batch = Batch.objects.select_related("period").get(pk=batch_id)
        if batch.state != State.RECEIVED:
            return {"batch": batch.pk, "state": batch.state}
        try:
            context = roll.check_context(batch.regency, batch.period)
            lines = []
            rows = _parse(default_storage.path(batch.stored_as), context, progress, lines)
        except FileRefused as refused:
            return _refuse(batch_id, refused)
        for look in range(1, LOOKS + 1):
            revision = _revision(batch.regency)
            progress(len(rows), len(rows), _("Memeriksa terhadap daftar pemilih"))
            plan = sending_again.plan_of(batch, lines) if lines else None
            taken, plan = _check(rows, plan, context)
            progress(len(rows), len(rows), _("Menyimpan baris"))
            try:
                return _store(batch_id, taken, revision, plan)
            except sending_again.Overtaken:
                if look == LOOKS:
                    raise
        return None


def check_file(*, path, regency, period):
    """Check a file without storing anything: (rows, file problems as [{"code", "message"}]).

    An F05 is reported, and the rows are checked all the same: nothing is taken in any case.
    """
    problems = []
    with open(path, "rb") as handle:
        first = first_receipt(regency, period, digest_of(File(handle)))
    if first:
        problems.append({"code": "F05", "message": same_file(first)})
    context = roll.check_context(regency, period)
    try:
        rows = _parse(path, context)
    except FileRefused as refused:
        return [], [*problems, {"code": refused.code, "message": str(refused.message)}]
    check(rows, roll.facts(regency, *wanted(rows)), context)
    return rows, [*problems, *({"code": code} for code in file_problems(rows))]


@contextmanager
def _uncollected():
    """Spare the collector its walks through rows that all live until they are stored: a sixth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _parse(path, context, progress=lambda done, total, what: None, lines=None):
    """All rows of a file, parsed against a context; raises FileRefused.

    Rows of sheets with a column of keys are added to `lines` as well, to be compared with what is in already.
    """
    rows = []
    for ordinal, typed in enumerate(read_bulk(path), start=1):
        rows.append(parse_row(ordinal, typed.sheet, typed.row, typed.cells, context))
        if lines is not None and typed.key is not None:
            lines.append(sending_again.line_of(rows[-1], typed))
        if ordinal % PROGRESS_EVERY == 0:
            progress(ordinal, 0, _("Membaca baris"))
    return rows


def _check(rows, plan, context):
    """Check the rows that are taken; returns them, and the plan, in which unchanged rows tied to them follow."""
    if plan is None:
        check(rows, roll.facts(context.regency, *wanted(rows)), context)
        return rows, None
    taken = [row for row in rows if row.ordinal not in plan.skipped]
    check(taken, roll.facts(context.regency, *wanted(taken)), context)
    following = sending_again.companions(plan, rows)
    if following:
        tried = taken + following
        check(tried, roll.facts(context.regency, *wanted(tried)), context)
        plan = sending_again.with_companions(plan, rows, following)
        taken = [row for row in rows if row.ordinal not in plan.skipped]
        if len(taken) < len(tried):
            check(taken, roll.facts(context.regency, *wanted(taken)), context)
    return taken, plan


def _revision(regency):
    """The roll's revision before its voters are read: what is checked against an older state is re-checked."""
    return Roll.objects.get(pk=regency).revision


@transaction.atomic
def _store(batch_id, rows, revision, plan=None):
    batch = sending_again.hold(plan) if plan else locked(batch_id)
    if batch.state != State.RECEIVED:
        return {"batch": batch.pk, "state": batch.state}
    if not rows:
        return _nothing_new(batch, plan)
    step(batch, State.CHECKED)
    columns = ", ".join(STORED)
    with connection.cursor() as cursor:  # row security refuses COPY into the table itself
        cursor.execute(f"CREATE TEMP TABLE read ON COMMIT DROP AS SELECT {columns} FROM voters_batchrow WHERE false")
        with cursor.copy(f"COPY read ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(stored_values(row))
        cursor.execute(f"INSERT INTO voters_batchrow (regency, batch_id, corrected_by, version, {columns}) "
                       f"SELECT %s, %s, '', 1, {columns} FROM read ORDER BY ordinal", [batch.regency, batch.pk])
        cursor.execute("DROP TABLE read")
    batch.rows = len(rows)
    batch.blocked = sum(is_blocked(row.problems) for row in rows)
    batch.counts = count_codes(rows)
    batch.file_problems = [{"code": code} for code in file_problems(rows)]
    batch.checked_revision = revision
    batch.skipped = len(plan.skipped) if plan else 0
    if plan and plan.both:
        batch.review = {"both": len(plan.both)}
    batch.save()
    told = {"replaced": sending_again.take_over(plan), "skipped": batch.skipped} if plan else {}
    audit.record("batch_checked", by="system", regency=batch.regency, subject=f"batch:{batch.pk}",
                 rows=batch.rows, blocked=batch.blocked, **told)
    return {"batch": batch.pk, "state": batch.state, "rows": batch.rows, "blocked": batch.blocked} | told


def _nothing_new(batch, plan):
    """A file in which everything was in already leaves a receipt, and may be sent again."""
    batch.state = State.CANCELLED
    batch.skipped = len(plan.skipped)
    batch.note = sending_again.all_in_already(batch.skipped)
    stored, batch.stored_as = batch.stored_as, ""
    batch.save()
    audit.record("batch_checked", by="system", regency=batch.regency, subject=f"batch:{batch.pk}", rows=0, blocked=0,
                 replaced=0, skipped=batch.skipped)
    transaction.on_commit(lambda: default_storage.delete(stored))
    return {"batch": batch.pk, "state": batch.state, "rows": 0, "blocked": 0, "skipped": batch.skipped}


@transaction.atomic
def _refuse(batch_id, refused):
    batch = locked(batch_id)
    if batch.state != State.RECEIVED:
        return {"batch": batch.pk, "state": batch.state}
    step(batch, State.REFUSED)
    stored, batch.stored_as = batch.stored_as, ""
    batch.file_problems = [{"code": refused.code, "message": str(refused.message)}]
    batch.save()
    audit.record("batch_refused", by="system", regency=batch.regency, subject=f"batch:{batch.pk}", code=refused.code)
    transaction.on_commit(lambda: default_storage.delete(stored))
    return {"batch": batch.pk, "state": batch.state, "code": refused.code}
