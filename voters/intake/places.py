"""Finding the village that KECAMATAN and DESA name together; look here for E22.

Names and codes are mixed freely, dots, case and blanks ignored. A name that two villages of one kecamatan
share names none: the code must say which.
"""

from voters.intake.clean import without_blanks

# A file that invents names, or pastes a book into a cell, must not fill the memory.
_REMEMBERED = 10_000
_LONGEST_REMEMBERED = 200


def _key(text):
    return without_blanks(text).replace(".", "").casefold()


class VillageIndex:
    """The villages of one regency by name and by code, within their kecamatan.

    Built from iterables of (code, name): six-digit districts and ten-digit villages, codes without dots.
    """

    def __init__(self, districts, villages):
        self._districts = {}
        self._villages = {}
        self.codes = set()
        self._found = {}
        for code, name in districts:
            self._districts.setdefault(_key(name), set()).add(code)
            self._districts.setdefault(code, set()).add(code)
        for code, name in villages:
            self.codes.add(code)
            self._villages.setdefault((code[:6], _key(name)), set()).add(code)
            self._villages.setdefault((code[:6], code), set()).add(code)

    def find(self, kecamatan, desa):
        """The code of the village that both texts name, or None; the village must lie in that kecamatan."""
        asked = (kecamatan, desa)
        try:
            return self._found[asked]
        except KeyError:
            pass
        districts = self._districts.get(_key(kecamatan), ())
        name = _key(desa)
        candidates = set().union(*(self._villages.get((district, name), ()) for district in districts))
        found = candidates.pop() if len(candidates) == 1 else None
        if len(self._found) < _REMEMBERED and len(kecamatan) + len(desa) <= _LONGEST_REMEMBERED:
            self._found[asked] = found
        return found

    def by_code(self, text):
        """The village that a code names by itself (KEL_ID of a roll export), or None."""
        code = _key(text)
        return code if code in self.codes else None
