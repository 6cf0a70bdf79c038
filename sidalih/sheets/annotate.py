"""An operator's own workbook with columns added and cells coloured; all else in it stays, byte for byte.

Loading and saving it with a library would lose what that library does not know. So the archive is copied part by
part; only sheets with a heading, the styles and the properties are changed, as a stream: 100,000 rows need no more
memory than 100. The file is one that the reader has taken (same limits); nothing in it is resolved or computed.
"""

from itertools import groupby
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from sidalih.sheets.annotate_sheet import LAST_COLUMN, AnnotatedSheet, Extent
from sidalih.sheets.limits import LIMITS, check
from sidalih.sheets.paint import Styles
from sidalih.sheets.splice import CannotAnnotate, Splicer, chunks_of, with_attributes

_MOST_BYTES = 16 << 20  # of a part that is held in memory: styles, names of sheets
_BOOK, _RELATIONS, _CORE = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "docProps/core.xml"
_IDENTIFIER = '<dc:identifier xmlns:dc="http://purl.org/dc/elements/1.1/">%s</dc:identifier>'


class Added(NamedTuple):
    """A column that is added: what stands in the heading's row, its width in letters, whether it is hidden."""

    heading: str
    width: int
    hidden: bool = False


class Heading(NamedTuple):
    """Where a sheet's heading stands (row from 1); per added column the one (from 0) that it has already, or None.

    `said` are the texts that stand in these columns' headings: a table that covers them must hear of new ones.
    """

    sheet: str
    row: int
    columns: tuple
    said: tuple = ()


class Note(NamedTuple):
    """What is added to one row: a text for each added column, and {column from 0: a colour of paint.COLOURS}."""

    sheet: str
    row: int
    texts: tuple
    colours: dict


def annotate_workbook(source, target, *, added, items, mark=""):
    """Write the workbook at the path `source` to the binary file `target`, with the `added` columns filled.

    `items` yields, for each sheet in the workbook's order, its Heading and then its Notes in the order of rows; sheets
    without a Heading are copied. `mark` becomes the identifier among the properties. Columns that the sheet does
    not have are added behind its last used one. Raises SheetRefused for a file that the reader would not take, and
    CannotAnnotate for a peculiarity; `target` then holds rubbish.
    """
    check(source, LIMITS)
    try:
        with ZipFile(source) as archive, ZipFile(target, "w", ZIP_DEFLATED) as out:
            _Copy(archive, out, added, mark).write(items)
    except (BadZipFile, KeyError, NotImplementedError) as error:
        raise CannotAnnotate("archive") from error


class _Copy:
    """One archive being copied into another."""

    def __init__(self, archive, out, added, mark):
        self.archive, self.out, self.added, self.mark = archive, out, added, mark
        names = archive.namelist()
        if len(names) != len(set(names)):
            raise CannotAnnotate("archive")
        self.sheets, style_part = _parts(archive)
        self.style_part = style_part
        self.styles = Styles(_small(archive, style_part))
        self.renamed = {}

    def write(self, items):
        parts = set(self.sheets.values())
        for info in self.archive.infolist():
            if info.filename == _CORE:
                self.out.writestr(_fresh(info), _identified(_small(self.archive, _CORE), self.mark))
            elif info.filename not in parts and info.filename != self.style_part and not _is_table(info):
                self._copy(info)
        written = set()
        order = list(self.sheets)
        for sheet, theirs in groupby(items, key=lambda item: item.sheet):
            if sheet not in order:
                raise CannotAnnotate("sheets")
            order = order[order.index(sheet) + 1:]
            self._annotate(self.archive.getinfo(self.sheets[sheet]), iter(theirs))
            written.add(self.sheets[sheet])
        for part in parts - written:
            self._copy(self.archive.getinfo(part))
        for info in filter(_is_table, self.archive.infolist()):
            self.out.writestr(_fresh(info), _Table(_small(self.archive, info.filename), self.renamed).content)
        self.out.writestr(_fresh(self.archive.getinfo(self.style_part)), self.styles.written())

    def _annotate(self, info, notes):
        """Two passes: how far the sheet reaches is known only at its end."""
        heading = next(notes)
        with self.archive.open(info) as entry:
            last = Extent(chunks_of(entry)).last
        places, reused = [], set()
        for had in heading.columns:
            if had is None:
                last += 1
                places.append(last)
            else:
                places.append(had)
                reused.add(had)
        self.renamed |= {old: one.heading for old, one in zip(heading.said, self.added, strict=False) if old}
        if last >= LAST_COLUMN:
            raise CannotAnnotate("wide")
        with self.archive.open(info) as entry, self.out.open(_fresh(info), "w") as copy:
            AnnotatedSheet(copy.write, heading=heading, added=self.added, places=places, reused=reused, notes=notes,
                           styles=self.styles).copy(chunks_of(entry))

    def _copy(self, info):
        with self.archive.open(info) as entry, self.out.open(_fresh(info), "w") as copy:
            for chunk in chunks_of(entry):
                copy.write(chunk)


def _is_table(info):
    return info.filename.startswith("xl/tables/") and info.filename.endswith(".xml")


def _fresh(info):
    """An entry of the same name, time and rights."""
    entry = ZipInfo(info.filename, info.date_time)
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, info.external_attr
    return entry


def _parts(archive):
    """({sheet name: its part} in the workbook's order, the part of the styles)."""
    book, targets = _Book(_small(archive, _BOOK)), _Relations(_small(archive, _RELATIONS))
    parts = {}
    for name, relation in book.sheets:
        kind, target = targets.found.get(relation, ("", ""))
        if kind == "worksheet":
            parts[name] = _inside(target)
    names = set(archive.namelist())
    style_part = next((_inside(target) for kind, target in targets.found.values() if kind == "styles"), None)
    if len(set(parts.values())) != len(parts) or not names.issuperset([*parts.values(), style_part]):
        raise CannotAnnotate("parts")
    return parts, style_part


def _inside(target):
    """The archive's name of what a relation of the workbook points to."""
    return target[1:] if target.startswith("/") else "xl/" + target.removeprefix("./")


def _small(archive, name):
    """A whole part that is not large."""
    if name is None or archive.getinfo(name).file_size > _MOST_BYTES:
        raise CannotAnnotate("parts")
    return archive.read(name)


class _Book(Splicer):
    """Reads the names of a workbook's sheets and their relations."""

    def __init__(self, part):
        super().__init__(lambda content: None)
        self.sheets = []
        self.copy([part])

    def started(self, name, attributes):
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), relation))


class _Relations(Splicer):
    """Reads {id: (kind, target)} of a part's relations; kinds have other addresses in strict workbooks."""

    def __init__(self, part):
        super().__init__(lambda content: None)
        self.found = {}
        self.copy([part])

    def started(self, name, attributes):
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))


class _Table(Splicer):
    """A table whose columns are called what their headings say: else a spreadsheet program calls the file damaged."""

    def __init__(self, part, renamed):
        self._pieces = []
        super().__init__(self._pieces.append)
        self._renamed = renamed
        self.copy([part])
        self.content = b"".join(self._pieces)

    def started(self, name, attributes):
        new = self._renamed.get(attributes.get("name"))
        if name == "tableColumn" and new and new != attributes["name"]:
            self.replace_tag(with_attributes(self.tag(), name=new))


class _Core(Splicer):
    """The properties with another identifier."""

    def __init__(self, part, identifier):
        self._pieces = []
        super().__init__(self._pieces.append)
        self._identifier = identifier
        self.copy([part])
        self.content = b"".join(self._pieces)

    def started(self, name, _attributes):
        if name == "identifier":
            self.drop_element()

    def ended(self, name):
        if name == "coreProperties":
            self.insert(self._identifier)


def _identified(part, mark):
    """The bytes of docProps/core.xml that bear the mark; without one, or a place for it, they stay as they are."""
    return _Core(part, (_IDENTIFIER % mark).encode()).content if mark and b"</" in part else part
