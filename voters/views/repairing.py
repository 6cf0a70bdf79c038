"""Repairing a batch: problems by kind, a suggestion for one row or for all alike, and vouching for warnings."""

from hashlib import sha256

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.audit.queries import history_of
from sidalih.refusal import Refused
from voters.actions import confirming, repairing
from voters.actions.steps import holds_typed_rows
from voters.forms.repairing import AlikeForm, ConfirmForm, OfferForm, UndoForm
from voters.queries import batches as queries
from voters.queries.suggestions import SAMPLE, alike
from voters.tables import suggestions as tables
from voters.tables.batches import line_of
from voters.views.common import asked_job, attempt, or_404, start_job
from voters.views.offering import CODE, view_of, work_of
from voters.views.rows import answer_saved, editor


@requires(Permission.BATCH_VIEW)
def problems(request, pk):
    """All problems of a batch by kind: what each means, what to do, and what can be done at once."""
    batch = or_404(queries.one(request.scope, pk))
    confirmed, warnings = tables.warnings_of(batch)
    return render(request, "voters/repair_problems.html", {
        "batch": batch, "line": line_of(batch), "problems": tables.problems_of(batch), "confirmed": confirmed,
        "warnings": warnings, "editable": _editable(request, batch)})


@requires(Permission.BATCH_EDIT)
@require_POST
def suggestion(request, pk):
    """Take one suggestion of one row, from its line in the table."""
    batch = or_404(queries.one(request.scope, pk))
    form = OfferForm(request.POST)
    if not form.is_valid():
        raise Http404
    ordinal, version, key = form.cleaned_data["saran"]
    row = or_404(queries.row(batch, ordinal))
    try:
        saved = repairing.take_suggestion(batch_id=pk, ordinal=ordinal, key=key, version=version, by=request.user)
    except Refused as refused:
        return editor(request, batch, row, error=refused.message)
    return answer_saved(request, queries.one(request.scope, pk), saved, go_on=False)


@requires(Permission.BATCH_EDIT)
def all_alike(request, pk):
    """Which rows of one code could be repaired alike, with examples; after a POST a worker does it."""
    batch = or_404(queries.one(request.scope, pk))
    code = request.GET.get("kode", "")
    problem = tables.problem_of(batch, code) if CODE(code) else None
    if request.method == "POST":
        return _start(request, batch)
    groups, looked = alike(batch, code) if problem and _editable(request, batch) else ([], 0)
    last = history_of(f"batch:{batch.pk}").filter(act__in=["rows_repaired", "repair_undone"]).order_by("-id").first()
    return render(request, "voters/repair_alike.html", {
        "batch": batch, "problem": problem, "code": code, "groups": tables.alike_of(groups), "looked": looked,
        "sample": bool(problem) and looked == SAMPLE < problem.count, "editable": _editable(request, batch),
        "job": asked_job(request, "repair_rows", "undo_repair"),
        "last": last if last and last.act == "rows_repaired" else None})


@requires(Permission.BATCH_EDIT)
@require_POST
def undo(request, pk):
    """Give back what the last repair of many rows replaced, except where somebody has typed since."""
    batch = or_404(queries.one(request.scope, pk))
    form = UndoForm(request.POST)
    if not form.is_valid():
        raise Http404
    job = form.cleaned_data["kerja"]
    return start_job(request, "undo_repair", f"{pk}:{job}", regency=batch.regency, args={"batch": pk, "job": job},
                     back=reverse("berkas-serentak", args=[pk]))


@requires(Permission.BATCH_EDIT)
@require_POST
def confirm(request, pk):
    """Vouch for warnings: of one code, or of one row."""
    batch = or_404(queries.one(request.scope, pk))
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        raise Http404
    code, ordinal = form.cleaned_data["kode"], form.cleaned_data["baris"]
    done = attempt(request, confirming.confirm, batch_id=pk, code=code or None, ordinals=[ordinal] if ordinal else None)
    if ordinal and done:
        return answer_saved(request, queries.one(request.scope, pk), or_404(queries.row(batch, ordinal)), go_on=False)
    if done:
        messages.success(request, _("Peringatan dikonfirmasi atas nama Anda."))
    which, seen = view_of(request)
    return redirect(f"{reverse('berkas-lihat', args=[pk])}?{work_of(which, seen)}")


def _start(request, batch):
    """Have a worker apply one kind of repair to all rows that are alike."""
    form = AlikeForm(request.POST)
    if not form.is_valid():
        raise Http404
    code, kind = form.cleaned_data["kode"], form.cleaned_data["jenis"]
    if not holds_typed_rows(batch):
        messages.error(request, _("Berkas %(receipt)s tidak dapat diperbaiki sekarang.") % {"receipt": batch.receipt})
        return redirect("berkas-lihat", batch.pk)
    messages.success(request, _("Saran sedang diterapkan ke semua baris %(code)s yang sama.") % {"code": code})
    about = f"{batch.pk}:{code}:{sha256(kind.encode()).hexdigest()[:16]}"
    return start_job(request, "repair_rows", about, regency=batch.regency,
                     args={"batch": batch.pk, "code": code, "kind": kind},
                     back=reverse("berkas-serentak", args=[batch.pk]))


def _editable(request, batch):
    return holds_typed_rows(batch) and request.user.may(Permission.BATCH_EDIT)
