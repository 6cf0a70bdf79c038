"""Voters on the way between offices: the lists of both, one of them, the offer, and taking somebody in.

Numbers are masked but in the form that takes a voter in, which is an editor; each opening of it is recorded.
"""

import time

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from voters.actions import arrivals, transfers
from voters.actions.revealing import open_offered, view_offered, view_voter
from voters.forms.transfers import OfferForm, TakeInForm
from voters.models.batch import State as BatchState
from voters.queries import transfers as queries
from voters.tables import transfers as tables
from voters.tables.batches import Chip
from voters.tables.people import found_lines, sees_birth_dates
from voters.tables.rows import labels
from voters.views.common import attempt, lead, or_404

PAGE = 50
OPENED = "pindah_dibuka_pada"  # in the session: when the opening of an offer was recorded
SAME_LOOK = 10 * 60


@requires(Permission.BATCH_VIEW)
def transfer_list(request):
    """Who comes and who leaves, newest first, 50 a page by keyset; for the province all of its offices."""
    area, whole = request.scope.area, not request.scope.regency
    way, moves = _way(request, whole)
    before = request.GET.get("sebelum", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        moves = moves.filter(pk__lt=int(before))
    page = list(moves[:PAGE + 1])
    counted = queries.on_the_way(area)
    mine = counted.get(area, queries.OnTheWay())
    chips = [Chip(label, number, f"?lihat={key}", current=key == way)
             for key, label, number in _ways(mine, counted, whole)]
    names = _names(page[:PAGE]) | areas.names_of(counted)
    return render(request, "voters/transfer_list.html", {
        "lines": tables.lines_of(page[:PAGE], names, queries.changed(page[:PAGE]), sees_birth_dates(request.user)),
        "chips": chips, "way": way, "mine": mine, "whole_province": whole,
        "offices": [(code, names.get(code, code), counted[code]) for code in sorted(counted)] if whole else [],
        "pages": {"text": "", "next": f"?lihat={way}&sebelum={page[PAGE - 1].pk}" if len(page) > PAGE else "",
                  "previous": f"?lihat={way}" if before else ""}})


@requires(Permission.BATCH_VIEW)
def transfer_page(request, pk):
    """One voter on the way, masked: where he stands, and the step that this person may take; opening it is recorded."""
    move = _open(request, pk)
    names, user = _names([move]), request.user
    dates, changed = sees_birth_dates(user), bool(queries.changed([move]))
    from_here, to_here = user.scope.covers(move.origin), user.scope.covers(move.destination)
    row = queries.live_row(move.pk) if to_here else None
    editing = user.may(Permission.BATCH_EDIT)
    state = queries.State
    return render(request, "voters/transfer.html", {
        "move": move, "line": tables.line_of(move, names, changed, dates), "steps": tables.steps_of(move),
        "elements": tables.elements_of(move, _place(move), dates),
        "stages": tables.stages_of(move, names), "changed": changed, "row": row,
        "from_here": from_here, "to_here": to_here,
        "may_offer": from_here and move.state == state.PROPOSED and user.may(Permission.BATCH_APPROVE)
        and move.proposed_by_id != user.pk,
        "may_withdraw": from_here and editing and move.state in queries.OPEN,
        "may_take": to_here and editing and move.state == state.OFFERED and not changed,
        "may_decline": to_here and editing and (
            move.state == state.OFFERED or move.state == state.TAKEN
            and (row is None or row.batch.state in (BatchState.CHECKED, BatchState.RETURNED))),
        "may_repeat": from_here and editing and move.state in (state.WITHDRAWN, state.DECLINED, state.LAPSED)})


@requires(Permission.BATCH_EDIT)
def transfer_offer(request, regency, dpid):
    """The form that proposes to send a voter to another office; the voter masked, the look at him recorded."""
    found = attempt(request, view_voter, regency=regency, dpid=dpid) or []
    voter = found[0] if found else None
    if voter is None:
        raise Http404
    others = [(one.code, one.name) for one in areas.regencies_of(regency[:2]) if one.code != regency]
    form = OfferForm(request.POST or None, regencies=others)
    if request.method == "POST" and form.is_valid():
        move = attempt(request, transfers.propose, regency=regency, dpid=dpid, **form.cleaned_data)
        if move:
            messages.success(request, _("Usulan pindah tersimpan. Rekan penyetuju di kantor Anda memutuskannya."))
            return redirect("pindah-lihat", move.pk)
    names = areas.names_of([voter.village, voter.village[:6]])
    return render(request, "voters/transfer_offer.html", {
        "form": form, "voter": voter, "regency": areas.name_of(regency), "open": queries.leaving(regency, dpid),
        "line": found_lines([voter], names, sees_birth_dates(request.user))[0]}, status=422 if form.errors else 200)


@requires(Permission.BATCH_EDIT)
def transfer_take(request, pk):
    """The editor in which the destination types where the voter lives now; saved, he is a row of a draft."""
    move = or_404(queries.one(request.scope, pk))
    if not request.scope.covers(move.destination):
        raise Http404
    if move.state != queries.State.OFFERED:
        return lead(request, reverse("pindah-lihat", args=[pk]))
    _note_opening(request, move)
    form = TakeInForm(request.POST or None, initial=tables.initial_of(move), villages=_villages(move.destination),
                      labels=labels())
    if request.method == "POST" and form.is_valid():
        taken = attempt(request, arrivals.take_in, transfer_id=pk, cells=form.cells())
        if taken:
            return _taken(request, *taken)
    return render(request, "voters/transfer_take.html", {
        "move": move, "form": form, "line": tables.line_of(move, _names([move]), dates=True),
        "old_place": _place(move)}, status=422 if form.errors and not request.htmx else 200)


def _taken(request, batch, row):
    """On to the draft; to the row itself where something is wrong with it yet."""
    if row.blocked:
        messages.warning(request, _("Sudah masuk konsep, tetapi barisnya masih salah; perbaiki di sini."))
        return lead(request, reverse("berkas-baris", args=[batch.pk, row.ordinal]))
    messages.success(request, _("Sudah masuk konsep %(receipt)s. Ajukan berkas itu; pemilih pindah saat diterapkan.")
                     % {"receipt": batch.receipt})
    return lead(request, reverse("berkas-lihat", args=[batch.pk]))


def _way(request, whole):
    """(the list asked for, its moves)."""
    area, asked = request.scope.area, request.GET.get("lihat", "")
    if asked == "riwayat":
        return asked, queries.visible(area).exclude(state__in=queries.OPEN)
    if whole:
        return "jalan", queries.outgoing(area).filter(state__in=queries.OPEN)
    if asked == "keluar":
        return asked, queries.outgoing(area).filter(state__in=queries.OPEN)
    return "masuk", queries.incoming(area).filter(state__in=queries.OPEN)


def _ways(mine, counted, whole):
    """(key, label, number) of the lists that there are."""
    if whole:
        return [("jalan", _("Dalam perjalanan"), sum(one.out for one in counted.values())),
                ("riwayat", _("Riwayat"), None)]
    return [("masuk", _("Pindah masuk"), mine.coming_in), ("keluar", _("Pindah keluar"), mine.out),
            ("riwayat", _("Riwayat"), None)]


def _open(request, pk):
    """The move, its opening recorded; 404 for what is elsewhere or nowhere."""
    return or_404(attempt(request, view_offered, transfer_id=pk))


def _note_opening(request, move):
    """Have the opening of an offer in full recorded, once in SAME_LOOK."""
    opened, now = request.session.get(OPENED, {}), time.time()
    if now - opened.get(str(move.pk), 0) >= SAME_LOOK:
        open_offered(transfer_id=move.pk, by=request.user)
        kept = {one: at for one, at in opened.items() if now - at < SAME_LOOK}
        request.session[OPENED] = kept | {str(move.pk): now}


def _names(moves):
    return areas.names_of({code for move in moves for code in (move.origin, move.destination)})


def _place(move):
    """Where he lived: Wonokromo › Jagir."""
    village = move.elements["village"]
    names = areas.names_of([village, village[:6]])
    return " › ".join(names.get(code, code) for code in (village[:6], village))


def _villages(regency):
    """Grouped choices: [(district, [(code, village)])]."""
    names = {one.code: one.name for one in areas.districts_of(regency)}
    grouped = {}
    for one in areas.villages_of(regency):
        grouped.setdefault(names.get(one.code[:6], one.code[:6]), []).append((one.code, one.name))
    return list(grouped.items())
