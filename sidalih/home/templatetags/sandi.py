"""Masking of NIK and NKK, and the grouping of seals; look here whenever a page is about to show either."""

from django import template

register = template.Library()

NOTHING = "–"
BULLET = "\u2022"
LONGEST = 24


@register.filter
def samar(value: object) -> str:
    """Mask a NIK or NKK: `3578••••••••0003`. Every page uses it unless the role needs the full number.

    A number of another length keeps its length (that is what is wrong with it) and shows at most a quarter of
    itself at either end, never more than four signs; shorter than four signs shows nothing. Empty → `–`.
    """
    text = "" if value is None else str(value).strip()
    if not text:
        return NOTHING
    shown = min(4, len(text) // 4)
    hidden = min(len(text) - 2 * shown, LONGEST)
    return text[:shown] + BULLET * hidden + (text[-shown:] if shown else "")


@register.filter
def kelompok(value: object, size: int = 8) -> list[str]:
    """Split a hash into groups of `size` signs, to be read aloud and compared; None → an empty list."""
    text = "" if value is None else str(value)
    return [text[start : start + size] for start in range(0, len(text), size)]


@register.filter
def segel(value: object) -> str:
    """Write a seal in short, as printed on forms: `9f3c…21a1`; None → `–`."""
    text = "" if value is None else str(value)
    if not text:
        return NOTHING
    return text if len(text) <= 12 else f"{text[:4]}…{text[-4:]}"
