"""Pages of the portal's window: the periods, one period with all its offices, its schedule and announcement."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from voters.actions import periods as actions
from voters.actions import windows as exceptions
from voters.actions.windows import may_decide
from voters.forms.windows import AnnouncementForm, OfficesForm, PeriodForm, WindowForm
from voters.models import Period
from voters.queries import windows
from voters.queries.periods import periods
from voters.queries.progress import batch_counts
from voters.tables.windows import word_of
from voters.views.common import attempt, or_404

VIEWS = ("takes", "locked", "reopened", "closed")


@requires(Permission.BATCH_VIEW)
def period_list(request):
    """All periods, with where the person's own office, or the portal, stands in each."""
    found = windows.open_periods(request.scope.regency or request.scope.area, periods())
    return render(request, "voters/window_list.html", {
        "lines": [(period, word_of(standing)) for period, standing in found], "office": request.scope.regency,
        "may_open": may_decide(request.user), "wishes": windows.wishes(request.scope.area)})


@requires(Permission.PERIOD_OPEN, fresh=True)
def period_new(request):
    """A new period."""
    _deciders_only(request)
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            period = actions.new_period(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("code" if refused.code == "period_exists" else None, refused.message)
        else:
            messages.success(request, _("Periode %(period)s dibuat.") % {"period": period.label})
            return redirect("periode-lihat", period.pk)
    return render(request, "voters/window_new.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permission.ROLLUP_VIEW)
def period_page(request, code):
    """One period: its window and announcement, and all offices of the province with their exceptions."""
    period = _period(request, code)
    lines = windows.offices(request.scope.area, period)
    which = request.GET.get("saring", "")
    counts = {view: sum(_is(line, view) for line in lines) for view in VIEWS}
    names = {"takes": _("Dibuka"), "reopened": _("Dibuka kembali"), "locked": _("Dikunci"), "closed": _("Ditutup")}
    tones = {"takes": "o", "reopened": "w", "locked": "e", "closed": ""}
    shown = [line for line in lines if _is(line, which)] if which in VIEWS else lines
    return render(request, "voters/window_period.html", {
        "period": period, "word": word_of(windows.standing_of(period, [], timezone.now())),
        "lines": [(line, word_of(line.standing)) for line in shown],
        "wishes": [line for line in lines if line.wish], "may_decide": may_decide(request.user),
        "chips": [(_("Semua"), len(lines), "?saring=", "", which not in VIEWS)] + [
            (names[view], counts[view], f"?saring={view}", tones[view], which == view)
            for view in VIEWS if counts[view]],
        "form": AnnouncementForm(initial={"text": period.announcement})})


@requires(Permission.PERIOD_OPEN, fresh=True)
def period_schedule(request, code):
    """Change the window: first what the change means, then, confirmed, the change."""
    _deciders_only(request)
    period = _period(request, code)
    form = WindowForm(request.POST or None, initial={
        name: getattr(period, name) for name in ("opens_at", "closes_at", "closing_stage")})
    asked = None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("confirmed"):
                actions.move_window(code=code, by=request.user, **form.cleaned_data)
                messages.success(request, _("Jadwal %(period)s diubah.") % {"period": period.label})
                return redirect("periode-lihat", code)
            asked = _meaning(request, period, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
    return render(request, "voters/window_schedule.html", {
        "period": period, "form": form, "asked": asked,
        "word": word_of(windows.standing_of(period, [], timezone.now()))}, status=422 if form.errors else 200)


@requires(Permission.PERIOD_OPEN, fresh=True)
@require_POST
def period_close(request, code):
    """Close the portal of a period at once."""
    _deciders_only(request)
    _period(request, code)
    if attempt(request, actions.close_now, code=code):
        messages.success(request, _("Portal ditutup. Berkas yang sudah diterima tetap dapat diselesaikan."))
    return redirect("periode-lihat", code)


@requires(Permission.PERIOD_OPEN)
@require_POST
def period_announce(request, code):
    """Set the words above every page."""
    _deciders_only(request)
    _period(request, code)
    form = AnnouncementForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
    elif attempt(request, actions.announce, code=code, text=form.cleaned_data["text"]):
        messages.success(request, _("Pengumuman disimpan.") if form.cleaned_data["text"] else _("Pengumuman dihapus."))
    return redirect("periode-lihat", code)


@requires(Permission.PERIOD_OPEN, fresh=True)
@require_POST
def period_lock(request, code):
    """Lock or unlock several offices, or one; leads back to where it was asked."""
    _deciders_only(request)
    period = _period(request, code)
    form = OfficesForm(request.POST, codes=[named.code for named in areas.regencies_of(request.scope.area)])
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("periode-lihat", code)
    chosen, act = form.cleaned_data["offices"], form.cleaned_data["act"]
    if act == OfficesForm.LOCK:
        done = attempt(request, exceptions.lock, regencies=chosen, period=period, reason=form.cleaned_data["reason"])
        said = _("%(n)d kantor dikunci.")
    else:
        done = attempt(request, exceptions.unlock, regencies=chosen, period=period)
        said = _("Kunci %(n)d kantor dibuka.")
    if done:
        messages.success(request, said % {"n": len(done)})
    elif done is not None:
        messages.info(request, _("Tidak ada yang berubah: kantor-kantor itu sudah begitu."))
    return redirect("periode-kantor", code, chosen[0]) if request.POST.get("satu") else redirect("periode-lihat", code)


def _deciders_only(request):
    """An office's admin carries the permission too, and has no period to decide about."""
    if not may_decide(request.user):
        raise Http404


def _period(request, code):
    """The period of the address; for people of an office the province's pages do not exist."""
    if request.scope.regency:
        raise Http404
    return or_404(Period.objects.filter(pk=code).first())


def _is(line, view):
    state = line.standing.state
    return {"takes": state in ("open", "closing"), "closed": state in ("closed", "not_yet")}.get(view, state == view)


def _meaning(request, period, wanted):
    """What a new window means: how the portal then stands, who still has work, whose exceptions stay."""
    moved = Period(code=period.pk, label=period.label, **wanted)
    lines = windows.offices(request.scope.area, period)
    counts = batch_counts(request.scope.area, period)
    names = {line.code: line.name for line in lines}
    return {"word": word_of(windows.standing_of(moved, [], timezone.now())), "moved": moved,
            "busy": [names.get(code, code) for code, found in counts.items() if found["open"]],
            "locked": sum(line.standing.state == "locked" for line in lines),
            "reopened": sum(line.standing.state == "reopened" for line in lines)}
