"""What the sixteen digits of a NIK or NKK say by themselves: PPRRKK DDMMYY SSSS (look here for E02-E04).

A NIK carries the place of first registration, the birth date (day + 40 for women) and a serial; an NKK the
date on which the family card was issued. The century is not in the number and is never guessed.
"""

from typing import NamedTuple

LENGTH = 16
FEMALE_OFFSET = 40
_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class NikParts(NamedTuple):
    """A 16-digit NIK taken apart; `day` is already without the women's 40, `year` has two digits."""

    district: str
    day: int
    month: int
    year: int
    sex: str


def is_sixteen_digits(text):
    """Whether `text` is exactly sixteen ASCII digits: the only form that is ever looked up."""
    return len(text) == LENGTH and text.isascii() and text.isdigit()


def split(nik):
    """Take a 16-digit NIK apart into NikParts; says nothing of whether the date exists."""
    day = int(nik[6:8])
    sex = "L"
    if day > FEMALE_OFFSET:
        day -= FEMALE_OFFSET
        sex = "P"
    return NikParts(nik[:6], day, int(nik[8:10]), int(nik[10:12]), sex)


def has_possible_date(parts):
    """Whether the date in the NIK can exist; 29 February in years divisible by four (00 is 2000)."""
    day, month, year = parts.day, parts.month, parts.year
    if not 1 <= month <= 12:
        return False
    last = 29 if month == 2 and year % 4 == 0 else _DAYS[month]
    return 1 <= day <= last


def is_possible_nkk(nkk):
    """Whether `nkk` is sixteen digits with a day 1-31 and a month 1-12 (no calendar, no women's 40)."""
    return is_sixteen_digits(nkk) and "01" <= nkk[6:8] <= "31" and "01" <= nkk[8:10] <= "12"
