"""Which rows of a snapshot's figures do not close, and the sentence that names them.

A break is what `Snapshot.breaks` stores: {"village", "tps", "measure", "before", "baru", "tms", "moves", "expected",
"found"}. `village` is the code of a village, district (6 digits) or regency (4), `tps` then 0. Measures: L, P and
total are previous + baru − TMS ± moves = now; tempat_L and tempat_P are moves inside the regency, which must cancel
out in it; sebelumnya_L and sebelumnya_P are the stock before against what the snapshot before has sealed.
"""

from django.utils.translation import gettext as _

from sidalih.areas import queries as areas
from sidalih.home.templatetags.angka import angka
from voters.rules.arithmetic import Count, Flow, breaches
from voters.rules.figures import added, moved

MOST_NAMED = 5
DISTRICT = 6    # digits of a kecamatan's code


def breaks_of(places, figures, previous):
    """All breaks, TPS first, then villages, districts, the regency; `previous` is the Snapshot before, or None."""
    found = [one for place in places if not place.is_still
             for one in _unclosed(place.village, place.tps, place.figures())]
    for code, area in _areas(figures).items():
        found += _unclosed(code, 0, area)
    regency = figures.regency
    code = next(iter(figures.villages), "")[:4]
    ways = regency["pindah"].get("tempat", {"masuk": {"L": 0, "P": 0}, "keluar": {"L": 0, "P": 0}})
    for sex in ("L", "P"):
        if ways["masuk"][sex] != ways["keluar"][sex]:
            found.append(_break(code, 0, f"tempat_{sex}", regency, sex, ways["keluar"][sex], ways["masuk"][sex]))
    return found + (_from_before(figures, previous) if previous and previous.manifest else [])


def _areas(figures):
    """{code: figures} of villages, districts and the regency, in that order."""
    districts = {}
    for code, village in figures.villages.items():
        districts.setdefault(code[:6], []).append(village)
    regency = {code[:4]: figures.regency for code in list(districts)[:1]}
    return figures.villages | {code: added(parts) for code, parts in districts.items()} | regency


def sentence(breaks):
    """What does not close, in words: the first rows by name, with what is expected, what is found, and the difference.

    Where TPS do not close, they are named and not the areas that they lie in.
    """
    named = ([one for one in breaks if one["tps"]] or breaks)[:MOST_NAMED]
    names = areas.names_of({one["village"] for one in named})
    rows = "; ".join(_named(one, names) for one in named)
    more = len(breaks) - len(named)
    if more:
        rows += _("; dan %(n)s baris lain") % {"n": angka(more)}
    return _("Angka tidak tertutup (sebelumnya + baru − TMS ± pindah ≠ sekarang): %(rows)s.") % {"rows": rows}


def place_of(one, names):
    """Where a break is, in words; `names` are those of the areas."""
    where = names.get(one["village"], one["village"])
    if one["tps"]:
        return f"{where} TPS {one['tps']}"
    return _("Kecamatan %(name)s") % {"name": where} if len(one["village"]) == DISTRICT else where


def _named(one, names):
    values = {key: angka(one[key]) for key in ("before", "baru", "tms", "moves", "expected", "found")}
    difference = one["found"] - one["expected"]
    values |= {"where": place_of(one, names), "measure": one["measure"].split("_")[-1],
               "difference": f"{'+' if difference > 0 else '−'}{angka(abs(difference))}"}
    if one["measure"].startswith("tempat"):
        return _("%(where)s, %(measure)s: pindah masuk %(found)s, pindah keluar %(expected)s") % values
    if one["measure"].startswith("sebelumnya"):
        return _("%(where)s, %(measure)s sebelumnya: %(found)s, snapshot sebelumnya %(expected)s") % values
    return _("%(where)s, %(measure)s: %(before)s + %(baru)s − %(tms)s ± %(moves)s = %(expected)s, sekarang "
             "%(found)s (selisih %(difference)s)") % values


def _unclosed(village, tps, figures):
    """The breaks of one area in L, P and total."""
    flow = Flow(baru=Count(**figures["baru"]), tms=Count(**figures["tms"]), moved_in=Count(**moved(figures)))
    return [_break(village, tps, one.measure, figures, one.measure, one.expected, one.found)
            for one in breaches(Count(**figures["sebelumnya"]), flow, Count(**figures["pemilih"]))]


def _from_before(figures, previous):
    """Where the stock before is not what the snapshot before has sealed: per village, and in the regency."""
    nobody = {"L": 0, "P": 0}
    sealed = {code: village.get("figures", {}).get("pemilih", nobody)
              for code, village in previous.manifest.get("villages", {}).items()}
    found = []
    for code in sorted(sealed.keys() | figures.villages.keys()):
        here = figures.villages.get(code)
        before = here["sebelumnya"] if here else nobody
        for sex in ("L", "P"):
            if before[sex] != sealed.get(code, nobody)[sex]:
                found.append(_break(code, 0, f"sebelumnya_{sex}", here or {}, sex, sealed.get(code, nobody)[sex],
                                    before[sex]))
    for sex, expected in (("L", previous.male), ("P", previous.female)):
        if figures.regency["sebelumnya"][sex] != expected:
            found.append(_break(previous.regency, 0, f"sebelumnya_{sex}", figures.regency, sex, expected,
                                figures.regency["sebelumnya"][sex]))
    return found


def _break(village, tps, measure, figures, of, expected, found):
    def count(sexes):
        return sexes["L"] + sexes["P"] if of == "total" else sexes[of]

    columns = {"before": figures.get("sebelumnya"), "baru": figures.get("baru"), "tms": figures.get("tms"),
               "moves": moved(figures) if figures else None}
    return {"village": village, "tps": tps, "measure": measure, "expected": expected, "found": found,
            **{name: count(sexes) if sexes else 0 for name, sexes in columns.items()}}
