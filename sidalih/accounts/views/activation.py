"""From a letter to an account: the slip, a password of one's own, the app on the telephone, the recovery codes.

Between the steps a stranger's session remembers which slip is open; it opens nothing but the next step. Nothing of
the account changes before the last one.
"""

import time

from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sidalih.accounts.access import public
from sidalih.accounts.actions import activation, entering, second_factor
from sidalih.accounts.forms import OwnPasswordForm, SlipForm
from sidalih.accounts.network import client_address, network_of
from sidalih.refusal import Refused

SECONDS = 1800
_KEY = "activation"


def _step(view):
    """What the three steps share: open to everybody, kept nowhere, and their address told to no other host.

    Not `no-referrer`: browsers then send a form with `Origin: null`, which the CSRF check refuses. A referrer never
    holds what stands behind #.
    """
    def answered(request):
        response = view(request)
        response["Referrer-Policy"] = "same-origin"
        return response
    answered.__doc__, answered.__name__ = view.__doc__, view.__name__
    return public(never_cache(sensitive_post_parameters()(require_http_methods(["GET", "POST"])(answered))))


@_step
def slip(request):
    """The first step: username and slip, typed or from the QR's fragment (static/js/aktivasi.js)."""
    if request.user.is_authenticated:
        messages.info(request, _("Anda masuk sebagai %(name)s. Keluar dulu untuk mengaktifkan akun lain.") % {
            "name": request.user.username})
        return redirect("beranda")
    form, status = SlipForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = activation.open_slip(username=form.cleaned_data["username"], text=form.cleaned_data["slip"],
                                             network=network_of(client_address(request)))
            except Refused as refused:
                form.add_error(None, refused.message)
                status = 429 if refused.code == "wait" else 422
            else:
                request.session.flush()
                request.session[_KEY] = {"slip": found.pk, "until": time.time() + SECONDS}
                return redirect("aktivasi-sandi")
    return render(request, "accounts/aktivasi.html", {"form": form, "step": 1}, status=status)


@_step
def password(request):
    """The second step: a password of one's own, twice. Only its hash is kept, until the activation is complete."""
    state, found = _state(request)
    if found is None:
        return _start_again(request)
    form = OwnPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            state["password"] = activation.password_hash(user=found.user, password=form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
        else:
            request.session[_KEY] = state
            return redirect("aktivasi-kode")
    return render(request, "accounts/aktivasi_sandi.html", {
        "form": form, "person": found.user, "step": 2, "rules": password_validators_help_texts()},
        status=422 if form.errors else 200)


@_step
def code(request):
    """The third step: the app's first code. Uses the slip up, signs the person in, shows the recovery codes once."""
    state, found = _state(request)
    if found is None:
        return _start_again(request)
    if "password" not in state:
        return redirect("aktivasi-sandi")
    error = ""
    if request.method == "POST":
        try:
            user, codes = activation.activate(slip_id=found.pk, password=state["password"],
                                              code=request.POST.get("code", ""))
        except Refused as refused:
            if refused.code != "wrong_code":
                return _start_again(request)
            error = refused.message
        else:
            del request.session[_KEY]
            entering.begin_visit(request, user)
            return render(request, "accounts/aktivasi_selesai.html", {
                "codes": codes, "person": user, "go_on": reverse("beranda"), "step": 4})
    return render(request, "accounts/aktivasi_kode.html", {
        "person": found.user, "enrolment": second_factor.begin(user=found.user), "error": error, "step": 3},
        status=422 if error else 200)


def _state(request):
    """(what the session remembers, the open Slip), or (None, None) for who has not begun, or half an hour ago."""
    state = request.session.get(_KEY)
    if not state or time.time() > state["until"]:
        return None, None
    try:
        return state, activation.slip_in_use(state["slip"])
    except Refused:
        return None, None


def _start_again(request):
    """To the first step; who had begun is told why."""
    if request.session.pop(_KEY, None):
        messages.warning(request, _("Surat ini tidak berlaku lagi, atau waktunya habis. Mulai lagi dari awal; bila "
                                    "tetap gagal, minta admin kantor surat baru."))
    return redirect("aktivasi")
