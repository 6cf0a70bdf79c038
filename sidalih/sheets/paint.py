"""Styles added to a workbook's own: each a copy of one of his, with another fill or wrapped; his keep their numbers."""

import re

from sidalih.sheets.splice import CannotAnnotate, Splicer, start_tag, with_attributes

# A shade beside those that Excel offers: a cell in one of them was coloured here, and may lose it again.
COLOURS = {"bad": b"FFF8CBAC", "warn": b"FFFFE698"}
_MOST_STYLES = 64_000  # Excel's own limit is 65,490
_OWN_FILLS = 2         # Excel shows the first two as none and grey dots, whatever they say
_NO_FILL = b'<%sfill><%spatternFill patternType="gray125"/></%sfill>'
_TEXT_FORMAT = 49      # "@": what is typed over it stays text
_ALIGNMENT = re.compile(rb"""\s*<(?:[\w.-]+:)?alignment\b[^>]*>""")


class Styles:
    """The styles of a workbook (the bytes of its styles part) and those that are added while its sheets are copied.

    Raises CannotAnnotate where the part has no fills or no cell styles to copy.
    """

    def __init__(self, part):
        self._part = part
        self._found = _Found(part)
        self._numbers, self._new = {}, []
        if not (self._found.styles and self._found.fills):
            raise CannotAnnotate("styles")

    def coloured(self, style, colour):
        """The number of the style that is like `style` with the fill of a colour of COLOURS."""
        return self._number(style, colour, False)

    def plain(self, style):
        """The number of the style that is like `style` without a colour of ours; `style` itself where it has none."""
        return self._number(style, "", False) if style in self._found.coloured else style

    def wrapped(self, style):
        """The number of the style that is like `style`, with wrapped lines and as text."""
        return self._number(style, None, True)

    def written(self):
        """The bytes of the part with all that was added."""
        return _Written(self._part, self._found, self._new).content

    def _number(self, style, colour, wrap):
        key = (style, colour, wrap)
        if key not in self._numbers:
            styles = self._found.styles
            if not 0 <= style < len(styles):
                raise CannotAnnotate("styles")
            self._numbers[key] = len(styles) + len(self._new)
            if self._numbers[key] > _MOST_STYLES:
                raise CannotAnnotate("styles")
            self._new.append(self._copied(styles[style], colour, wrap))
        return self._numbers[key]

    def _copied(self, raw, colour, wrap):
        tag = start_tag(raw)
        rest = raw[len(tag):]
        if colour is not None:
            fills = max(self._found.fills, _OWN_FILLS)
            tag = with_attributes(tag, fillId=fills + list(COLOURS).index(colour) if colour else 0, applyFill=1)
        if not wrap:
            return tag + rest
        tag = with_attributes(tag, numFmtId=_TEXT_FORMAT, applyNumberFormat=1, applyAlignment=1)
        if found := _ALIGNMENT.match(rest):
            return tag + with_attributes(found[0], wrapText=1, vertical="top") + rest[found.end():]
        alignment = b'<%salignment vertical="top" wrapText="1"/>' % self._found.prefix
        if tag.endswith(b"/>"):
            return tag[:-2] + b">" + alignment + b"</%sxf>" % self._found.prefix
        return tag + alignment + rest


class _Found(Splicer):
    """Reads which cell styles a part has (their bytes), how many fills, and which styles have one of COLOURS."""

    def __init__(self, part):
        super().__init__(lambda content: None)
        self.styles, self.fills, self.coloured = [], 0, set()
        self._own = set()
        self._in, self._begin, self._bytes = "", None, part
        self.copy([part])

    def started(self, name, attributes):
        if name in ("cellXfs", "fills"):
            self._in = name
        elif name == "fill" and self._in == "fills":
            self.fills += 1
        elif name == "fgColor" and self._in == "fills":
            if attributes.get("rgb", "").encode() in COLOURS.values():
                self._own.add(str(self.fills - 1))
        elif name == "xf" and self._in == "cellXfs":
            if attributes.get("fillId") in self._own:
                self.coloured.add(len(self.styles))
            self._begin = (self._parser.CurrentByteIndex, self.tag().endswith(b"/>"))

    def ended(self, name):
        if name == self._in:
            self._in = ""
        elif name == "xf" and self._in == "cellXfs":
            begin, is_empty = self._begin
            end = self._parser.CurrentByteIndex
            self.styles.append(self._bytes[begin:end if is_empty else self._bytes.index(b">", end) + 1])


class _Written(Splicer):
    """The part once more, with two fills and the new cell styles at the ends of their lists."""

    def __init__(self, part, found, new):
        self._pieces = []
        super().__init__(self._pieces.append)
        missing = [_NO_FILL % (found.prefix, found.prefix, found.prefix)] * (_OWN_FILLS - found.fills)
        self._lists = {"fills": (found.fills, missing + [_fill(found.prefix, rgb) for rgb in COLOURS.values()]),
                       "cellXfs": (len(found.styles), new)}
        self.copy([part])
        self.content = b"".join(self._pieces)

    def started(self, name, attributes):
        if name in self._lists and "count" in attributes:
            count, more = self._lists[name]
            self.replace_tag(with_attributes(self.tag(), count=count + len(more)))

    def ended(self, name):
        if name in self._lists:
            self.insert(b"".join(self._lists[name][1]))


def _fill(prefix, rgb):
    return (b'<%sfill><%spatternFill patternType="solid"><%sfgColor rgb="%s"/></%spatternFill></%sfill>'
            % (prefix, prefix, prefix, rgb, prefix, prefix))
