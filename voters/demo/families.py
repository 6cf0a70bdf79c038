"""Families of voters: who lives together under one NKK, how old they are, married or not."""

from datetime import date, timedelta
from typing import NamedTuple

from voters.demo.people import birth_place, full_name, street

# The rolls of the demonstration are those of mid-2017; everybody on them was 17 by then.
ROLL_DATE = date(2017, 6, 30)
YOUNGEST, ELDEST = 17, 99
# Of ten people with a NIK from elsewhere most moved within the province.
_MOVED_HERE = 0.07
# In per cent, by age from 17: who has no KTP-el yet. The rest of the roll: 2.
_NO_CARD = {17: 55, 18: 22, 19: 9}
_DISABLED = 0.009


class Person(NamedTuple):
    """A voter as he should be registered; rolls and workbooks are written from such people."""

    nkk: str
    nik: str
    name: str
    sex: str
    birth_place: str
    born: date
    marital: str
    address: str
    rt: int
    rw: int
    disability: int
    ektp: str
    village: str
    tps: int


class Setting(NamedTuple):
    """What families of one regency are made with: `band` gives numbers, `places` are regency names, `home` its own."""

    rng: object
    regency: str
    home: str
    places: list
    districts: list
    band: object


def family(setting, village, rt, rw, tps):
    """The voters of one family card, one to about six Persons."""
    rng = setting.rng
    nkk = _card_number(setting, village)
    address = street(rng, setting.regency)
    return [_person(setting, nkk, address, village, rt, rw, tps, *who) for who in _members(rng)]


def newcomer(setting, housemate, age, marital):
    """A new voter who joins the family of `housemate` (a row of the roll): same card, address and TPS."""
    return _person(setting, housemate.nkk, housemate.address, housemate.village, int(housemate.rt), int(housemate.rw),
                   housemate.tps, setting.rng.choice("LP"), age, marital)


def _members(rng):
    """(sex, age, marital) of a family's voters: a couple or somebody alone, grown children, now and then a parent."""
    head = int(rng.triangular(20, 88, 36))
    if rng.random() < 0.76 and head > 21:
        wife = min(max(head - int(rng.gauss(3.5, 3.5)), YOUNGEST + 1), ELDEST)
        members = [("L", head, "S"), ("P", wife, "S")]
        parent = min(head, wife)
    else:
        sex = "P" if rng.random() < 0.58 else "L"
        members = [(sex, head, "B" if head < 30 else rng.choices("BPS", (15, 70, 15))[0])]
        parent = head if head >= 30 else 0
    for _child in range(rng.choices((0, 1, 2, 3), (38, 34, 21, 7))[0]):
        oldest = min(parent - 19, 31)
        if oldest >= YOUNGEST:
            members.append((rng.choice("LP"), rng.randint(YOUNGEST, oldest), "B"))
    if 25 < parent < 62 and rng.random() < 0.1:
        members.append(("P" if rng.random() < 0.7 else "L", min(parent + rng.randint(20, 30), ELDEST), "P"))
    return members


def _person(setting, nkk, address, village, rt, rw, tps, sex, age, marital):
    rng = setting.rng
    origin = village[:6] if rng.random() > _MOVED_HERE else rng.choice(setting.districts)
    nik = None
    while nik is None:
        born = _birth_date(rng, age)
        nik = setting.band.nik(origin, born, sex)
    return Person(
        nkk, nik, full_name(rng, setting.regency, sex, born.year), sex, birth_place(rng, setting.home, setting.places),
        born, marital, address, rt, rw, rng.randint(1, 5) if rng.random() < _DISABLED else 0,
        "B" if rng.random() * 100 < _NO_CARD.get(age, 2) else "S", village, tps)


def _birth_date(rng, age):
    """A day on which somebody was born who had completed `age` years on ROLL_DATE."""
    latest = date(ROLL_DATE.year - age, ROLL_DATE.month, ROLL_DATE.day)
    return latest - timedelta(days=rng.randrange(365))


def _card_number(setting, village):
    number = None
    while number is None:
        number = setting.band.nkk(village[:6], date(2005, 1, 1) + timedelta(days=setting.rng.randrange(12 * 365)))
    return number
