"""Rows whose voter another batch has changed since: finding them, and deciding whose word counts."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from voters.actions import confirming
from voters.actions.rechecking import recheck_all, recheck_tied
from voters.actions.steps import editable, locked, typable
from voters.intake.columns import COLUMNS
from voters.intake.parse import parse_row
from voters.intake.roll_cells import CELLS, roll_cells
from voters.models import BatchRow, Roll
from voters.models.batch import Origin
from voters.queries import conflicts
from voters.queries import facts as roll
from voters.rules.conflicts import ELEMENTS, differing


@transaction.atomic
def look_again(*, batch_id, by):
    """Check a draft again if the roll has moved since it was checked; returns the batch.

    What other batches have done to its voters shows as conflicts afterwards, and as codes. Raises Refused when the
    draft may not be edited now by this person.
    """
    batch = locked(batch_id)
    editable(batch, by=by)
    revision = Roll.objects.get(pk=batch.regency).revision
    if batch.origin != Origin.REVERSAL and revision != batch.checked_revision:
        recheck_all(batch, revision)
        batch.save()
        audit.record("batch_rechecked", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=batch.rows,
                     blocked=batch.blocked, conflicts=batch.conflicts)
    return batch


@transaction.atomic
def resolve(*, batch_id, ordinal, version, since, take, by):
    """End the conflict of one row: it keeps its cells but for the elements `take`, which become what the roll says.

    `version` is the row's and `since` the voter's version that the page showed. Returns the row, checked against the
    roll as it stands now. Raises Refused when the batch may not be edited, when somebody else has saved the row
    (`conflict`), when it is not in conflict any more, and when the voter has changed once more (`changed_again`).
    """
    batch = locked(batch_id)
    typable(batch, by=by)
    row = BatchRow.objects.filter(batch=batch, ordinal=ordinal).first()
    if row is None:
        raise Refused("not_found", _("Baris ini tidak ada dalam berkas."))
    if row.version != version:
        raise Refused("conflict", _("Baris ini baru saja disimpan oleh %(who)s. Periksa isinya, lalu simpan lagi.")
                      % {"who": row.corrected_by or _("orang lain")})
    standoff = conflicts.standoffs(batch, [row]).get(ordinal)
    if standoff is None:
        raise Refused("no_conflict", _("Baris ini tidak bentrok lagi; periksa isinya."))
    if standoff.now.since != since:
        raise Refused("changed_again", _("Pemilih ini baru saja diubah sekali lagi. Bandingkan lagi, lalu pilih."))
    _settle(batch, [(standoff, [name for name in ELEMENTS if name in take])], by)
    return BatchRow.objects.get(pk=row.pk)


@transaction.atomic
def merge(*, batch_id, by):
    """End every conflict of a draft in which nobody wants the same element otherwise; returns how many.

    What the row changed stays as it wants it, what only the roll has changed is taken from the roll. Strikes are left
    to people: it may be another person who is to be struck. Raises Refused when the batch may not be edited.
    """
    batch = locked(batch_id)
    typable(batch, by=by)
    rows = list(BatchRow.objects.filter(batch=batch, conflict=True, kind="U"))
    plan = []
    for standoff in conflicts.standoffs(batch, rows).values():
        theirs = set(differing(standoff.then, standoff.now))
        ours = set(differing(standoff.then, standoff.row))
        clash = theirs & ours & set(differing(standoff.now, standoff.row))
        if not clash and standoff.now.dpid == standoff.then.dpid:
            plan.append((standoff, [name for name in ELEMENTS if name in theirs - ours]))
    if plan:
        _settle(batch, plan, by)
    return len(plan)


def _settle(batch, plan, by):
    """Save the rows of [(Standoff, elements taken from the roll)], and check them as made in sight of it."""
    villages = {standoff.now.village for standoff, _take in plan}
    names = areas.names_of(villages | {village[:6] for village in villages})
    context = roll.check_context(batch.regency, batch.period)
    changed = []
    for standoff, take in plan:
        row, cells = standoff.row, roll_cells(standoff.now, names)
        columns = {column for name in take for column in CELLS[name]}
        typed = [cells[name] if name in columns else old for name, old in zip(COLUMNS, row.typed, strict=True)]
        changed.append(parse_row(row.ordinal, row.sheet, row.row, typed, context))
    before = [standoff.row for standoff, _take in plan]
    recheck_tied(batch, changed, before, settled=True)
    for row in before:
        confirming.forget(batch, row.confirmed)
    batch.save()
    BatchRow.objects.filter(pk__in=[row.pk for row in before]).update(
        version=F("version") + 1, corrected_at=timezone.now(), corrected_by=by.username, **confirming.FORGOTTEN)
    audit.record("conflict_resolved", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=len(plan),
                 ordinals=[row.ordinal for row in before][:50],
                 columns=sorted({column for _standoff, take in plan for name in take for column in CELLS[name]}))
