"""Reading a whole roll in Sidalih's export format (UTF-8, # between fields); look here for L01 and L02.

Old rolls are full of defects and these people are voters all the same: a line is refused only where the voter
could not be told apart, counted or placed.
"""

from array import array
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from voters.intake.clean import clean, date_in
from voters.intake.columns import FileRefused, name_positions
from voters.intake.fields import dpid_in, read_fields
from voters.rules.nik import has_possible_date, is_sixteen_digits, split

COLUMNS = (
    "DPID", "NKK", "NIK", "NAMA", "KELAMIN", "TEMPAT LAHIR", "TANGGAL LAHIR", "KAWIN", "ALAMAT", "RT", "RW",
    "DISABILITAS", "EKTP", "SUMBER", "TPS", "STATUS", "KECAMATAN", "KELURAHAN",
)  # fmt: skip
VILLAGE_CODE = "KEL_ID"
ACTIVE = frozenset(["AKTIF", "UBAH", "BARU"])
REFUSING = frozenset(["L01", "L02", "E09", "E14", "E22"])
_DELIMITER = "#"


class Loaded(NamedTuple):
    """A voter to load. `values`: dpid, nkk, nik, name, birth_place, birth_date (None where invalid), birth_text
    (the raw text only then, else ''), marital, sex, address, rt, rw, disability, ektp, village, tps, source.
    `defects`: the set of codes he is loaded with.
    """

    line: int
    values: tuple
    defects: frozenset


class RefusedLine(NamedTuple):
    """A line that is not loaded, with the codes it is refused for, sorted."""

    line: int
    codes: tuple


class Skipped(NamedTuple):
    """A line of somebody who is no active voter (STATUS)."""

    line: int


def read_roll_export(path, regency, villages, today):
    """Iterate over the data lines of a roll export as Loaded, RefusedLine or Skipped, in file order.

    `villages` is the regency's VillageIndex; `today` the day of checking. Two streaming passes: the first finds
    DPIDs that stand on several lines. Line 1 is the header. Raises FileRefused at once: "header" with
    `missing` (names), "encoding" with `line`.
    """
    positions, width = _read_header(path)
    doubled = _doubled_dpids(path, positions["DPID"], width)
    return _read_lines(path, positions, width, doubled, regency, villages, today)


def _lines(path):
    """(line number, text without line end) of every line; empty lines count only if another follows."""
    with open(path, "rb") as file:
        empty = []
        for number, raw in enumerate(file, 1):
            raw = raw.rstrip(b"\r\n")
            if not raw.strip():
                empty.append(number)
                continue
            for earlier in empty:
                yield earlier, ""
            empty.clear()
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError:
                text = "\0"
            if "\0" in text:  # no text in any language, and no database takes it
                message = _("Baris %(line)s bukan teks UTF-8. Simpan ulang berkas sebagai UTF-8.")
                raise FileRefused("encoding", message % {"line": number}, line=number)
            yield number, text


def _read_header(path):
    """({column: index}, number of fields) of line 1."""
    first = next(_lines(path), (1, ""))[1]
    fields = first.split(_DELIMITER)
    found = name_positions(fields)
    missing = [name for name in COLUMNS if name.replace(" ", "") not in found]
    if missing:
        message = _("Baris judul tidak lengkap; kolom tidak ada: %(names)s.") % {"names": ", ".join(missing)}
        raise FileRefused("header", message, missing=missing)
    positions = {name: found[name.replace(" ", "")] for name in COLUMNS}
    positions[VILLAGE_CODE] = found.get(VILLAGE_CODE)
    return positions, len(fields)


def _doubled_dpids(path, position, width):
    """The DPIDs on more than one line, skipped lines counted; lines with the wrong number of fields are not."""
    seen = array("q")
    for number, text in _lines(path):
        fields = text.split(_DELIMITER)
        if number > 1 and len(fields) == width:
            dpid = dpid_in(clean(fields[position]))
            if dpid is not None:
                seen.append(dpid)
    ordered = sorted(seen)
    return {dpid for dpid, following in pairwise(ordered) if dpid == following}


def _read_lines(path, positions, width, doubled, regency, villages, today):
    order = [positions[name] for name in COLUMNS]
    village_code = positions[VILLAGE_CODE]
    for number, text in _lines(path):
        if number == 1:
            continue
        fields = text.split(_DELIMITER)
        if len(fields) != width:
            yield RefusedLine(number, ("L02",))
            continue
        texts = [clean(fields[index]) for index in order]
        if texts[15].upper() not in ACTIVE:
            yield Skipped(number)
            continue
        code = "" if village_code is None else clean(fields[village_code])
        yield _read_voter(number, texts, code, doubled, regency, villages, today)


def _read_voter(number, texts, village_code, doubled, regency, villages, today):
    """One active voter's line, all problems collected."""
    (dpid, nkk, nik, name, sex, birth_place, birth, marital, address, rt, rw,
     disability, ektp, source, tps, _status, kecamatan, kelurahan) = texts  # fmt: skip
    codes = []
    key = dpid_in(dpid)
    if key is None or key in doubled:
        codes.append("L01")
    if not is_sixteen_digits(nik):
        codes.append("E02")
    elif not has_possible_date(split(nik)):
        codes.append("E03")
    fields = read_fields(codes, today, nkk, name, birth_place, date_in(birth), marital, sex,
                         address, rt, rw, disability, ektp, tps)  # fmt: skip
    # A filled village code wins, even if it is unknown: the names are not asked then.
    village = villages.by_code(village_code) if village_code else villages.find(kecamatan, kelurahan)
    if village is None or not village.startswith(regency):
        codes.append("E22")
    refusing = REFUSING.intersection(codes)
    if refusing:
        return RefusedLine(number, tuple(sorted(refusing)))
    values = (
        key, fields.nkk, nik, fields.name, fields.birth_place, fields.birth_date,
        "" if fields.birth_date else birth,
        fields.marital, fields.sex, fields.address, fields.rt, fields.rw, fields.disability, fields.ektp,
        village, fields.tps, source,
    )  # fmt: skip
    return Loaded(number, values, frozenset(codes))
