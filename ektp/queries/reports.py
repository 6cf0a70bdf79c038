"""One office's reports: its trend, one report with its districts and findings, what came before."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from ektp.models import DistrictFigures, Finding, Report
from ektp.rules import CODES, COLUMNS, STOCKS, Figures
from sidalih.areas import queries as areas
from sidalih.refusal import Refused


@dataclass
class DistrictLine:
    """One district of a report: `figures` None while it is not in; `before` its figures in the last report."""

    code: str
    name: str
    figures: Figures | None
    before: Figures | None = None
    remark: str = ""
    findings: list = field(default_factory=list)

    @property
    def change(self):
        """{column: now less before} of the stocks that both reports state."""
        return differences(self.figures, self.before)

    @property
    def left(self):
        """People to record plus cards to print; None while it is not in."""
        return self.figures.left if self.figures else None


@dataclass
class ReportPage:
    """A report as its page shows it: `lines` by what is left to do, then those not in."""

    report: Report
    previous: Report | None
    lines: list
    totals_findings: list
    versions: list
    previous_districts: set = field(default_factory=set)  # that the previous report holds

    @property
    def sums(self):
        """The report's sums over its districts, as Figures."""
        return self.report.figures

    @property
    def change(self):
        """{column: now less before} of the sums; only where both reports hold the same districts."""
        reported = {line.code for line in self.lines if line.figures}
        if not self.previous or reported != self.previous_districts:
            return {}
        return differences(self.report.figures, self.previous.figures)

    @property
    def replaced_by(self):
        """The version in force where this one is not, or None."""
        return None if self.report.current else next((one for one in self.versions if one.current), None)

    @property
    def by_code(self):
        """The lines in the order of the form."""
        return sorted(self.lines, key=lambda line: line.code)


def differences(now, before):
    """{column: now less before} of the stocks that both Figures state; {} where either is None."""
    if now is None or before is None:
        return {}
    pairs = {column: (getattr(now, column), getattr(before, column)) for column in STOCKS}
    return {column: a - b for column, (a, b) in pairs.items() if a is not None and b is not None}


def reports(scope):
    """Reports of the scope's area in every version, newest date and version first."""
    return Report.objects.filter(regency__startswith=scope.area).select_related("recorded_by")


def one(scope, report_id):
    """A report of the scope, or None for what is elsewhere or nowhere."""
    return reports(scope).filter(pk=report_id).first()


def current_of(regency, as_of, *, lock=False):
    """The current version of a regency's report as of a date, or None; with `lock` nobody else changes it."""
    found = Report.objects.filter(regency=regency, as_of=as_of, current=True)
    return (found.select_for_update(no_key=True) if lock else found).first()


def newest_of(regency, on=None):
    """A regency's last report (on or before a date), or None."""
    found = Report.objects.filter(regency=regency, current=True)
    return (found.filter(as_of__lte=on) if on else found).order_by("-as_of").first()


def previous_of(report):
    """The regency's last report before this one's date, or None."""
    return Report.objects.filter(regency=report.regency, current=True, as_of__lt=report.as_of).order_by(
        "-as_of").first()


def next_of(report, *, lock=False):
    """The regency's first report after this one's date, or None; with `lock` nobody else changes it."""
    found = Report.objects.filter(regency=report.regency, current=True, as_of__gt=report.as_of).order_by("as_of")
    return (found.select_for_update(no_key=True) if lock else found).first()


def trend(regency, since: date | None = None):
    """The regency's current reports, oldest first: one query; each has `figures`, `complete`, `open_findings`."""
    found = Report.objects.filter(regency=regency, current=True)
    return list((found.filter(as_of__gte=since) if since else found).order_by("as_of"))


def evidence_of(regency):
    """Paths of the files that reports of a regency rest on, in whatever version."""
    found = Report.objects.filter(regency=regency).exclude(evidence="")
    return set(found.values_list("evidence", flat=True).distinct())


def figures_by_district(report):
    """{district: Figures} of a report; {} for None."""
    if report is None:
        return {}
    return {line.district: line.figures for line in DistrictFigures.objects.filter(report=report)}


def findings_of(report):
    """The findings of a report with who explained them: by district, in the order of CODES, totals row last."""
    found = Finding.objects.filter(report=report).select_related("explained_by")
    return sorted(found, key=lambda one: (one.district or "~", CODES.index(one.code),
                                          COLUMNS.index(one.column) if one.column else 0))


def finding_of(scope, finding_id):
    """A finding of the scope with its report, or None for what is elsewhere or nowhere."""
    return Finding.objects.filter(pk=finding_id, regency__startswith=scope.area).select_related("report").first()


def existing_finding(finding_id):
    """The finding with this id and its report. Raises Refused when there is none."""
    found = Finding.objects.filter(pk=finding_id).select_related("report").first()
    if found is None:
        raise Refused("not_found", _("Temuan ini tidak ada."))
    return found


def districts_in(reports):
    """{report's id: the set of its districts} of some reports, in one query; {} for none."""
    found = {}
    if reports:
        for pk, district in DistrictFigures.objects.filter(report__in=reports).values_list("report_id", "district"):
            found.setdefault(pk, set()).add(district)
    return found


def page_of(report):
    """The ReportPage of a report: a fixed number of queries, however long its history."""
    previous = previous_of(report)
    rows = {line.district: line for line in DistrictFigures.objects.filter(report=report)}
    before = figures_by_district(previous)
    names = {named.code: named.name for named in areas.districts_of(report.regency, report.as_of)}
    found = findings_of(report)
    lines = []
    for code in sorted({*names, *rows}):
        row = rows.get(code)
        lines.append(DistrictLine(
            code, names.get(code, code), row.figures if row else None, before.get(code),
            row.remark if row else "", [one for one in found if one.district == code]))
    lines.sort(key=lambda line: (line.figures is None, -(line.left or 0), line.code))
    versions = list(Report.objects.filter(regency=report.regency, as_of=report.as_of).select_related(
        "recorded_by").order_by("-version"))
    return ReportPage(report, previous, lines, [one for one in found if not one.district], versions, set(before))
