"""The rows of a file against the roll and against each other; look here for E18-E24, W04, W09, W10, I02, I03.

The caller asks the roll: wanted(rows) says for what, Facts carries the answer, check() does the rest without
a database. Everything is seen as the roll stands before this file.
"""

from typing import NamedTuple

from voters.rules.codes import PAIRED_CODE
from voters.rules.conflicts import differing, matters
from voters.rules.rows import (
    is_blocking,
    look_damaged,
    pair_up,
    repeated,
    split_families,
    unpaired_or_spoiled,
)

# Codes that say a row lacks a valid value in some compared column; such a row cannot be called unchanged.
_CELL_CODES = frozenset(
    ["E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08", "E09", "E10", "E11", "E12", "E14", "E22", "E25"]
)


class RollVoter(NamedTuple):
    """An active voter of the regency, as the roll holds him; values may be invalid on an old roll."""

    dpid: int
    nkk: str
    nik: str
    name: str
    birth_place: str
    birth_date: object
    marital: str
    sex: str
    address: str
    rt: str
    rw: str
    disability: str
    ektp: str
    village: str
    tps: int
    since: int = 0  # the version: what the roll says of him now may not be what the operator saw


class Facts(NamedTuple):
    """The roll's answer to wanted(): voters by DPID, *every* active voter by NIK, NIKs active elsewhere.

    `elsewhere` holds the NIKs that are active in another regency of the province.
    """

    by_dpid: dict
    by_nik: dict
    elsewhere: set


class Seen(NamedTuple):
    """The version of a voter that the roll held when a row was first checked, and that holds no more."""

    dpid: int
    since: int
    voter: RollVoter


def wanted(rows):
    """The DPIDs and the NIKs the roll must be asked for, as (set of int, set of str)."""
    dpids, niks = set(), set()
    for row in rows:
        if row.kind in ("U", "T") and row.dpid is not None:
            dpids.add(row.dpid)
        if row.nik_ok and (row.kind in ("B", "U") or (row.kind == "T" and not row.dpid_given)):
            niks.add(row.nik)
    return dpids, niks


def check(rows, facts, context, seen=None, stopped=()):
    """Fill problems, found, conflict, partner and unchanged of all rows; returns nothing.

    Starts from each row's `local` codes, so it may run again, on the same rows or on freshly parsed ones. It
    is also right on a part of a file that is closed: with a row come all rows that share its NIK, the voter it
    finds, its NKK (B and U), and, for a code-8 row, all rows with the NIK of the voter it found.

    `seen` is {ordinal: Seen} of rows that were checked before against a version that holds no more. Where what
    matters has changed since, the row is in conflict: it waits like one with an E, and still says what was seen.
    `stopped` are ordinals of rows that wait for a reason of their own; the other row of a pair waits with them.
    """
    seen = seen or {}
    rows = sorted(rows, key=lambda row: row.ordinal)
    voters, codes = {}, {}
    for row in rows:
        row.partner, row.unchanged = None, False
        voter, codes[row.ordinal] = _look_up(row, facts)
        row.found = row.found_since = None
        if voter is not None:
            voters[row.ordinal] = voter
            row.found, row.found_since = voter.dpid, voter.since
        row.conflict = row.ordinal in stopped or row.ordinal in seen and _overtaken(row, voter, seen[row.ordinal])
    partners, strikes = _pairs(rows, voters, context.codeset)
    for row in rows:
        row.partner = partners.get(row.ordinal)
        if row.nik_ok and row.kind in ("B", "U"):
            _check_nik_use(row, voters.get(row.ordinal), facts, codes[row.ordinal])
    _mark_repeats(rows, partners, codes)
    blocked = {row.ordinal for row in rows if row.conflict or any(map(is_blocking, codes[row.ordinal]))}
    for ordinal in unpaired_or_spoiled(strikes, partners, blocked):
        codes[ordinal].add("E23")
        blocked.add(ordinal)
    for ordinal in split_families(
        (row.ordinal, row.nkk, (row.village, row.tps))
        for row in rows
        if row.kind in ("B", "U") and row.ordinal not in blocked
    ):
        codes[ordinal].add("W04")
    for row in rows:
        row.problems = sorted(codes[row.ordinal])
        if row.ordinal in seen and (row.conflict or row.found is None):
            row.found, row.found_since = seen[row.ordinal][:2]


def file_problems(rows):
    """The codes that concern the file as a whole: ["W10"] or []; needs the nik of every row of the file."""
    return ["W10"] if look_damaged(row.nik for row in rows if row.nik_ok) else []


def _look_up(row, facts):
    """The voter a row finds, or None, and the row's codes so far: local, E18, E19, I02, I03."""
    codes = set(row.local)
    if row.kind not in ("U", "T"):
        return None, codes
    voter = None
    if row.dpid_given:
        voter = facts.by_dpid.get(row.dpid) if row.dpid is not None else None
        if voter is None:
            codes.add("E18")
        elif row.kind == "T" and row.nik_ok and row.nik != voter.nik:
            codes.add("E19")
    elif row.nik_ok:
        holders = facts.by_nik.get(row.nik, ())
        if len(holders) == 1:
            voter = holders[0]
            codes.add("I02")
        else:
            codes.add("E18")
    if row.kind == "U" and voter is not None and not codes & _CELL_CODES and _equals(row, voter):
        row.unchanged = True
        codes.add("I03")
    return voter, codes


def _overtaken(row, voter, seen):
    """Whether the roll now says something else of a row's voter, or names another one; E18 speaks for nobody."""
    if voter is None or row.unchanged:
        return False
    return voter.dpid != seen.dpid or bool(differing(seen.voter, voter, matters(row.kind)))


def _pairs(rows, voters, codeset):
    """(partners by ordinal, ordinals of all code-8 rows); sets without such a code have neither."""
    code = PAIRED_CODE.get(codeset)
    if code is None:
        return {}, []
    strikes = [row.ordinal for row in rows if row.kind == "T" and row.code == code]
    entries = [
        (row.ordinal, row.nik, (row.village, row.tps))
        for row in rows
        if row.kind == "B" and row.nik_ok and row.village and row.tps is not None
    ]
    found = [(ordinal, voters[ordinal]) for ordinal in strikes if ordinal in voters]
    return pair_up([(ordinal, v.nik, (v.village, v.tps)) for ordinal, v in found], entries), strikes


def _check_nik_use(row, voter, facts, codes):
    """E20 and W09: who else holds the NIK of a B or U row already."""
    if "E03" in codes:
        return
    held = bool(facts.by_nik.get(row.nik))
    if row.kind == "B":
        if held and row.partner is None:
            codes.add("E20")
        if row.nik in facts.elsewhere:
            codes.add("W09")
    elif held and voter is not None and voter.nik != row.nik:
        codes.add("E20")


def _mark_repeats(rows, partners, codes):
    """E21 for a NIK, E24 for a found voter that stands in more than one row; a pair's two rows may share a NIK."""
    for ordinals in repeated((row.ordinal, row.nik) for row in rows if row.nik_ok).values():
        if len(ordinals) == 2 and partners.get(ordinals[0]) == ordinals[1]:
            continue
        for ordinal in ordinals:
            codes[ordinal].add("E21")
    for ordinals in repeated((row.ordinal, row.found) for row in rows if row.found is not None).values():
        for ordinal in ordinals:
            codes[ordinal].add("E24")


def _equals(row, voter):
    """I03: whether every compared column of a U row equals the voter found."""
    return (
        row.nik == voter.nik
        and row.nkk == voter.nkk
        and row.birth_date == voter.birth_date
        and row.village == voter.village
        and row.tps == voter.tps
        and row.sex == voter.sex
        and row.marital == voter.marital
        and row.ektp == voter.ektp
        and _number(row.rt) == _number(voter.rt)
        and _number(row.rw) == _number(voter.rw)
        and _number(row.disability) == _number(voter.disability)
        and row.name.casefold() == voter.name.casefold()
        and row.birth_place.casefold() == voter.birth_place.casefold()
        and row.address.casefold() == voter.address.casefold()
    )


def _number(text):
    """A number's text without leading zeros, empty counting as 0."""
    return str(text).lstrip("0") or "0"
