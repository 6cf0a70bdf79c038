"""Dates as people and spreadsheets write them when they are not asked: 1 Mei 1990, 1990-05-01, 01.05.1990, 32994.

A form that can be read in two ways is read as Indonesians do, day first, and said to be not sure.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from voters.rules.eligibility import completed_years

YOUNGEST, OLDEST = 13, 100  # whom a NIK's two-digit year may mean on the reference date
_MONTHS = {
    "JAN": 1, "PEB": 2, "FEB": 2, "MAR": 3, "APR": 4, "MEI": 5, "MAY": 5, "JUN": 6, "JUL": 7, "AGU": 8, "AGS": 8,
    "AUG": 8, "SEP": 9, "OKT": 10, "OCT": 10, "NOP": 11, "NOV": 11, "DES": 12, "DEC": 12,
}  # fmt: skip
_NAMED = re.compile(r"(\d{1,2})[ .\-/|,]*([A-Z]{3,9})[ .\-/|,]*(\d{4}|\d{2})").fullmatch
_ISO = re.compile(r"(\d{4})[ .\-/|](\d{1,2})[ .\-/|](\d{1,2})(?:[ T]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?").fullmatch
_LOCAL = re.compile(
    r"(\d{1,2})[ .,\-/|]+(\d{1,2})[ .,\-/|]+(\d{4}|\d{2})(?: \d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?").fullmatch
_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})").fullmatch
_SERIAL = re.compile(r"(\d{4,5})(?:[.,]0+)?").fullmatch
_EXCELS_FIRST_DAY = date(1899, 12, 30)  # day 0 of the 1900 system, for days after February 1900


class Read(NamedTuple):
    """A date that was read, and whether it could be no other."""

    day: date
    sure: bool


def in_usual_form(text, on):
    """What a birth date says that is in no accepted form, as Read; None where it says none.

    `on` is the reference date: two-digit years are put into the century of somebody of 13 to 100 years.
    """
    text = " ".join(text.upper().split())
    if match := _NAMED(text):
        month = _MONTHS.get(match[2][:3])
        return _read(match[3], month, match[1], on, sure=True) if month else None
    if match := _ISO(text):
        return _read(match[1], match[2], match[3], on, sure=True)
    if match := _LOCAL(text):
        if int(match[2]) > 12 >= int(match[1]):  # month first, as an English Excel writes
            return _read(match[3], match[1], match[2], on, sure=False)
        return _read(match[3], match[2], match[1], on, sure=True)
    if match := _TOGETHER(text):
        return _read(match[3], match[2], match[1], on, sure=False)
    if match := _SERIAL(text):
        day = _EXCELS_FIRST_DAY + timedelta(days=int(match[1]))
        return Read(day, False) if YOUNGEST <= completed_years(day, on) <= OLDEST else None
    return None


def of_nik(parts, on, written_year=None):
    """The birth date in a NIK (rules.nik.split) as a date; None where no century makes a person of 13 to 100 years.

    `written_year` is the year of the date that stands beside it: it knows its century itself.
    """
    if written_year is not None and written_year % 100 == parts.year:
        return _day(written_year, parts.month, parts.day)
    for century in (1900, 2000):
        day = _day(century + parts.year, parts.month, parts.day)
        if day and YOUNGEST <= completed_years(day, on) <= OLDEST:
            return day
    return None


def written(day):
    """A date as the portal writes it into a cell: 31-12-1990."""
    return day.strftime("%d-%m-%Y")


def _read(year, month, day, on, sure):
    if len(year) == 2:
        found = [full for full in (1900 + int(year), 2000 + int(year)) if (born := _day(full, int(month), int(day)))
                 and YOUNGEST <= completed_years(born, on) <= OLDEST]
        return Read(_day(found[0], int(month), int(day)), False) if len(found) == 1 else None
    born = _day(int(year), int(month), int(day))
    return Read(born, sure) if born else None


def _day(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        return None
