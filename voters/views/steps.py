"""The steps of a batch that people take; each is a POST that leads back to the batch's page."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.home.templatetags.angka import angka
from voters.actions import conflicts, deciding
from voters.actions.countersigning import waiting_sentence
from voters.actions.steps import holds_typed_rows
from voters.forms.files import ReasonForm
from voters.models.batch import State
from voters.queries import batches as queries
from voters.views.common import attempt, or_404


@requires(Permission.BATCH_EDIT)
@require_POST
def submit(request, pk):
    """Send the rows without an E for approval; the others stay in a new draft."""
    batch = or_404(queries.one(request.scope, pk))
    # First by itself, so that what it finds stands on the page even when nothing is left to send.
    if holds_typed_rows(batch) and not attempt(request, conflicts.look_again, batch_id=pk):
        return redirect("berkas-lihat", pk)
    done = attempt(request, deciding.submit, batch_id=pk, confirm_warnings=bool(request.POST.get("confirmed")))
    if done:
        batch, draft = done
        text = _("%(n)s baris diajukan dan menunggu persetujuan.") % {"n": angka(batch.rows)}
        if draft:
            text += " " + _("%(n)s baris yang salah menjadi konsep %(receipt)s.") % {
                "n": angka(draft.rows), "receipt": draft.receipt}
        messages.success(request, text)
    return redirect("berkas-lihat", pk)


@requires(Permission.BATCH_APPROVE, fresh=True)
@require_POST
def approve(request, pk):
    """Approve a batch but for its marked rows; a worker applies it, or the province signs it first."""
    before = or_404(queries.one(request.scope, pk))
    seen = request.GET.get("tanda", "")  # how many marks the page showed: nobody approves other ones unseen
    marked = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
    batch = attempt(request, deciding.approve, batch_id=pk, marked=marked)
    if batch:
        messages.success(request, _approved(batch, before.rows - batch.rows))
    return redirect("berkas-lihat", pk)


def _approved(batch, returned):
    """What has become of an approved batch, in a sentence or two."""
    if batch.state == State.RETURNED:
        return _("Semua baris bertanda: berkas dikembalikan kepada operator dengan alasan tiap baris.")
    told = _("Disetujui.")
    if returned:
        told = _("%(n)s baris disetujui, %(m)s dikembalikan.") % {"n": angka(batch.rows), "m": angka(returned)}
    if batch.waits_for_province:
        return f"{told} {waiting_sentence(batch)}"
    return f"{told} " + _("Portal sedang menerapkannya ke daftar pemilih.")


@requires(Permission.BATCH_APPROVE)
@require_POST
def send_back(request, pk):
    """Return a batch to its operator with a reason."""
    or_404(queries.one(request.scope, pk))
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if attempt(request, deciding.send_back, batch_id=pk, reason=reason):
        messages.success(request, _("Dikembalikan kepada operator dengan alasan Anda."))
    return redirect("berkas-lihat", pk)


@requires(Permission.BATCH_EDIT)
@require_POST
def cancel(request, pk):
    """Take a draft out of the way."""
    or_404(queries.one(request.scope, pk))
    if attempt(request, deciding.cancel, batch_id=pk):
        messages.success(request, _("Berkas dibatalkan. Tanda terimanya tetap tersimpan."))
    return redirect("berkas-lihat", pk)
