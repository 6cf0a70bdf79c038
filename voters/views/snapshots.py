"""Pages of snapshots: the list, taking one, its figures and seal, the ZIP; calling off, and the province's words."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.audit.queries import history_of
from sidalih.jobs.queries import by_key
from voters.actions import exporting
from voters.actions.cancelling import cancel_snapshot
from voters.actions.explaining import explain
from voters.actions.snapshots import take_snapshot
from voters.forms.snapshots import SnapshotFilter, SnapshotForm
from voters.printing.replaced import replaced_words
from voters.queries import snapshots as queries
from voters.queries.sealing import narrowed, state_of, with_states
from voters.rules.figures import both
from voters.rules.papers import spelled
from voters.tables.figures import break_lines, flow_lines, village_lines
from voters.tables.runs import TONES, state_words
from voters.views.common import asked_job, attempt, or_404, start_job

PAGE = 50
MOST_BREAKS = 100   # rows that do not close, on a page


@requires(Permission.SNAPSHOT_VIEW)
def snapshot_list(request):
    """Snapshots of the person's area, newest first, 50 a page."""
    chosen = SnapshotFilter(request.GET, area=request.scope.area)
    found = narrowed(queries.snapshots(request.scope), **chosen.asked())
    before = request.GET.get("sebelum", "")
    if before.isascii() and before.isdigit() and len(before) < 10:
        found = found.filter(pk__lt=int(before))
    page = list(found[:PAGE + 1])
    words = state_words()
    return render(request, "voters/snapshot_list.html", {
        "snapshots": [(one, words[state], TONES[state]) for one, state, _job in with_states(page[:PAGE])],
        "names": areas.names_of({one.regency for one in page}), "form": SnapshotForm(), "filter": chosen,
        "narrowed": bool(chosen.query()),
        "province": len(request.scope.area) == 2,
        "may_take": _may_take(request.user), "pages": {
            "text": "", "next": f"?sebelum={page[PAGE - 1].pk}{chosen.query()}" if len(page) > PAGE else "",
            "previous": ""}})


@requires(Permission.SNAPSHOT_TAKE)
@require_POST
def snapshot_new(request):
    """Pin the roll and have it sealed; leads to the new snapshot's page."""
    form = SnapshotForm(request.POST)
    if not (_may_take(request.user) and form.is_valid()):
        messages.error(request, _("Pilih periode dan tahapan snapshot."))
        return redirect("snapshot")
    taken = attempt(request, take_snapshot, regency=request.scope.regency, period=form.cleaned_data["period"],
                    stage=form.cleaned_data["stage"], again=False)
    return redirect("snapshot-lihat", taken.pk) if taken else redirect("snapshot")


@requires(Permission.SNAPSHOT_VIEW)
def snapshot_page(request, pk):
    """Figures per village, flow, and the seal; while it is being sealed, the progress."""
    snapshot, seal_job = _snapshot_and_job(request, pk)
    sums = queries.per_village(snapshot) if snapshot.sealed_at else []
    villages = {line["village"] for line in sums}
    names = areas.names_of(villages | {village[:6] for village in villages})
    lines, totals = village_lines(sums, names)
    flow, changed = flow_lines(snapshot.flow, snapshot.period.codeset)
    state = state_of(snapshot, seal_job)
    breaks = snapshot.breaks[:MOST_BREAKS]
    inside = snapshot.figures.get("pindah", {}).get("tempat", {}).get("masuk")
    return render(request, "voters/snapshot.html", {
        "snapshot": snapshot, "regency": areas.name_of(snapshot.regency), "lines": lines, "totals": totals,
        "flow": flow, "changed": changed, "job": seal_job or asked_job(request, "export_snapshot", "verify_snapshot"),
        "state": state, "word": state_words()[state], "tone": TONES[state], "replaced": replaced_words(snapshot),
        "newer": _newer(snapshot),
        "newer_text": _("Buka penggantinya"),
        "spelled": spelled(snapshot.code),
        "breaks": break_lines(breaks, areas.names_of({one["village"] for one in breaks})),
        "inside": inside, "inside_both": both(inside) if inside else 0,
        "may_cancel": not snapshot.sealed_at and not snapshot.cancelled_at
        and request.user.may(Permission.SNAPSHOT_TAKE),
        "may_explain": bool(snapshot.breaks) and not (snapshot.sealed_at or snapshot.cancelled_at)
        and request.user.may(Permission.SNAPSHOT_EXPLAIN),
        **_closing(snapshot, totals),
        "may_export": request.user.may(Permission.SNAPSHOT_EXPORT),
        "may_copy": request.user.may(Permission.COPY_EXPORT),
        "zip_ready": exporting.ready(snapshot, request.user),
        "verified": history_of(f"snapshot:{pk}").filter(act="snapshot_verified").last()})


@requires(Permission.SNAPSHOT_TAKE)
@require_POST
def snapshot_cancel(request, pk):
    """Call off a snapshot that is not sealed yet."""
    or_404(queries.one(request.scope, pk))
    if attempt(request, cancel_snapshot, snapshot_id=pk):
        messages.success(request, _("Snapshot dibatalkan; daftar pemilih tidak berubah."))
    return redirect("snapshot-lihat", pk)


@requires(Permission.SNAPSHOT_EXPLAIN, fresh=True)
@require_POST
def snapshot_explain(request, pk):
    """The province's words for figures that do not close; the snapshot is sealed with them."""
    or_404(queries.one(request.scope, pk))
    if attempt(request, explain, snapshot_id=pk, text=request.POST.get("text", "")):
        messages.success(request, _("Penjelasan disimpan; snapshot sedang disegel."))
    return redirect("snapshot-lihat", pk)


@requires(Permission.SNAPSHOT_EXPORT, fresh=True)
def snapshot_zip(request, pk):
    """POST has a worker write the person's own ZIP; GET hands it out once it is there."""
    snapshot = or_404(queries.one(request.scope, pk))
    if request.method == "POST":
        if not snapshot.sealed_at or exporting.ready(snapshot, request.user):
            return redirect("snapshot-lihat", pk)
        return start_job(request, "export_snapshot", f"{pk}:{request.user.username}", regency=snapshot.regency,
                         args={"snapshot": pk}, back=reverse("snapshot-lihat", args=[pk]))
    path = attempt(request, exporting.hand_out, snapshot=snapshot)
    if path is None:
        return redirect("snapshot-lihat", pk)
    name = f"snapshot-{snapshot.regency}-{snapshot.period_id}-{snapshot.stage}-r{snapshot.revision}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


@requires(Permission.SNAPSHOT_VIEW)
@require_POST
def snapshot_check(request, pk):
    """Have a worker recompute the seal from the roll."""
    snapshot = or_404(queries.one(request.scope, pk))
    if not snapshot.sealed_at:
        return redirect("snapshot-lihat", pk)
    return start_job(request, "verify_snapshot", pk, regency=snapshot.regency, args={"snapshot": pk},
                     back=reverse("snapshot-lihat", args=[pk]))


def _closing(snapshot, totals):
    """The list before, and by how much the figures do not close (that the province has explained), for the page."""
    follows = totals["total"] - totals["new"] + totals["struck"] - totals["moved"]
    before = both(snapshot.figures["sebelumnya"]) if snapshot.figures else follows
    return {"before": before, "gap": follows - before}


def _newer(snapshot):
    """The address of what replaced it, or ""."""
    return reverse("snapshot-lihat", args=[snapshot.replaced_by.pk]) if queries.is_replaced(snapshot) else ""


def _snapshot_and_job(request, pk):
    """(snapshot, its sealing while that goes on, else None), as of one moment: sealing that just ended is seen."""
    snapshot = or_404(queries.one(request.scope, pk))
    job = None if snapshot.sealed_at else by_key(f"seal_snapshot:{pk}")
    if job and job.ended:
        snapshot = or_404(queries.one(request.scope, pk))
    return snapshot, None if snapshot.sealed_at else job


def _may_take(user):
    """A snapshot is of one regency."""
    return bool(user.scope.regency) and user.may(Permission.SNAPSHOT_TAKE)
