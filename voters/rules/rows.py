"""The checks of a mutarlih row and of the rows of a file against each other, over plain values.

Look here for the W, I and cross-row E codes; what a single cell must look like (E01-E12) is decided where
cells are read, `voters/intake/fields.py`. A row is known to these functions by its ordinal in the file.
"""

import re
from collections import defaultdict

from voters.rules.nik import has_possible_date, split

_DIGIT_OR_QUESTION = re.compile(r"[0-9?]").search

# W10: so many NIKs are needed before their last digits say anything.
ENOUGH_NIKS = 20


def is_blocking(code):
    """Whether the code keeps its row out of the roll (E); W and I let it pass."""
    return code[0] == "E"


def nik_problems(nik, birth, sex, regency, districts):
    """Codes E03, W01-W03, I01 of a 16-digit NIK (B and U rows).

    `birth` is a date or None, `sex` L, P or '': a value that is not valid is not compared. `districts` holds
    the six-digit codes of all kecamatan of Indonesia. An impossible date ends the look: the number is not
    trusted any further.
    """
    parts = split(nik)
    if not has_possible_date(parts):
        return ["E03"]
    codes = []
    if birth is not None and (parts.day, parts.month, parts.year) != (birth.day, birth.month, birth.year % 100):
        codes.append("W01")
    if sex and sex != parts.sex:
        codes.append("W02")
    if parts.district not in districts:
        codes.append("W03")
    if not nik.startswith(regency):
        codes.append("I01")
    return codes


def is_odd_name(name):
    """W07: two letters or fewer, a digit, or a question mark. The name is cleaned and not empty."""
    joined = name.replace(" ", "")
    if joined.isalpha():
        return len(joined) <= 2
    return sum(map(str.isalpha, joined)) <= 2 or _DIGIT_OR_QUESTION(joined) is not None


def repeated(values):
    """Group the ordinals that share a value: {value: [ordinal, ...]} for those with more than one.

    `values` are (ordinal, value) pairs; used for E21 (NIK) and E24 (found voter).
    """
    groups = defaultdict(list)
    for ordinal, value in values:
        groups[value].append(ordinal)
    return {value: ordinals for value, ordinals in groups.items() if len(ordinals) > 1}


def pair_up(strikes, entries):
    """Pair code-8 rows with B rows of the same person in another place: {ordinal: partner's ordinal}, both ways.

    `strikes` and `entries` are (ordinal, nik, (village, tps)) in file order: of a strike, NIK and place of the
    voter it found; of an entry, those of the row. Each strike takes the first fitting entry still free.
    """
    waiting = defaultdict(list)
    for ordinal, nik, place in entries:
        waiting[nik].append((ordinal, place))
    partners = {}
    # What did not fit, or was taken, for one (NIK, place) never fits it later: a hostile file stays linear.
    reached = defaultdict(int)
    for ordinal, nik, place in strikes:
        candidates = waiting.get(nik, ())
        index = reached[nik, place]
        while index < len(candidates):
            entry, entry_place = candidates[index]
            index += 1
            if entry_place != place and entry not in partners:
                partners[ordinal], partners[entry] = entry, ordinal
                break
        reached[nik, place] = index
    return partners


def unpaired_or_spoiled(strikes, partners, blocked):
    """E23: the ordinals of code-8 rows outside a pair, and of rows whose partner is blocked by another E.

    `strikes` are the ordinals of all code-8 rows, `blocked` those of rows that have an E other than E23.
    """
    alone = {ordinal for ordinal in strikes if ordinal not in partners}
    return alone | {ordinal for ordinal, partner in partners.items() if partner in blocked}


def split_families(members):
    """W04: the ordinals of rows whose NKK sits in several places; `members` are (ordinal, nkk, (village, tps))."""
    places, ordinals = defaultdict(set), defaultdict(list)
    for ordinal, nkk, place in members:
        places[nkk].add(place)
        ordinals[nkk].append(ordinal)
    return {ordinal for nkk, seen in places.items() if len(seen) > 1 for ordinal in ordinals[nkk]}


def look_damaged(niks):
    """W10: of twenty or more 16-digit NIKs more than half end in 0, as after a spreadsheet's rounding."""
    total = zeros = 0
    for nik in niks:
        total += 1
        zeros += nik[-1] == "0"
    return total >= ENOUGH_NIKS and zeros * 2 > total
