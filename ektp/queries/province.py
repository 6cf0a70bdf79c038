"""The regencies of an area on a date: last reports, their age, change since a month ago, who is late."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from ektp.models import Report
from ektp.queries.reports import differences, districts_in
from ektp.rules import share
from sidalih.areas import queries as areas


@dataclass
class RegencyLine:
    """One regency on a date: its last report then, the one in force a month earlier; both None where missing."""

    code: str
    name: str
    report: Report | None
    earlier: Report | None
    age: int | None        # days from the report's date to the date asked
    late: bool             # no report, or older than EKTP_REMINDER_DAYS
    alike: bool = True     # whether both reports hold the same districts

    @property
    def figures(self):
        """The report's sums as Figures, or None."""
        return self.report.figures if self.report else None

    @property
    def coverage(self):
        """Recorded as a fraction of obliged, or None."""
        return self.figures.coverage if self.report else None

    @property
    def change(self):
        """{column: now less a month earlier}; {} without both, or where no new report has come since.

        Reports of different districts are not compared: what is missing is no fall.
        """
        if not self.report or not self.earlier or self.report.pk == self.earlier.pk or not self.alike:
            return {}
        return differences(self.report.figures, self.earlier.figures)

    @property
    def partial(self):
        """Whether its report leaves out a district."""
        return self.report is not None and not self.report.complete


@dataclass
class Province:
    """An area's table on a date. Sums are over the regencies that are in: `included` out of `expected`."""

    area: str
    on: date
    lines: list

    @property
    def present(self):
        """The lines that have a report."""
        return [line for line in self.lines if line.report]

    @property
    def missing(self):
        """The lines without any report."""
        return [line for line in self.lines if not line.report]

    @property
    def partial(self):
        """The lines whose report leaves out a district."""
        return [line for line in self.lines if line.partial]

    @property
    def late(self):
        """The lines to remind, oldest first; those without any report before them."""
        return sorted((line for line in self.lines if line.late),
                      key=lambda line: line.report.as_of if line.report else date.min)

    @property
    def included(self):
        """How many regencies have reported."""
        return len(self.present)

    @property
    def expected(self):
        """How many regencies there are."""
        return len(self.lines)

    @property
    def oldest(self):
        """The date of the oldest report that is in, or None."""
        return min((line.report.as_of for line in self.present), default=None)

    @property
    def newest(self):
        """The date of the newest report that is in, or None."""
        return max((line.report.as_of for line in self.present), default=None)

    @property
    def sums(self):
        """{"obliged", "recorded", "printed", "unrecorded"} over what is in; `with_printed` says of how many printed.

        Printed is None where no report states it.
        """
        printed = [line.report.printed for line in self.present if line.report.printed is not None]
        return {"obliged": sum(line.report.obliged for line in self.present),
                "recorded": sum(line.report.recorded for line in self.present),
                "unrecorded": sum(line.report.obliged - line.report.recorded for line in self.present),
                "printed": sum(printed) if printed else None, "with_printed": len(printed)}

    @property
    def change(self):
        """(recorded more than a month earlier, of how many regencies); (None, 0) where none can be compared."""
        changes = [line.change["recorded"] for line in self.lines if "recorded" in line.change]
        return (sum(changes) if changes else None), len(changes)

    @property
    def coverage(self):
        """Recorded as a fraction of obliged, of the regencies that are in."""
        return share(self.sums["recorded"], self.sums["obliged"])


def last_reports(area, on):
    """{regency: its last current report on or before a date} of an area, in one query."""
    found = Report.objects.filter(regency__startswith=area, current=True, as_of__lte=on)
    return {report.regency: report for report in found.order_by("regency", "-as_of").distinct("regency")}


def province(area, on=None, today=None, *, compare=True):
    """The Province table of an area on a date (today): at most four queries, however long the history.

    Without `compare` the reports of a month earlier are not read, and no change since then is known.
    """
    today = today or timezone.localdate()
    on = on or today
    now = last_reports(area, on)
    earlier = last_reports(area, month_before(on)) if compare else {}
    alike = _alike((now[regency], earlier[regency]) for regency in now.keys() & earlier.keys())
    lines = []
    for named in areas.regencies_of(area):
        report = now.get(named.code)
        age = (min(on, today) - report.as_of).days if report else None
        lines.append(RegencyLine(named.code, named.name, report, earlier.get(named.code), age,
                                 age is None or age > settings.EKTP_REMINDER_DAYS, named.code in alike))
    return Province(area, on, lines)


def _alike(pairs):
    """The regencies both of whose reports hold the same districts; only where some are missing are they looked up."""
    pairs = [(one, other) for one, other in pairs if one.pk != other.pk and one.districts == other.districts]
    whole = {one.regency for one, other in pairs if one.complete and other.complete}
    parts = [(one, other) for one, other in pairs if one.regency not in whole]
    held = districts_in([report for pair in parts for report in pair])
    return whole | {one.regency for one, other in parts if held.get(one.pk) == held.get(other.pk)}


def newest_of_offices(offices, on):
    """{regency: its last current report on or before a date} of some regencies, in one query."""
    found = Report.objects.filter(regency__in=offices, current=True, as_of__lte=on)
    return {report.regency: report for report in found.order_by("regency", "-as_of").distinct("regency")}


def shares(places, on, column):
    """{area: (the column's sum, obliged, date of the oldest report)} of provinces and regencies on a date.

    Only reports that state the column count, on both sides; places without one are left out. One query a province.
    """
    roots = {place[:2] if sum(other[:2] == place[:2] for other in places) > 1 else place for place in places}
    found = [report for root in roots for report in last_reports(root, on).values()
             if getattr(report, column) is not None]
    answer = {}
    for place in places:
        here = [report for report in found if report.regency.startswith(place)]
        if here:
            answer[place] = (sum(getattr(report, column) for report in here), sum(report.obliged for report in here),
                             min(report.as_of for report in here))
    return answer


def month_before(day):
    """The same day of the month before, or that month's last: 31 March gives 28 or 29 February."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
