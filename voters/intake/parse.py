"""One typed row of a workbook becomes values and row-local problems; look here for what B, U and TMS rows need.

Only what a row says by itself is decided here; the roll and the other rows of the file come in check.py.
"""

from dataclasses import dataclass, field
from datetime import date

from voters.intake.cells import date_of, is_number, text_of
from voters.intake.clean import held_odd_character, whole
from voters.intake.fields import dpid_in, read_fields
from voters.intake.places import VillageIndex
from voters.rules.codes import MARITAL, SEX, TMS
from voters.rules.eligibility import age_problems
from voters.rules.nik import is_sixteen_digits
from voters.rules.rows import is_odd_name, nik_problems


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a batch is checked against besides the roll.

    `codeset` is "2018" or "2022"; ages count on `reference_date`; `today` is the day of checking in
    Asia/Jakarta; `districts` are the six-digit codes of all kecamatan of Indonesia.
    """

    regency: str
    codeset: str
    reference_date: date
    today: date
    villages: VillageIndex
    districts: frozenset


@dataclass(slots=True)
class ParsedRow:
    """A row as parsed. `kind` is B, U, T or '' (E13); columns that its kind ignores stay empty.

    Valid values are normalised, invalid ones stand as cleaned text; `nik` and `nkk` are '' where the cell was
    no text. `local` holds the codes of this row alone, `problems` all of them, sorted, once check() ran;
    `found` is the DPID of the voter a U or T row addresses, `found_since` his version, `conflict` that another
    batch has changed him since, `partner` the ordinal of a pair's other row, `unchanged` says I03.
    """

    ordinal: int
    sheet: str
    row: int
    typed: list
    kind: str = ""
    code: int | None = None
    dpid: int | None = None
    dpid_given: bool = False
    nkk: str = ""
    nik: str = ""
    nik_ok: bool = False
    name: str = ""
    birth_place: str = ""
    birth_date: date | None = None
    marital: str = ""
    sex: str = ""
    address: str = ""
    rt: str = ""
    rw: str = ""
    disability: str = ""
    ektp: str = ""
    village: str = ""
    tps: int | None = None
    source: str = ""
    local: tuple = ()
    problems: list = field(default_factory=list)
    found: int | None = None
    found_since: int | None = None
    conflict: bool = False
    partner: int | None = None
    unchanged: bool = False


def parse_row(ordinal, sheet, row, typed, context):
    """Read the 18 cells (COLUMNS order) of one row into a ParsedRow with its row-local problems.

    `ordinal` counts the rows of the file from 1; pairs and repeats are decided in that order.
    """
    parsed = ParsedRow(ordinal, sheet, row, typed)
    codes = []
    dpid, nkk, nik, ket, source = typed[2], typed[3], typed[4], typed[15], typed[16]
    nik_text = text_of(nik)
    if nik.__class__ is str:
        parsed.nik = nik_text
        parsed.nik_ok = is_sixteen_digits(nik_text)
        if held_odd_character(nik):
            codes.append("I04")
    if nkk.__class__ is str and not codes and held_odd_character(nkk):
        codes.append("I04")
    _read_kind(parsed, text_of(ket), context.codeset)
    parsed.source = text_of(source)
    if not parsed.kind:
        codes.append("E13")
    else:
        dpid_text = text_of(dpid)
        parsed.dpid_given = dpid_text != ""
        parsed.dpid = dpid_in(dpid_text) if dpid_text else None
        if parsed.kind == "T":
            _check_strike(parsed, nik, nik_text, codes)
        else:
            _check_voter(parsed, typed, nik_text, context, codes)
    parsed.local = tuple(sorted(codes))
    parsed.problems = list(parsed.local)
    return parsed


def _read_kind(parsed, ket, codeset):
    """Fill kind and code from KET; both stay empty where the period's set does not know it."""
    if ket in ("B", "b"):
        parsed.kind = "B"
    elif ket in ("U", "u"):
        parsed.kind = "U"
    elif (number := whole(ket)) is not None and number in TMS[codeset]:
        parsed.kind, parsed.code = "T", number


def _check_strike(parsed, nik, nik_text, codes):
    """A T row needs a DPID or a NIK; every other column is ignored."""
    if is_number(nik):
        codes.append("E01")
    elif nik_text and not parsed.nik_ok:
        codes.append("E02")
    if not parsed.dpid_given and not nik_text:
        codes.append("E17")


def _check_voter(parsed, typed, nik_text, context, codes):
    """A B or U row carries all fields of the voter, as they shall be."""
    (kecamatan, desa, _dpid, nkk, nik, name, birth_place, birth, marital, sex,
     address, rt, rw, disability, ektp, _ket, _source, tps) = typed  # fmt: skip
    if parsed.kind == "B":
        if parsed.dpid_given:
            codes.append("E16")
    elif not parsed.dpid_given and not nik_text:
        codes.append("E17")
    number_nik, number_nkk = is_number(nik), is_number(nkk)
    if number_nik or number_nkk:
        codes.append("E01")
    if not number_nik and not parsed.nik_ok:
        codes.append("E02")
    fields = read_fields(
        codes, context.today, None if number_nkk else text_of(nkk), text_of(name), text_of(birth_place),
        date_of(birth), text_of(marital), text_of(sex), text_of(address), text_of(rt), text_of(rw),
        text_of(disability), text_of(ektp), text_of(tps),
    )  # fmt: skip
    (parsed.nkk, parsed.name, parsed.birth_place, parsed.birth_date, parsed.marital, parsed.sex, parsed.address,
     parsed.rt, parsed.rw, parsed.disability, parsed.ektp, parsed.tps) = fields  # fmt: skip
    if nkk.__class__ is not str:
        parsed.nkk = ""
    parsed.village = context.villages.find(text_of(kecamatan), text_of(desa)) or ""
    if not parsed.village:
        codes.append("E22")
    if parsed.nik_ok:
        sex = parsed.sex if parsed.sex in SEX else ""
        codes += nik_problems(parsed.nik, parsed.birth_date, sex, context.regency, context.districts)
    if parsed.birth_date is not None:
        marital = parsed.marital if parsed.marital in MARITAL else ""
        codes += age_problems(parsed.birth_date, marital, context.reference_date)
    if parsed.name and is_odd_name(parsed.name):
        codes.append("W07")
    if parsed.rt in ("", "0") or parsed.rw in ("", "0"):
        codes.append("W08")
