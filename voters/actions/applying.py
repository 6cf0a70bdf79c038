"""Applying an approved batch to the roll: one transaction, one new revision."""

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.scope import scoped
from sidalih.refusal import Refused
from voters.actions import moving
from voters.actions.countersigning import brake, let_go, waiting_sentence
from voters.actions.deciding import set_blocked_aside
from voters.actions.rechecking import recheck_all
from voters.actions.reversing import changed_since
from voters.actions.steps import locked, step
from voters.models.batch import Origin, State
from voters.queries import review
from voters.queries.regencies import regency_of_batch
from voters.queries.reversing import obstacles
from voters.sql import sql


def apply_batch(*, batch_id, progress=lambda done, total, what: None):
    """Apply an approved batch: close the versions that end, begin the new ones, move the revision by one.

    Idempotent: an applied batch answers the same again. Rows that no longer hold because the roll has
    moved since they were checked go to a new draft of the operator, with their codes; when none holds the
    whole batch is returned to him. A batch that undoes another puts all its voters back or none: it is returned
    when one of them has changed since. Voters who arrive from other offices leave those rolls in the same transaction
    (`moving.py`). Locks the batch, then its moves, then the rolls in the order of their codes. Returns {"batch",
    "state", "revision", "applied"}; one that the churn brake holds stays approved and says "waits": it is the
    province's turn. Raises Refused for a batch that is not approved.
    """
    regency = regency_of_batch(batch_id)
    with scoped(regency):
        batch = locked(batch_id)
        if batch.state == State.APPLIED:
            return answer(batch)
        if batch.waits_for_province:
            raise Refused("churn_brake", waiting_sentence(batch))
        roll, moves = moving.lock_rolls(batch)
        step(batch, State.APPLIED)
        lapsed = moving.lapse(moves)
        if batch.origin == Origin.REVERSAL:
            changed, _later, _first = obstacles(regency, batch.reverses.revision)
            if changed:
                return _return_whole(batch, moves, changed_since(changed))
        elif lapsed or batch.blocked or roll.revision != batch.checked_revision:
            progress(0, batch.rows, _("Memeriksa ulang: daftar pemilih sudah berubah"))
            recheck_all(batch, roll.revision)
            if batch.blocked == batch.rows:
                return _return_whole(batch, moves, _nothing_holds(batch))
            if set_blocked_aside(batch):
                batch.review = batch.review | review.counted(batch)
        if brake(batch, roll.active):
            return _hold(batch, moves)
        progress(0, batch.rows, _("Menerapkan ke daftar pemilih"))
        moving.leave(batch, moves)
        _change_roll(batch, roll)
        batch.revision, batch.applied_at, batch.applied_rows = roll.revision, timezone.now(), batch.rows
        batch.save()
        moving.arrive(batch, moves)
        if batch.reverses:
            audit.record("batch_reversed", by="system", regency=regency, subject=f"batch:{batch.reverses_id}",
                         reversal=batch.pk, revision=batch.revision)
        moving.record(batch, moves, "batch_applied", revision=batch.revision, rows=batch.rows)
    progress(batch.rows, batch.rows, _("Diterapkan"))
    return answer(batch)


def answer(batch):
    """What the command line says of an applied batch."""
    return {"batch": batch.pk, "state": batch.state, "revision": batch.revision, "applied": batch.applied_rows}


def _hold(batch, moves):
    """Under the lock of the roll the batch is beyond the churn brake, though it was not when it was approved."""
    batch.state = State.APPROVED
    batch.save()
    moving.record(batch, moves, "batch_braked", **batch.review["brake"])
    return answer(batch) | {"waits": "countersign"}


def _change_roll(batch, roll):
    """The set-based work. The counts of both statements must agree with the rows, or nothing happens."""
    values = {"batch": batch.pk, "regency": batch.regency, "source": batch.source, "next": roll.revision + 1,
              "next_dpid": roll.next_dpid, "undone": batch.reverses.revision if batch.reverses else None}
    with connection.cursor() as cursor:
        cursor.execute(sql("reverse_changes" if batch.reverses else "stage_changes"), values)
        cursor.execute("SELECT count(*) FILTER (WHERE ends), count(*) FILTER (WHERE begins), "
                       "count(*) FILTER (WHERE dpid >= %(next_dpid)s) FROM change", values)
        ends, begins, new = cursor.fetchone()
        cursor.execute("ANALYZE change (dpid, ends, begins)")  # what the planner asks about
        cursor.execute(sql("end_versions"), values)
        ended = cursor.rowcount
        cursor.execute(sql("begin_versions"), values)
        begun = cursor.rowcount
        if (ended, begun) != (ends, begins):
            raise RuntimeError(f"batch {batch.pk}: {ended} of {ends} versions ended, {begun} of {begins} begun")
        cursor.execute("DROP TABLE change")
    roll.revision += 1
    roll.next_dpid += new
    roll.active += begun - ended
    roll.save()


def _nothing_holds(batch):
    if batch.conflicts:
        return _("Pemilih di baris-baris ini baru saja diubah berkas lain. Buka baris yang bentrok, bandingkan, pilih.")
    return _("Tidak ada baris yang masih cocok dengan daftar pemilih; semuanya dikembalikan.")


def _return_whole(batch, moves, note):
    batch.state = State.APPROVED
    step(batch, State.RETURNED)
    batch.note = note
    let_go(batch)
    batch.save()
    moving.record(batch, moves, "batch_returned", conflicts=batch.rows)
    return {"batch": batch.pk, "state": batch.state, "revision": None, "applied": 0}


