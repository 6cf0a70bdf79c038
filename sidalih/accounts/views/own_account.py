"""Akun saya: one's own visits, app, recovery codes and password."""

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.actions import entering, own_account, second_factor
from sidalih.accounts.models import Authenticator, RecoveryCode
from sidalih.accounts.queries import visits
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.refusal import Refused

_RENEWAL = "renewal"
WHY = {
    "left": gettext_lazy("Keluar"), "idle": gettext_lazy("Lama tidak dipakai"),
    "ten_hours": gettext_lazy("Batas lama sesi"), "owner": gettext_lazy("Diakhiri sendiri"),
    "office": gettext_lazy("Diakhiri admin"), "password": gettext_lazy("Kata sandi diganti"),
}


class PasswordForm(forms.Form):
    """The present password and twice the new one."""

    present = forms.CharField(label=gettext_lazy("Kata sandi sekarang"), strip=False, max_length=1024,
                              widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    new = forms.CharField(label=gettext_lazy("Kata sandi baru"), strip=False, max_length=1024,
                          widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(label=gettext_lazy("Kata sandi baru, sekali lagi"), strip=False, max_length=1024,
                            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean(self):
        """Both new ones are the same."""
        if self.cleaned_data.get("new") != self.cleaned_data.get("again"):
            self.add_error("again", _("Kedua kata sandi baru tidak sama."))


@requires(Permission.OWN_ACCOUNT)
def account(request):
    """Who I am, where I am in, and how I enter."""
    user, now = request.user, timezone.now()
    mine = [(visit, visits.browser_name(visit.agent), visit.pk == request.visit.pk)
            for visit in visits.open_visits(user, now)]
    return render(request, "accounts/saya.html", {
        "visits": mine, "others": len(mine) - 1, "area": areas.name_of(user.area),
        "ended": [(visit, visits.browser_name(visit.agent), WHY.get(visit.ended_why, visit.ended_why))
                  for visit in visits.ended_visits(user)],
        "authenticator": Authenticator.objects.filter(user=user).first(),
        "codes_left": RecoveryCode.objects.filter(user=user, used_at=None).count()})


@requires(Permission.OWN_ACCOUNT)
@require_POST
def end_visit(request, pk):
    """End one of my visits; the present one is what leaving is for."""
    if pk == request.visit.pk:
        raise Http404
    try:
        entering.end_own(user=request.user, pk=pk, by=request.user)
    except Refused:
        raise Http404 from None
    messages.success(request, _("Sesi itu sudah diakhiri."))
    return redirect("saya")


@requires(Permission.OWN_ACCOUNT)
@require_POST
def end_others(request):
    """End all my visits but this one."""
    ended = entering.end_others(user=request.user, visit=request.visit, why="owner", by=request.user)
    messages.success(request, ngettext("%(n)d sesi lain diakhiri.", "%(n)d sesi lain diakhiri.", ended) % {"n": ended})
    return redirect("saya")


@requires(Permission.OWN_ACCOUNT)
@sensitive_post_parameters()
def password(request):
    """Choose another password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            own_account.change_password(request, present=form.cleaned_data["present"], new=form.cleaned_data["new"],
                                        by=request.user)
        except Refused as refused:
            about_new = refused.code in ("weak_password", "same_password")
            form.add_error("new" if about_new else "present", refused.message)
        else:
            messages.success(request, _("Kata sandi diganti. Sesi lain Anda sudah berakhir."))
            return redirect("saya")
    return render(request, "accounts/sandi.html", {"form": form, "rules": password_validators_help_texts()})


@requires(Permission.OWN_ACCOUNT, fresh=True)
@sensitive_post_parameters()
def renew_app(request):
    """Put another app in the place of the present one, which works until then."""
    sealed = request.session.get(_RENEWAL)
    enrolment = sealed and second_factor.renewal_enrolment(user=request.user, sealed=sealed)
    if not enrolment:
        sealed = request.session[_RENEWAL] = second_factor.renewal()
        enrolment = second_factor.renewal_enrolment(user=request.user, sealed=sealed)
    error = ""
    if request.method == "POST" and "code" in request.POST:
        try:
            codes = second_factor.replace(user=request.user, sealed=sealed, code=request.POST["code"], by=request.user)
        except Refused as refused:
            error = refused.message
        else:
            del request.session[_RENEWAL]
            return _show_codes(request, codes, renewed=True)
    return render(request, "accounts/ganti_aplikasi.html", {
        "enrolment": enrolment, "error": error, "demo": second_factor.demo_code_of_renewal(request.user, sealed)})


@requires(Permission.OWN_ACCOUNT, fresh=True)
@require_POST
def renew_codes(request):
    """Ten other recovery codes."""
    return _show_codes(request, second_factor.renew_recovery_codes(user=request.user, by=request.user))


def _show_codes(request, codes, *, renewed=False):
    return render(request, "accounts/kode_pemulihan.html", {
        "codes": codes, "person": request.user, "go_on": reverse("saya"), "renewed": renewed})
