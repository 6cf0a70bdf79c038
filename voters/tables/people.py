"""Voters as pages show them: what a search found, and one voter's versions side by side with what changed marked.

Masked is the rule. In full, for one answer after a reason was given, are NIK, NKK and disability (special data); the
birth date is for people whose work is on the whole list, all others see the year.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidalih.accounts.roles import Permission
from sidalih.home.templatetags.sandi import NOTHING, samar, tanpa_nomor, year_only
from sidalih.home.templatetags.tanggal import tanggal
from voters.intake.elements import NUMBERS, labels
from voters.rules.codes import EKTP, MARITAL, SEX, disability_label

FIELDS = ("nik", "nkk", "name", "sex", "birth_place", "birth_date", "marital", "address", "rt", "rw", "village", "tps",
          "disability", "ektp", "source")
# What an event of the record means to whoever asks who saw a voter.
LOOKS = {
    "voter_viewed": gettext_lazy("membuka halaman ini (tersamar)"),
    "voter_revealed": gettext_lazy("membuka NIK dan NKK"),
    "voter_opened": gettext_lazy("membukanya untuk diubah (NIK dan NKK terlihat)"),
    "voter_searched": gettext_lazy("menemukannya lewat pencarian"),
    "rows_revealed": gettext_lazy("membuka NIK dan NKK di baris berkas"),
    "row_opened": gettext_lazy("membuka penyunting baris berkas"),
    "transfer_opened": gettext_lazy("membuka data lengkapnya di daerah tujuan pindah"),
    "rows_opened": gettext_lazy("membuka barisnya di kisi"),
}
IN_FULL = ("voter_revealed", "voter_opened", "rows_revealed", "row_opened", "rows_opened",
           "transfer_opened")


@dataclass(frozen=True)
class Found:
    """A line of a search's table; the NIK is masked, and of disability nothing is said."""

    voter: Any
    nik: str
    name: str
    birth: str
    village: str
    district: str


@dataclass(frozen=True)
class Version:
    """A column of the table: a version, the batch row that began it, whether it holds now, or is in a frozen list."""

    voter: Any
    origin: Any
    now: bool
    frozen: bool = False


@dataclass(frozen=True)
class Value:
    """A cell: the text, whether it differs from the version before, and whether it is masked."""

    text: str
    changed: bool
    masked: bool = False


@dataclass(frozen=True)
class Look:
    """One look at a voter: when, who, what he did, and the reason he gave."""

    at: Any
    by: str
    what: str
    reason: str
    full: bool


def sees_birth_dates(user):
    """Whether the person's work is on the whole list, birth dates included; all others see the year."""
    return user.may(Permission.SNAPSHOT_EXPORT)


def found_lines(found, names, dates):
    """The voters of a search as Found; `names` is {area code: name}."""
    return [Found(v, samar(v.nik), tanpa_nomor(v.name) or NOTHING, birth_of(v, dates), names.get(v.village, v.village),
                  names.get(v.village[:6], "")) for v in found]


def birth_of(voter, dates):
    """The birth date, or without `dates` its year; what stood in an old roll where it is no date."""
    if voter.birth_date:
        return tanggal(voter.birth_date) if dates else str(voter.birth_date.year)
    return tanpa_nomor(voter.birth_text) or NOTHING if dates else NOTHING


def versions_of(found, origins, revision=0):
    """Columns for a voter's versions, newest first; `origins` is {batch row id: BatchRow}.

    `revision` is that of a frozen list from which somebody came: the version in it is marked.
    """
    return [Version(v, origins.get(v.batch_row), v.until is None,
                    v.since <= revision and (v.until is None or v.until > revision)) for v in found]


def fields_of(found, names, codeset="2022", full=False, dates=False):
    """[(label, [Value, ...])]: one line per field; `names` is {area code: name}.

    `full` takes all masks off, `dates` that of the birth date.
    """
    words = labels()
    lines = []
    for field in FIELDS:
        hidden = not full and field in (*NUMBERS, "disability")
        values = []
        for index, voter in enumerate(found):
            before = found[index + 1] if index + 1 < len(found) else None
            changed = before is not None and getattr(voter, field) != getattr(before, field)
            if field == "birth_date":
                hidden = not (dates or full)
                text = year_only(voter.birth_date) if hidden else birth_of(voter, dates=True)
            else:
                text = _masked(voter, field) if hidden else _text(voter, field, names, codeset, full)
            values.append(Value(text, changed and not (hidden and field == "disability"), hidden))
        lines.append((words[field], values))
    return lines


def looks_of(events):
    """The record's events about a voter as Looks, in the order given."""
    return [Look(event.at, event.by, LOOKS.get(event.act, event.act),
                 event.detail.get("reason", ""), event.act in IN_FULL)
            for event in events]


def _masked(voter, field):
    return _("tersamar") if field == "disability" else samar(getattr(voter, field))


def _text(voter, field, names, codeset, full):
    value = getattr(voter, field)
    if field == "village":
        return names.get(value, value)
    if field == "disability":
        return _(disability_label(codeset, int(value))) if value.isdigit() else value or NOTHING
    table = {"sex": SEX, "marital": MARITAL, "ektp": EKTP}.get(field, {})
    if value in table:
        return _(table[value])
    return (str(value) if full else tanpa_nomor(value)) or NOTHING
