"""Typed drafts: rows that operators type into the portal, by form or grid, each saved as it is left.

A typed row is a row like any other afterwards: corrected, submitted, approved and applied by the same actions.
"""

import hashlib
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.refusal import Refused
from voters.actions import confirming
from voters.actions.receiving import lock_receipts, next_number
from voters.actions.rechecking import recheck_tied
from voters.actions.rolls import ensure_roll
from voters.actions.steps import locked, typable
from voters.intake.cells import is_blank
from voters.intake.columns import COLUMNS
from voters.intake.parse import parse_row
from voters.models import BatchRow, Roll
from voters.models.batch import Batch, Origin, State
from voters.queries import facts as roll
from voters.queries.entry import known_rows, next_ordinal, niks_of
from voters.queries.windows import must_be_open
from voters.rules.rows import ENOUGH_NIKS, look_damaged

SHEET = "Entri"  # the name of no file's sheet: where a row says it was typed
MOST_ROWS = 500  # of one call: a page of the grid
LONGEST = 500    # characters of a cell, as in the editor of a row


class SavedRow(NamedTuple):
    """What became of one row: where it stands now, what is wrong with it, or in `refused` why it was not saved.

    `ordinal` is None where nothing of it is stored.
    """

    ordinal: int | None
    version: int
    problems: Sequence
    blocked: bool
    conflict: bool
    refused: str


@transaction.atomic
def start_draft(*, regency, period, by, label="", source="", token=None):
    """An empty draft for rows to be typed into, with a receipt of its own; returns the batch.

    `token` is the form's: pressed twice, the first draft is returned again. Raises Refused for people who may not, and
    while the portal is closed for the office.
    """
    authorize(by, Permission.BATCH_EDIT, regency)
    ensure_roll(regency)
    lock_receipts(regency, period)
    if token and (earlier := Batch.objects.filter(form_token=token).first()):
        if (earlier.regency, earlier.received_by_id, earlier.origin) == (regency, by.pk, Origin.TYPED):
            return earlier
        token = None  # somebody else's form: a draft of its own
    # There is no file to hash. What stands in its place keeps two typed drafts of a period apart, where two equal
    # files would be one (batch_file_once), and is no hash of anything that a file could hold.
    identity = hashlib.sha256(f"typed:{token or uuid.uuid4()}".encode()).hexdigest()
    batch = Batch.objects.create(
        regency=regency, period=period, number=next_number(regency, period), state=State.CHECKED, origin=Origin.TYPED,
        label=label, source=source, sha256=identity, form_token=token, received_by=by,
        checked_revision=Roll.objects.get(pk=regency).revision)
    must_be_open(regency=regency, period=period, now=batch.received_at)
    audit.record("draft_started", by=by, regency=regency, subject=f"batch:{batch.pk}")
    return batch


@transaction.atomic
def save_rows(*, batch_id, rows, by):
    """Save typed rows into a draft and check them with all rows tied to them; returns a SavedRow for each, in order.

    `rows` are dictionaries: `ordinal` and `version` of a stored row or None, `client_key` (a UUID as text, the page's
    own name of a new row) or None, and `cells` as {column: text}. A new row gets the next place; sent again under
    its key it is that row, so that a lost answer makes no second one. Cells left out keep what stood there. What
    cannot be saved is said per row in `refused` and never raised: a row that somebody else has saved since, one that
    is gone, an empty one. Raises Refused when the draft may not be edited now by this person, for too many rows, and
    for new ones while the portal is closed for the office.
    """
    if len(rows) > MOST_ROWS:
        raise Refused("too_many", _("Paling banyak %(n)d baris sekali simpan.") % {"n": MOST_ROWS})
    batch = locked(batch_id)
    typable(batch, by=by)
    plan = _plan(batch, rows, by)
    if any(wish.is_new for wish in plan):
        must_be_open(regency=batch.regency, period=batch.period)
    made = BatchRow.objects.bulk_create(_new_rows(batch, plan))
    for wish, row in zip((wish for wish in plan if wish.is_new), made, strict=True):
        wish.row = row
    fresh = [wish for wish in plan if wish.is_new or wish.changed]
    if fresh:
        context = roll.check_context(batch.regency, batch.period)
        recheck_tied(batch, [parse_row(wish.row.ordinal, wish.row.sheet, wish.row.row, wish.typed, context)
                             for wish in fresh], [wish.row for wish in fresh if wish.changed], context=context)
        batch.rows += len(made)
        if len(made) >= ENOUGH_NIKS:  # so many at once were pasted, and may come from a spreadsheet that spoilt them
            batch.file_problems = [*(one for one in batch.file_problems if one["code"] != "W10"),
                                   *([{"code": "W10"}] if look_damaged(niks_of(batch)) else [])]
        corrected = [wish.row for wish in fresh if wish.changed]
        for row in corrected:
            confirming.forget(batch, row.confirmed)
        batch.save()
        BatchRow.objects.filter(pk__in=[row.pk for row in corrected]).update(
            version=F("version") + 1, corrected_at=timezone.now(), corrected_by=by.username, **confirming.FORGOTTEN)
        audit.record("rows_typed", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", rows=len(fresh),
                     new=[wish.row.ordinal for wish in fresh if wish.is_new],
                     corrected=[row.ordinal for row in corrected],
                     columns=sorted({name for wish in fresh if wish.changed for name in wish.changed}))
    return _answers(plan)


class _Wish:
    """One row as it was sent: what it is to become, which stored row it is, or why it cannot be saved."""

    def __init__(self, row=None, typed=None, key=None, refused=""):
        self.row, self.typed, self.key, self.refused = row, typed, key, refused
        self.is_new = row is None and not refused
        self.changed = [] if row is None or refused else [
            name for name, old, new in zip(COLUMNS, row.typed, typed, strict=True) if old != new]


def _plan(batch, rows, by):
    """A _Wish for each row sent, decided against what is stored; the batch is locked."""
    keys = [_key(one.get("client_key")) for one in rows]
    ordinals = [one["ordinal"] for one in rows if one.get("ordinal")]
    stored = known_rows(batch, ordinals, [key for key in keys if key])
    by_ordinal = {row.ordinal: row for row in stored if row.batch_id == batch.pk}
    by_key = {row.client_key: row for row in stored if row.client_key}
    wishes, seen = [], set()
    for one, key in zip(rows, keys, strict=True):
        row = by_ordinal.get(one["ordinal"]) if one.get("ordinal") else by_key.get(key) if key else None
        wish = _wish(batch, one, key, row, by)
        name = wish.row.pk if wish.row else key
        if name and name in seen:
            wish = _Wish(row=wish.row, refused=_("Baris ini terkirim dua kali sekaligus; kirimlah sekali saja."))
        seen.add(name)
        wishes.append(wish)
    return wishes


def _wish(batch, one, key, row, by):
    """What one row sent is to become."""
    cells = {name: _text(text) for name, text in one["cells"].items()}
    if any(len(text) > LONGEST for text in cells.values()):
        return _Wish(row, refused=_("Isian paling panjang %(n)d huruf.") % {"n": LONGEST})
    if row is None:
        if one.get("ordinal"):
            return _Wish(refused=_("Baris ini tidak ada lagi dalam berkas."))
        typed = [cells.get(name) for name in COLUMNS]
        if all(is_blank(cell) for cell in typed):
            return _Wish(refused=_("Baris kosong tidak disimpan."))
        return _Wish(typed=typed, key=key)
    if row.batch_id != batch.pk:
        return _Wish(row, refused=_("Baris ini sudah dikeluarkan dari berkas."))
    typed = [cells.get(name, old) for name, old in zip(COLUMNS, row.typed, strict=True)]
    if typed != row.typed and _overtaken(row, one.get("version"), by):
        return _Wish(row, refused=_("Baris ini baru saja disimpan oleh %(who)s. Periksa isinya, lalu simpan lagi.")
                     % {"who": row.corrected_by or _("orang lain")})
    return _Wish(row, typed)


def _overtaken(row, version, by):
    """Whether a row is no longer what the page showed; a new row sent again has no version to compare yet."""
    if version is None:
        return row.version > 1 and row.corrected_by != by.username
    return row.version != version


def _new_rows(batch, plan):
    """The new rows of a plan, unparsed and without problems yet, in their places."""
    new = [wish for wish in plan if wish.is_new]
    first = next_ordinal(batch) if new else 0
    return [BatchRow(regency=batch.regency, batch=batch, ordinal=place, sheet=SHEET, row=place, typed=wish.typed,
                     client_key=wish.key) for place, wish in enumerate(new, first)]


def _answers(plan):
    """The plan's rows as they are stored now."""
    now = BatchRow.objects.in_bulk([wish.row.pk for wish in plan if wish.row])
    answers = []
    for wish in plan:
        row = now.get(wish.row.pk) if wish.row else None
        answers.append(SavedRow(row.ordinal, row.version, row.problems, row.blocked, row.conflict, wish.refused)
                       if row else SavedRow(None, 0, (), False, False, wish.refused))
    return answers


def _key(text):
    """A client key as a UUID, or None where there is none. Raises Refused for text that is no UUID."""
    if not text:
        return None
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise Refused("bad_key", _("Nama baris dari halaman ini tidak dikenal; muat ulang halamannya.")) from None


def _text(cell):
    """A cell as text that the database can hold."""
    return str(cell).replace("\x00", "").encode("utf-8", "replace").decode()
