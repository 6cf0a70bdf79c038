"""Vouching for warnings (W): who has looked at a row and says that its data are right, kept with the row."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.refusal import Refused
from voters.actions.steps import editable, locked
from voters.sql import sql

# What a row forgets when its cells change: nobody has looked at what stands there now.
FORGOTTEN = {"confirmed": [], "confirmed_at": None, "confirmed_by": ""}


@transaction.atomic
def confirm(*, batch_id, code=None, ordinals=None, by):
    """Vouch for the warnings of a draft's rows: of one code or all, of some rows or all.

    Only codes that a row has now are kept with it; a warning that comes later asks again. The file's own warning (W10)
    is vouched for with `code` "W10" or with everything. Returns the batch. Raises Refused when it may not be edited
    now, and for a code that is no warning.
    """
    if code is not None and (len(code) != 3 or code[0] != "W"):
        raise Refused("no_warning", _("Hanya peringatan (W) yang dikonfirmasi; yang salah (E) harus diperbaiki."))
    batch = locked(batch_id)
    editable(batch, by=by)
    rows = vouch(batch, by=by, code=code, ordinals=ordinals)
    batch.save(update_fields=["review"])
    if rows:
        audit.record("warnings_confirmed", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=rows,
                     code=code or "", ordinals=list(ordinals or ())[:50])
    return batch


def vouch(batch, *, by, code=None, ordinals=None):
    """Store the confirmations of a locked batch and count them anew; returns how many rows (and file warnings) it took.

    Leaves saving the batch and the record to the caller.
    """
    before = counted(batch)
    with connection.cursor() as cursor:
        cursor.execute(sql("confirm_rows"), {"batch": batch.pk, "by": by.username, "codes": code and [code],
                                             "ordinals": ordinals if ordinals is None else list(ordinals)})
        rows = cursor.rowcount
    file_codes = {one["code"] for one in batch.file_problems if one["code"][0] == "W"}
    taken = {one for one in file_codes if ordinals is None and code in (None, one)}
    kept = taken | {one for one in file_codes if before.get(one)}
    count(batch, dict.fromkeys(kept, 1))
    return rows + len(taken - set(before))


def count(batch, file_codes=None):
    """Count the confirmed rows of each code into `batch.review["confirmed"]`; leaves saving to the caller."""
    if file_codes is None:
        file_codes = {one["code"]: 1 for one in batch.file_problems if counted(batch).get(one["code"])}
    with connection.cursor() as cursor:
        cursor.execute("SELECT p.code, count(*) FROM voters_batchrow r, unnest(r.confirmed) AS p (code) "
                       "WHERE r.batch_id = %s AND r.confirmed <> '{}' AND p.code = ANY (r.problems) GROUP BY p.code",
                       [batch.pk])
        batch.review = batch.review | {"confirmed": dict(sorted(cursor.fetchall())) | file_codes}


def forget(batch, codes):
    """Take a corrected row's confirmed codes out of the count of a locked batch; leaves saving to the caller."""
    if codes:
        left = {code: n - (code in codes) for code, n in counted(batch).items()}
        batch.review = batch.review | {"confirmed": {code: n for code, n in left.items() if n > 0}}


def counted(batch):
    """{code: rows whose warning somebody has vouched for}; W10 counts the file as one."""
    return batch.review.get("confirmed", {})


def is_unconfirmed(batch):
    """Whether a row without an E, or the file, has a warning that nobody has vouched for."""
    if any(one["code"][0] == "W" and not counted(batch).get(one["code"]) for one in batch.file_problems):
        return True
    if not any(code[0] == "W" for code in batch.counts):
        return False
    with connection.cursor() as cursor:
        cursor.execute(sql("unconfirmed_rows"), {"batch": batch.pk})
        return cursor.fetchone()[0]
