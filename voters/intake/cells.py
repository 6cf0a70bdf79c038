"""Typed cells of a workbook as the sheets room hands them over, turned into text, dates and kinds.

A cell is None, "text", ["n", "7"], ["d", "2017-07-31"], ["b", true] or ["e", "#N/A"]; look here for what each
of them means in a column.
"""

from datetime import date

from voters.intake.clean import clean, date_in


def text_of(cell):
    """The cleaned text of any cell: a number as its digits, a date as ISO text, a boolean as TRUE or FALSE.

    The last three are never whole numbers, codes or region names, so a column refuses them by itself.
    """
    if cell is None:
        return ""
    if cell.__class__ is str:
        return clean(cell)
    kind, value = cell
    if kind == "n":
        return _digits(str(value))
    if kind == "b":
        return "TRUE" if value else "FALSE"
    return clean(str(value))


def _digits(number):
    """A number cell's digits: 7.0 is 7, minus zero is 0."""
    if "." in number and "E" not in number.upper():
        number = number.rstrip("0").removesuffix(".")
    return "0" if number == "-0" else number


def is_number(cell):
    """Whether Excel stores the cell as a number: fatal for the sixteen digits of a NIK (booleans are not)."""
    return cell.__class__ is not str and cell is not None and cell[0] == "n"


def date_of(cell):
    """The date of a date cell (time ignored) or of text in an accepted form; None for anything else."""
    if cell is None:
        return None
    if cell.__class__ is str:
        return date_in(clean(cell))
    if cell[0] != "d":
        return None
    try:
        return date.fromisoformat(cell[1][:10])
    except ValueError:
        return None


def is_blank(cell):
    """Whether nothing of the cell is left after cleaning."""
    return cell is None or (cell.__class__ is str and not clean(cell))
