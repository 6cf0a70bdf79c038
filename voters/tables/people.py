"""A voter's versions side by side, with what changed from one to the next marked."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sidalih.home.templatetags.sandi import samar
from sidalih.home.templatetags.tanggal import tanggal
from voters.rules.codes import EKTP, MARITAL, SEX, disability_label

FIELDS = ("nik", "nkk", "name", "sex", "birth_place", "birth_date", "marital", "address", "rt", "rw", "village", "tps",
          "disability", "ektp", "source")


@dataclass(frozen=True)
class Version:
    """A column of the table: a version, the batch row that began it, and whether it holds now."""

    voter: Any
    origin: Any
    now: bool


@dataclass(frozen=True)
class Value:
    """A cell: the text, and whether it differs from the version before."""

    text: str
    changed: bool


def versions_of(found, origins):
    """Columns for a voter's versions, newest first; `origins` is {batch row id: BatchRow}."""
    return [Version(v, origins.get(v.batch_row), v.until is None) for v in found]


def fields_of(found, names, codeset="2022"):
    """[(label, [Value, ...])]: one line per field; `names` is {area code: name}; numbers are masked."""
    words = labels()
    lines = []
    for field in FIELDS:
        values = []
        for index, voter in enumerate(found):
            before = found[index + 1] if index + 1 < len(found) else None
            changed = before is not None and getattr(voter, field) != getattr(before, field)
            values.append(Value(_text(voter, field, names, codeset), changed))
        lines.append((words[field], values))
    return lines


def labels():
    """{field: what people call it}."""
    return {
        "nik": _("NIK"), "nkk": _("No. KK"), "name": _("Nama"), "sex": _("Jenis kelamin"),
        "birth_place": _("Tempat lahir"), "birth_date": _("Tanggal lahir"), "marital": _("Status kawin"),
        "address": _("Alamat"), "rt": _("RT"), "rw": _("RW"), "village": _("Kelurahan/desa"), "tps": _("TPS"),
        "disability": _("Disabilitas"), "ektp": _("KTP-el"), "source": _("Sumber"),
    }


def _text(voter, field, names, codeset):
    value = getattr(voter, field)
    if field in ("nik", "nkk"):
        return samar(value)
    if field == "birth_date":
        return tanggal(value) if value else voter.birth_text or "–"
    if field == "village":
        return names.get(value, value)
    if field == "disability":
        return _(disability_label(codeset, int(value))) if value.isdigit() else value or "–"
    table = {"sex": SEX, "marital": MARITAL, "ektp": EKTP}.get(field, {})
    return _(table[value]) if value in table else str(value) or "–"
