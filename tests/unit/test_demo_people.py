"""The demonstration's people: no number was ever given out, none is given twice, and families make sense."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from voters.demo import people
from voters.demo.families import ROLL_DATE, Setting, family
from voters.demo.mistakes import make_mistakes
from voters.demo.numbers import WORKBOOKS, roll_band, workbook_band
from voters.demo.rolls import WEAR, write_roll
from voters.demo.shares import ELECTORATES, FEWEST, apportion, by_regency, by_village
from voters.intake.columns import COLUMNS
from voters.rules.eligibility import completed_years
from voters.rules.nik import has_possible_date, is_possible_nkk, is_sixteen_digits, split

REGENCIES = sorted(ELECTORATES)
VILLAGES = {f"3578{district:02}10{number:02}": (f"Kecamatan {district}", f"Kelurahan {number}")
            for district in range(1, 6) for number in range(1, 8)}  # fmt: skip


def setting(regency="3578", seed=1, band=None):
    return Setting(Random(seed), regency, "Kota Surabaya", ["Kabupaten Jember", "Kota Malang"],
                   ["350901", "357301", "320101"], band or roll_band(regency, REGENCIES.index(regency)))


@pytest.fixture(scope="module")
def crowd():
    one = setting()
    return [person for _n in range(1500) for person in family(one, "3578041001", 1, 2, 3)]


def test_numbers_are_valid_never_issued_and_unique(crowd):
    assert len({person.nik for person in crowd}) == len(crowd)
    for person in crowd:
        assert is_sixteen_digits(person.nik) and has_possible_date(split(person.nik))
        assert is_possible_nkk(person.nkk) and person.nkk.startswith("357804")
        assert int(person.nik[12:]) >= 9000 and int(person.nkk[12:]) >= 9000
        parts = split(person.nik)
        born = person.born
        assert (parts.day, parts.month, parts.year, parts.sex) == (born.day, born.month, born.year % 100, person.sex)
    assert 0.03 < sum(person.nik[:6] != "357804" for person in crowd) / len(crowd) < 0.12
    assert Counter(person.nik[-1] for person in crowd).most_common(1)[0][1] < len(crowd) / 4  # else W10 everywhere


def test_nobody_is_too_young_and_both_sexes_are_there(crowd):
    assert all(17 <= completed_years(person.born, ROLL_DATE) < 101 for person in crowd)
    assert 0.46 < sum(person.sex == "L" for person in crowd) / len(crowd) < 0.54
    marital = Counter(person.marital for person in crowd)
    assert marital["S"] > marital["B"] > marital["P"] > 0
    assert 0.9 < sum(person.ektp == "S" for person in crowd) / len(crowd) < 0.99
    assert 0 < sum(person.disability > 0 for person in crowd) < len(crowd) * 0.03


def test_a_family_shares_card_address_and_tps(crowd):
    families = {}
    for person in crowd:
        families.setdefault(person.nkk, set()).add((person.address, person.rt, person.rw, person.village, person.tps))
    assert len(families) == 1500
    assert all(len(places) == 1 for places in families.values())


def test_the_bands_of_all_regencies_and_workbooks_share_no_serial():
    foreign, born = "320101", date(1990, 1, 1)
    seen = Counter()
    for index, regency in enumerate(REGENCIES):
        bands = [roll_band(regency, index), *(workbook_band(regency, index, number) for number in range(WORKBOOKS))]
        own = Counter()
        for band in bands:
            for district, numbers in ((foreign, seen), (f"{regency}01", own)):
                while nik := band.nik(district, born, "P"):
                    numbers[nik] += 1
                    assert is_sixteen_digits(nik) and int(nik[12:]) >= 9000 and nik[6:8] == "41"
        assert own and max(own.values()) == 1
    assert max(seen.values()) == 1


@pytest.mark.parametrize("regency", ["3578", "3527", "3509", "3501"])
def test_names_are_words_in_capitals(regency):
    rng = Random(3)
    names = [people.full_name(rng, regency, sex, born) for sex in "LP" for born in (1940, 1999) for _n in range(300)]
    assert all(name.isupper() and name.replace(" ", "").isalpha() and 3 <= len(name) <= 40 for name in names)
    assert len(set(names)) > 500
    assert 0.02 < sum(" " not in name for name in names) / len(names) < 0.5


def test_streets_and_birth_places_are_never_empty():
    rng = Random(3)
    assert all(people.street(rng, regency) for regency in ("3578", "3501") for _n in range(100))
    assert people.bare("Kabupaten Probolinggo") == "PROBOLINGGO"
    assert {people.birth_place(rng, "Kota Batu", ["Kota Kediri"]) for _n in range(200)} >= {"BATU", "KEDIRI"}


def test_shares_add_up_and_nobody_is_left_out():
    shares = by_regency(60_000, REGENCIES)
    assert sum(shares.values()) == 60_000 and list(shares) == REGENCIES and min(shares.values()) >= FEWEST
    assert max(shares, key=shares.get) == "3578"
    assert by_regency(FEWEST * 38, REGENCIES) == dict.fromkeys(REGENCIES, FEWEST)
    with pytest.raises(ValueError):
        by_regency(FEWEST * 38 - 1, REGENCIES)
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]


@pytest.mark.parametrize("voters", [40, 700, 5_000, 40_000])
def test_villages_share_a_regency(voters):
    sizes = by_village(Random(1), sorted(VILLAGES), voters)
    assert sum(sizes.values()) == voters and min(sizes.values()) >= 1 and set(sizes) <= set(VILLAGES)
    if voters >= 700:
        assert {village[:6] for village in sizes} == {village[:6] for village in VILLAGES}


def test_a_roll_has_exactly_its_voters_and_is_the_same_for_a_seed(tmp_path):
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))
    worn = write_roll(first, setting(), VILLAGES, 4_000)
    write_roll(again, setting(), VILLAGES, 4_000)
    write_roll(other, setting(seed=2), VILLAGES, 4_000)
    assert first.read_bytes() == again.read_bytes() != other.read_bytes()
    assert len(first.read_text().splitlines()) == 4_001
    assert set(worn) <= set(WEAR) and 0.02 < sum(worn.values()) / 4_000 < 0.09


def test_families_stay_in_one_tps_and_no_tps_is_overfull(tmp_path):
    write_roll(tmp_path / "roll", setting(), VILLAGES, 6_000)
    header, *lines = [line.split("#") for line in (tmp_path / "roll").read_text().splitlines()]
    nkk, village, tps = (header.index(name) for name in ("NKK", "KEL_ID", "TPS"))
    families = {}
    for line in lines:
        if line[nkk]:
            families.setdefault(line[nkk], set()).add((line[village], line[tps]))
    assert all(len(places) == 1 for places in families.values())
    assert max(Counter((line[village], line[tps]) for line in lines).values()) <= 258  # 250 and the rest of a family


def test_mistakes_spoil_as_many_rows_as_asked():
    rows = [dict.fromkeys(COLUMNS, "1") | {"KET": kind, "DPID": 100 + number, "NIK": "3578040101909001",
            "NKK": "3578040101109001", "TGLLHR": "01/01/1990", "DESA": "JAGIR", "NAMA": "BUDI"}
            for number, kind in enumerate(["B", "U", 1] * 40)]  # fmt: skip
    before = [dict(row) for row in rows]
    make_mistakes(Random(1), rows, ["3578040101909009"] * 5, 20)
    changed = sum(row != old for row, old in zip(rows, before, strict=True))
    assert 18 <= changed <= 35
