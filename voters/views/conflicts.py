"""Deciding conflicts: each is a POST from the editor of a row, or from the remark above a batch's rows."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.home.templatetags.angka import angka
from voters.actions import conflicts
from voters.forms.conflicts import ConflictForm
from voters.queries import batches as queries
from voters.views.common import attempt, or_404


@requires(Permission.BATCH_EDIT)
@require_POST
def resolve(request, pk, ordinal):
    """Take what was chosen for each element and end the conflict; leads to the next one, or back to the batch."""
    batch = or_404(queries.one(request.scope, pk))
    or_404(queries.row(batch, ordinal))
    form = ConflictForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Formulir ini tidak lengkap. Bandingkan lagi, lalu pilih."))
        return redirect("berkas-baris", pk, ordinal)
    saved = attempt(request, conflicts.resolve, batch_id=pk, ordinal=ordinal, version=form.cleaned_data["version"],
                    since=form.cleaned_data["since"], take=form.taken())
    if saved is None or saved.blocked:
        if saved:
            messages.warning(request, _("Bentrok selesai, tetapi baris ini masih salah."))
        return redirect("berkas-baris", pk, ordinal)
    messages.success(request, _("Bentrok di baris %(row)s selesai; baris ini siap.") % {"row": saved.row})
    following = queries.next_in_conflict(batch, ordinal)
    return redirect("berkas-baris", pk, following.ordinal) if following else redirect("berkas-lihat", pk)


@requires(Permission.BATCH_EDIT)
@require_POST
def merge(request, pk):
    """End every conflict in which nobody wants the same element otherwise."""
    or_404(queries.one(request.scope, pk))
    merged = attempt(request, conflicts.merge, batch_id=pk)
    if merged:
        messages.success(request, _("%(n)s baris bentrok digabungkan.") % {"n": angka(merged)})
    elif merged is not None:
        messages.info(request, _("Tidak ada yang dapat digabungkan sendiri: pilih isiannya baris demi baris."))
    return redirect("berkas-lihat", pk)


@requires(Permission.BATCH_EDIT)
@require_POST
def look_again(request, pk):
    """Check a draft against the roll as it stands now."""
    or_404(queries.one(request.scope, pk))
    batch = attempt(request, conflicts.look_again, batch_id=pk)
    if batch:
        if batch.blocked:
            messages.warning(request, _("Sudah diperiksa ulang; ada baris yang perlu dilihat lagi."))
        else:
            messages.success(request, _("Sudah diperiksa ulang: semua baris masih siap."))
    return redirect("berkas-lihat", pk)
