"""What an annotated workbook says of a row: its status, its mistakes, what to do, and which cells are coloured."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from sidalih.sheets import Added
from voters.intake.clean import without_blanks
from voters.intake.columns import COLUMNS, name_positions
from voters.intake.messages import message
from voters.intake.row_keys import HEADING, differing_columns, key_column
from voters.intake.seats import SEATS
from voters.models.batch import State

NAMES = ("STATUS", "KESALAHAN", "SARAN")
WIDTHS = (20, 44, 64, 14)
DRAFT = frozenset({State.CHECKED, State.RETURNED})
# Words of the column STATUS: operators filter by them, so they are the same in every language.
WORDS = {State.SUBMITTED: "DIAJUKAN", State.APPROVED: "DISETUJUI", State.APPLIED: "DITERAPKAN",
         State.CANCELLED: "DIBATALKAN", State.RETURNED: "DIKEMBALIKAN", State.CHECKED: "SIAP"}
_COLOURS = {"E": "bad", "W": "warn"}


class Standing(NamedTuple):
    """A stored row as it stands today, wherever it went; `note` is why its batch came back, `receipt` that batch's."""

    row_id: int
    typed: list
    problems: list
    blocked: bool
    conflict: bool
    return_reason: str
    state: str
    is_bin: bool
    note: str
    receipt: str
    is_here: bool


def added_columns(mark):
    """The four columns that are added to a sheet; the hidden one bears the mark of the copy in its heading."""
    names = [*NAMES, f"{HEADING} {mark}"]
    return [Added(name, width, hidden=name not in NAMES) for name, width in zip(names, WIDTHS, strict=True)]


def own_columns(cells):
    """Where a heading row has the four columns already (from 0), None for each that it lacks.

    An operator may have a STATUS of his own: only the three names side by side are ours, or, in a sheet that has a
    column of keys, the last column of each name.
    """
    names = [without_blanks(cell).upper() if isinstance(cell, str) else "" for cell in cells]
    key = key_column(name_positions(cells))
    for at in range(len(names) - len(NAMES), -1, -1):
        if tuple(names[at:at + len(NAMES)]) == NAMES:
            return (at, at + 1, at + 2, key)
    if key is None:
        return (None,) * 4
    last = {name: index for index, name in enumerate(names)}
    return (*(last.get(name) for name in NAMES), key)


def status_of(row):
    """The word of the column STATUS."""
    if row.is_bin:
        return "DIKELUARKAN"
    if row.state in DRAFT:
        if row.conflict:
            return "BENTROK"
        if row.blocked:
            return "PERLU PERBAIKAN"
        if row.return_reason:
            return WORDS[State.RETURNED]
    return WORDS[row.state]


def mistakes_of(row):
    """The row's codes with their titles, the blocking ones first."""
    return "; ".join(f"{code} {message(code).title}" for code in _ordered(row.problems))


def advice_of(row, cells, offered=None):
    """Sentences that say what to do; `cells` are the line's own, where the portal may hold others by now.

    `offered` is {code: what the portal suggests for it}; a problem without a suggestion gets its usual remedy.
    """
    offered = offered or {}
    said = []
    if row.is_bin:
        said.append(_("Baris ini dikeluarkan dari konsep; kembalikan di portal bila perlu."))
    elif row.state in DRAFT:
        if row.conflict:
            said.append(_("Pemilih ini diubah berkas lain sejak baris ini diperiksa; bandingkan keduanya di portal."))
        reason = row.return_reason or (row.note if row.state == State.RETURNED else "")
        if reason:
            said.append(_("Dikembalikan: %(reason)s") % {"reason": reason})
        said += dict.fromkeys(offered.get(code) or str(message(code).remedy)
                              for code in _ordered(row.problems) if code[0] in _COLOURS)
    if not row.is_here:
        said.append(_("Baris ini ada dalam berkas %(receipt)s.") % {"receipt": row.receipt})
    if others := differing_columns(cells, row.typed):
        said.append(_("Isinya di portal sudah lain: %(names)s.") % {"names": ", ".join(others)})
    return " ".join(said)


def colours_of(row):
    """{column name: colour} of the cells that a draft's problems are about; E wins over W."""
    if row.is_bin or row.state not in DRAFT:
        return {}
    return {name: _COLOURS[code[0]] for code in reversed(_ordered(row.problems)) if code[0] in _COLOURS
            for name in SEATS.get(code, ())}


def places_of(cells):
    """{column name: index} of a heading row."""
    names = name_positions(cells)
    return {name: names[name] for name in COLUMNS}


def _ordered(codes):
    return sorted(codes, key=lambda code: ("EWI".find(code[0]), code))
