"""What each cleaned cell of a voter must look like, for batch rows and roll exports alike (E04-E12, E14, E25).

Values that are valid come back normalised (upper-case letter codes, numbers without leading zeros); values
that are not come back as they stand, so that a roll full of defects can be loaded and shown.
"""

from datetime import date
from typing import NamedTuple

from voters.intake.clean import whole
from voters.rules.codes import HIGHEST_DISABILITY
from voters.rules.nik import is_possible_nkk

EARLIEST_BIRTH = date(1880, 1, 1)
HIGHEST_RT = 999
HIGHEST_TPS = 999
HIGHEST_DPID = 10**18 - 1  # a bigint holds nine times as much: new voters are numbered on from here

# Plain mappings, not str.upper(): U+017F would become an S.
_MARITAL = {letter: letter.upper() for letter in "BbSsPp"}
_SEX = {letter: letter.upper() for letter in "LlPp"}
_EKTP = {letter: letter.upper() for letter in "SsBb"}
_RT = {**{str(n): str(n) for n in range(HIGHEST_RT + 1)}, "": ""}
_DISABILITY = {**{str(n): str(n) for n in range(HIGHEST_DISABILITY + 1)}, "": "0"}


class Fields(NamedTuple):
    """The columns of a voter besides NIK and place; `birth_date`, `tps` are None where not valid."""

    nkk: str
    name: str
    birth_place: str
    birth_date: date | None
    marital: str
    sex: str
    address: str
    rt: str
    rw: str
    disability: str
    ektp: str
    tps: int | None


def dpid_in(text):
    """The DPID that cleaned text says, or None where it is no whole number the roll could hold."""
    number = whole(text)
    return number if number is None or number <= HIGHEST_DPID else None


def read_fields(codes, today, nkk, name, birth_place, birth, marital, sex, address, rt, rw, disability, ektp, tps):
    """Check the cleaned texts (`birth` a date or None, `nkk` None where another code speaks for it).

    Appends the codes of what is wrong to `codes` and returns Fields. `today` is the day of checking in
    Asia/Jakarta: nobody is born after it.
    """
    if nkk is None:
        nkk = ""
    elif not is_possible_nkk(nkk):
        codes.append("E04")
    if not name:
        codes.append("E05")
    if not birth_place:
        codes.append("E06")
    if birth is None or not EARLIEST_BIRTH <= birth <= today:
        codes.append("E07")
        birth = None
    marital = _take(_MARITAL, marital, "E08", codes)
    sex = _take(_SEX, sex, "E09", codes)
    known_rt, known_rw, known_disability = _number(_RT, rt), _number(_RT, rw), _number(_DISABILITY, disability)
    if known_rt is None or known_rw is None:
        codes.append("E10")
    if known_disability is None:
        codes.append("E11")
    ektp = _take(_EKTP, ektp, "E12", codes)
    station = whole(tps)
    if station is None or not 1 <= station <= HIGHEST_TPS:
        codes.append("E14")
        station = None
    if not address:
        codes.append("E25")
    return Fields(
        nkk, name, birth_place, birth, marital, sex, address,
        rt if known_rt is None else known_rt,
        rw if known_rw is None else known_rw,
        disability if known_disability is None else known_disability,
        ektp, station,
    )  # fmt: skip


def _take(table, text, code, codes):
    """The normalised letter, or the text as it stands with its code."""
    known = table.get(text)
    if known is None:
        codes.append(code)
        return text
    return known


def _number(table, text):
    """The number's decimal text without leading zeros, or None where the table does not hold it."""
    known = table.get(text)
    if known is None and (number := whole(text)) is not None:
        known = table.get(str(number))
    return known
