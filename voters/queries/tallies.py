"""Counts per village and TPS as of a revision, and what happened since another one.

`places` counts everything from the roll; `queries/carried.py` takes over what has not changed since a snapshot.
`figures` brings either into the form of `rules/figures.py`.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby

from django.db import connection

from voters.queries.reversing import void_batches
from voters.rules.arithmetic import Count, Flow
from voters.rules.figures import CAUSES, FIRST_SPECIAL_TPS, added, empty
from voters.sql import sql

# The fields of a Tally that a Place gives.
STORED = ("village", "tps", "male", "female", "new_male", "new_female", "struck_male", "struck_female", "struck",
          "changed", "changed_male", "changed_female", "moved_male", "moved_female", "moves", "disability",
          "without_ektp")
NONE = ("", "0")    # disabilities that are none
STILL = dict.fromkeys(STORED, 0) | {"struck": {}, "moves": {}}  # of a place where nothing has happened


@dataclass
class Place:
    """One TPS of one village: stock before and now by sex ("L", "P"), and the flow between."""

    village: str
    tps: int
    before: Counter = field(default_factory=Counter)
    now: Counter = field(default_factory=Counter)
    new: Counter = field(default_factory=Counter)
    struck: dict = field(default_factory=dict)      # {"1": Counter(L=.., P=..)}
    moves: dict = field(default_factory=dict)       # {"tempat": {"masuk": Counter, "keluar": Counter}} by cause
    changed_by_sex: Counter = field(default_factory=Counter)
    disability: Counter = field(default_factory=Counter)
    without_ektp: int = 0

    @property
    def struck_by_sex(self):
        """Strikes of all codes, by sex."""
        return sum(self.struck.values(), Counter())

    @property
    def entered(self):
        """Arrivals of all causes, by sex."""
        return sum((ways["masuk"] for ways in self.moves.values()), Counter())

    @property
    def left(self):
        """Departures of all causes, by sex."""
        return sum((ways["keluar"] for ways in self.moves.values()), Counter())

    @property
    def changed(self):
        """U rows that ended here."""
        return self.changed_by_sex.total()

    @property
    def flow(self):
        """The flow as the arithmetic rule takes it."""
        return Flow(baru=_count(self.new), tms=_count(self.struck_by_sex), moved_in=_count(self.entered),
                    moved_out=_count(self.left))

    @property
    def stock(self):
        """(before, now) as the arithmetic rule takes them."""
        return _count(self.before), _count(self.now)

    @property
    def is_still(self):
        """Nothing has happened here, and nothing has changed."""
        return not (self.new or self.struck or self.moves) and (
            self.before["L"], self.before["P"]) == (self.now["L"], self.now["P"])

    def move(self, cause, way, sex, voters):
        """Count arrivals ("masuk") or departures ("keluar") of a cause."""
        self.moves.setdefault(cause, {"masuk": Counter(), "keluar": Counter()})[way][sex] += voters

    def add(self, other):
        """Count what another place counted."""
        for mine, its in ((self.before, other.before), (self.now, other.now), (self.new, other.new),
                          (self.changed_by_sex, other.changed_by_sex), (self.disability, other.disability)):
            if its:
                mine.update(its)
        for code, sexes in other.struck.items():
            self.struck.setdefault(code, Counter()).update(sexes)
        for cause, ways in other.moves.items():
            for way, sexes in ways.items():
                for sex, voters in sexes.items():
                    self.move(cause, way, sex, voters)
        self.without_ektp += other.without_ektp

    def stored(self):
        """The fields of a Tally."""
        stock = {"village": self.village, "tps": self.tps, "male": self.now["L"], "female": self.now["P"],
                 "disability": dict(sorted(self.disability.items())), "without_ektp": self.without_ektp}
        if not (self.new or self.struck or self.moves or self.changed_by_sex):
            return STILL | stock  # most places, most of the time
        struck, new, changed = _sum(self.struck.values()), _both(self.new), _both(self.changed_by_sex)
        entered, left = (_sum(ways[way] for ways in self.moves.values()) for way in ("masuk", "keluar"))
        return stock | {
            "new_male": new["L"], "new_female": new["P"], "struck_male": struck["L"], "struck_female": struck["P"],
            "struck": _by_code(self.struck), "changed": changed["L"] + changed["P"], "changed_male": changed["L"],
            "changed_female": changed["P"], "moved_male": entered["L"] - left["L"],
            "moved_female": entered["P"] - left["P"], "moves": self.moves_by_cause()}

    def moves_by_cause(self):
        """The moves as they are stored: {"tempat": {"masuk": {"L", "P"}, "keluar": {"L", "P"}}}, in fixed order."""
        return {cause: {way: _both(sexes) for way, sexes in self.moves[cause].items()}
                for cause in CAUSES if cause in self.moves}

    def figures(self):
        """The place in the form of rules/figures.py; a TPS without voters is none."""
        here, special = self.now.total() > 0, self.tps >= FIRST_SPECIAL_TPS
        now = _both(self.now)
        return empty() | {
            "sebelumnya": _both(self.before), "pemilih": now, "khusus" if special else "reguler": dict(now),
            "baru": _both(self.new), "tms": _both(self.struck_by_sex), "ubah": _both(self.changed_by_sex),
            "tps": int(here), "tps_khusus": int(here and special), "tanpa_ktpel": self.without_ektp,
            "tms_kode": _by_code(self.struck), "disabilitas": dict(sorted(self.disability.items())),
            "pindah": self.moves_by_cause()}


@dataclass(frozen=True)
class Figures:
    """The figures of a regency, and of each of its villages by code, in the form of rules/figures.py."""

    regency: dict
    villages: dict


def places(regency, base_revision, revision):
    """Every Place that has voters now, had them before, or saw a change; ordered by village and TPS."""
    found = Found()
    count_stock(found, regency, revision)
    count_before(found, regency, base_revision)
    count_flow(found, regency, base_revision, revision)
    return found.ordered()


def touched(regency, after, upto):
    """Codes of the villages in which a version began or ended in the revisions (after, upto], as a set."""
    return {village for village, in _rows("touched_villages", regency=regency, after=after, upto=upto)}


def store(regency, snapshot_id, content):
    """Store the tallies of a snapshot, given as the `content` of its places."""
    with connection.cursor() as cursor:
        cursor.execute(sql("store_tallies"), {"regency": regency, "snapshot": snapshot_id,
                                              "tallies": content.decode("utf-8")})


def stored(snapshot_id):
    """The tallies of a snapshot as they are stored, as dictionaries like those of `Place.stored`, by place."""
    objects = {"struck", "moves", "disability"}
    with connection.cursor() as cursor:  # thousands of rows, hence without models
        cursor.execute(f"SELECT {', '.join(STORED)} FROM voters_tally WHERE snapshot_id = %s ORDER BY village, tps",
                       [snapshot_id])
        found = cursor.fetchall()
    return [{name: json.loads(value) if name in objects else value for name, value in zip(STORED, row, strict=True)}
            for row in found]


class Found(dict):
    """Places by (village, TPS); the one that is asked for is made."""

    def __missing__(self, key):
        """A place without anybody."""
        self[key] = Place(*key)
        return self[key]

    def ordered(self):
        """The places by village and TPS."""
        return [self[key] for key in sorted(self)]


def count_stock(found, regency, revision, villages=None):
    """Add the voters as of a revision, their disabilities and how many lack a KTP-el; of some villages or of all."""
    for village, tps, sex, disability, voters, without in _rows("tally_stock", regency=regency, revision=revision,
                                                                villages=villages):
        here = found[village, tps]
        here.now[sex] += voters
        here.without_ektp += without
        if disability not in NONE:
            here.disability[disability] += voters


def count_before(found, regency, revision, villages=None):
    """Add the voters as of the revision from which the flow is counted; of some villages or of all."""
    for village, tps, sex, _disability, voters, _without in _rows("tally_stock", regency=regency, revision=revision,
                                                                  villages=villages):
        found[village, tps].before[sex] += voters


def count_flow(found, regency, base_revision, revision):
    """Add what happened in the revisions (base, revision]."""
    void = list(void_batches(regency, base_revision, revision))
    for kind, detail, village, tps, sex, voters in _rows("tally_flow", regency=regency, base=base_revision,
                                                         revision=revision, void=void):
        here = found[village, tps]
        if kind == "tms":
            here.struck.setdefault(detail, Counter())[sex] += voters
        elif kind == "ubah":
            here.changed_by_sex[sex] += voters
        elif kind == "baru":
            here.new[sex] += voters
        else:
            here.move(detail, kind, sex, voters)


def flow(found):
    """The flow of all places together, as in the command line contract."""
    new = sum((place.new for place in found), Counter())
    struck = {}
    for here in found:
        for code, sexes in here.struck.items():
            struck.setdefault(code, Counter()).update(sexes)
    return {"baru": _both(new), "tms": _by_code(struck), "ubah": sum(place.changed for place in found)}


def figures(found):
    """The Figures of places in the order of their villages: a village with voters is a desa, its district a kecamatan.

    A village stands in it when it has voters, had them before, or saw a change.
    """
    villages = {code: _of_village(code, list(group)) for code, group in groupby(found, key=lambda one: one.village)}
    regency = added(villages.values())
    regency["kecamatan"] = len({code[:6] for code, village in villages.items() if village["desa"]})
    return Figures(regency, villages)


def _of_village(code, group):
    """The figures of one village's places; those of a TPS are as `Place.figures` has them."""
    whole, special = Place(code, 0), Counter()
    for place in group:
        whole.add(place)
        if place.tps >= FIRST_SPECIAL_TPS:
            special.update(place.now)
    found = whole.figures()
    found["khusus"] = _both(special)
    found["reguler"] = {sex: whole.now[sex] - special[sex] for sex in ("L", "P")}
    lived_in = [place.tps for place in group if place.now.total()]
    found["tps"], found["tps_khusus"] = len(lived_in), sum(tps >= FIRST_SPECIAL_TPS for tps in lived_in)
    found["desa"] = int(bool(lived_in))
    return found


def _rows(name, **values):
    with connection.cursor() as cursor:
        cursor.execute(sql(name), values)
        return cursor.fetchall()


def _sum(many):
    """Several Counters together as {"L", "P"}; without making new ones, for this is done for every TPS."""
    male = female = 0
    for sexes in many:
        male += sexes["L"]
        female += sexes["P"]
    return {"L": male, "P": female}


def _count(sexes):
    return Count(sexes["L"], sexes["P"])


def _both(sexes):
    return {"L": sexes["L"], "P": sexes["P"]}


def _by_code(struck):
    return {code: _both(sexes) for code, sexes in sorted(struck.items(), key=_by_number)}


def _by_number(item):
    return int(item[0])
