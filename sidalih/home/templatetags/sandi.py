"""Masking of NIK and NKK, and the grouping of seals; look here whenever a page is about to show either."""

import re
from datetime import date

from django import template

register = template.Library()

NOTHING = "–"
BULLET = "\u2022"
LONGEST = 24
SHOWN = 4
# A number long enough to be somebody's NIK, NKK or a good part of it, anywhere in a text, or a whole one in groups.
HIDDEN_IN_TEXT = re.compile(r"\d{12,}|\d(?:[ .\-]?\d){15,}")

LONG_NUMBER = re.compile(r"\d{15,}")


@register.filter
def samar(value: object) -> str:
    """Mask a NIK or NKK: `3578••••••••••••`. Every page uses it unless the number was revealed.

    Only the region where the number was issued stays. The serial at its end goes with the rest: a page that shows name,
    sex, birth date and address gives all other digits away. A number of another length keeps its length (that is
    what is wrong with it) and shows at most a quarter of itself; shorter than four signs shows nothing. Empty → `–`.
    """
    text = "" if value is None else str(value).strip()
    if not text:
        return NOTHING
    shown = min(SHOWN, len(text) // 4)
    return text[:shown] + BULLET * min(len(text) - shown, LONGEST)


@register.filter
def tanpa_nomor(value: object) -> str:
    """A text with every number of twelve or more digits in it masked: files hold a NIK where a name belongs."""
    text = "" if value is None else str(value)
    return HIDDEN_IN_TEXT.sub(lambda found: samar(found.group()), text)


def file_name(value: str) -> str:
    """What somebody calls a file, without a number like a NIK; dates and times written together are shorter."""
    return LONG_NUMBER.sub(lambda found: samar(found.group()), value)


def year_only(day: date | None) -> str:
    """A birth date of which only the year may be seen: `••-••-1984`; None → `–`."""
    return f"{2 * BULLET}-{2 * BULLET}-{day.year}" if day else NOTHING


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
