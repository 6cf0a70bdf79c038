"""An office's KTP-el progress: trend, newest report, districts by what is left to do, the roll beside it."""

from datetime import timedelta

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ektp import printing
from ektp.models import LABELS
from ektp.queries import reports as queries
from ektp.queries.province import province
from ektp.queries.roll import against_roll
from ektp.tables import finding_lines, left_rows, roll_sheet
from ektp.views.common import PDF, XLSX, download, or_404, regency_or_404
from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.home.charts import Series, line_chart
from sidalih.home.templatetags.tanggal import tanggal
from sidalih.sheets import write_table

RANGES = {"2": 2, "5": 5, "semua": None}
SHOWN_FINDINGS = 6
LINES = ("obliged", "recorded", "printed")


@requires(Permission.EKTP_VIEW)
def home(request):
    """One's own office; people of a province are led to its map, or choose an office."""
    if request.scope.regency:
        return office(request, request.scope.regency)
    if request.user.may(Permission.EKTP_ROLLUP_VIEW):
        return redirect("ktp-el-provinsi")
    return render(request, "ektp/choose.html", {"board": province(request.scope.area)})


@requires(Permission.EKTP_VIEW)
def office(request, regency):
    """The newest report of an office and how it came to it."""
    name = regency_or_404(request.scope, regency)
    may_edit = request.user.may(Permission.EKTP_EDIT) and request.scope.regency == regency
    shown = {"regency": regency, "name": name, "may_edit": may_edit, "is_own": request.scope.regency == regency}
    newest = queries.newest_of(regency)
    if newest is None:
        return render(request, "ektp/office_empty.html", shown)
    today = timezone.localdate()
    which = request.GET.get("rentang", "2")
    which = which if which in RANGES else "2"
    reports = queries.trend(regency, since_of(newest, which))
    page = queries.page_of(newest)
    names = {line.code: line.name for line in page.lines}
    found = [one for line in page.by_code for one in line.findings] + page.totals_findings
    waiting = [one for one in found if not one.explanation]
    age = (today - newest.as_of).days
    return render(request, "ektp/office.html", shown | {
        "newest": newest, "sums": page.sums, "age": age, "limit": settings.EKTP_REMINDER_DAYS,
        "late": age > settings.EKTP_REMINDER_DAYS, "reports": reports[::-1], "which": which,
        "ranges": [("2", _("2 tahun")), ("5", _("5 tahun")), ("semua", _("Semua"))],
        "chart": trend_chart(name, reports), "lines": left_rows(page.lines), "change": page.change,
        "findings": finding_lines((waiting or found)[:SHOWN_FINDINGS], names), "found": len(found),
        "waiting": len(waiting), "against": against_roll(regency, newest)})


@requires(Permission.EKTP_VIEW)
def beside_roll(request, regency):
    """Voters whose KTP-el is "B" by village, beside the residents not recorded by district."""
    name = regency_or_404(request.scope, regency)
    return render(request, "ektp/beside_roll.html", {
        "regency": regency, "name": name, "against": against_roll(regency),
        "is_own": request.scope.regency == regency})


@requires(Permission.EKTP_VIEW)
def beside_roll_xlsx(request, regency):
    """The rows of the comparison: a district, then its villages."""
    name, against = _against(request, regency)
    columns, rows, totals = roll_sheet(against)
    content = write_table(title=_("KTP-el dan daftar pemilih %(name)s") % {"name": name},
                          subtitle=_of_when(against), sheet=f"KTP-el {regency}", columns=columns, rows=rows,
                          totals=totals)
    return download(request, content, XLSX, f"ktp-el-{regency}-daftar-pemilih.xlsx", regency)


@requires(Permission.EKTP_VIEW)
def beside_roll_pdf(request, regency):
    """The same rows on A4."""
    name, against = _against(request, regency)
    content = printing.table_pdf(
        roll_sheet(against), title=_("KTP-el dan daftar pemilih"), place=name, subtitle=_of_when(against),
        text_columns=3, sections=[(_("Keterangan"), [_(
            "Pemilih bertanda KTP-el “B” di snapshot, di samping penduduk wajib KTP yang belum rekam. Keduanya tidak "
            "harus sama.")])])
    return download(request, content, PDF, f"ktp-el-{regency}-daftar-pemilih.pdf", regency)


def _against(request, regency):
    """(the regency's name, its AgainstRoll); 404 while there is no snapshot to compare with."""
    name = regency_or_404(request.scope, regency)
    return name, or_404(against_roll(regency))


def _of_when(against):
    """Of which snapshot and of which report the comparison is."""
    words = [_("Snapshot %(date)s") % {"date": tanggal(against.snapshot.sealed_at)},
             _("laporan KTP-el per %(date)s") % {"date": tanggal(against.report.as_of)} if against.report
             else _("belum ada laporan KTP-el")]
    return " · ".join(words)


def since_of(newest, which):
    """The first day of a range that ends with the newest report; None for all."""
    years = RANGES[which]
    return newest.as_of - timedelta(days=366 * years) if years else None


def trend_chart(name, reports):
    """The LineChart of an office: obliged, recorded, printed over its reports."""
    first, last = reports[0].as_of.year, reports[-1].as_of.year
    years = f"{first}–{last}" if first != last else str(first)
    title = _("Wajib KTP, perekaman dan pencetakan KTP-el %(name)s, %(years)s") % {"name": name, "years": years}
    return line_chart(title, [one.as_of for one in reports], [
        Series(column, LABELS[column], [getattr(one, column) for one in reports]) for column in LINES],
        partial={one.as_of for one in reports if not one.complete}, partial_means=_("tidak semua kecamatan"))
