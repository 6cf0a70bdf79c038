"""Changing XML without rewriting it: every byte that nobody asked to change leaves as it came, in constant memory.

The parser only says where things stand. It resolves nothing from outside, and a declaration of entities ends it.
"""

import re
import time
from xml.parsers import expat

_START_TAG = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")
_ATTRIBUTE = re.compile(rb"""\s([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_MOST_PENDING = 8 << 20  # bytes of one token; Excel's longest text is 32,767 letters
_DEEPEST = 64
_CHUNK = 1 << 16
_SECONDS = 600           # of processor time for one part


class CannotAnnotate(Exception):
    """A workbook with a peculiarity that cannot be copied and changed; `reason` says which, in a word."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Splicer:
    """Copies one XML part to `write`. A subclass names the places: `started(name, attributes)`, `ended(name)`.

    Names come without their prefix. While one of the two runs, `insert`, `replace_tag` and `drop_element` act at the
    tag it was called for.
    """

    def __init__(self, write):
        self._write = write
        self._buffer, self._base, self._done = b"", 0, 0
        self._dropping = None
        self._depth = 0
        self.prefix = None
        self._parser = parser = expat.ParserCreate()
        parser.XmlDeclHandler = _refuse_other_encodings
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended

    def copy(self, chunks):
        """Read a part to its end. Raises CannotAnnotate for anything but plain XML in UTF-8."""
        until = time.process_time() + _SECONDS
        try:
            for chunk in chunks:
                if chunk[:2] in _UTF_16 and not self._base:
                    raise CannotAnnotate("encoding")
                self._buffer += chunk
                self._parser.Parse(chunk, False)
                self._copy_to(self._parser.CurrentByteIndex)  # where what the parser has not understood yet begins
                self._buffer, self._base, self._done = self._buffer[self._done:], self._base + self._done, 0
                if len(self._buffer) > _MOST_PENDING:
                    raise CannotAnnotate("long")
                if time.process_time() > until:
                    raise CannotAnnotate("slow")
            self._parser.Parse(b"", True)
            self._copy_to(self._base + len(self._buffer))
        except (expat.ExpatError, ValueError, KeyError, OverflowError) as error:  # no XML, or no numbers in it
            raise CannotAnnotate("xml") from error

    def started(self, name, attributes):
        """What a subclass does at a start tag."""

    def ended(self, name):
        """What a subclass does at an end tag; an empty element ends after its only tag."""

    def tag(self):
        """The bytes of the start tag that `started` was called for."""
        return start_tag(self._buffer, self._parser.CurrentByteIndex - self._base)

    def insert(self, content):
        """Write bytes before the present tag (for an empty element's end: behind it)."""
        self._copy_to(self._parser.CurrentByteIndex)
        self._put(content)

    def replace_tag(self, content):
        """Write other bytes in place of the present start tag."""
        old = self.tag()
        self.insert(content)
        self._done += len(old)

    def drop_element(self):
        """Leave out the element that starts here, with all that is in it."""
        old = self.tag()
        self._copy_to(self._parser.CurrentByteIndex)
        self._dropping = (self._depth, old.endswith(b"/>"))

    def _started(self, name, attributes):
        self._depth += 1
        if self._depth > _DEEPEST:
            raise CannotAnnotate("deep")
        before, _colon, local = name.rpartition(":")
        if self.prefix is None:
            self.prefix = f"{before}:".encode() if before else b""
        if self._dropping is None:
            self.started(local, attributes)

    def _ended(self, name):
        if self._dropping is None:
            self.ended(name.rpartition(":")[2])
        elif self._dropping[0] == self._depth:
            end = self._parser.CurrentByteIndex
            if not self._dropping[1]:
                end = self._base + self._buffer.index(b">", end - self._base) + 1
            self._copy_to(end)
            self._dropping = None
        self._depth -= 1

    def _copy_to(self, offset):
        """Let everything before an offset of the part go, or leave it out while an element is dropped."""
        upto = offset - self._base
        if upto > self._done:
            if self._dropping is None:
                self._put(self._buffer[self._done:upto])
            self._done = upto

    def _put(self, content):
        self._write(content)


def start_tag(content, at=0):
    """The bytes of the start tag that begins at a place of some XML."""
    return _START_TAG.match(content, at)[0]


def with_attributes(tag, **values):
    """A start tag with attributes set or replaced; the others keep their bytes. Values are plain ASCII."""
    for name, value in values.items():
        name, value = name.encode(), b'"%s"' % str(value).encode()
        for found in _ATTRIBUTE.finditer(tag):
            if found[1] == name:
                tag = tag[:found.start(2)] + value + tag[found.end(2):]
                break
        else:
            at = len(tag) - (2 if tag.endswith(b"/>") else 1)
            tag = b"%s %s=%s%s" % (tag[:at].rstrip(), name, value, tag[at:])
    return tag


def chunks_of(entry):
    """The pieces of an open archive entry."""
    while piece := entry.read(_CHUNK):
        yield piece


def _refuse_other_encodings(_version, encoding, _standalone):
    if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
        raise CannotAnnotate("encoding")


def _refuse_doctype(*_declaration):
    raise CannotAnnotate("doctype")
