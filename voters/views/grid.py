"""The grid of a batch: its page, its rows in pages of JSON, and the one address that saves what was typed."""

import time
import zlib

from django.http import JsonResponse, RawPostDataException
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from voters.actions import entering, revealing, setting_aside
from voters.actions.steps import EDITABLE
from voters.forms.grid import read_sent
from voters.queries import batches as queries
from voters.queries import grid as rows_of
from voters.tables import batches as tables
from voters.tables import grid
from voters.tables.people import sees_birth_dates
from voters.views.common import or_404

OPENED = "kisi_dibuka_pada"  # in the session: when a page of rows was recorded, so that a reload is no second look
REMEMBERED = 200
SAME_LOOK = 10 * 60
STATUS = {"bad_request": 400, "bad_key": 400, "too_many": 400, "forbidden": 403, "not_found": 404}


@requires(Permission.BATCH_VIEW)
@require_GET
def grid_page(request, pk):
    """The grid without its rows, which the page asks for itself; read-only where nothing may be typed (any more)."""
    batch = or_404(queries.one(request.scope, pk))
    full = _may_type(request, batch)
    day = batch.period.reference_date
    districts, villages = (areas.districts_of(batch.regency, day), areas.villages_of(batch.regency, day)) if full \
        else ((), ())
    return render(request, "voters/grid.html", {
        "batch": batch, "line": tables.line_of(batch), "regency": areas.name_of(batch.regency), "editable": full,
        "brought": grid.provisions(batch, districts, villages, full) | {
            "batch": batch.pk, "person": request.user.pk, "editable": full, "page": rows_of.PAGE,
            "load": reverse("berkas-kisi-baris", args=[pk]), "save": reverse("berkas-kisi-simpan", args=[pk]),
            "door": f"{reverse('masuk')}?next={request.path}", "from": _number(request.GET.get("dari"))},
        "chips": grid.view_chips(batch, _which(request)), "which": _which(request),
    })


@requires(Permission.BATCH_VIEW)
@require_GET
def grid_rows(request, pk):
    """A page of rows as JSON: in full, which is recorded, for who may type into them; masked for everybody else."""
    batch = or_404(queries.one(request.scope, pk))
    full, dates = _may_type(request, batch), sees_birth_dates(request.user)
    found, following = rows_of.page(batch, _number(request.GET.get("dari")), _which(request))
    if full and found:
        _note_opening(request, batch, found)
    return JsonResponse({"rows": [grid.row_json(row, full, dates) for row in found], "next": following})


@requires(Permission.BATCH_EDIT)
@require_POST
def grid_save(request, pk):
    """Save rows of a batch, take emptied ones out of it, and answer what became of each, and of others on the page."""
    batch = or_404(queries.one(request.scope, pk))
    try:
        sent = read_sent(_body(request))
        saved = entering.save_rows(batch_id=pk, rows=sent.rows, by=request.user) if sent.rows else []
        aside = _set_aside(request, batch, sent.aside)
    except Refused as refused:
        return JsonResponse({"error": {"code": refused.code, "message": refused.message}},
                            status=STATUS.get(refused.code, 409))
    now = rows_of.stored(batch, [one.ordinal for one in saved if one.ordinal])
    answers = [{"key": row["client_key"]} | grid.answer_of(row, one, now.get(one.ordinal), request.user)
               for row, one in zip(sent.rows, saved, strict=True)]
    if shown := [one["ordinal"] for one in answers if "cells" in one]:
        revealing.open_rows(batch_id=pk, ordinals=shown, by=request.user)
    others = rows_of.problems_of(batch, set(sent.seen) - set(now))
    batch = queries.one(request.scope, pk)
    line = tables.line_of(batch)
    return JsonResponse({"rows": answers, "aside": aside, "others": others, "batch": {
        "rows": batch.rows, "blocked": batch.blocked, "tone": line.tone, "state": str(line.state)}})


def _body(request):
    """What was sent, as bytes; nothing where it was a form, which the portal's gate has read already."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def _set_aside(request, batch, wanted):
    """[{"ordinal", "clash", "refused"}]: rows that nobody has touched since are taken out of the batch."""
    now = rows_of.stored(batch, [ordinal for ordinal, _version in wanted])
    clash = {ordinal for ordinal, version in wanted if ordinal in now and now[ordinal].version != version}
    untouched = [ordinal for ordinal, _version in wanted if ordinal in now and ordinal not in clash]
    said = ""
    try:
        if untouched:
            setting_aside.set_aside(batch_id=batch.pk, ordinals=untouched, by=request.user)
    except Refused as refused:
        if refused.code != "arrival":
            raise
        said = refused.message
    return [{"ordinal": ordinal, "clash": ordinal in clash, "refused": said if ordinal in untouched else ""}
            for ordinal, _version in wanted]


def _may_type(request, batch):
    return batch.state in EDITABLE and rows_of.is_typable(batch) and request.user.may(Permission.BATCH_EDIT)


def _note_opening(request, batch, found):
    """Have the opening of a page of rows recorded: once in SAME_LOOK, and again when it has come to hold others."""
    opened, now = request.session.get(OPENED, {}), time.time()
    held = zlib.crc32(repr([(row.ordinal, row.found, row.version) for row in found]).encode())
    key = f"{batch.pk}:{found[0].ordinal}:{held}"
    if now - opened.get(key, 0) >= SAME_LOOK:
        revealing.open_rows(batch_id=batch.pk, ordinals=[row.ordinal for row in found], by=request.user)
        opened = {one: at for one, at in opened.items() if now - at < SAME_LOOK} | {key: now}
        request.session[OPENED] = dict(list(opened.items())[-REMEMBERED:])


def _which(request):
    asked = request.GET.get("lihat", "")
    return asked if asked in rows_of.VIEWS else "semua"


def _number(text):
    """A positive number of an address, else 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
