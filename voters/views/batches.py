"""Pages of batches: the list, the upload with its receipt, and the page of one batch."""

import re

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.audit.queries import history_of
from sidalih.home.templatetags.angka import angka
from sidalih.jobs import queries as jobs
from sidalih.refusal import Refused
from voters.actions.annotating import can_be_annotated
from voters.actions.deciding import apply_key
from voters.actions.receiving import receive
from voters.actions.steps import EDITABLE, holds_typed_rows
from voters.forms.files import UploadForm
from voters.intake.columns import COLUMNS
from voters.models.batch import State
from voters.queries import batches as queries
from voters.queries import entry, evidence, windows
from voters.queries.conflicts import is_behind
from voters.queries.periods import current, periods
from voters.queries.progress import newest_snapshot
from voters.queries.reversing import reversal_of
from voters.queries.sources import of_batch
from voters.tables import batches as tables
from voters.tables.people import sees_birth_dates
from voters.tables.rows import line_of
from voters.tables.sources import lines_of, totals_of
from voters.tables.suggestions import problem_of, warnings_of
from voters.views import review
from voters.views.common import or_404
from voters.views.evidence import box_of
from voters.views.offering import offers_for, work_of
from voters.views.window_office import closed_for

PAGE = 50
EVENTS = 40
QUIET = ("row_corrected", "rows_typed", "evidence_attached", "evidence_opened")  # one by one: too many for a page
SOURCES = ("Disdukcapil", "Dispendik", "TNI", "Polri", "Desa/kelurahan", "Laporan masyarakat", "Bawaslu")


@requires(Permission.BATCH_VIEW)
def batch_list(request):
    """Batches of the person's area, newest first, narrowed to a view; 50 a page by keyset."""
    which = request.GET.get("lihat", "")
    found = queries.batches(request.scope)
    if which == "berjalan":
        found = queries.drafts(request.scope)
    elif which == "menunggu":
        found = found.filter(state=State.SUBMITTED)
    elif which == "diterapkan":
        found = found.filter(state=State.APPLIED)
    before = _number(request.GET.get("sebelum"))
    if before:
        found = found.filter(pk__lt=before)
    page = list(found[:PAGE + 1])
    more = f"?lihat={which}&sebelum={page[PAGE - 1].pk}" if len(page) > PAGE else ""
    names = areas.names_of({batch.regency for batch in page})
    views = [("", _("Semua")), ("berjalan", _("Berjalan")), ("menunggu", _("Menunggu persetujuan")),
             ("diterapkan", _("Diterapkan"))]
    return render(request, "voters/batch_list.html", {
        "lines": [tables.line_of(batch) for batch in page[:PAGE]], "names": names,
        "whole_province": not request.scope.regency,
        "chips": [tables.Chip(label, None, f"?lihat={key}", current=key == which) for key, label in views],
        "pages": {"text": "", "next": more, "previous": "?lihat=" + which if before else ""},
        "may_upload": _may_upload(request.user),
    })


@requires(Permission.BATCH_EDIT)
def batch_new(request):
    """The upload form; a received file leads to its receipt at once. While the portal is closed: why, and the wish."""
    if not _may_upload(request.user):
        raise PermissionDenied
    standings = dict(windows.open_periods(request.scope.regency, periods()))
    offered = [period for period, standing in standings.items() if standing.takes]
    if standings and not offered:
        period = current()
        return render(request, "voters/window_upload.html", {
            "closed": closed_for(request.user, period, standings[period])})
    form = UploadForm(request.POST or None, request.FILES or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            batch = receive(file=asked["file"], regency=request.scope.regency, period=asked["period"], by=request.user,
                            label=asked["label"], source=asked["source"], token=asked["token"])
        except Refused as refused:
            form.add_error("file", refused.message)
        else:
            return redirect("berkas-tanda-terima", batch.pk)
    return render(request, "voters/batch_new.html", {"form": form, "columns": COLUMNS, "sources": SOURCES},
                  status=422 if form.errors else 200)


@requires(Permission.BATCH_VIEW)
def batch_receipt(request, pk):
    """The receipt of a file, made to be printed; it counts even if processing ends later."""
    batch = or_404(queries.one(request.scope, pk))
    return render(request, "voters/batch_receipt.html", {
        "batch": batch, "regency": areas.name_of(batch.regency), "notes": tables.file_notes(batch),
        "refused": batch.state == State.REFUSED})


@requires(Permission.BATCH_VIEW)
def batch_page(request, pk):
    """One batch: where it stands, its problems and rows, and the steps this person may take."""
    batch, job = _batch_and_job(request, pk)
    which, code = _which(request, batch), _code(request)
    rows, pages = _page_of_rows(batch, which, code, _number(request.GET.get("dari")))
    found, dates = queries.voters_found(batch, rows), sees_birth_dates(request.user)
    may_correct = holds_typed_rows(batch) and request.user.may(Permission.BATCH_EDIT)
    offers = offers_for(request, batch, rows, code) if may_correct else {}
    events = list(history_of(f"batch:{batch.pk}").exclude(act__in=QUIET).order_by("-id")[:EVENTS])
    held = entry.bin_of(batch)
    sources, standing = of_batch(batch), windows.standing(batch.regency, batch.period)
    return render(request, "voters/batch.html", batch_context(request, batch, which, code) | box_of(request, batch) | {
        "office_locked": request.scope.regency and standing.state == "locked" and windows.why_not(
            standing, batch.period)[1],
        "papers_of": evidence.counts(rows), "papers_in_all": evidence.count_of(batch),
        "source_lines": lines_of(sources), "source_totals": totals_of(sources),
        "bin": held, "held": [line_of(row, batch.period.codeset, dates=dates) for row in entry.bin_rows(held)],
        "line": tables.line_of(batch), "regency": areas.name_of(batch.regency), "job": job,
        "lines": [line_of(row, batch.period.codeset, found.get(row.found), dates, offers.get(row.ordinal, ()))
                  for row in rows],
        "may_reveal": request.user.may(Permission.VOTER_REVEAL),
        "pages": pages, "which": which, "code": code,
        "rests": batch.rests.filter(is_bin=False)[:10], "history": tables.history_of(events[::-1]),
    })


def batch_context(request, batch, which="salah", code=""):
    """What a batch's head shows: steps, filters, and the buttons this person may press; renewed when a row is saved."""
    user = request.user
    snapshot = newest_snapshot(batch.regency) if batch.state == State.APPLIED else None
    draft = batch.state in EDITABLE and user.may(Permission.BATCH_EDIT)
    editable = draft and holds_typed_rows(batch)
    confirmed, warnings = warnings_of(batch)
    reversal = reversal_of(batch) if batch.state == State.APPLIED else None
    return review.decision(user, batch) | {
        "batch": batch, "steps": tables.steps_of(batch, sealed=bool(snapshot and snapshot.revision >= batch.revision)),
        "notes": tables.file_notes(batch), "ready": batch.rows - batch.blocked,
        "confirmed": confirmed, "warnings": warnings, "warned": warnings - confirmed,
        "problem": problem_of(batch, code), "work": work_of(which, code),
        "views": tables.view_chips(batch, which, code), "chips": tables.code_chips(batch, code),
        "editable": editable, "may_submit": draft and batch.rows > batch.blocked,
        "may_cancel": draft or batch.state == State.RECEIVED and user.may(Permission.BATCH_EDIT),
        "may_annotate": user.may(Permission.BATCH_EDIT) and can_be_annotated(batch),
        "may_review": batch.rows > 0 and batch.state not in EDITABLE,
        "may_resend": batch.state == State.REFUSED and _may_upload(user),
        "reversal": reversal, "behind": editable and is_behind(batch),
        "may_undo": batch.state == State.APPLIED and not reversal and user.may(Permission.BATCH_EDIT),
        "may_snapshot": batch.state == State.APPLIED and user.may(Permission.SNAPSHOT_TAKE),
    }


def _page_of_rows(batch, which, code, start):
    """(50 rows from an ordinal on, the pager); never a count over rows: totals stand in the batch."""
    rows, before = queries.page(batch, which, code, start, PAGE + 1)
    base = f"?kode={code}" if code else f"?lihat={which}"
    earlier = before[:PAGE]
    total = batch.counts.get(code) if code else {
        "salah": batch.blocked, "bentrok": batch.conflicts, "siap": batch.rows - batch.blocked,
        "semua": batch.rows}.get(which)
    text = ""
    if rows:
        text = _("Baris %(a)s–%(b)s menurut urutan berkas") % {"a": angka(rows[0].row), "b": angka(rows[:PAGE][-1].row)}
        if total is not None:
            text = _("%(n)s dari %(total)s baris") % {"n": angka(min(len(rows), PAGE)), "total": angka(total)}
    return rows[:PAGE], {
        "text": text, "next": f"{base}&dari={rows[PAGE].ordinal}" if len(rows) > PAGE else "",
        "previous": f"{base}&dari={earlier[-1]}" if earlier else ""}


def _which(request, batch):
    """The view of rows asked for; by itself what needs work: salah, else peringatan, else all."""
    asked = request.GET.get("lihat", "")
    if asked in queries.FILTERS:
        return asked
    if batch.marked and batch.state in EDITABLE:
        return "dikembalikan"
    if batch.blocked:
        return "salah"
    return "semua"


def _code(request):
    """The rule's code asked for, or "" for what is none."""
    asked = request.GET.get("kode", "")
    return asked if re.fullmatch(r"[EWI]\d\d", asked, re.ASCII) else ""


def _batch_and_job(request, pk):
    """(batch, work that goes on for it or None), as of one moment: work that just ended has changed the batch."""
    batch = or_404(queries.one(request.scope, pk))
    job = _job_of(batch)
    if job and job.ended:
        batch = or_404(queries.one(request.scope, pk))
        job = _job_of(batch)
    return batch, job


def _job_of(batch):
    """The work that goes on for a batch, or None."""
    if batch.state == State.RECEIVED:
        return jobs.by_key(f"read_batch:{batch.pk}")
    if batch.state == State.APPROVED and not batch.waits_for_province:
        return jobs.by_key(apply_key(batch))
    return None


def _may_upload(user):
    """Files are received for one regency: people of a province have none to send to."""
    return bool(user.scope.regency) and user.may(Permission.BATCH_EDIT)


def _number(text):
    """A positive number of an address, else 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
