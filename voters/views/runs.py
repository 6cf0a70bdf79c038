"""Pages of snapshots of all offices at once: asking for them, the one progress page, calling off, trying again."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from voters.actions import run_steps
from voters.actions.runs import take_all
from voters.forms.snapshots import SnapshotForm
from voters.queries import runs as queries
from voters.tables.runs import MOST_LISTED, chips_of, lines_of
from voters.views.common import attempt, or_404


@requires(Permission.ROLLUP_VIEW)
@require_GET
def run_list(request):
    """The runs of the province, newest first, and the form of a new one."""
    _province_only(request)
    return render(request, "voters/run_list.html", {
        "runs": list(queries.listed(request.scope)[:MOST_LISTED]), "form": SnapshotForm(), "token": uuid4(),
        "may_take": request.user.may(Permission.SNAPSHOT_TAKE_ALL)})


@requires(Permission.SNAPSHOT_TAKE_ALL)
@require_POST
def run_new(request):
    """Pin the rolls of all offices and have them sealed side by side; leads to their progress."""
    _province_only(request)
    form = SnapshotForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Pilih periode dan tahapan snapshot."))
        return redirect("snapshot-bersama")
    run = attempt(request, take_all, area=request.scope.area, period=form.cleaned_data["period"],
                  stage=form.cleaned_data["stage"], token=_token(request))
    return redirect("snapshot-bersama-lihat", run.pk) if run else redirect("snapshot-bersama")


@requires(Permission.ROLLUP_VIEW)
@require_GET
def run_page(request, pk):
    """How far all offices are, each with its line; asked for again by itself while anything is under way."""
    _province_only(request)
    run = or_404(queries.one(request.scope, pk))
    board, which = queries.board(run), request.GET.get("saring", "")
    context = {"run": run, "board": board, "which": which, "chips": chips_of(board, which),
               "lines": lines_of(board, which), "may_steer": request.user.may(Permission.SNAPSHOT_TAKE_ALL),
               "broken": board.broken, "waits": board.counts["waiting"]}
    part = request.htmx and not request.htmx.boosted
    return render(request, "voters/run_board.html" if part else "voters/run.html", context)


@requires(Permission.SNAPSHOT_TAKE_ALL)
@require_POST
def run_cancel(request, pk):
    """Call off what no worker has begun."""
    run = or_404(queries.one(request.scope, pk))
    gone = attempt(request, run_steps.cancel_waiting, run_id=run.pk)
    if gone is not None:
        messages.success(request, _("%(n)d snapshot yang menunggu dibatalkan.") % {"n": len(gone)})
    return redirect("snapshot-bersama-lihat", pk)


@requires(Permission.SNAPSHOT_TAKE_ALL)
@require_POST
def run_retry(request, pk):
    """Let what broke be tried again."""
    run = or_404(queries.one(request.scope, pk))
    again = attempt(request, run_steps.retry_failed, run_id=run.pk)
    if again is not None:
        messages.success(request, _("%(n)d snapshot yang gagal dicoba lagi.") % {"n": again})
    return redirect("snapshot-bersama-lihat", pk)


def _province_only(request):
    if len(request.scope.area) != 2:
        raise Http404


def _token(request):
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return None
