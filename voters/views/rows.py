"""The editor of one row: inside the table with htmx, as a page of its own without JavaScript."""

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
from voters.actions.correcting import correct_row
from voters.actions.steps import EDITABLE
from voters.forms import RowForm
from voters.queries import batches as queries
from voters.tables.rows import editor_of, editor_texts, line_of
from voters.views.batches import batch_context
from voters.views.common import or_404


@requires(Permission.BATCH_VIEW)
def row_line(request, pk, ordinal):
    """One row of the table, closed: what the editor becomes when it is left."""
    batch = or_404(queries.one(request.scope, pk))
    row = or_404(queries.row(batch, ordinal))
    return render(request, "voters/row_line.html", _line_context(request, batch, row))


@requires(Permission.BATCH_EDIT)
def row_edit(request, pk, ordinal):
    """Show the editor of a row, or save it and check it again."""
    batch = or_404(queries.one(request.scope, pk))
    row = or_404(queries.row(batch, ordinal))
    if request.method != "POST":
        return _editor(request, batch, row)
    form = RowForm(request.POST, shown=editor_texts(row))
    if not form.is_valid():
        wrong = next(iter(form.errors.values()))[0]
        return _editor(request, batch, row, typed=_typed(form), error=wrong)
    try:
        saved = correct_row(batch_id=pk, ordinal=ordinal, cells=form.changed_cells(),
                            version=form.cleaned_data["version"], by=request.user)
    except Refused as refused:
        if refused.code == "not_found":
            raise Http404 from None
        return _editor(request, batch, or_404(queries.row(batch, ordinal)), typed=_typed(form), error=refused.message)
    batch = queries.one(request.scope, pk)
    if saved.blocked:
        return _editor(request, batch, saved, still=True)
    return _closed(request, batch, saved, go_on=bool(form.cleaned_data["go_on"]))


def _closed(request, batch, row, go_on):
    """After a row has been saved without an E: back to the table, or on to the next problem."""
    if request.htmx:
        context = batch_context(request, batch) | _line_context(request, batch, row)
        response = render(request, "voters/row_saved.html", context)
        told = {"ordinal": row.ordinal, "next": go_on}
        return trigger_client_event(response, "baris-tersimpan", told, after="settle")
    messages.success(request, _("Baris %(row)s tersimpan dan lolos pemeriksaan.") % {"row": row.row})
    following = queries.next_blocked(batch, row.ordinal) if go_on else None
    if following:
        return redirect("berkas-baris", batch.pk, following.ordinal)
    return redirect("berkas-lihat", batch.pk)


def _editor(request, batch, row, typed=None, error="", still=False):
    """The editor with what is wrong; 422 where the server did not take what was typed (htmx shows it all the same)."""
    voter = queries.voters_found(batch, [row]).get(row.found)
    names = areas.names_of([voter.village, voter.village[:6]]) if voter else {}
    context = _line_context(request, batch, row) | {
        "voter": voter, "cells": editor_of(row, voter, names, typed), "error": error, "still": still,
        "loose": [t for t in line_of(row, batch.period.codeset).troubles if not t.code.startswith("I")],
        "action": reverse("berkas-baris", args=[batch.pk, row.ordinal]), "locked": batch.state not in EDITABLE}
    template = "voters/row_editor.html" if request.htmx else "voters/row_page.html"
    return render(request, template, context)


def _line_context(request, batch, row):
    voter = queries.voters_found(batch, [row]).get(row.found)
    return {"batch": batch, "row": row, "line": line_of(row, batch.period.codeset, voter),
            "editable": batch.state in EDITABLE and request.user.may(Permission.BATCH_EDIT)}


def _typed(form):
    """What stood in the form, for the editor to keep."""
    return {name: form.data[name] for name in form.shown if name in form.data}
