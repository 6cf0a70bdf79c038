"""The editor of one row: inside the table with htmx, as a page of its own without JavaScript; and the row to read."""

import time

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from voters.actions import confirming, repairing, revealing
from voters.actions.correcting import correct_row
from voters.actions.steps import holds_typed_rows
from voters.forms.files import RowForm
from voters.forms.people import RevealForm
from voters.queries import batches as queries
from voters.queries import evidence
from voters.tables.conflicts import standoff_of
from voters.tables.people import sees_birth_dates
from voters.tables.rows import editor_of, editor_texts, line_of
from voters.views.batches import batch_context
from voters.views.common import or_404
from voters.views.evidence import box_of
from voters.views.offering import offers_for, view_of, work_of

OPENED = "baris_dibuka_pada"  # in the session: when the opening of a row was recorded, so that a save is no second one
REMEMBERED = 500
SAME_LOOK = 10 * 60  # seconds: whoever comes back later looks again, and "what was seen at noon" must find it


@requires(Permission.BATCH_VIEW)
def row_line(request, pk, ordinal):
    """One row of the table, closed: what the editor becomes when it is left."""
    batch = or_404(queries.one(request.scope, pk))
    row = or_404(queries.row(batch, ordinal))
    return render(request, "voters/row_line.html", _line_context(request, batch, row))


@requires(Permission.BATCH_EDIT)
def row_edit(request, pk, ordinal):
    """Show the editor of a row, or save it and check it again; with a suggestion taken, or its warnings vouched for."""
    batch = or_404(queries.one(request.scope, pk))
    row = or_404(queries.row(batch, ordinal))
    if request.method != "POST":
        return editor(request, batch, row)
    form = RowForm(request.POST, shown=editor_texts(row))
    if not form.is_valid():
        wrong = next(iter(form.errors.values()))[0]
        return editor(request, batch, row, typed=_typed(form), error=wrong)
    try:
        saved = _save(request, pk, ordinal, form)
    except Refused as refused:
        if refused.code == "not_found":
            raise Http404 from None
        return editor(request, batch, or_404(queries.row(batch, ordinal)), typed=_typed(form), error=refused.message)
    return answer_saved(request, queries.one(request.scope, pk), saved, go_on=bool(form.cleaned_data["go_on"]))


@requires(Permission.VOTER_REVEAL)
def row_reveal(request, pk, ordinal):
    """A row to read, masked; after a POST with a reason in full, in this one answer."""
    batch = or_404(queries.one(request.scope, pk))
    row = or_404(queries.row(batch, ordinal))
    form, refused, full = RevealForm(request.POST or None), "", False
    if request.method == "POST" and form.is_valid():
        try:
            batch, row = revealing.reveal_row(batch_id=pk, ordinal=ordinal, reason=form.reason(), by=request.user)
            full = True
        except Refused as refusal:
            refused = refusal.message
    voter, names = _found(batch, row)
    dates = full or sees_birth_dates(request.user)
    context = _line_context(request, batch, row) | {
        "cells": editor_of(row, voter, names, masked=not full, dates=dates), "voter": voter, "full": full,
        "form": form, "refused": refused} | box_of(request, batch, row)
    wrong = request.method == "POST" and not full
    return render(request, "voters/row_reveal.html", context, status=422 if wrong else 200)


def answer_saved(request, batch, row, go_on):
    """After a row has been saved: the editor while it is wrong, else back to the table, or on to the next problem."""
    if row.blocked:
        return editor(request, batch, row, still=True)
    which, code = view_of(request)
    if request.htmx:
        context = batch_context(request, batch, which, code) | _line_context(request, batch, row)
        response = render(request, "voters/row_saved.html", context)
        told = {"ordinal": row.ordinal, "next": go_on}
        return trigger_client_event(response, "baris-tersimpan", told, after="settle")
    messages.success(request, _("Baris %(row)s tersimpan dan lolos pemeriksaan.") % {"row": row.row})
    following = queries.next_problem(batch, row.ordinal, which, code) if go_on else None
    if following:
        return redirect(f"{reverse('berkas-baris', args=[batch.pk, following.ordinal])}?{work_of(which, code)}")
    return redirect(f"{reverse('berkas-lihat', args=[batch.pk])}?{work_of(which, code)}")


def editor(request, batch, row, typed=None, error="", still=False):
    """The editor with what is wrong; 422 where the server did not take what was typed (htmx shows it all the same).

    The numbers stand in it in full while the row may be corrected, which is recorded; afterwards it is masked.
    """
    locked = not holds_typed_rows(batch)
    if not locked:
        _note_opening(request, batch, row)
    voter, names = _found(batch, row)
    context = _line_context(request, batch, row) | {
        "voter": voter, "cells": editor_of(row, voter, names, typed, masked=locked), "error": error, "still": still,
        "loose": [t for t in line_of(row, batch.period.codeset, dates=True).troubles if t.code[0] not in "I≠"],
        "action": reverse("berkas-baris", args=[batch.pk, row.ordinal]), "locked": locked,
        "standoff": standoff_of(batch, row) if row.conflict and not locked else None}
    context |= {"offers": context["line"].offers} | box_of(request, batch, row)
    template = "voters/row_editor.html" if request.htmx else "voters/row_page.html"
    return render(request, template, context)


def _note_opening(request, batch, row):
    """Have the opening of a row recorded: once in SAME_LOOK, and again when it has come to find another voter."""
    opened, now = request.session.get(OPENED, {}), time.time()
    key = f"{batch.pk}:{row.ordinal}:{row.found or ''}"
    if now - opened.get(key, 0) >= SAME_LOOK:
        revealing.open_row(batch_id=batch.pk, ordinal=row.ordinal, by=request.user)
        opened = {one: at for one, at in opened.items() if now - at < SAME_LOOK} | {key: now}
        request.session[OPENED] = dict(list(opened.items())[-REMEMBERED:])


def _save(request, pk, ordinal, form):
    """What was typed, with the suggestion that was pressed over it; or with this person's word for the warnings."""
    typed, version = form.changed_cells(), form.cleaned_data["version"]
    if key := request.POST.get("saran", ""):
        return repairing.take_suggestion(batch_id=pk, ordinal=ordinal, key=key, version=version, by=request.user,
                                         typed=typed)
    saved = correct_row(batch_id=pk, ordinal=ordinal, cells=typed, version=version, by=request.user)
    if request.POST.get("konfirmasi") and not saved.blocked:
        confirming.confirm(batch_id=pk, ordinals=[ordinal], by=request.user)
        saved.refresh_from_db()
    return saved


def _line_context(request, batch, row):
    user = request.user
    voter = queries.voters_found(batch, [row]).get(row.found)
    editable = holds_typed_rows(batch) and user.may(Permission.BATCH_EDIT)
    which, code = view_of(request)
    offers = offers_for(request, batch, [row], code) if editable else {}
    return {"batch": batch, "row": row, "editable": editable, "work": work_of(which, code),
            "line": line_of(row, batch.period.codeset, voter, sees_birth_dates(user), offers.get(row.ordinal, ())),
            "papers_of": evidence.counts([row]), "may_reveal": user.may(Permission.VOTER_REVEAL)}


def _found(batch, row):
    """(the voter that a row finds or None, names of his village and district)."""
    voter = queries.voters_found(batch, [row]).get(row.found)
    return voter, areas.names_of([voter.village, voter.village[:6]]) if voter else {}


def _typed(form):
    """What stood in the form, for the editor to keep."""
    return {name: form.data[name] for name in form.shown if name in form.data}
