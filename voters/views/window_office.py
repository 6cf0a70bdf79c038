"""One office in one period: where it stands, its wish to be opened, and what the province answers."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from voters.actions import windows as actions
from voters.actions.windows import may_decide
from voters.forms.windows import UntilForm, WishForm
from voters.models import Period
from voters.queries import windows
from voters.tables.windows import told, word_of
from voters.views.common import attempt, or_404


@requires(Permission.BATCH_VIEW)
def office_page(request, code, regency):
    """An office's standing and history; the office asks here, the province answers here."""
    period, name = _place(request, code, regency)
    standing = windows.standing(regency, period)
    history = list(windows.history(regency, period))
    wish = next((one for one in history if one.decided_at is None), None)
    return render(request, "voters/window_office.html", {
        "period": period, "regency": regency, "name": name, "standing": standing, "word": word_of(standing),
        "sentence": "" if standing.takes or not request.scope.regency else windows.why_not(standing, period)[1],
        "wish": wish,
        "history": told(history), "may_decide": may_decide(request.user),
        "may_ask": may_ask(request.user) and wish is None and standing.state != "open",
        "ask": WishForm(), "form": UntilForm()})


@requires(Permission.BATCH_VIEW)
@require_POST
def office_ask(request, code, regency):
    """Ask the province to be opened."""
    period, _name = _place(request, code, regency)
    form = WishForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if attempt(request, actions.ask_reopening, regency=regency, period=period, reason=reason):
        messages.success(request, _("Permintaan terkirim. Jawaban provinsi tampil di halaman ini dan di bilah atas."))
    return redirect("periode-kantor", code, regency)


@requires(Permission.PERIOD_OPEN, fresh=True)
@require_POST
def office_answer(request, code, regency):
    """Grant or decline an office's wish."""
    _place(request, code, regency)
    form = UntilForm(request.POST)
    granted = request.POST.get("act") == "izinkan"
    if _readable(request, form):
        done = attempt(request, actions.decide_reopening, exception_id=form.cleaned_data["exception"] or 0,
                       granted=granted, until=form.cleaned_data["until"], answer=form.cleaned_data["words"])
        if done:
            messages.success(request, _("Permintaan diizinkan; kantor itu sudah dapat bekerja.") if granted
                             else _("Permintaan ditolak; jawaban Anda tampil di kantor itu."))
    return redirect("periode-kantor", code, regency)


@requires(Permission.PERIOD_OPEN, fresh=True)
@require_POST
def office_reopen(request, code, regency):
    """Open an office again without a wish of its own."""
    period, _name = _place(request, code, regency)
    form = UntilForm(request.POST)
    if _readable(request, form):
        done = attempt(request, actions.reopen, regency=regency, period=period, until=form.cleaned_data["until"],
                       reason=form.cleaned_data["words"])
        if done:
            messages.success(request, _("Kantor itu dibuka kembali."))
    return redirect("periode-kantor", code, regency)


@requires(Permission.PERIOD_OPEN, fresh=True)
@require_POST
def office_end(request, code, regency):
    """End an exception of an office before its time."""
    _place(request, code, regency)
    form = UntilForm(request.POST)
    number = form.cleaned_data["exception"] if form.is_valid() else None
    if attempt(request, actions.end, exception_id=number or 0):
        messages.success(request, _("Pengecualian diakhiri."))
    return redirect("periode-kantor", code, regency)


def closed_for(user, period, standing):
    """What voters/window_closed.html shows an office instead of a form: why it cannot send, and its wish."""
    regency = user.scope.regency
    return {"period": period, "regency": regency, "sentence": windows.why_not(standing, period)[1],
            "wish": windows.history(regency, period).filter(decided_at=None).first(), "may_ask": may_ask(user),
            "ask": WishForm()}


def may_ask(user):
    """Whether a person may ask for his office: its operators and approvers."""
    return bool(user.scope.regency) and (user.may(Permission.BATCH_EDIT) or user.may(Permission.BATCH_APPROVE))


def _place(request, code, regency):
    """(period, the office's name); 404 for what is elsewhere or nowhere."""
    period = or_404(Period.objects.filter(pk=code).first())
    known = request.scope.covers(regency) and len(regency) == 4
    name = areas.names_of([regency]).get(regency) if known else None
    return period, or_404(name)


def _readable(request, form):
    """Whether a form can be read; what cannot is said."""
    if form.is_valid():
        return True
    messages.error(request, next(iter(form.errors.values()))[0])
    return False
