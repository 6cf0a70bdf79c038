"""The steps of a move that people take; each is a POST that leads back to its page."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from voters.actions import arrivals, transfers
from voters.forms.files import ReasonForm
from voters.queries import transfers as queries
from voters.views.common import attempt, or_404


@requires(Permission.BATCH_APPROVE, fresh=True)
@require_POST
def approve(request, pk):
    """Approve a proposal: the destination sees the voter from now on."""
    _take(request, pk, transfers.offer, _("Ditawarkan ke daerah tujuan. Pemilih tetap di daftar Anda sampai diterima."))
    return redirect("pindah-lihat", pk)


@requires(Permission.BATCH_APPROVE)
@require_POST
def turn_down(request, pk):
    """Say no to a proposal of one's own office."""
    _take(request, pk, transfers.turn_down, _("Usulan dikembalikan dengan alasan Anda."), reason=_reason(request))
    return redirect("pindah-lihat", pk)


@requires(Permission.BATCH_EDIT)
@require_POST
def withdraw(request, pk):
    """Take a voter back who has not arrived yet."""
    _take(request, pk, transfers.withdraw, _("Ditarik kembali. Pemilih tetap di daftar Anda."), reason=_reason(request))
    return redirect("pindah-lihat", pk)


@requires(Permission.BATCH_EDIT)
@require_POST
def decline(request, pk):
    """Say no to a voter whom another office offers."""
    _take(request, pk, arrivals.decline, _("Ditolak. Pemilih tetap di daftar daerah asalnya."), reason=_reason(request))
    return redirect("pindah-lihat", pk)


def _take(request, pk, act, done, **values):
    """Take a step with a move of the person's area, and say what was done or why not."""
    or_404(queries.one(request.scope, pk))
    if attempt(request, act, transfer_id=pk, **values):
        messages.success(request, done)


def _reason(request):
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""
