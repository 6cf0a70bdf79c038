"""The roll of a regency of the demonstration as a Sidalih export, with the wear that real rolls have."""

import math
from collections import Counter

from voters.demo.families import family
from voters.demo.shares import PER_TPS, by_village
from voters.intake.roll_export import COLUMNS

FIRST_DPID = 100_001
HEADER = ("KEL_ID", *COLUMNS)
_PER_RT, _RT_PER_RW = 66, 6

# Shares of damaged lines, after what was published of rolls since 2013; a NIK in use twice is left out, because no
# number of the demonstration is given to two people.
WEAR = {
    "no_nik": 0.004, "short_nik": 0.0007, "no_nkk": 0.006, "no_birth_date": 0.0008, "no_address": 0.0008,
    "rw_0": 0.03, "no_rt": 0.006, "odd_name": 0.0004, "under_age": 0.0008, "over_100": 0.0006, "no_ektp": 0.0008,
}  # fmt: skip


def write_roll(path, setting, villages, voters):
    """Write exactly `voters` voters as an export to `path`; `villages` is {code: (kecamatan, name)}.

    Returns a Counter of the wear put in. The same setting gives the same bytes.
    """
    sizes = by_village(setting.rng, sorted(villages), voters)
    worn = Counter()
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("#".join(HEADER) + "\n")
        dpid = FIRST_DPID
        for village, size in sizes.items():
            for person in _villagers(setting, village, size):
                fields = _fields(person, dpid, villages[village])
                damage = _damage(setting.rng)
                if damage:
                    _wear(fields, damage, setting.rng)
                    worn[damage] += 1
                file.write("#".join(fields.values()) + "\n")
                dpid += 1
    return worn


def _villagers(setting, village, size):
    """`size` people of a village, street by street: neighbours share RT and RW, families a TPS."""
    tps_count = math.ceil(size / PER_TPS)
    rt_count = max(1, size // _PER_RT)
    count = 0
    while count < size:
        rw, rt = divmod(count * rt_count // size, _RT_PER_RW)
        for person in family(setting, village, rt + 1, rw + 1, 1 + count * tps_count // size)[:size - count]:
            yield person
            count += 1


def _fields(person, dpid, place):
    """One line's fields by column, all text."""
    kecamatan, village_name = place
    return {
        "KEL_ID": person.village, "DPID": str(dpid), "NKK": person.nkk, "NIK": person.nik, "NAMA": person.name,
        "KELAMIN": person.sex, "TEMPAT LAHIR": person.birth_place, "TANGGAL LAHIR": f"{person.born:%d|%m|%Y}",
        "KAWIN": person.marital, "ALAMAT": person.address, "RT": str(person.rt), "RW": str(person.rw),
        "DISABILITAS": str(person.disability), "EKTP": person.ektp, "SUMBER": "DP4", "TPS": str(person.tps),
        "STATUS": "AKTIF", "KECAMATAN": kecamatan, "KELURAHAN": village_name,
    }  # fmt: skip


def _damage(rng):
    """The wear of one line, or "" for the many that have none."""
    chance = rng.random()
    for name, share in WEAR.items():
        chance -= share
        if chance < 0:
            return name
    return ""


def _wear(fields, damage, rng):
    """Damage one line's fields in place."""
    blank = {"no_nik": "NIK", "no_nkk": "NKK", "no_birth_date": "TANGGAL LAHIR", "no_address": "ALAMAT",
             "no_rt": "RT", "no_ektp": "EKTP"}  # fmt: skip
    if damage in blank:
        fields[blank[damage]] = ""
    elif damage == "short_nik":
        fields["NIK"] = fields["NIK"][:-1]
    elif damage == "rw_0":
        fields["RW"] = "0"
    elif damage == "odd_name":
        fields["NAMA"] = rng.choice((fields["NAMA"][:2], fields["NAMA"][:-1] + "?"))
    elif damage == "under_age":
        fields |= {"KAWIN": "B", "TANGGAL LAHIR": _in_year(fields["TANGGAL LAHIR"], 2001)}
    else:
        fields["TANGGAL LAHIR"] = _in_year(fields["TANGGAL LAHIR"], 1909)


def _in_year(text, first):
    """The same day in one of the four years from `first` (1 after a leap year): 29 February stays a day that exists."""
    return f"{text[:6]}{first + (int(text[6:]) - 1) % 4}"
