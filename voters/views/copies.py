"""Copies handed out: asking whom one is for, the file or its worker, and the register of all that were given."""

from io import BytesIO

from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.jobs.queries import one as job_of
from sidalih.refusal import Refused
from voters.actions import copying, handing_out
from voters.forms.copies import CopyForm
from voters.queries import copies, snapshots
from voters.views.common import PDF, XLSX, or_404

DISTRICT, VILLAGE = 6, 10   # digits
TYPES = {copying.XLSX: XLSX, copying.PDF: PDF}
PAGE = 50


@requires(Permission.COPY_EXPORT, fresh=True)
def copy_page(request, pk, village):
    """GET asks whom the copy of a kelurahan, or of a whole kecamatan, is for; POST gives it, or has it written."""
    snapshot, listed = _listed(request, pk, village)
    form = CopyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _given(request, snapshot, village, listed, form.cleaned_data)
        except Refused as refused:
            form.add_error("untuk", refused.message)
    job = _own_job(request)
    ready = handing_out.written(job, copying.KIND, copying.SUFFIX, request.user)
    return render(request, "voters/copy.html", {
        "snapshot": snapshot, "place": village, "name": areas.name_of(village), "where": areas.ancestors(village)[:-1],
        "voters": sum(one.voters for one in listed), "villages": len(listed), "form": form,
        "whole": len(village) == DISTRICT, "district": village[:DISTRICT],
        "job": job if job and job.state != "done" else None, "ready": job if ready else None,
    }, status=422 if form.errors else 200)


@requires(Permission.COPY_EXPORT, fresh=True)
@require_GET
def copy_file(request, pk, village):
    """Hand out the ZIP to the person who had it written."""
    snapshot, _villages = _listed(request, pk, village)
    job = _own_job(request)
    path = handing_out.written(job, copying.KIND, copying.SUFFIX, request.user)
    if path is None or (job.args["snapshot"], job.args["place"]) != (pk, village):
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=copying.file_name(snapshot, village, "zip"))


@requires(Permission.COPY_EXPORT)
@require_GET
def copy_register(request):
    """Every copy that was given in the person's area: who took it, when, which village, for whom, its mark."""
    before = request.GET.get("sebelum", "")
    before = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = copies.given(request.scope, before, PAGE + 1)
    more = len(found) > PAGE
    names = areas.names_of({code for one in found for code in (one.detail.get("village", ""), one.regency)})
    return render(request, "voters/copy_register.html", {
        "given": found[:PAGE], "names": names, "pages": {
            "text": "", "previous": "?" if before else "", "next": f"?sebelum={found[PAGE - 1].pk}" if more else ""}})


def _given(request, snapshot, place, listed, clean):
    """The answer to a wish: the file, or the way to its progress."""
    wish = {"snapshot": snapshot, "recipient": clean["untuk"], "purpose": clean["keperluan"], "form": clean["bentuk"],
            "by": request.user}
    large = listed[0].voters > (copying.MOST_PDF if clean["bentuk"] == copying.PDF else copying.MOST_ROWS)
    if len(place) == DISTRICT or large:
        job = copying.ask_copies(place=place, **wish)
        return redirect(f"{reverse('snapshot-salinan', args=[snapshot.pk, place])}?kerja={job.pk}")
    data = copying.export_copy(village=place, **wish)
    return FileResponse(BytesIO(data), as_attachment=True, content_type=TYPES[clean["bentuk"]],
                        filename=copying.file_name(snapshot, place, clean["bentuk"]))


def _listed(request, pk, place):
    """(a sealed snapshot of the person's area, its SnapshotVillages at a place); 404 where it lists nobody there."""
    snapshot = or_404(snapshots.one(request.scope, pk))
    if not (snapshot.sealed_at and place.isascii() and place.isdigit() and len(place) in (DISTRICT, VILLAGE)):
        raise Http404
    found = list(snapshot.villages.filter(village__startswith=place).order_by("village"))
    if not found:
        raise Http404
    return snapshot, found


def _own_job(request):
    """The person's own wish for copies that the address names, or None."""
    number = request.GET.get("kerja", "")
    job = job_of(request.scope, int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
    return job if job and job.kind == copying.KIND and job.by == request.user.username else None
