"""Asking a person again who he is before something that weighs, without losing what he was about to send."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from sidalih.accounts.actions import entering, second_factor
from sidalih.accounts.door import came_from, safe_next
from sidalih.accounts.network import client_address
from sidalih.refusal import Refused

CODE = "kode_konfirmasi"      # the field with the code; no form of the portal has one of this name
GOES_ON = "lanjut_dengan"     # what the confirmed request was: "GET" or "POST"
BACK = "kembali_ke"           # the page that asked for it, for whoever changes his mind
_OURS = {CODE, GOES_ON, BACK, "csrfmiddlewaretoken"}


def is_fresh(visit):
    """Whether the person has proved himself within CONFIRM_MINUTES."""
    return timezone.now() - visit.confirmed_at < timedelta(minutes=settings.CONFIRM_MINUTES)


def confirm_first(request):
    """None when the request may go on; else the page that asks for a code and carries the form's fields.

    A right code goes on with the original act in the same request; what was only to be opened is opened anew, so
    that a reload sends no code again. A chosen file cannot be carried by a page: then the page it was chosen on is
    opened anew after the code.
    """
    if is_fresh(request.visit):
        return None
    code = request.POST.get(CODE) if request.method == "POST" else None
    if code is None:
        return _ask(request, "POST" if request.method == "POST" and not request.FILES else "GET",
                    files=bool(request.FILES))
    goes_on = "POST" if request.POST.get(GOES_ON) == "POST" else "GET"
    try:
        proof = entering.second_step(user=request.user, code=code, address=client_address(request),
                                     act="confirmation_refused")
    except Refused as refused:
        return _ask(request, goes_on, error=refused.message)
    entering.confirm_visit(visit=request.visit)
    if goes_on == "GET":
        return HttpResponseRedirect(request.get_full_path())
    if proof == second_factor.PAPER:
        # Its use is recorded, which locks the office's chain until this request is over; the act takes its own locks
        # first. So the browser sends the same form once more, in a request of its own.
        again = HttpResponse(status=307)
        again["Location"] = request.get_full_path()
        return again
    return None


def _ask(request, goes_on, *, error="", files=False):
    carried = [(name, value) for name, values in request.POST.lists() if name not in _OURS for value in values]
    response = render(request, "accounts/konfirmasi.html", {
        "carried": carried if goes_on == "POST" else [], "goes_on": goes_on, "code_name": CODE,
        "goes_on_name": GOES_ON, "back_name": BACK, "error": error,
        "back": safe_next(request, request.POST[BACK]) if BACK in request.POST else came_from(request), "files": files,
        "minutes": settings.CONFIRM_MINUTES, "demo": second_factor.demo_code(request.user)})
    response["HX-Retarget"], response["HX-Reswap"] = "body", "outerHTML"  # for a form that htmx had sent
    return response
