"""What people call the elements of a voter, and how pages and files write them: NIK and NKK masked always."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sidalih.home.templatetags.sandi import NOTHING, samar, tanpa_nomor, year_only
from voters.rules.codes import EKTP, MARITAL

NUMBERS = ("nik", "nkk")


@dataclass(frozen=True)
class Change:
    """One element of a voter: what the roll says, and what it will say; `old` is empty for who is new."""

    label: Any
    old: str
    new: str


def labels():
    """{field: what people call it}."""
    return {
        "nik": _("NIK"), "nkk": _("No. KK"), "name": _("Nama"), "sex": _("Jenis kelamin"),
        "birth_place": _("Tempat lahir"), "birth_date": _("Tanggal lahir"), "marital": _("Status kawin"),
        "address": _("Alamat"), "rt": _("RT"), "rw": _("RW"), "village": _("Kelurahan/desa"), "tps": _("TPS"),
        "disability": _("Disabilitas"), "ektp": _("KTP-el"), "source": _("Sumber"),
    }


def who_is(one, names, dates):
    """A person in a line: sex, birth, address, place."""
    if not one.village:
        return ""
    birth = said(one, "birth_date", names, dates)
    return " · ".join([one.sex, f"{tanpa_nomor(one.birth_place)}, {birth}",
                       f"{tanpa_nomor(one.address)} RT {one.rt or 0}/RW {one.rw or 0}",
                       f"{names.get(one.village, one.village)} TPS {one.tps}"])


def said(one, name, names, dates):
    """An element as pages write it."""
    value = getattr(one, name)
    if name in NUMBERS:
        return samar(value)
    if name == "birth_date":
        if value is None:
            return tanpa_nomor(getattr(one, "birth_text", "")) or NOTHING
        return value.strftime("%d-%m-%Y") if dates else year_only(value)
    if name == "village":
        return names.get(value, value)
    if name == "marital":
        return _(MARITAL[value]) if value in MARITAL else value
    if name == "ektp":
        return _(EKTP[value]) if value in EKTP else value
    return tanpa_nomor(value) or NOTHING
