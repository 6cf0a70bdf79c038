"""How the values of a spreadsheet library become the cells that leave this room. Standard library only."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

# The errors of every Excel since 2007; text that reads like one is taken for one.
_ERRORS = frozenset([
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#EXTERNAL!", "#PYTHON!", "#TIMEOUT!",
])  # fmt: skip
_DAY = timedelta(days=1)


class LongCell(Exception):
    """A text longer than any a spreadsheet program can hold."""


def encode(values, most_letters):
    """The cells of one row: None, "text", ["n", digits], ["d", ISO date], ["b", bool], ["e", error].

    Empty ones at the end are left out, so an empty row is []. LongCell above `most_letters` in one text.
    """
    end = len(values)
    while end and (values[end - 1] == "" or values[end - 1] is None):
        end -= 1
    cells = values[:end]
    for at, value in enumerate(cells):
        if value.__class__ is not str:
            cells[at] = _ENCODERS[value.__class__](value)
        elif not value:
            cells[at] = None
        elif value[0] == "#" and value in _ERRORS:
            cells[at] = ["e", value]
        elif len(value) > most_letters:
            raise LongCell
        elif "\0" in value:  # in no text a keyboard makes, and no database takes it
            cells[at] = value.replace("\0", "") or None
    return cells


def _number(value):
    """Decimal digits without an exponent: 7.0 is 7, 3.578E15 is sixteen digits."""
    if not isfinite(value):
        return ["e", "#NUM!"]
    if value == int(value):
        return ["n", str(int(value))]
    return ["n", format(Decimal(repr(value)), "f")]


def _time(value):
    """A time of day without a day (a serial below 1) is no date: it stays the fraction that the file holds."""
    return _duration(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))


def _duration(value):
    return _number(value / _DAY)


_ENCODERS = {
    type(None): lambda value: None,
    bool: lambda value: ["b", value],
    int: lambda value: ["n", str(value)],
    float: _number,
    date: lambda value: ["d", value.isoformat()],
    datetime: lambda value: ["d", value.date().isoformat()],
    time: _time,
    timedelta: _duration,
}
