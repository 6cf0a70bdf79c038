"""NIK and NKK that were never given to anybody: their serials begin at 9000, and none is given twice in a province.

Rolls and workbooks of 38 regencies are made independently of each other, in any order, so each takes its
serials from a band of its own.
"""

from voters.rules.nik import FEMALE_OFFSET

FIRST_SERIAL = 9000


class Band:
    """The serials that one maker may use: for prefixes of its own regency, and for those of other regencies."""

    def __init__(self, regency, own, others):
        """`own` and `others` are ranges of serials, `regency` its four digits."""
        self._regency, self._own, self._others = regency, own, others
        self._taken = {}

    def nik(self, district, born, sex):
        """A NIK first given out in a district, women's day plus 40; None when that day's serials are used up."""
        day = born.day + FEMALE_OFFSET if sex == "P" else born.day
        return self._next(f"{district}{day:02}{born:%m%y}")

    def nkk(self, district, issued):
        """A family card's number: the date is that of its issue. None when that day's serials are used up."""
        return self._next(f"{district}{issued:%d%m%y}/")

    def _next(self, head):
        band = self._own if head.startswith(self._regency) else self._others
        taken = self._taken.get(head, 0)
        if taken == len(band):
            return None
        self._taken[head] = taken + 1
        digits = head.rstrip("/")
        # Not always the band's first: numbers that nearly all end alike look damaged by a spreadsheet (W10).
        return f"{digits}{band[(int(digits) * 7919 + taken) % len(band)]}"


# 38 regencies share the serials 9500-9993 for people whose number comes from elsewhere: 13 each.
_ELSEWHERE, _SHARE = 9500, 13
WORKBOOKS = 4


def roll_band(regency, index):
    """The band of a regency's roll; `index` is its place among the province's regencies."""
    start = _ELSEWHERE + _SHARE * index
    return Band(regency, range(FIRST_SERIAL, 9400), range(start, start + _SHARE - WORKBOOKS))


def workbook_band(regency, index, number):
    """The band of a regency's workbook `number` (0 to 3)."""
    start = _ELSEWHERE + _SHARE * (index + 1) - WORKBOOKS + number
    return Band(regency, range(9400 + 25 * number, 9425 + 25 * number), range(start, start + 1))
