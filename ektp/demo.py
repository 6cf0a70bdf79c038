"""KTP-el reports of offices that have figures to show: a year by month, with the oddities that real reports have.

Every figure is invented. The same seed and month give the same reports; offices that have any are left alone.
"""

import random
from datetime import timedelta

from django.utils import timezone

from ektp.actions.reporting import SYSTEM, record_report
from ektp.actions.rollups import build_rollup
from ektp.models import Report
from ektp.queries.rollups import NATION
from ektp.rules import COLUMNS, Figures, added_up
from sidalih.accounts.scope import scoped
from sidalih.areas import queries as areas

MONTHS = 12
# Of so many offices one has each of these habits; the first of them all shows everything.
NEVER, LATE, PARTIAL = 19, 9, 13


def seed(*, regencies=None, seed=2017, months=MONTHS, today=None, say=lambda text: None):
    """Report for every regency (all of East Java) at the ends of the last months, then build the rollups.

    Returns {"regencies": reporting, "reports": made now}. Raises Refused for a code that is no regency.
    """
    regencies = regencies or [named.code for named in areas.regencies_of("35")]
    dates = month_ends(today or timezone.localdate(), months)
    made = reporting = 0
    for number, regency in enumerate(regencies):
        with scoped(regency):
            known = Report.objects.filter(regency=regency).exists()
        if known or number % NEVER == NEVER - 1:
            continue
        say(f"KTP-el {regency} ({number + 1}/{len(regencies)})")
        made += _office(regency, number, dates, random.Random(f"{seed}/{regency}"))
        reporting += 1
    if made:
        for on in dates:
            for area in sorted({regency[:2] for regency in regencies}):
                build_rollup(area=area, on=on)
            build_rollup(area=NATION, on=on)
    return {"regencies": reporting, "reports": made}


def month_ends(today, months):
    """The last days of the last complete months, oldest first."""
    ends, day = [], today
    for _month in range(months):
        day = day.replace(day=1) - timedelta(days=1)
        ends.append(day)
    return ends[::-1]


def _office(regency, number, dates, chance):
    """One office's reports; a late one stopped some months ago. Returns how many there are."""
    late = chance.randint(1, 3) if number % LATE == LATE - 1 else 0
    reach = chance.choice([.66, .74, .81, .87, .9, .93, .96])  # offices differ: some are nearly done, some far from it
    districts = [_District(named.code, reach, chance) for named in areas.districts_of(regency)]
    dates = dates[:max(1, len(dates) - late)]
    for month, as_of in enumerate(dates):
        figures = {one.code: one.month(chance) for one in districts}
        remarks = {}
        last = month == len(dates) - 1
        if last and number % PARTIAL == PARTIAL - 1 and len(figures) > 3:
            figures.pop(districts[-1].code)
        if last and number % 4 == 0:
            remarks = _oddities(figures, chance)
        sums = added_up(figures.values())
        record_report(
            regency=regency, as_of=as_of, figures=figures, remarks=remarks, source="Dispendukcapil", by=SYSTEM,
            totals={column: getattr(sums, column) for column in COLUMNS if getattr(sums, column) is not None},
            label=f"Semester {'I' if as_of.month < 7 else 'II'} {as_of.year}", announce=False)
    return len(dates)


def _oddities(figures, chance):
    """What published figures hold: more recorded than obliged, and cards of people who are gone. Returns remarks."""
    above, reprinted = chance.sample(sorted(figures), 2)
    one = figures[above]
    more = one.obliged + chance.randint(20, 400)
    figures[above] = Figures(one.obliged, more, one.printed, one.obliged - more, more - one.printed, one.print_ready)
    one = figures[reprinted]
    figures[reprinted] = Figures(one.obliged, one.recorded, one.printed, one.not_recorded,
                                 one.not_printed + chance.randint(200, 1500), one.print_ready)
    return {reprinted: "termasuk cetak ulang"}


class _District:
    """One district from month to month: more people, more of them recorded, more cards."""

    def __init__(self, code, reach, chance):
        self.code = code
        self.obliged = chance.randint(22_000, 88_000)
        self.recorded = int(self.obliged * min(.99, reach + chance.uniform(-.03, .03)))
        self.printed = int(self.recorded * chance.uniform(.88, .95))

    def month(self, chance):
        """This month's Figures."""
        self.obliged += int(self.obliged * chance.uniform(0, .002))
        self.recorded += int((self.obliged - self.recorded) * chance.uniform(.02, .09))
        self.printed += int((self.recorded - self.printed) * chance.uniform(.05, .2))
        waiting = self.recorded - self.printed
        return Figures(self.obliged, self.recorded, self.printed, self.obliged - self.recorded, waiting,
                       int(waiting * chance.uniform(.8, .98)))
