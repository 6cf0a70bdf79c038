"""Buttons that take a row out of a draft and put it back; inside the table with htmx, else back to the batch's page."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from voters.actions import setting_aside
from voters.queries import batches as queries
from voters.queries import entry
from voters.tables.people import sees_birth_dates
from voters.tables.rows import line_of
from voters.views.batches import batch_context
from voters.views.common import attempt, or_404


@requires(Permission.BATCH_EDIT)
def take_out(request, pk, ordinal):
    """Move a row to the draft's bin; the answer has the button that puts it back."""
    batch = or_404(queries.one(request.scope, pk))
    row = or_404(queries.row(batch, ordinal) or _in_the_bin(batch, ordinal))
    if request.method != "POST":
        return redirect("berkas-lihat", pk)
    if attempt(request, setting_aside.set_aside, batch_id=pk, ordinals=[ordinal]) and not request.htmx:
        messages.success(request, _("Baris %(row)s dikeluarkan; dapat dikembalikan dari “Baris yang dikeluarkan”.")
                         % {"row": row.row})
    return _answer(request, pk, "voters/entry_out.html", row)


@requires(Permission.BATCH_EDIT)
def put_back(request, pk, ordinal):
    """Move a row from the bin back to its place."""
    batch = or_404(queries.one(request.scope, pk))
    or_404(_in_the_bin(batch, ordinal) or queries.row(batch, ordinal))
    if request.method != "POST":
        return redirect("berkas-lihat", pk)
    if attempt(request, setting_aside.bring_back, batch_id=pk, ordinals=[ordinal]) and not request.htmx:
        messages.success(request, _("Baris dikembalikan ke berkas dan diperiksa lagi."))
    return _answer(request, pk, "voters/row_saved.html", queries.row(batch, ordinal))


def _in_the_bin(batch, ordinal):
    held = entry.bin_of(batch)
    return queries.row(held, ordinal) if held else None


def _answer(request, pk, template, row):
    """The row's new place in the table and what counts rows elsewhere on the page; without htmx the batch's page."""
    if not request.htmx or row is None:
        return redirect(reverse("berkas-lihat", args=[pk]) + "#dikeluarkan")
    batch = queries.one(request.scope, pk)
    voter = queries.voters_found(batch, [row]).get(row.found)
    return render(request, template, batch_context(request, batch) | {
        "row": row, "line": line_of(row, batch.period.codeset, voter, dates=sees_birth_dates(request.user))})
