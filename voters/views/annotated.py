"""The annotated workbook of a batch: what it is for, having it written, and fetching it."""

from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from voters.actions import annotated_copies, annotating
from voters.queries import batches as queries
from voters.queries.annotated import origin_of
from voters.views.common import XLSX, asked_job, attempt, or_404, start_job

XLSM = "application/vnd.ms-excel.sheet.macroEnabled.12"


@requires(Permission.BATCH_EDIT)
@require_GET
def annotated_page(request, pk):
    """What stands in the workbook, the progress of its writing, and the button that fetches it."""
    batch = _batch(request, pk)
    return render(request, "voters/annotated_page.html", {
        "batch": batch, "origin": origin_of(batch), "copy": annotated_copies.ready(batch, request.user),
        "job": asked_job(request, "annotate_batch")})


@requires(Permission.BATCH_EDIT, fresh=True)
@require_POST
def annotated_write(request, pk):
    """Have a worker write the person's own copy."""
    batch = _batch(request, pk)
    return start_job(request, "annotate_batch", f"{pk}:{request.user.username}", regency=batch.regency,
                     args={"batch": pk}, back=reverse("berkas-anotasi", args=[pk]))


@requires(Permission.BATCH_EDIT, fresh=True)
@require_GET
def annotated_file(request, pk):
    """Hand the person's own copy out, once it is there."""
    found = attempt(request, annotated_copies.hand_out, batch=_batch(request, pk))
    if found is None:
        return redirect("berkas-anotasi", pk)
    copy, name = found
    return FileResponse(copy.path.open("rb"), as_attachment=True, filename=name,
                        content_type=XLSM if name.lower().endswith(".xlsm") else XLSX)


def _batch(request, pk):
    batch = or_404(queries.one(request.scope, pk))
    return or_404(batch if annotating.can_be_annotated(batch) else None)
