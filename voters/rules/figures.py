"""The figures of an area in the form that snapshots, rollups and recaps share, and how areas are added up.

Sums by sex are {"L": n, "P": n}; `tms_kode`, `disabilitas` and `pindah` hold the keys that occur. Nothing is rounded,
and a missing area is never a zero: it is not among what is added.
"""

from collections import Counter

# TPS numbers from here on are lokasi khusus (prisons, pesantren, dormitories), counted apart from reguler.
FIRST_SPECIAL_TPS = 901
BY_SEX = ("sebelumnya", "pemilih", "reguler", "khusus", "baru", "tms", "ubah")
COUNTS = ("kecamatan", "desa", "tps", "tps_khusus", "tanpa_ktpel")
CAUSES = ("tempat", "kelamin", "antar", "ralat")   # of moves: place, sex, another office, undoing


def empty():
    """The figures of nobody."""
    return {**{name: {"L": 0, "P": 0} for name in BY_SEX}, **dict.fromkeys(COUNTS, 0), "tms_kode": {},
            "disabilitas": {}, "pindah": {}}


def added(many):
    """The figures of several areas together, which must not overlap."""
    total = empty()
    for one in many:
        for name in BY_SEX:
            _add(total[name], one[name])
        for name in COUNTS:
            total[name] += one[name]
        for code, sexes in one["tms_kode"].items():
            _add(total["tms_kode"].setdefault(code, {"L": 0, "P": 0}), sexes)
        total["disabilitas"] = dict(Counter(total["disabilitas"]) + Counter(one["disabilitas"]))
        for cause, ways in one["pindah"].items():
            here = total["pindah"].setdefault(cause, {way: {"L": 0, "P": 0} for way in ("masuk", "keluar")})
            for way, sexes in ways.items():
                _add(here[way], sexes)
    total["tms_kode"] = dict(sorted(total["tms_kode"].items(), key=lambda item: int(item[0])))
    total["disabilitas"] = dict(sorted(total["disabilitas"].items()))
    total["pindah"] = {cause: total["pindah"][cause] for cause in CAUSES if cause in total["pindah"]}
    return total


def moved(figures):
    """Arrivals less departures of all causes, {"L": n, "P": n}."""
    net = {"L": 0, "P": 0}
    for ways in figures["pindah"].values():
        for sex in net:
            net[sex] += ways["masuk"][sex] - ways["keluar"][sex]
    return net


def gap(figures):
    """By how much now differs from previous + baru − TMS ± moves, {"L": n, "P": n}; nothing where figures close."""
    net = moved(figures)
    return {sex: figures["pemilih"][sex] - figures["sebelumnya"][sex] - figures["baru"][sex] + figures["tms"][sex]
            - net[sex] for sex in net}


def both(sexes):
    """L and P together."""
    return sexes["L"] + sexes["P"]


def _add(into, sexes):
    for sex in ("L", "P"):
        into[sex] += sexes[sex]
