"""The approver's page of a batch, its marks, and the province's signature for what the churn brake holds."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.templatetags.angka import angka
from voters.actions import countersigning, marking_rows
from voters.forms.files import ReasonForm
from voters.forms.review import MarkForm, filter_of
from voters.models import Roll
from voters.models.batch import Origin, State
from voters.queries import batches as queries
from voters.queries import evidence, review
from voters.tables import batches as batch_tables
from voters.tables import review as tables
from voters.tables.people import sees_birth_dates
from voters.views.common import attempt, or_404

SIGNED = 10


@requires(Permission.BATCH_VIEW)
def review_page(request, pk):
    """What a batch changes: figures that narrow, rows as before → after, marks, and the decision; no count of rows."""
    batch = or_404(queries.one(request.scope, pk))
    asked, narrowed = filter_of(request.GET, batch.review)
    start = _number(request.GET.get("dari"))
    rows, before, following = review.page(batch, narrowed, start)
    villages = {code for code, *_kinds in batch.review.get("villages", [])} | tables.villages_in(rows, before)
    names = areas.names_of(villages)
    user, counted = request.user, "kinds" in batch.review
    decides = user.may(Permission.BATCH_APPROVE) or user.may(Permission.BATCH_COUNTERSIGN)
    context = decision(user, batch) | {
        "batch": batch, "line": batch_tables.line_of(batch), "regency": areas.name_of(batch.regency),
        "sums": tables.sums_of(batch, Roll.objects.filter(pk=batch.regency).first()), "figures": batch.review,
        "facets": tables.facets_of(batch, asked, names) if counted else [],
        "elements": tables.fields_changed(batch.review, decides),
        "confirmers": tables.most(batch.review.get("confirmers", {})),
        "villages": tables.village_choices(batch.review, names, asked.get("desa")), "asked": asked,
        "lines": tables.rows_of(rows, before, names, batch.period.codeset, dates=sees_birth_dates(user),
                                decides=decides),
        "here": tables.query_of(asked, dari=start or ""), "all": tables.query_of({}),
        "marked_query": tables.query_of(asked, lihat="" if narrowed.marked else "ditandai"), "narrowed": narrowed,
        "warned_query": tables.query_of(asked, lihat="" if narrowed.warned else "peringatan"),
        "pages": {"text": "", "next": tables.query_of(asked, dari=following) if following else "",
                  "previous": tables.query_of(asked) if start else ""},
        "searching": following and len(rows) < review.PAGE, "may_reveal": user.may(Permission.VOTER_REVEAL),
        "papers_of": evidence.counts(rows),
    }
    partial = request.htmx and not request.htmx.history_restore_request
    return render(request, "voters/review_section.html" if partial else "voters/review.html", context)


@requires(Permission.BATCH_APPROVE)
@require_POST
def mark_rows(request, pk):
    """Mark ticked rows, or all that the filter shows, for return; or take marks off. Leads back to the same rows."""
    batch = or_404(queries.one(request.scope, pk))
    asked, narrowed = filter_of(request.GET, batch.review)
    form = MarkForm(request.POST)
    if form.is_valid():
        do, crowd = form.cleaned_data["do"], form.cleaned_data["do"].endswith("-semua")
        rows = {"narrowed": narrowed} if crowd else {"ordinals": form.ordinals}
        if do.startswith("tandai"):
            done = attempt(request, marking_rows.mark, batch_id=pk, reason=form.cleaned_data["reason"], **rows)
            words = _("%(n)s baris ditandai untuk dikembalikan.")
        else:
            done = attempt(request, marking_rows.unmark, batch_id=pk, **rows)
            words = _("Tanda %(n)s baris dilepas.")
        if done:
            messages.success(request, words % {"n": angka(done)})
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    start = _number(request.GET.get("dari"))
    back = tables.query_of(asked, dari=start) if start else tables.query_of(asked)
    return redirect(f"{reverse('berkas-tinjau', args=[pk])}{back}#baris")


@requires(Permission.BATCH_COUNTERSIGN, fresh=True)
@require_POST
def countersign(request, pk):
    """Sign for the province what the churn brake holds."""
    or_404(queries.one(request.scope, pk))
    if attempt(request, countersigning.countersign, batch_id=pk, reason=_reason(request)):
        messages.success(request, _("Ditandatangani. Portal sedang menerapkannya ke daftar pemilih."))
    return redirect("berkas-lihat", pk)


@requires(Permission.BATCH_COUNTERSIGN)
@require_POST
def decline(request, pk):
    """Send what waits for the province's signature back to its operator."""
    or_404(queries.one(request.scope, pk))
    if attempt(request, countersigning.decline, batch_id=pk, reason=_reason(request)):
        messages.success(request, _("Dikembalikan kepada operator dengan alasan Anda."))
    return redirect("berkas-lihat", pk)


@requires(Permission.BATCH_COUNTERSIGN)
def sign_list(request):
    """What waits for the province's signature, with who leaves which roll; and what it has signed lately."""
    waiting = [held_line(batch) for batch in review.waiting_for_signature(request.scope)[:review.PAGE]]
    signed = review.recently_signed(request.scope, SIGNED)
    codes = {line["batch"].regency for line in waiting} | {batch.regency for batch in signed}
    codes |= {code for line in waiting for code, _n in line["villages"]}
    return render(request, "voters/review_sign_list.html", {
        "waiting": waiting, "signed": signed, "names": areas.names_of(codes)})


def held_line(batch):
    """The figures of a batch that waits for the province: how many of how many leave, by code and by village."""
    held = batch.review["brake"]
    removed = batch.review.get("removed", {"codes": {}, "villages": []})
    words = [(tables.code_words(batch.period.codeset, code), n) for code, n in removed["codes"].items()]
    return {"batch": batch, "removals": held["removals"], "active": held["active"], "codes": words,
            "villages": removed["villages"], "share": countersigning.written_share(held),
            "limit": countersigning.written(held["percent"])}


def decision(user, batch):
    """What this person may decide about a batch now, and what holds it."""
    in_hand = batch.state == State.SUBMITTED and user.may(Permission.BATCH_APPROVE)
    decides = in_hand and batch.submitted_by_id != user.pk
    held = batch.waits_for_province
    return {"may_decide": decides, "may_mark": decides and batch.origin != Origin.REVERSAL,
            "is_submitter": batch.submitted_by_id == user.pk, "rest": batch.rows - batch.marked,
            "marked_text": str(batch.marked),
            "waits": held_line(batch) if held else None,
            "may_sign": held and user.may(Permission.BATCH_COUNTERSIGN)
            and user.pk not in (batch.submitted_by_id, batch.approved_by_id)}


def _reason(request):
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""


def _number(text):
    """A positive number of an address, else 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
