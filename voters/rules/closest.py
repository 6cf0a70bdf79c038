"""The village that a misspelt KECAMATAN and DESA probably mean; look here for what is suggested on E22."""

import re
from difflib import SequenceMatcher, get_close_matches
from typing import NamedTuple

ALIKE = 0.75          # below, two names are two names
CERTAIN = 0.85        # from here on one may be put in the place of the other without asking ...
AHEAD = 0.08          # ... if no other name comes this near to it
MOST = 3
LONGEST = 60          # a longer text is no name of a place
MOST_TRIED = 2_000    # texts compared letter by letter: a file that invents names must not keep us busy
_KEPT = re.compile(r"[^a-z0-9]+")
_KINDS = re.compile(r"^(kelurahan|kel|desa|ds|kecamatan|kec)\.?\s+", re.IGNORECASE)


class Village(NamedTuple):
    """A village with its district, as the region table names them."""

    code: str
    name: str
    district_code: str
    district: str


class Meant(NamedTuple):
    """A village that may be meant, and whether it can be no other."""

    village: Village
    sure: bool


class Places:
    """The villages of one regency, to be found by names that are not quite theirs."""

    def __init__(self, villages):
        """`villages` are Village of one regency."""
        self._by_name, self._by_district, self._districts = {}, {}, {}
        for village in villages:
            self._by_name.setdefault(key(village.name), []).append(village)
            names = self._by_district.setdefault(village.district_code, {})
            names.setdefault(key(village.name), []).append(village)
            for text in (village.district, village.district_code):
                self._districts.setdefault(key(text), set()).add(village.district_code)
        self._district_names = [name for name in self._districts if not name.isdigit()]
        self._found, self.by_code = {}, {village.code: village for village in villages}

    def meant(self, kecamatan, desa):
        """Up to three villages that both texts may mean, the likeliest first, as Meant."""
        asked = (key(kecamatan), key(desa))
        if asked not in self._found:
            if len(self._found) >= MOST_TRIED or not asked[1] or max(map(len, asked)) > LONGEST:
                return []
            self._found[asked] = self._look(*asked)
        return self._found[asked]

    def writing(self, village):
        """(KECAMATAN, DESA) that name a village and no other: its names, or its code where two share the name."""
        twins = self._by_district[village.district_code][key(village.name)]
        district = village.district if len(self._districts[key(village.district)]) == 1 else village.district_code
        return district, village.name if len(twins) == 1 else village.code

    def _look(self, kecamatan, desa):
        known = self._districts.get(kecamatan, set())
        exact = self._by_name.get(desa, [])
        if known:
            near = _near(desa, self._names_in(known))
            # Rightly named, but it lies in another kecamatan: either of the two may be the mistake.
            elsewhere = [Meant(village, False) for village in exact if village.district_code not in known]
            if elsewhere:
                near = [Meant(one.village, False) for one in near]
            return (near or elsewhere) if not (near and elsewhere) else (elsewhere + near)[:MOST]
        districts = {code for name in get_close_matches(kecamatan, self._district_names, MOST, ALIKE)
                     for code in self._districts[name]} if kecamatan else set()
        if exact:
            likely = [village for village in exact if village.district_code in districts]
            rest = [village for village in exact if village not in likely]
            sure = len(likely) == 1 or len(exact) == 1 and not kecamatan
            return [Meant(village, sure and index == 0) for index, village in enumerate(likely + rest)][:MOST]
        near = _near(desa, self._names_in(districts))
        return near or [Meant(one.village, False) for one in _near(desa, self._by_name)]

    def _names_in(self, districts):
        """{key: villages} of some districts."""
        names = {}
        for code in sorted(districts):
            for name, found in self._by_district[code].items():
                names[name] = names.get(name, []) + found
        return names


def key(text):
    """A name as it is compared: small letters and digits, without the word for what kind of place it is."""
    return _KEPT.sub("", _KINDS.sub("", text).lower())


def _near(desa, names):
    """The villages whose names come near, as Meant; `names` is {key: [Village]}."""
    close = get_close_matches(desa, list(names), MOST, ALIKE)
    if not close:
        return []
    likeness = [SequenceMatcher(None, name, desa).ratio() for name in close]
    alone = len(close) == 1 or likeness[0] - likeness[1] >= AHEAD
    sure = likeness[0] >= CERTAIN and alone and len(names[close[0]]) == 1
    return [Meant(village, sure and index == 0)
            for index, village in enumerate(village for name in close for village in names[name])][:MOST]
