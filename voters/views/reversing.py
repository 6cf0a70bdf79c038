"""The page on which an applied batch is undone: what would happen, who stands in the way, and why."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.refusal import Refused
from voters.actions.reversing import reverse_batch
from voters.forms.files import ReasonForm
from voters.models.batch import State
from voters.queries import batches as queries
from voters.queries.reversing import effects, reversal_of
from voters.tables.batches import line_of
from voters.views.common import or_404


@requires(Permission.BATCH_EDIT)
def undo(request, pk):
    """Prepare the batch that undoes an applied one, after a reason; leads to the new batch."""
    batch = or_404(queries.one(request.scope, pk))
    form, refused = ReasonForm(request.POST or None), None
    if request.method == "POST":
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            made = reverse_batch(batch_id=pk, reason=reason, by=request.user)
        except Refused as refusal:
            if refusal.code == "not_found":
                raise Http404 from None
            refused = refusal
        else:
            messages.success(request, _("Berkas pembatalan siap. Periksa isinya, lalu ajukan; orang lain "
                                        "menyetujuinya."))
            return redirect("berkas-lihat", made.pk)
    kinds = batch.review.get("kinds") or effects(batch)
    reversal = reversal_of(batch)
    return render(request, "voters/undo_page.html", {
        "batch": batch, "line": line_of(batch), "form": form, "refused": refused, "reversal": reversal, "kinds": kinds,
        "possible": batch.state == State.APPLIED and reversal is None}, status=422 if refused else 200)
