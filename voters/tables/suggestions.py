"""Suggestions and problems as pages show them: what would change, why, and how many rows are alike."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sidalih.home.templatetags.sandi import NOTHING, samar, tanpa_nomor
from voters.intake.messages import message
from voters.queries.suggestions import sentence, texts_of
from voters.rules.suggestions import MAY_BE_SURE
from voters.tables.rows import SECRET, labels

EXAMPLES = 5


@dataclass(frozen=True)
class Change:
    """One cell before and after; numbers masked."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class Offer:
    """A suggestion for one row; `value` names it to the server: ordinal, version and key."""

    value: str
    key: str
    code: str
    says: str
    changes: list
    sure: bool


@dataclass(frozen=True)
class Problem:
    """A code of a batch: what it means, what to do, its rows, those vouched for (W), and what can be done at once."""

    code: str
    level: str
    title: Any
    meaning: Any
    remedy: Any
    count: int
    confirmed: int
    alike: bool
    query: str

    @property
    def left(self):
        """Rows whose warning nobody has vouched for."""
        return max(0, self.count - self.confirmed)


@dataclass(frozen=True)
class Alike:
    """Rows of one kind of repair: how many, and examples as (row, changes)."""

    kind: str
    says: str
    rows: int
    examples: list


def offer_of(row, one):
    """A Suggestion of a row as an Offer."""
    return Offer(f"{row.ordinal}:{row.version}:{one.key}", one.key, one.code, tanpa_nomor(sentence(one)),
                 changes_of(row, one), one.sure)


def changes_of(row, one):
    """The Changes a suggestion makes."""
    names, before = labels(), texts_of(row.typed)
    return [Change(names[column], _shown(column, before[column]), _shown(column, text))
            for column, text in one.cells.items() if before[column] != text]


def problem_of(batch, code):
    """A code of a batch as a Problem; None for one that no row has."""
    count = batch.counts.get(code)
    if not count:
        return None
    known = message(code)
    level = {"E": "e", "W": "w"}.get(code[0], "o")
    return Problem(code, level, known.title, known.meaning, known.remedy, count,
                   min(count, batch.review.get("confirmed", {}).get(code, 0)), code in MAY_BE_SURE, f"?kode={code}")


def problems_of(batch):
    """All Problems of a batch: E before W before I, the most frequent first."""
    codes = sorted(batch.counts, key=lambda code: ("EWI".find(code[0]), -batch.counts[code], code))
    return [problem for code in codes if (problem := problem_of(batch, code))]


def warnings_of(batch):
    """(confirmed, all) warnings of a batch, its file's own among them; a row with two counts twice."""
    confirmed = batch.review.get("confirmed", {})
    counts = {code: n for code, n in batch.counts.items() if code[0] == "W"}
    counts |= {one["code"]: 1 for one in batch.file_problems if one["code"][0] == "W"}
    return sum(min(n, confirmed.get(code, 0)) for code, n in counts.items()), sum(counts.values())


def alike_of(groups):
    """Groups of queries.suggestions.alike as Alike."""
    return [Alike(kind, _reason(found), len(found), [(row, changes_of(row, one)) for row, one in found[:EXAMPLES]])
            for kind, found in groups]


def _reason(found):
    """One sentence for all rows of a group: the first row's, where all say the same."""
    said = {sentence(one) for _row, one in found}
    if len(said) == 1:
        return tanpa_nomor(said.pop())
    return _("Setiap baris menurut isinya sendiri; lihat contoh.")


def _shown(column, text):
    if column in SECRET:
        return samar(text)
    return tanpa_nomor(text) or NOTHING
