"""Scanned papers of a batch: the page that lists them, adding and removing one, and handing one out."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih import scans
from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.refusal import Refused
from voters.actions import evidence as actions
from voters.actions.steps import EDITABLE
from voters.forms.evidence import EvidenceForm
from voters.queries import batches
from voters.queries import evidence as queries
from voters.tables.rows import line_of
from voters.views.common import attempt, or_404

MOST_DIGITS = 9


@requires(Permission.BATCH_VIEW)
def evidence_page(request, pk):
    """The papers of a batch and of its rows, 50 a page; with `?baris=` those of one row."""
    batch = or_404(batches.one(request.scope, pk))
    ordinal = _number(request.GET.get("baris"))
    row = or_404(batches.row(batch, ordinal)) if ordinal else None
    after = _number(request.GET.get("sesudah"))
    papers, following = ([], 0) if row else queries.of_rows(batch, after)
    return render(request, "voters/evidence_page.html", box_of(request, batch, row) | {
        "line": row and line_of(row, batch.period.codeset, batches.voters_found(batch, [row]).get(row.found)),
        "of_rows": [(paper, may_remove(request.user, batch)) for paper in papers],
        "pages": {"text": "", "next": f"?sesudah={following}" if following else "", "previous": "?" if after else ""}})


@requires(Permission.BATCH_EDIT)
@require_POST
def evidence_add(request, pk):
    """Attach one paper; answers with the box of papers for htmx, else leads back to the page."""
    batch = or_404(batches.one(request.scope, pk))
    form, error, row = EvidenceForm(request.POST, request.FILES), "", None
    ordinal = _number(request.POST.get("ordinal"))
    if ordinal:
        row = or_404(batches.row(batch, ordinal))
    if form.is_valid():
        try:
            actions.attach(batch_id=pk, ordinal=ordinal or None, file=form.cleaned_data["file"],
                           note=form.cleaned_data["note"], by=request.user)
        except Refused as refused:
            error = refused.message
    else:
        error = next(iter(form.errors.values()))[0]
    if request.htmx:
        return render(request, "voters/evidence_box.html", box_of(request, batch, row, error))
    if error:
        messages.error(request, error)
    else:
        messages.success(request, _("Bukti tersimpan."))
    return redirect(_address(pk, ordinal))


@requires(Permission.BATCH_EDIT)
@require_POST
def evidence_remove(request, pk, nomor):
    """Take a paper away from a draft."""
    or_404(batches.one(request.scope, pk))
    paper = attempt(request, actions.remove, batch_id=pk, number=nomor)
    if paper:
        messages.success(request, _("Bukti dihapus."))
    return redirect(_address(pk, _number(request.POST.get("baris"))))


@requires(Permission.VOTER_REVEAL)
def evidence_open(request, pk, nomor):
    """Hand a paper out, always as a download and as the kind that it was found to be; written down."""
    try:
        paper, file = actions.open_paper(batch_id=pk, number=nomor, by=request.user)
    except Refused:
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=paper.name, content_type=scans.TYPES[paper.kind])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def box_of(request, batch, row=None, error=""):
    """What voters/evidence_box.html shows: the papers of a row, or of a batch as a whole, and the form for another."""
    papers = queries.of_row(row) if row else queries.of_batch(batch)
    remove = may_remove(request.user, batch)
    return {"batch": batch, "row": row, "papers": [(paper, remove) for paper in papers], "evidence_error": error,
            "may_open": request.user.may(Permission.VOTER_REVEAL),
            "may_attach": request.user.may(Permission.BATCH_EDIT) and batch.state in actions.TAKES,
            "evidence_form": EvidenceForm(auto_id=f"bukti-{row.ordinal if row else 0}-%s")}


def may_remove(user, batch):
    """Whether a person may take papers of a batch away."""
    return user.may(Permission.BATCH_EDIT) and batch.state in EDITABLE


def _address(pk, ordinal):
    page = reverse("berkas-bukti-lihat", args=[pk])
    return f"{page}?baris={ordinal}" if ordinal else page


def _number(text):
    """A positive number of an address or form, else 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
