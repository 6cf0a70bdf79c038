"""One worksheet with columns added and cells coloured; look here for what becomes of rows and <cols>."""

import re
from functools import cache
from xml.sax.saxutils import escape

from sidalih.sheets.splice import CannotAnnotate, Splicer, with_attributes

LAST_COLUMN = 256  # as far as the reader looks (Limits.wide_columns)
_CONTENT = frozenset(["v", "is", "f"])
_RANGES = frozenset(["mergeCell", "autoFilter"])
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000


class Extent(Splicer):
    """Reads how far a sheet reaches: `last`, its last column (from 0) with content, merged cells and filters included.

    What is only formatted does not count; nor do merged cells that reach to the sheet's very end.
    """

    def __init__(self, chunks):
        super().__init__(lambda content: None)
        self.last = -1
        self._column = -1
        self.copy(chunks)

    def started(self, name, attributes):
        """Look at cells with content, and at ranges."""
        if name == "c":
            reference = attributes.get("r")
            self._column = column_of(reference.rstrip("0123456789")) if reference else self._column + 1
        elif name in _CONTENT:
            if self._column > self.last:
                self.last = self._column
        elif name == "row":
            self._column = -1
        elif name in _RANGES and (found := _RANGE.fullmatch(attributes.get("ref", ""))):
            right = column_of(found[3] or found[1])
            self.last = max(self.last, right if right < LAST_COLUMN else -1)


class AnnotatedSheet(Splicer):
    """Copies a sheet part to `write` with `added` columns (sheets.Added) filled and cells coloured.

    `places` are the columns (from 0) of the added ones, `reused` those of them that the sheet had before; `notes`
    yields the sheet's Notes in the order of rows. Raises CannotAnnotate for a sheet whose rows or cells stand in no
    order, or where a note's row is missing.
    """

    def __init__(self, write, *, heading, added, places, reused, notes, styles):
        super().__init__(write)
        self._heading, self._added, self._places, self._reused = heading, added, places, reused
        self._notes, self._styles = notes, styles
        self._note = next(notes, None)
        self._columns = _Columns(added, places, reused)
        self._row, self._row_style, self._cell_style = 0, None, 0
        self._column, self._texts, self._colours, self._pending = -1, {}, {}, []

    def started(self, name, attributes):
        """A row, a cell, or what describes columns."""
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif name == "col" and "min" in attributes:  # not where a button or check box is anchored
            self._columns.had(attributes, self.tag())
            self.drop_element()
        elif name == "sheetData" and not self._columns.written:
            self.insert(b"<%scols>" % self.prefix + self._columns.tags(self.prefix) + b"</%scols>" % self.prefix)
        elif name == "cols" and self.tag().endswith(b"/>"):
            self.drop_element()
        elif name == "cols":
            self._columns.written = True
        elif name == "dimension":
            self._dimension(attributes.get("ref", ""))

    def ended(self, name):
        """What a row still lacks is added at its end."""
        if name == "row":
            self._add_before(None)
            self._texts, self._colours = {}, {}
        elif name == "cols":
            self.insert(self._columns.tags(self.prefix))
        elif name == "sheetData" and self._note is not None:
            raise CannotAnnotate("rows")

    def _start_row(self, attributes):
        row = int(attributes["r"]) if "r" in attributes else self._row + 1
        if row <= self._row:
            raise CannotAnnotate("row_order")
        self._row, self._column = row, -1
        self._row_style = int(attributes["s"]) if attributes.get("customFormat") in ("1", "true") else None
        if row == self._heading.row:
            self._texts = dict(zip(self._places, (one.heading for one in self._added), strict=True))
        elif self._note is not None and row >= self._note.row:
            if row > self._note.row:
                raise CannotAnnotate("rows")
            self._texts = dict(zip(self._places, self._note.texts, strict=True))
            self._colours = self._note.colours
            self._note = next(self._notes, None)
        elif row > self._heading.row:
            self._texts = dict.fromkeys(self._reused, "")  # what was written here the last time holds no more
            self._pending = []
            return
        else:
            return
        self._pending = sorted({*self._texts, *self._colours}, reverse=True)
        tag = self.tag()
        if tag.endswith(b"/>"):
            raise CannotAnnotate("rows")
        if "spans" in attributes:
            spans = [int(one) for part in attributes["spans"].split() for one in part.split(":")]
            self.replace_tag(with_attributes(tag, spans=f"{min(spans)}:{max(*spans, self._pending[0] + 1)}"))

    def _cell(self, attributes):
        if not (self._texts or self._colours):
            return
        reference = attributes.get("r")
        column = column_of(reference.rstrip("0123456789")) if reference else self._column + 1
        if column <= self._column:
            raise CannotAnnotate("cell_order")
        self._add_before(column)
        self._column = column
        style = int(attributes.get("s", 0))
        if column in self._texts:
            self.insert(self._text_cell(column))
            self.drop_element()
        elif column in self._colours:
            self.replace_tag(with_attributes(self.tag(), s=self._styles.coloured(style, self._colours[column])))
        elif self._reused and (plain := self._styles.plain(style)) != style:
            self.replace_tag(with_attributes(self.tag(), s=plain))
        elif self._row == self._heading.row:
            self._cell_style = style
        if self._pending and self._pending[-1] == column:
            self._pending.pop()

    def _add_before(self, column):
        """Write the cells that stand before a column and are not in the sheet; all of them for None."""
        while self._pending and (column is None or self._pending[-1] < column):
            missing = self._pending.pop()
            if missing in self._texts:
                self.insert(self._text_cell(missing))
            else:
                style = self._columns.style_of(missing) if self._row_style is None else self._row_style
                self.insert(b'<%sc r="%s%d" s="%d"/>' % (
                    self.prefix, letters_of(missing).encode(), self._row,
                    self._styles.coloured(style, self._colours[missing])))

    def _text_cell(self, column):
        """A cell of ours: a text in the cell itself, so that nothing it says is ever a formula."""
        style = self._styles.wrapped(self._cell_style if self._row == self._heading.row else 0)
        head = b'<%sc r="%s%d" s="%d"' % (self.prefix, letters_of(column).encode(), self._row, style)
        text = escape(_FORBIDDEN.sub("", self._texts[column])[:_LONGEST]).encode().replace(b"\r", b"&#13;")
        if not text:
            return head + b"/>"
        return head + (b' t="inlineStr"><%sis><%st xml:space="preserve">%s</%st></%sis></%sc>'
                       % (self.prefix, self.prefix, text, self.prefix, self.prefix, self.prefix))

    def _dimension(self, reference):
        found = _RANGE.fullmatch(reference)
        if found:
            right = max(column_of(found[3] or found[1]), *self._places)
            self.replace_tag(with_attributes(
                self.tag(), ref=f"{found[1]}{found[2]}:{letters_of(right)}{found[4] or found[2]}"))


class _Columns:
    """The <col> elements of a sheet: his as they are, but where they reach over columns that are added."""

    def __init__(self, added, places, reused):
        self._own = {place: one for place, one in zip(places, added, strict=True) if place not in reused}
        self._had = []  # (first column, tag)
        self._styles = []
        self.written = False

    def had(self, attributes, tag):
        first, last = int(attributes["min"]) - 1, int(attributes["max"]) - 1
        tag = tag if tag.endswith(b"/>") else tag[:-1] + b"/>"
        self._styles.append((first, last, int(attributes.get("style", 0))))
        for place in sorted(self._own):
            if first <= place <= last:
                if first < place:
                    self._had.append((first, with_attributes(tag, min=first + 1, max=place)))
                first = place + 1
                tag = with_attributes(tag, min=first + 1)
        if first <= last:
            self._had.append((first, tag))

    def style_of(self, column):
        """The style of an empty cell in a row without a style."""
        return next((style for first, last, style in self._styles if first <= column <= last), 0)

    def tags(self, prefix):
        """All elements, from left to right."""
        made = list(self._had)
        for place, one in self._own.items():
            hidden = b' hidden="1"' if one.hidden else b""
            made.append((place, b'<%scol min="%d" max="%d" width="%d"%s customWidth="1"/>' % (
                prefix, place + 1, place + 1, one.width, hidden)))
        self.written = True
        return b"".join(tag for _first, tag in sorted(made))


@cache
def column_of(letters):
    """The number (from 0) of a column by its letters. Raises CannotAnnotate for what are none."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise CannotAnnotate("references")
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= 16_384:
        raise CannotAnnotate("references")
    return number - 1


@cache
def letters_of(column):
    """The letters of a column (from 0)."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
