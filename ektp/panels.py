"""What KTP-el progress hangs on the front door: navigation, coverage, reminders, readiness, indicators."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ektp.queries.province import newest_of_offices, province, shares
from ektp.queries.reports import newest_of
from sidalih.accounts.roles import Permission
from sidalih.home.registry import (
    Door,
    Figure,
    NavItem,
    Ready,
    Stat,
    door,
    indicator,
    nav,
    panel,
    readiness,
    stat,
)
from sidalih.home.templatetags.angka import angka, persen_dari
from sidalih.home.templatetags.tanggal import tanggal_pendek

nav(NavItem(gettext_lazy("KTP-el"), "ktp-el", "identification", Permission.EKTP_VIEW, "support", 10))
door(Door(gettext_lazy("Laporan KTP-el"), "ktp-el-baru", "identification", Permission.EKTP_EDIT, 10))


@stat(permission=Permission.EKTP_VIEW, order=50)
def recorded(user):
    """Recorded of obliged: the office's last report, or the province's with how many offices are in."""
    if user.scope.regency:
        newest = newest_of(user.scope.regency)
        if newest is None:
            return Stat(_("KTP-el sudah rekam"), "–", _("belum pernah dilaporkan"), reverse("ktp-el"))
        return Stat(_("KTP-el sudah rekam"), persen_dari(newest.recorded, newest.obliged),
                    _("per %(date)s") % {"date": tanggal_pendek(newest.as_of)}, reverse("ktp-el"))
    board = province(user.area, compare=False)
    if not board.included:
        return None
    return Stat(_("KTP-el sudah rekam"), persen_dari(board.sums["recorded"], board.sums["obliged"]),
                _("dari %(n)s dari %(all)s kabupaten/kota, tertua %(date)s") % {
                    "n": board.included, "all": board.expected, "date": tanggal_pendek(board.oldest)},
                reverse("ktp-el"))


@panel(permission=Permission.EKTP_VIEW, template="ektp/panel_reminder.html", order=15)
def reminder(user):
    """An office whose last report is older than the limit is told so; nobody else is."""
    if not user.scope.regency:
        return None
    newest = newest_of(user.scope.regency)
    age = (timezone.localdate() - newest.as_of).days if newest else None
    if age is not None and age <= settings.EKTP_REMINDER_DAYS:
        return None
    return {"newest": newest, "age": age, "limit": settings.EKTP_REMINDER_DAYS,
            "may_edit": user.may(Permission.EKTP_EDIT)}


@panel(permission=Permission.EKTP_ROLLUP_VIEW, template="ektp/panel_late.html", order=40)
def late(user):
    """The offices of a province to remind, those without any report first, then the oldest; none is no panel."""
    if user.scope.regency:
        return None
    board = province(user.area, compare=False)
    return {"board": board, "limit": settings.EKTP_REMINDER_DAYS} if board.late else None


@readiness(label=gettext_lazy("Perkembangan KTP-el"), order=40)
def ektp_reported(offices, period):
    """Whether an office has reported within EKTP_REMINDER_DAYS of today (of a past period's reference date)."""
    today = timezone.localdate()
    day = min(today, period.reference_date) if period else today
    newest, answers = newest_of_offices(offices, today), {}
    for office in offices:
        report = newest.get(office)
        if report is None:
            answers[office] = Ready("bad", _("belum pernah dilaporkan"), reverse("ktp-el"))
            continue
        said = _("laporan per %(date)s") % {"date": tanggal_pendek(report.as_of)}
        if report.open_findings:
            said += " · " + _("%(n)s temuan menunggu penjelasan") % {"n": angka(report.open_findings)}
        fresh = (day - report.as_of).days <= settings.EKTP_REMINDER_DAYS
        answers[office] = Ready("ok" if fresh and not report.open_findings else "warn", said,
                                reverse("ktp-el-kantor", args=[office]))
    return answers


@indicator(unit="%", label=gettext_lazy("KTP-el sudah rekam"), order=10)
def recorded_share(places, on):
    """Recorded of obliged, as last reported on or before a date."""
    return {place: Figure(*share) for place, share in shares(places, on, "recorded").items()}


@indicator(unit="%", label=gettext_lazy("KTP-el sudah cetak"), order=20)
def printed_share(places, on):
    """Printed of obliged, of the reports that state it."""
    return {place: Figure(*share) for place, share in shares(places, on, "printed").items()}
