"""A row in conflict as its operator compares it: what he saw, what the roll says now and since when, what he wants."""

from dataclasses import dataclass
from typing import Any

from sidalih.areas import queries as areas
from voters.intake.roll_cells import CELLS, roll_cells
from voters.queries.conflicts import changes, standoffs
from voters.rules.conflicts import differing, matters, merged
from voters.tables.rows import editor_texts, labels

ORDER = ("nik", "nkk", "name", "birth_place", "birth_date", "sex", "marital", "address", "rt", "rw", "village", "tps",
         "disability", "ektp")


@dataclass(frozen=True)
class Element:
    """One element of the voter in its three states; `take` is the suggestion (row, roll, or "" where they agree).

    `made` says which batch made it what it is now, `clash` that both changed it, each in his own way.
    """

    name: str
    label: Any
    then: str
    now: str
    wanted: str
    take: str
    made: Any
    clash: bool


@dataclass(frozen=True)
class Standoff:
    """What the page shows: the elements, the voter's version that is compared, whether he is another person by now."""

    elements: list
    since: int
    dpid: int
    other_person: bool
    strike: bool
    made: list
    behind: bool


def standoff_of(batch, row):
    """The Standoff of a row in conflict, or None where it has ceased to be one; full numbers, for its editor."""
    found = standoffs(batch, [row]).get(row.ordinal)
    if found is None:
        return None
    strike = row.kind == "T"
    moved = differing(found.then, found.now, matters(row.kind))
    ours = [] if strike else differing(found.then, row)
    takes = {} if strike else merged(found.then, found.now, row)
    made = changes(batch.regency, found, moved)
    villages = {found.then.village, found.now.village}
    names = areas.names_of(villages | {village[:6] for village in villages})
    then, now, wanted = roll_cells(found.then, names), roll_cells(found.now, names), editor_texts(row)
    words, elements = labels(), []
    for name in ORDER:
        if name in moved or name in ours:
            column = CELLS[name][-1]
            elements.append(Element(
                name, words[column], then[column], now[column], "" if strike else wanted[column], takes.get(name, ""),
                made.get(name), name in moved and name in ours and name in takes))
    batches = {one.batch.pk: one.batch for one in made.values() if one.batch}
    return Standoff(elements, found.now.since, found.now.dpid, found.now.dpid != found.then.dpid, strike,
                    list(batches.values()), bool(made) and not batches)
