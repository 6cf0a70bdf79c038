"""Numbers as Indonesian offices write them; look here when a figure on a page has the wrong dots or commas."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import template

register = template.Library()

NOTHING = "–"
MINUS = "\u2212"


def _decimal(value: object) -> Decimal | None:
    """Return `value` as a finite Decimal, or None for anything that is no number."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _write(number: Decimal, places: int) -> str:
    """Write a Decimal with `.` between thousands, `,` before `places` decimals and a true minus sign."""
    number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(number):,.{places}f}".translate(str.maketrans(",.", ".,"))
    return (MINUS if number < 0 else "") + text


@register.filter
def angka(value: object, places: int = 0) -> str:
    """Write a count: 1234567 → `1.234.567`; None or no number → `–`, never 0: what is missing is not nothing."""
    number = _decimal(value)
    return NOTHING if number is None else _write(number, places)


@register.filter
def beda(value: object) -> str:
    """Write a difference with its sign: 4118 → `+4.118`, -3 → `−3`, 0 → `0`."""
    number = _decimal(value)
    if number is None:
        return NOTHING
    return ("+" if number > 0 else "") + _write(number, 0)


@register.filter
def persen(value: object, places: int = 1) -> str:
    """Write a number of per cent: 93.4 → `93,4%`. Nothing is clamped: coverage above 100 % is a finding."""
    number = _decimal(value)
    return NOTHING if number is None else f"{_write(number, places)}%"


@register.filter
def persen_dari(part: object, whole: object) -> str:
    """Write `part` as a share of `whole`: 934 of 1000 → `93,4%`; `–` when either is missing or `whole` is 0."""
    top, bottom = _decimal(part), _decimal(whole)
    if top is None or not bottom:
        return NOTHING
    return f"{_write(top * 100 / bottom, 1)}%"


@register.filter
def beda_persen(share: object) -> str:
    """Write a change as a share of what was before, with its sign: 0.0123 → `+1,23%`, -0.2 → `−20,00%`; None → `–`."""
    number = _decimal(share)
    if number is None:
        return NOTHING
    return ("+" if number > 0 else "") + _write(number * 100, 2) + "%"


@register.filter
def ukuran(value: object) -> str:
    """Write a file size in bytes: 1536 → `1,5 kB`, 2500000 → `2,5 MB` (decimal units, as file managers do)."""
    number = _decimal(value)
    if number is None:
        return NOTHING
    for unit in ("B", "kB", "MB"):
        if abs(number) < 1000:
            return f"{_write(number, 0 if unit == 'B' else 1)} {unit}"
        number /= 1000
    return f"{_write(number, 1)} GB"
