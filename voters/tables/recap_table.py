"""One table of a recap, and what a page needs to know to show it; tables/recaps.py fills them, Typst sets them too."""

from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple


@dataclass(frozen=True)
class Line:
    """A row: its cells, and the code of the area it leads to, or ""."""

    cells: list
    code: str = ""
    missing: bool = False


class Shown(NamedTuple):
    """How a page shows the cells of a column."""

    css: str
    number: bool
    leads: bool


@dataclass(frozen=True)
class Table:
    """One table: `groups` are (heading, columns spanned) above `headings`; `texts` are the columns without numbers."""

    title: str
    headings: list
    groups: list
    lines: list
    totals: list | None = None
    model: str = ""
    texts: frozenset = frozenset({0})
    name: str = ""
    name_at: int = -1   # the column that leads to a line's own recap

    @property
    def has_groups(self):
        """Whether some columns share a heading."""
        return any(span > 1 for _heading, span in self.groups)

    @property
    def columns(self):
        """What a page needs to know of each column: its classes, whether it holds numbers, whether it leads on."""
        ends = list(accumulate(span for _heading, span in self.groups)) if self.has_groups else []
        spans = [span for _heading, span in self.groups]
        edges = {end for end, *beside in zip(ends, spans, spans[1:], strict=False) if max(beside) > 1}
        return [Shown(" ".join(filter(None, ("pin" if at == max(self.name_at, 0) else "", "edge" * (at in edges),
                                             "" if at in self.texts else "n"))), at not in self.texts,
                      at == self.name_at) for at in range(len(self.headings))]

    @property
    def head(self):
        """[(heading, its Shown)]."""
        return list(zip(self.headings, self.columns, strict=True))

    @property
    def body(self):
        """[(Line, [(cell, its Shown)])]."""
        columns = self.columns
        return [(line, list(zip(line.cells, columns, strict=True))) for line in self.lines]

    @property
    def foot(self):
        """[(total, its Shown)]; empty without totals."""
        return list(zip(self.totals, self.columns, strict=True)) if self.totals else []
