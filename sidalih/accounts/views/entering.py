"""Entering in two steps, enrolling an app on the way, leaving, and the language of the pages."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from sidalih.accounts import halfway
from sidalih.accounts.access import public
from sidalih.accounts.actions import entering, second_factor
from sidalih.accounts.door import safe_next
from sidalih.accounts.models import Authenticator, RecoveryCode
from sidalih.accounts.network import client_address
from sidalih.refusal import Refused

FEW_CODES = 3


class EntryForm(forms.Form):
    """The name and the secret; an empty one is answered like a wrong one."""

    username = forms.CharField(max_length=200)
    password = forms.CharField(max_length=10_000, strip=False)


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enter(request):
    """The first step: name and password. Leads to the code, or to enrolling an app where there is none."""
    go_on = request.POST.get("next") or request.GET.get("next", "")
    if request.user.is_authenticated:
        return redirect(safe_next(request, go_on))
    form, error, status = EntryForm(request.POST or None), "", 200
    if request.method == "POST":
        typed = form.cleaned_data if form.is_valid() else {"username": "", "password": ""}
        try:
            user = entering.first_step(**typed, address=client_address(request))
        except Refused as refused:
            error, status = refused.message, _status(refused)
        else:
            halfway.begin(request, user, go_on=go_on)
            return redirect("masuk-kode")
    return render(request, "accounts/masuk.html", {
        "username": request.POST.get("username", "")[:60], "next": go_on, "error": error,
        "ended": "" if error else _why_ended(request.GET.get("sebab", ""))}, status=status)


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enter_code(request):
    """The second step: a code of the app, or a recovery code. Begins the visit."""
    user = halfway.person(request)
    if user is None:
        return _start_again(request)
    if not Authenticator.objects.filter(user=user, confirmed_at__isnull=False).exists():
        return redirect("masuk-aplikasi")
    error, status = "", 200
    if request.method == "POST":
        try:
            proof = entering.second_step(user=user, code=request.POST.get("code", ""),
                                         address=client_address(request))
        except Refused as refused:
            error, status = refused.message, _status(refused)
        else:
            go_on = halfway.end(request)
            entering.begin_visit(request, user)
            if proof == second_factor.PAPER:
                _tell_left(request, user)
            return redirect(safe_next(request, go_on))
    return render(request, "accounts/kode.html", {"person": user, "error": error,
                                                  "demo": second_factor.demo_code(user)}, status=status)


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enter_enrol(request):
    """Enrol an app after the right password, where there is none yet; shows the recovery codes and begins the visit."""
    user = halfway.person(request)
    if user is None:
        return _start_again(request)
    error = ""
    try:
        enrolment = second_factor.begin(user=user)
        if request.method == "POST":
            codes = second_factor.confirm(user=user, code=request.POST.get("code", ""), by=user)
            go_on = halfway.end(request)
            entering.begin_visit(request, user)
            return render(request, "accounts/kode_pemulihan_pintu.html", {
                "codes": codes, "person": user, "go_on": safe_next(request, go_on)})
    except Refused as refused:
        if refused.code == "already_enrolled":
            return redirect("masuk-kode")
        error = refused.message
    return render(request, "accounts/pasang.html", {"person": user, "enrolment": enrolment, "error": error,
                                                    "demo": second_factor.demo_code(user)})


@public
@require_POST
def leave(request):
    """End the visit."""
    entering.leave(request)
    return redirect(f"{reverse('masuk')}?sebab=left")


language = public(set_language)


def _start_again(request):
    """To the first step: with nothing to say for who comes by chance, else that the five minutes are over."""
    if request.user.is_authenticated:
        return redirect("beranda")
    late = halfway.end(request) is not None
    return redirect(f"{reverse('masuk')}?sebab=late" if late else "masuk")


def _status(refused):
    """Who must wait is told so in the language of programs too."""
    return 429 if refused.code == "wait" else 200


def _tell_left(request, user):
    left = RecoveryCode.objects.filter(user=user, used_at=None).count()
    text = ngettext("Kode pemulihan itu sudah terpakai; tersisa %(n)d.",
                    "Kode pemulihan itu sudah terpakai; tersisa %(n)d.", left) % {"n": left}
    if left <= FEW_CODES:
        text += " " + _("Buat yang baru di Akun saya.")
    messages.warning(request, text)


def _why_ended(why):
    """The sentence for why somebody stands at the door again; "" when there is none."""
    return {
        "idle": _("Sesi berakhir karena %(n)d menit tidak dipakai. Setelah masuk Anda kembali ke halaman tadi.") % {
            "n": settings.VISIT_IDLE_MINUTES},
        "ten_hours": _("Sesi berakhir karena sudah %(n)d jam. Setelah masuk Anda kembali ke halaman tadi.") % {
            "n": settings.VISIT_HOURS},
        "owner": _("Sesi ini Anda akhiri dari perangkat lain."),
        "office": _("Sesi Anda diakhiri oleh admin. Hubungi admin kantor bila tidak bisa masuk lagi."),
        "password": _("Kata sandi akun ini berubah; masuklah dengan yang baru."),
        "left": _("Anda sudah keluar."),
        "late": _("Lima menit sudah lewat; masukkan kata sandi sekali lagi."),
    }.get(why, "")
