"""Counts per village and TPS as of a revision, and what happened since another one."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import connection

from voters.queries.reversing import void_batches
from voters.rules.arithmetic import Count, Flow
from voters.sql import sql


@dataclass
class Place:
    """One TPS of one village: stock before and now by sex ("L", "P"), and the flow between."""

    village: str
    tps: int
    before: Counter = field(default_factory=Counter)
    now: Counter = field(default_factory=Counter)
    new: Counter = field(default_factory=Counter)
    struck: dict = field(default_factory=dict)      # {"1": Counter(L=.., P=..)}
    entered: Counter = field(default_factory=Counter)
    left: Counter = field(default_factory=Counter)
    changed: int = 0
    disability: Counter = field(default_factory=Counter)
    without_ektp: int = 0

    @property
    def struck_by_sex(self):
        """Strikes of all codes, by sex."""
        return sum(self.struck.values(), Counter())

    @property
    def flow(self):
        """The flow as the arithmetic rule takes it."""
        return Flow(baru=_count(self.new), tms=_count(self.struck_by_sex), moved_in=_count(self.entered),
                    moved_out=_count(self.left))

    @property
    def stock(self):
        """(before, now) as the arithmetic rule takes them."""
        return _count(self.before), _count(self.now)

    def stored(self):
        """The fields of a Tally."""
        struck = self.struck_by_sex
        return {
            "village": self.village, "tps": self.tps, "male": self.now["L"], "female": self.now["P"],
            "new_male": self.new["L"], "new_female": self.new["P"],
            "struck_male": struck["L"], "struck_female": struck["P"],
            "struck": {code: _both(sexes) for code, sexes in sorted(self.struck.items())},
            "changed": self.changed, "moved_male": self.entered["L"] - self.left["L"],
            "moved_female": self.entered["P"] - self.left["P"],
            "disability": dict(sorted(self.disability.items())), "without_ektp": self.without_ektp,
        }


def places(regency, base_revision, revision):
    """Every Place that has voters now, had them before, or saw a change; ordered by village and TPS."""
    found = {}

    def place(village, tps):
        return found.setdefault((village, tps), Place(village, tps))

    for village, tps, sex, voters, without in _rows("tally_stock", regency=regency, revision=revision):
        here = place(village, tps)
        here.now[sex] += voters
        here.without_ektp += without
    for village, tps, sex, voters, _without in _rows("tally_stock", regency=regency, revision=base_revision):
        place(village, tps).before[sex] += voters
    for village, tps, kind, voters in _rows("tally_disability", regency=regency, revision=revision):
        place(village, tps).disability[kind] += voters
    void = list(void_batches(regency, base_revision, revision))
    for kind, code, village, tps, sex, voters in _rows("tally_flow", regency=regency, base=base_revision,
                                                       revision=revision, void=void):
        here = place(village, tps)
        if kind == "tms":
            here.struck.setdefault(str(code), Counter())[sex] += voters
        elif kind == "ubah":
            here.changed += voters
        else:
            {"baru": here.new, "masuk": here.entered, "keluar": here.left}[kind][sex] += voters
    return [found[key] for key in sorted(found)]


def flow(found):
    """The flow of all places together, as in the command line contract."""
    new = sum((place.new for place in found), Counter())
    struck = {}
    for here in found:
        for code, sexes in here.struck.items():
            struck.setdefault(code, Counter()).update(sexes)
    return {"baru": _both(new), "tms": {code: _both(sexes) for code, sexes in sorted(struck.items(), key=_by_number)},
            "ubah": sum(place.changed for place in found)}


def _rows(name, **values):
    with connection.cursor() as cursor:
        cursor.execute(sql(name), values)
        return cursor.fetchall()


def _count(sexes):
    return Count(sexes["L"], sexes["P"])


def _both(sexes):
    return {"L": sexes["L"], "P": sexes["P"]}


def _by_number(item):
    return int(item[0])
