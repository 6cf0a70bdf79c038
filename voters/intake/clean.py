"""The cleaning that every column goes through, and the plain values read from cleaned text.

Look here when a value from Excel looks right and is not: invisible characters, hard blanks, full-width digits.
"""

import re
from datetime import date

# Soft hyphen, zero-width characters, marks of direction, word joiner and BOM vanish; hard blanks become
# blanks; full-width digits become 0-9.
_TABLE = dict.fromkeys([0x00AD, *range(0x200B, 0x2010), 0x2060, 0xFEFF])
_TABLE |= dict.fromkeys([0x00A0, 0x2007, 0x202F, 0x3000], " ")
_TABLE |= {0xFF10 + digit: str(digit) for digit in range(10)}

# Only these four count as plain blanks; str.split() would also take form feeds and separators.
_BLANKS = re.compile(r"[ \t\r\n]+")
_DATE = re.compile(r"([0-9]{1,2})([|/-])([0-9]{1,2})\2([0-9]{4})").fullmatch

# Nineteen digits hold every PostgreSQL bigint; longer input is no number we could have given out.
_MOST_DIGITS = 19


def clean(text):
    """Remove, replace, collapse and trim as the rules say; the result is '' for a blank cell."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text else text.strip()
    return _BLANKS.sub(" ", text.translate(_TABLE)).strip(" ")


def held_odd_character(text):
    """I04: whether cleaning removes or replaces a character of `text`, plain blanks aside."""
    return not text.isascii() and text.translate(_TABLE) != text


def without_blanks(text):
    """Cleaned text with every blank taken out: for column names and region names."""
    return clean(text).replace(" ", "")


def whole(text):
    """The whole number >= 0 that cleaned text says, leading zeros allowed; None where it says none."""
    if not (text.isascii() and text.isdigit()):
        return None
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def date_in(text):
    """The date in cleaned text such as 31|07|2017, 31-7-2017, 31/07/2017; None where there is none."""
    match = _DATE(text)
    if match is None:
        return None
    try:
        return date(int(match[4]), int(match[3]), int(match[1]))
    except ValueError:
        return None
