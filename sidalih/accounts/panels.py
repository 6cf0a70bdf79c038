"""What accounts hang on the front door: navigation, who is still without an operator, readiness."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidalih.accounts.queries.credentials import offices_without_operator, operators
from sidalih.accounts.roles import Permission
from sidalih.accounts.tables import MISSING
from sidalih.home.registry import NavItem, Ready, nav, panel, readiness
from sidalih.home.templatetags.tanggal import tanggal_pendek, waktu_pendek

nav(NavItem(gettext_lazy("Akun"), "akun", "key", Permission.ACCOUNT_VIEW, "manage", 10))


@panel(permission=Permission.ACCOUNT_VIEW, template="accounts/panel_missing.html", order=20)
def missing(user):
    """How many offices of the person's area have no operator who can work; none is no panel."""
    without, offices = offices_without_operator(user.area)
    if not without:
        return None
    return {"without": without, "offices": offices, "url": f"{reverse('akun')}?lihat={MISSING}",
            "may_issue": user.may(Permission.ACCOUNT_ISSUE), "one": len(user.area) == 4}


@readiness(label=gettext_lazy("Akun operator"), order=5)
def operator_account(offices, period):
    """Whether an operator of the office has activated; a letter that waits is on its way, none is bad."""
    return {office: _ready(found) for office, found in operators(offices).items()}


def _ready(found):
    active = [one for one in found if one.state == "active"]
    if active:
        seen = max((one.user.seen_at for one in active if one.user.seen_at), default=None)
        said = _("%(names)s aktif") % {"names": ", ".join(one.user.username for one in active)}
        if seen:
            said += " · " + _("terakhir masuk %(when)s") % {"when": waktu_pendek(seen)}
        return Ready("ok", said)
    for one in found:
        if one.state == "issued":
            if one.slip_expires is None:
                return Ready("warn", _("%(name)s belum memasang aplikasi kode") % {"name": one.user.username})
            return Ready("warn", _("surat %(name)s belum dipakai, berlaku sampai %(when)s") % {
                "name": one.user.username, "when": waktu_pendek(one.slip_expires)})
    for one in found:
        if one.state == "expired":
            return Ready("bad", _("surat %(name)s kedaluwarsa %(when)s") % {
                "name": one.user.username, "when": waktu_pendek(one.slip_expires)})
        if one.state == "leave":
            return Ready("bad", _("%(name)s cuti sampai %(when)s") % {
                "name": one.user.username, "when": tanggal_pendek(one.user.leave_until)})
    return Ready("bad", _("belum ada operator"))
