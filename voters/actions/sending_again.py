"""An annotated workbook that comes back: rows that are in already stay where they are, changed ones replace them.

A changed row is stored anew in the new batch; the old one goes to its draft's bin and says what replaced it, so that
the same key, sent a third time, means the newest. Nothing is deleted, and nothing is in two drafts.
"""

from dataclasses import dataclass, replace

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.home.templatetags.angka import angka
from voters.actions.setting_aside import take_out
from voters.actions.steps import EDITABLE, locked
from voters.intake.row_keys import fingerprint, read_key
from voters.intake.sent_again import Sent, Stored, sort_out
from voters.models import Batch, BatchRow
from voters.models.batch import State
from voters.queries.keyed import behind
from voters.rules.codes import PAIRED_CODE
from voters.sql import sql

_NOTHING = {("dpid", None), ("found", None)}


class Overtaken(Exception):
    """Somebody has moved or changed one of the rows since they were looked at: look again."""


@dataclass(frozen=True)
class Plan:
    """What becomes of a file's lines: `skipped` and `changed` are {ordinal: row id}, `rows` {row id: Keyed}.

    `both` are row ids of drafts that were changed in the portal and in the file.
    """

    batch: Batch
    skipped: dict
    changed: dict
    rows: dict
    keyed: tuple
    both: frozenset = frozenset()

    @property
    def places(self):
        """What must still be so when it is written."""
        return {one.place for one in self.keyed}


def line_of(parsed, typed):
    """A parsed row of a sheet with keys as the line that is compared; `typed` is it as it was read."""
    key, kept = read_key(typed.key) or (None, None)
    return Sent(parsed.ordinal, fingerprint(typed.cells), key, kept, parsed.nik if parsed.nik_ok else "",
                str(parsed.dpid) if parsed.dpid else "")


def plan_of(batch, lines):
    """Look the keys of a file up and decide; None where no key means anything here, and every line is a new row."""
    keyed = behind(batch.regency, batch.period, [line.key for line in lines if line.key is not None])
    if not keyed:
        return None
    stored = {one.key: Stored(one.row_id, one.now, one.nik if len(one.nik) == 16 else "", one.dpid) for one in keyed}
    found = sort_out(lines, stored)
    places = tuple(one._replace(now=None) for one in keyed)
    rows = {one.row_id: one for one in places}
    both = frozenset(found.changed[ordinal] for ordinal in found.both if _may_move(rows[found.changed[ordinal]]))
    return Plan(batch, found.skipped, found.changed, rows, places, both)


def companions(plan, parsed):
    """Unchanged rows of drafts that may be tied to one that is taken: E21, E24 and pairs hold within a batch.

    `parsed` are all rows of the file; those that are taken have been checked.
    """
    taken = [row for row in parsed if row.ordinal not in plan.skipped]
    ties = _ties(taken)
    pairs = plan.batch.period.codeset in PAIRED_CODE and bool(taken)
    waiting = [(row, stored) for row in parsed if row.ordinal in plan.skipped
               and _may_move(stored := plan.rows[plan.skipped[row.ordinal]])]
    following = []
    while joined := [row for row, stored in waiting
                     if ties & (_ties([row]) | {("found", stored.found)} - _NOTHING) or pairs and stored.may_pair]:
        following += joined
        pairs, ties = False, ties | _ties(joined)
        followed = {row.ordinal for row in joined}
        waiting = [(row, stored) for row, stored in waiting if row.ordinal not in followed]
    return following


def with_companions(plan, parsed, following):
    """The plan in which those of the `following` rows that proved to be tied to a taken one are taken too.

    The taken and the following ones have been checked together.
    """
    taken = [row for row in parsed if row.ordinal not in plan.skipped]
    here, ties = {row.ordinal for row in taken}, _ties(taken, proved=True)
    while joined := [row for row in following if row.ordinal not in here
                     and (row.partner in here or ties & _ties([row], proved=True))]:
        here |= {row.ordinal for row in joined}
        ties |= _ties(joined, proved=True)
    found = {ordinal: row for ordinal, row in plan.skipped.items() if ordinal in here}
    return replace(plan, changed=plan.changed | found,
                   skipped={ordinal: row for ordinal, row in plan.skipped.items() if ordinal not in found})


def _ties(rows, proved=False):
    """By what rows are tied to others: NIK, DPID, the voter found; `proved`: only where E21 or E24 says so."""
    ties = set()
    for row in rows:
        if row.nik_ok and (not proved or "E21" in row.problems):
            ties.add(("nik", row.nik))
        if not proved:
            ties.add(("dpid", row.dpid))
        if not proved or "E24" in row.problems:
            ties.add(("found", row.found))
    return ties - _NOTHING


def hold(plan):
    """Lock every batch that a row of the plan is in, and the plan's own, in the order of their ids; look again.

    Returns the plan's batch, locked. Raises Overtaken where anything has changed: then nothing is written, and the plan
    is made anew.
    """
    drafts = {pk: locked(pk) for pk in sorted({plan.batch.pk, *(one.draft for one in plan.keyed)})}
    now = behind(plan.batch.regency, plan.batch.period, [one.key for one in plan.keyed], whole=False)
    if {one.place for one in now} != plan.places:
        raise Overtaken
    return drafts[plan.batch.pk]


def take_over(plan):
    """Say of each replaced row what replaced it, and move those of drafts to the bins; the new rows are stored already.

    Call it after `hold`, in the same transaction. A draft that nothing is left of is cancelled with a note. Returns
    how many rows were replaced in drafts.
    """
    moved = {row_id for row_id in plan.changed.values() if _may_move(plan.rows[row_id])}
    with connection.cursor() as cursor:
        cursor.execute(sql("replaced_rows"), {
            "batch": plan.batch.pk, "ordinals": list(plan.changed), "rows": list(plan.changed.values()),
            "moved": list(moved)})
    by_draft = {}
    for row_id in moved:
        by_draft.setdefault(plan.rows[row_id].draft, []).append(row_id)
    for pk, row_ids in sorted(by_draft.items()):
        _leave(locked(pk), row_ids, plan.batch)
    return len(moved)


def all_in_already(skipped):
    """The sentence on a receipt of a file that brings nothing new, in the offices' own language."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Semua baris berkas ini (%(n)s) sudah masuk sebelumnya dan tidak ada yang berubah. Tidak ada yang "
                 "perlu dikerjakan.") % {"n": angka(skipped)}


def _may_move(row):
    """Whether a changed line takes a row's place; beside any other it is a row of its own, and checked as one."""
    return row.state in EDITABLE and not row.is_bin and not row.is_arrival


def _leave(draft, row_ids, batch):
    """Take replaced rows out of a locked draft."""
    rows = list(BatchRow.objects.filter(pk__in=row_ids))
    take_out(draft, rows, batch.received_by)
    if not draft.rows:
        draft.state = State.CANCELLED
        with translation.override(settings.LANGUAGE_CODE):
            draft.note = _("Semua barisnya sudah dikirim ulang dengan tanda terima %(receipt)s.") % {
                "receipt": batch.receipt}
        draft.save(update_fields=["state", "note"])
    audit.record("rows_sent_again", by=batch.received_by, regency=draft.regency, subject=f"batch:{draft.pk}",
                 rows=len(rows), to=batch.pk, emptied=not draft.rows)
