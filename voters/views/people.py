"""Looking voters up, matching a NIK, one voter with all versions, and revealing his numbers once for a reason.

NIK and names travel by POST only, and each look is recorded by the action that answers it.
"""

from django.http import Http404
from django.shortcuts import redirect, render

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.audit import queries as audit
from sidalih.home.templatetags.sandi import samar
from sidalih.refusal import Refused
from voters.actions import revealing
from voters.forms.people import MatchForm, RevealForm, SearchForm
from voters.queries import history, roll_search, search, snapshots, transfers
from voters.queries.periods import current
from voters.tables.histories import timeline_of
from voters.tables.people import fields_of, found_lines, looks_of, sees_birth_dates, versions_of
from voters.tables.searching import (
    asked_text,
    frozen_name,
    kept_fields,
    state_choices,
    village_choices,
    village_lines,
)
from voters.views.common import attempt, or_404

LONGEST_ID = 19


@requires(Permission.VOTER_VIEW)
def voter_search(request):
    """The search form and, after a POST, a page of voters with masked numbers; a NIK asked for is not shown again.

    An address may name a frozen list and a place in it, which are nobody's data: `?snapshot=12&village=3578041001`.
    """
    regencies = _regencies(request)
    linked = _linked(request) if request.method == "GET" else None
    regency = linked["regency"] if linked else _asked_regency(request, regencies)
    frozen = snapshots.frozen_lists(regency)
    if linked and f"s{linked['snapshot'].pk}" not in {f"s{one.pk}" for one in frozen}:
        frozen.append(linked["snapshot"])
    form = SearchForm(request.POST if request.method == "POST" else linked, regencies=regencies, frozen=frozen,
                      villages=village_choices(regency),
                      revisions=state_choices(frozen, roll_search.revisions(regency)))
    period, answer = current(), None
    context = {"form": form, "asked": "", "found": [], "period": period, "more": None} | _as_of(form, linked)
    if linked and not linked["village"] and linked["status"] not in roll_search.HAPPENED:
        form.errors.clear()  # nothing is asked yet: the places of the list are offered
    elif form.is_valid():
        base = roll_search.base_of(regency, period) if period else 0
        question, after = form.asked(regency, base), form.cleaned_data["after"]
        answer = attempt(request, revealing.search_roll, asked=question, after=after)
    if answer:
        found, more = answer
        context |= _lines(request, found) | {
            "asked": asked_text(question, form.frozen), "more": found[-1].dpid if more else None, "after": after,
            "where": dict(regencies).get(regency, regency), "kept": kept_fields(form),
            "crowd": roll_search.MOST_NAMED if question.name and not question.village and (more or after) else 0}
    return render(request, "voters/voter_search.html", context, status=422 if form.errors else 200)


def _linked(request):
    """What an address asks of a frozen list, as the form takes it, or None; 404 for a list that is elsewhere."""
    snapshot = _frozen(request)
    return snapshot and {
        "snapshot": snapshot, "regency": snapshot.regency, "revision": f"s{snapshot.pk}",
            **{name: request.GET.get(name, "") for name in ("village", "tps", "status")}}


def _frozen(request):
    """The sealed snapshot that an address names, or None; 404 for one that is elsewhere."""
    number = request.GET.get("snapshot", "")
    if not number:
        return None
    fits = number.isascii() and number.isdigit() and len(number) < LONGEST_ID
    snapshot = or_404(snapshots.one(request.scope, int(number)) if fits else None)
    if not snapshot.sealed_at:
        raise Http404
    snapshot.is_replaced = snapshots.is_replaced(snapshot)
    return snapshot


def _as_of(form, linked):
    """What the banner above a frozen list says, and the places in it; nothing while today's roll is asked."""
    frozen = form.frozen
    if frozen is None:
        return {}
    village = form.data.get("village", "")
    return {"frozen": frozen, "frozen_name": frozen_name(frozen),
            "stations": snapshots.stations(frozen, village) if village else [], "village": village,
            "places": village_lines(snapshots.places(frozen)) if linked and not village else []}


@requires(Permission.VOTER_VIEW)
def voter_family(request, regency, dpid):
    """The active voters with the No. KK of one voter, masked; looking is recorded."""
    found = _or_404(revealing.find_family, regency=regency, dpid=dpid, by=request.user)
    return render(request, "voters/voter_family.html", _lines(request, found) | {
        "regency": regency, "dpid": dpid, "where": areas.name_of(regency)})


@requires(Permission.VOTER_VIEW)
def voter_match(request):
    """Whether somebody with a NIK is on the roll: yes or no, and the voter, masked."""
    regencies = _regencies(request)
    form = MatchForm(request.POST or None, regencies=regencies)
    context = {"form": form, "answer": "", "found": []}
    if request.method == "POST" and form.is_valid():
        regency = form.cleaned_data.get("regency") or regencies[0][0]
        try:
            found = revealing.match_nik(regency=regency, nik=form.cleaned_data["nik"], by=request.user)
        except Refused as refused:
            form.add_error("nik", refused.message)
        else:
            context = _lines(request, found) | {
                "form": form, "answer": "yes" if found else "no", "asked": samar(form.cleaned_data["nik"]),
                "where": dict(regencies).get(regency, regency)}
    return render(request, "voters/voter_match.html", context, status=422 if form.errors else 200)


@requires(Permission.VOTER_VIEW)
def voter_page(request, regency, dpid):
    """One voter's versions side by side, masked; opening it is recorded. From a frozen list: which one stands in it."""
    linked = _frozen(request)
    if linked and linked.regency != regency:
        raise Http404
    found = _or_404(revealing.view_voter, regency=regency, dpid=dpid, by=request.user)
    return render(request, "voters/voter.html", _page(request, found, RevealForm(), frozen=linked))


@requires(Permission.VOTER_REVEAL)
def voter_reveal(request, regency, dpid):
    """After a POST with a reason the same page in full, in this one answer; a GET leads back to the masked page."""
    if request.method != "POST":
        if not request.scope.covers(regency):
            raise Http404
        return redirect("pemilih-lihat", regency, dpid)
    form = RevealForm(request.POST)
    refused, found = "", None
    if form.is_valid():
        try:
            found = revealing.reveal_voter(regency=regency, dpid=dpid, reason=form.reason(), by=request.user)
        except Refused as refusal:
            refused = _not_404(refusal).message
    full = found is not None
    if not full:
        found = _or_404(revealing.view_voter, regency=regency, dpid=dpid, by=request.user)
    context = _page(request, found, RevealForm() if full else form, full) | {"refused": refused}
    template = "voters/voter_body.html" if request.htmx else "voters/voter.html"
    return render(request, template, context, status=200 if full or request.htmx else 422)


def _page(request, found, form, full=False, frozen=None):
    """What the page of one voter shows of his versions; `full` without masks, `frozen` the list he was found in."""
    newest = found[0]
    versions = versions_of(found, search.origins(found), frozen.revision if frozen else 0)
    regency, dpid = newest.regency, newest.dpid
    names = areas.names_of({code for v in found for code in (v.village, v.village[:6])})
    moving = transfers.leaving(regency, dpid)
    period = current()
    watched = request.user.may(Permission.AUDIT_VIEW)
    return {
        "voter": newest, "active": newest.until is None, "strike": search.strike_of(newest), "full": full,
        "timeline": timeline_of(history.of_voter(found), period.codeset if period else "2022"),
        "moving": moving, "moving_to": moving and areas.name_of(moving.destination),
        "may_move": newest.until is None and not moving and regency == request.user.scope.regency
        and request.user.may(Permission.BATCH_EDIT),
        "regency": areas.name_of(regency), "village": names.get(newest.village, newest.village),
        "district": names.get(newest.village[:6], ""), "versions": versions,
        "frozen": frozen, "frozen_name": frozen and frozen_name(frozen),
        "then": next((one.voter for one in versions if one.frozen), None),
        "fields": fields_of(found, names, period.codeset if period else "2022", full=full,
                            dates=sees_birth_dates(request.user)),
        "form": form, "may_reveal": request.user.may(Permission.VOTER_REVEAL), "watched": watched,
        "looks": looks_of(audit.who_saw(regency, dpid)) if watched else []}


def _lines(request, found):
    """The table of voters found."""
    names = areas.names_of({code for v in found for code in (v.village, v.village[:6])})
    return {"found": found_lines(found, names, sees_birth_dates(request.user))}


def _asked_regency(request, regencies):
    """The regency that the form asks about: the one chosen, else the first of the person's area."""
    chosen = request.POST.get("regency", "")
    return chosen if chosen in dict(regencies) else regencies[0][0]


def _regencies(request):
    return [(one.code, one.name) for one in areas.regencies_of(request.scope.area)]


def _or_404(act, **values):
    try:
        return act(**values)
    except Refused as refusal:
        raise _not_404(refusal) from None


def _not_404(refusal):
    """The refusal, unless it says that something does not exist: that is answered with 404."""
    if refusal.code == "not_found":
        raise Http404 from None
    return refusal
