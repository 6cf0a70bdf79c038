"""Who has credentials: the list, one person, and what is done to an account that exists."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.actions import credentials, leaving
from sidalih.accounts.actions.listing import export_credentials
from sidalih.accounts.forms import EndForm, LeaveForm, ReasonForm
from sidalih.accounts.queries.credentials import credential, offices_without_operator
from sidalih.accounts.roles import ROLE_CHOICES, Permission
from sidalih.accounts.tables import MISSING, people
from sidalih.accounts.views.issuing import slips_page
from sidalih.areas import queries as areas
from sidalih.audit.acts import act_of
from sidalih.audit.queries import history_of
from sidalih.home.context import office_name
from sidalih.home.templatetags.tanggal import tanggal, waktu
from sidalih.refusal import Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_ACTS = 30
_LEAVE, _END = "cuti_%s", "akhir_%s"  # both forms stand on one page


@requires(Permission.ACCOUNT_VIEW)
def listing(request):
    """Everybody's credentials in the person's area, with counts; "which offices have none" is one of the chips."""
    table = people(request.scope.area, request.GET)
    without, offices = offices_without_operator(request.scope.area)
    states = [one.state for one in table.everybody]
    return render(request, "accounts/akun.html", {
        "table": table, "without": without, "offices": offices, "with_operator": offices - without,
        "missing": MISSING, "roles": ROLE_CHOICES, "may_issue": request.user.may(Permission.ACCOUNT_ISSUE),
        "counts": {state: states.count(state) for state in ("active", "issued", "expired", "leave")},
        "whole_area": len(request.scope.area) == 2, "area_name": areas.name_of(request.scope.area),
        "office": areas.name_of(table.office) if table.office else "", "token": uuid.uuid4()})


@requires(Permission.ACCOUNT_VIEW, fresh=True)
def listing_xlsx(request):
    """The rows that the page shows, all pages of them, names masked."""
    table = people(request.scope.area, request.GET)
    content = export_credentials(
        lines=table.shown, by=request.user, title=_("Akun %(office)s") % {"office": office_name(request.scope.area)},
        subtitle=_("%(n)d baris; nama disamarkan, surat tidak disimpan di mana pun") % {"n": len(table.shown)})
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="akun-{request.scope.area}.xlsx"'
    return response


@requires(Permission.ACCOUNT_VIEW)
def person(request, pk):
    """One person: what his account is worth today, what can be done to it, and what was."""
    return _person_page(request, pk)


@requires(Permission.ACCOUNT_ISSUE, fresh=True)
@require_POST
def reissue(request, pk):
    """A new slip; the old password, app and sessions end. The page with the slip is shown this once."""
    form, one = ReasonForm(request.POST), _one_or_404(request, pk)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        issued = credentials.reissue(user_id=one.user.pk, reason=reason, by=request.user,
                                     token=form.cleaned_data.get("token"))
    except Refused as refused:
        return _refused(request, pk, refused)
    return slips_page(request, [issued])


@requires(Permission.ACCOUNT_ISSUE, fresh=True)
@require_POST
def reissue_waiting(request):
    """New slips for everybody of the list shown who has not activated: for letters that were lost or ran out."""
    form, table = ReasonForm(request.POST), people(request.scope.area, request.GET)
    if table.odd:
        messages.error(request, _("Saringan daftar ini tidak dikenal; pilih saringan di halaman, lalu ulangi."))
        return redirect("akun")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    others = [pk for pk in table.waiting if pk != request.user.pk]
    try:
        issued = credentials.reissue_unused(user_ids=others, reason=reason, by=request.user,
                                            token=form.cleaned_data.get("token"))
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("akun")
    if not issued:
        messages.info(request, _("Tidak ada surat yang menunggu di daftar ini."))
        return redirect("akun")
    return slips_page(request, issued)


@requires(Permission.ACCOUNT_ISSUE, fresh=True)
@require_POST
def revoke(request, pk):
    """Close an account and end its sessions."""
    form, one = ReasonForm(request.POST), _one_or_404(request, pk)
    try:
        leaving.revoke(user_id=one.user.pk, reason=form.cleaned_data["reason"] if form.is_valid() else "",
                       by=request.user)
    except Refused as refused:
        return _refused(request, pk, refused)
    messages.success(request, _("Akun %(name)s dicabut; semua sesinya sudah berakhir.") % {"name": one.user.username})
    return redirect("akun-lihat", pk)


@requires(Permission.ACCOUNT_ISSUE, fresh=True)
@require_POST
def leave(request, pk):
    """Let an account rest for a while, or end its rest."""
    form, one = LeaveForm(request.POST, auto_id=_LEAVE), _one_or_404(request, pk)
    if not form.is_valid():
        return _person_page(request, pk, leave_form=form, status=422)
    try:
        user = leaving.set_leave(user_id=one.user.pk, **form.cleaned_data, by=request.user)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _person_page(request, pk, leave_form=form, status=422)
    said = _("%(name)s cuti %(first)s sampai %(last)s.") if user.leave_from else _("Cuti %(name)s dihapus.")
    messages.success(request, said % {
        "name": user.username, "first": tanggal(user.leave_from), "last": tanggal(user.leave_until)})
    return redirect("akun-lihat", pk)


@requires(Permission.ACCOUNT_ISSUE, fresh=True)
@require_POST
def end(request, pk):
    """Give an account its last day, or take it away."""
    form, one = EndForm(request.POST, auto_id=_END), _one_or_404(request, pk)
    if not form.is_valid():
        return _person_page(request, pk, end_form=form, status=422)
    try:
        user = leaving.set_end_date(user_id=one.user.pk, **form.cleaned_data, by=request.user)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _person_page(request, pk, end_form=form, status=422)
    said = _("Hari terakhir %(name)s: %(day)s.") if user.ends_on else _("%(name)s tidak punya hari terakhir lagi.")
    messages.success(request, said % {"name": user.username, "day": tanggal(user.ends_on)})
    return redirect("akun-lihat", pk)


def _person_page(request, pk, *, leave_form=None, end_form=None, status=200):
    one = _one_or_404(request, pk)
    events = list(history_of(f"user:{one.user.username}"))[-SHOWN_ACTS:]
    return render(request, "accounts/orang.html", {
        "one": one, "person": one.user, "slip": one.user.slips.first(), "token": uuid.uuid4(),
        "acts": [(event, act_of(event.act).name) for event in events[::-1]],
        "may_act": request.user.may(Permission.ACCOUNT_ISSUE) and one.user.pk != request.user.pk,
        "own": one.user.pk == request.user.pk, "office": office_name(one.area),
        "slip_until": waktu(one.slip_expires),
        "leave_form": leave_form or LeaveForm(auto_id=_LEAVE, initial={
            "first": one.user.leave_from, "last": one.user.leave_until}),
        "end_form": end_form or EndForm(auto_id=_END, initial={"last": one.user.ends_on})}, status=status)


def _one_or_404(request, pk):
    """The Credential, or 404 for nobody and for somebody elsewhere alike."""
    found = credential(request.scope, pk)
    if found is None:
        raise Http404
    return found


def _refused(request, pk, refused):
    if refused.code == "not_found":
        raise Http404
    messages.error(request, refused.message)
    return redirect("akun-lihat", pk)
