"""One cell to one whole number, or a sentence that says what is wrong with it and what was probably meant.

A thousands separator is refused and not guessed away: "1.974" is 1974 in an Indonesian sheet and 2 in another.
"""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from ektp.rules import DIFFERENCES, REQUIRED

LARGEST = 999_999_999
_SHOWN = 30
_ODD = dict.fromkeys([0x00AD, *range(0x200B, 0x2010), 0x2060, 0xFEFF])
_ODD |= dict.fromkeys([0x00A0, 0x2007, 0x202F, 0x3000], " ") | {0x2212: "-", 0x2013: "-"}
_ODD |= {0xFF10 + digit: str(digit) for digit in range(10)}

_WHOLE = re.compile(r"-?[0-9]+").fullmatch
_SEPARATED = re.compile(r"-?[0-9]{1,3}([., '][0-9]{3})+").fullmatch
_FRACTION = re.compile(r"-?[0-9]+[.,][0-9]+").fullmatch
_MEANT = frozenset({"separators", "percent", "fraction", "bound", "negative", "error"})
_BOUND = re.compile(r"[<>≤≥±~≈]|\+$|^(lebih|kurang|sekitar|hampir|kira|di ?atas|di ?bawah|ratusan|ribuan)\b",
                    re.I).search


class Bad(NamedTuple):
    """Why a cell is no figure: a stable `reason`, a sentence, and the number that was probably meant, if any."""

    reason: str
    message: str
    suggestion: int | None = None


def clean(text):
    """The text without invisible characters, blanks collapsed, full-width digits and dashes made plain."""
    return " ".join(str(text).translate(_ODD).split())


def shown(cell):
    """A cell as people see it, to be put back into the form: "" for an empty one."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else str(cell[1])


def is_figure(cell, column):
    """Whether a cell is a number of people, or one written or meant badly: not words, dates or a NIP."""
    value, bad = read_number(cell, column)
    return value is not None or (bad is not None and bad.reason in _MEANT)


def read_number(cell, column):
    """(number, None), (None, None) for an empty cell, or (None, Bad).

    `cell` is as sidalih.sheets encodes it, or a typed text. Only the differences (belum rekam, belum cetak) may be
    negative: offices let their sheet compute them.
    """
    if cell is None:
        return None, None
    if isinstance(cell, str):
        return _of_text(clean(cell), column)
    kind, value = cell
    if kind == "n":
        return _of_text(str(value), column)
    if kind == "e":
        return None, Bad("error", _("Sel ini berisi galat %(value)s dari rumusnya; isi angkanya.") % {"value": value})
    return None, Bad("not_a_number", _("“%(value)s” bukan jumlah orang; isi bilangan bulat.") % {"value": value})


def _of_text(text, column):
    if not text:
        return None, None
    seen = {"value": text[:_SHOWN]}
    if _WHOLE(text):
        return _in_bounds(text, column)
    if _SEPARATED(text):
        meant = int(re.sub("[^0-9-]", "", text))
        return None, Bad("separators", _("“%(value)s” memakai pemisah ribuan; tulis %(meant)s.")
                         % (seen | {"meant": meant}), meant if abs(meant) <= LARGEST else None)
    if text.endswith("%"):
        return None, Bad("percent", _("“%(value)s” adalah persentase; isi jumlah orangnya.") % seen)
    if _FRACTION(text):
        return None, Bad("fraction", _("“%(value)s” pecahan; jumlah orang harus bilangan bulat.") % seen)
    if _BOUND(text):
        return None, Bad("bound", _bound(column) % seen)
    return None, Bad("not_a_number", _("“%(value)s” bukan angka; isi bilangan bulat, atau kosongkan bila tidak ada "
                                       "datanya.") % seen)


def _bound(column):
    """Where a bound may be kept: a remark stands beside figures only, and a district has the required ones or none."""
    if column in REQUIRED:
        return _("“%(value)s” adalah batas atau perkiraan, bukan jumlah pasti; isi angkanya, atau kosongkan seluruh "
                 "baris kecamatan ini dan tulis batas itu pada Catatan laporan.")
    return _("“%(value)s” adalah batas atau perkiraan, bukan jumlah pasti; isi angkanya, atau kosongkan sel ini dan "
             "tulis batas itu pada keterangan kecamatan ini.")


def _in_bounds(digits, column):
    number = int(digits) if len(digits) < 20 else LARGEST + 1  # int() of a pasted book is slow
    if abs(number) > LARGEST:
        return None, Bad("too_large", _("Angka ini terlalu besar untuk jumlah orang."))
    if number < 0 and column not in DIFFERENCES:
        return None, Bad("negative", _("%(value)s negatif; jumlah orang tidak mungkin kurang dari 0.")
                         % {"value": number})
    return number, None
