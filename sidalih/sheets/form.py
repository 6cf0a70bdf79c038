"""Workbooks for people to fill in: text-typed columns, choices to pick from, and a sheet that explains."""

from io import BytesIO
from itertools import zip_longest
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from sidalih.sheets.writer import imprint, sheet_name

HEADER_ROW = 3
LAST_ROW = 200_000   # choices reach as far as a file may
_FILL = PatternFill("solid", start_color="FF7B1420")
_TEXT = "@"
_BETWEEN = "|"       # joins group and member where both together are the key of a list


class Choice(NamedTuple):
    """What may be picked in a column; `title` and `hint` stand beside the cell, and other values bring a warning.

    One of: `among` these texts; `exactly` so many characters; a `whole` number (least, most); a `group`; a member of
    the group that stands in the column `of`; or a part of the member in the columns `within` (group, member), where the
    Groups have parts: else `whole` holds.
    """

    title: str
    hint: str
    among: tuple = ()
    exactly: int = 0
    whole: tuple = ()
    group: bool = False
    of: str = ""
    within: tuple = ()


class FillIn(NamedTuple):
    """One column of the form: its heading, width in letters, and the Choice, or None for free text."""

    heading: str
    width: int
    choice: Choice | None = None


class Groups(NamedTuple):
    """What dependent choices pick from: (name, [members]) sorted by name, on a sheet of their own with its headings.

    `parts` are (name, member, [texts]), one for each member that has any.
    """

    sheet: str
    headings: tuple
    members: tuple = ()
    parts: tuple = ()


def write_form(*, title, sheet, columns, groups, guide_sheet, guide, rows=(), mark=None):
    """The bytes of an .xlsx to fill in: a title, a frozen header in row 3, and the rows given, all as text.

    `guide` are lines of texts for the explaining sheet; a line of one text is a heading. Nothing is ever a formula
    but the choices themselves. `mark` as in `write_table`.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet_name(sheet))
    page.freeze_panes = f"B{HEADER_ROW + 1}"
    for index, column in enumerate(columns, 1):
        shape = page.column_dimensions[get_column_letter(index)]
        shape.width, shape.number_format = column.width, _TEXT
    _grouped(book, groups)
    _explained(book, guide_sheet, guide)
    letters = {column.heading: get_column_letter(index) for index, column in enumerate(columns, 1)}
    for column in columns:
        if column.choice is not None:
            page.data_validations.append(_validation(letters[column.heading], column.choice, letters, groups))
    page.append([_text(page, title, Font(bold=True, size=14))])
    page.append([])
    page.append([_header(page, column.heading) for column in columns])
    for values in rows:
        page.append([_text(page, value) for value in values])
    if mark is not None:
        imprint(book, page, mark, below=False)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _validation(letter, choice, letters, groups):
    validation = DataValidation(
        allow_blank=True, errorStyle="warning", showInputMessage=True, showErrorMessage=True,
        promptTitle=choice.title[:32], prompt=choice.hint[:255], errorTitle=choice.title[:32], error=choice.hint[:255],
        **_rule(letter, choice, letters, groups))
    validation.add(f"{letter}{HEADER_ROW + 1}:{letter}{LAST_ROW}")
    return validation


def _rule(letter, choice, letters, groups):
    """The condition of a validation, as Excel takes it."""
    if choice.among:
        return {"type": "list", "formula1": '"' + ",".join(choice.among) + '"'}
    if choice.exactly:
        return {"type": "textLength", "operator": "equal", "formula1": str(choice.exactly)}
    if choice.within and groups.parts:
        return {"type": "list", "formula1": _part_of(choice, letters, groups)}
    if choice.whole:  # the cell is text that holds a number: VALUE reads it
        value, (least, most) = f"VALUE({letter}{HEADER_ROW + 1})", choice.whole
        return {"type": "custom", "formula1": f"AND({value}={value},{value}>={least},{value}<={most})"}
    place = quote_sheetname(sheet_name(groups.sheet))
    if choice.group:
        return {"type": "list", "formula1": f"{place}!$D$2:$D${len(groups.members) + 1}"}
    members = sum(len(members) for _name, members in groups.members)
    return {"type": "list", "formula1": _beside(place, "A", "B", members, f"${letters[choice.of]}{HEADER_ROW + 1}")}


def _part_of(choice, letters, groups):
    """The list of parts of the member that stands in two other columns of the row."""
    group, member = (f"${letters[name]}{HEADER_ROW + 1}" for name in choice.within)
    lines = sum(len(parts) for _group, _member, parts in groups.parts)
    return _beside(quote_sheetname(sheet_name(groups.sheet)), "F", "G", lines, f'{group}&"{_BETWEEN}"&{member}')


def _beside(place, keys, values, lines, wanted):
    """The cells of one column whose neighbours in another, where equal ones stand together, are what is wanted."""
    column = f"{place}!${keys}$2:${keys}${lines + 1}"
    return f"OFFSET({place}!${values}$1,MATCH({wanted},{column},0),0,COUNTIF({column},{wanted}),1)"


def _grouped(book, groups):
    """Group and member in A and B, as MATCH and COUNTIF want them; the groups alone in D; parts in F and G."""
    page = book.create_sheet(sheet_name(groups.sheet))
    for letter, width in zip("ABDFG", (28, 28, 28, 44, 7), strict=True):
        page.column_dimensions[letter].width = width
    group, member, *part = groups.headings
    heading = (group, member, "", group, "", f"{group}{_BETWEEN}{member}", *part) if groups.parts else (
        group, member, "", group)
    page.append([_text(page, text, Font(bold=True)) for text in heading])
    pairs = [(name, one) for name, members in groups.members for one in members]
    alone = [name for name, _members in groups.members]
    parts = [(f"{name}{_BETWEEN}{one}", text) for name, one, texts in groups.parts for text in texts]
    for pair, name, part in zip_longest(pairs, alone, parts):
        page.append([_text(page, text) for text in (*(pair or ("", "")), "", name, "", *(part or ("", "")))])


def _explained(book, name, guide):
    page = book.create_sheet(sheet_name(name))
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 22, 90
    for line in guide:
        bold = Font(bold=True) if len(line) == 1 else None
        page.append([_text(page, text, bold, wrap=True) for text in line])


def _text(page, value, font=None, wrap=False):
    """One text cell: never a formula, never a number."""
    if value is None or value == "":
        return WriteOnlyCell(page, None)
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", str(value)))
    cell.data_type, cell.number_format = "s", _TEXT
    if font:
        cell.font = font
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _header(page, text):
    cell = _text(page, text, Font(bold=True, color="FFFFFFFF"))
    cell.fill = _FILL
    cell.alignment = Alignment(horizontal="center")
    return cell
