"""Typing rows into the portal: drafts, a form per kind, and what became of each row, with and without JavaScript."""

import time

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from voters.actions import confirming, entering, revealing
from voters.forms.entry import DraftForm, EntryForm
from voters.queries import batches as batch_queries
from voters.queries import entry as queries
from voters.queries import transfers, windows
from voters.tables import entry as tables
from voters.tables.batches import line_of as batch_line
from voters.tables.people import found_lines, sees_birth_dates
from voters.tables.rows import line_of
from voters.views.batches import SOURCES
from voters.views.common import attempt, lead, or_404

KEPT = "entri_tetap"  # in the session: village, TPS and source of the row before; of no person
OPENED = "entri_dibuka_pada"  # in the session: when the opening of a voter's form was recorded
SAME_LOOK = 10 * 60
REMEMBERED = 100


@requires(Permission.BATCH_EDIT)
def home(request):
    """What to do (a form per kind) and into which draft; a POST starts a draft of a name of its own."""
    period, draft = period_and_draft(request)
    form = DraftForm(request.POST or None)
    if request.method == "POST" and period and form.is_valid():
        asked = form.cleaned_data
        made = attempt(request, entering.start_draft, regency=request.scope.regency, period=period,
                       label=asked["label"] or label_of(request.user), token=asked["token"])
        if made and asked["grid"]:
            return redirect("berkas-kisi", made.pk)
        if made:
            return redirect(f"{reverse('entri')}?konsep={made.pk}")
    drafts = queries.open_drafts(request.user, period) if period else []
    return render(request, "voters/entry_home.html", beside(request, period, draft) | {
        "form": form, "drafts": [batch_line(one) for one in drafts],
        "coming": transfers.offered(office(request)).count()}, status=422 if form.errors else 200)


@requires(Permission.BATCH_EDIT)
def new(request):
    """The form of somebody who is not on the roll yet."""
    return _Entry(request, tables.KINDS["baru"]).answer()


@requires(Permission.BATCH_EDIT)
def voter(request, regency, dpid):
    """The form of somebody who is: to be corrected, struck or moved, by `?untuk=`."""
    kind = asked_kind(request)
    if regency != office(request):
        raise Http404
    return _Entry(request, kind, or_404(queries.active_voter(regency, dpid))).answer()


class _Entry:
    """One request of a form of entry: what was typed, and what became of it."""

    def __init__(self, request, kind, person=None):
        self.request, self.kind, self.person = request, kind, person
        period, self.draft = period_and_draft(request)
        self.period = or_404(period)
        self.places = queries.places(request.scope.regency, self.period.reference_date)
        self.row, self.error, self.saved = None, "", None

    def answer(self):
        """The form, or the way to the next one."""
        if self.request.method != "POST":
            self.form = EntryForm(columns=self.kind.columns)
            return self._show(tables.start_values(self.kind, self.person, self._kept()))
        self.form = EntryForm(self.request.POST, columns=self.kind.columns)
        typed = self.form.typed()
        if not self._save(typed):
            return self._show(typed, status=422)
        self.request.session[KEPT] = {name: typed[name] for name in ("DESA", "TPS", "SMBR") if typed.get(name)}
        again = self.form.cleaned_data["version"] == self.saved.version  # read, and sent once more as it is
        warned = any(code[0] == "W" for code in self.saved.problems)
        if self.saved.blocked or warned and not again:
            self.row = batch_queries.row(self.draft, self.saved.ordinal)
            return self._show(typed)
        if warned:
            confirming.confirm(batch_id=self.draft.pk, ordinals=[self.saved.ordinal], by=self.request.user)
        return self._next()

    def _save(self, typed):
        """Whether the row is stored; `error` says why not, and everything typed stays."""
        if not self.form.is_valid():
            self.error = next(iter(self.form.errors.values()))[0]
        elif self.kind.slug == "baru" and not (typed.get("NIK") or typed.get("NAMA")):
            self.error = _("Isi sedikitnya NIK atau nama.")
        elif self.kind.slug == "tms" and not typed.get("KET"):
            self.error = _("Pilih kode TMS-nya.")
        elif self.person and self.form.cleaned_data["since"] != self.person.since:
            self.error = _("Data pemilih ini di daftar berubah sejak formulir dibuka. Periksa nilai lama di bawah, "
                           "lalu simpan lagi.")
        elif self._is_left_behind():
            self.error = _("Konsep tempat baris ini tersimpan sudah diajukan atau ditutup; yang masih salah menunggu "
                           "di konsep sisanya.")
        else:
            self._store(typed)
        return not self.error

    def _is_left_behind(self):
        """Whether the row is stored in a draft that takes no rows any more; a new one simply goes into another."""
        asked = self.form.cleaned_data
        if not asked["draft"] or self.draft and self.draft.pk == asked["draft"]:
            return False
        before = batch_queries.one(self.request.scope, asked["draft"])
        return bool(before and (asked["ordinal"] or queries.known_rows(before, [], [asked["key"]])))

    def _store(self, typed):
        asked, user = self.form.cleaned_data, self.request.user
        row = {"ordinal": asked["ordinal"], "version": asked["version"], "client_key": asked["key"],
               "cells": tables.cells_of(self.kind, typed, self.person, self.places)}
        try:
            if self.draft is None:
                self.draft = entering.start_draft(regency=user.area, period=self.period, token=asked["token"], by=user,
                                                  label=label_of(user))
            self.saved, = entering.save_rows(batch_id=self.draft.pk, rows=[row], by=user)
            self.error = self.saved.refused
        except Refused as refused:
            self.error = refused.message
        self.draft = self.draft and batch_queries.one(self.request.scope, self.draft.pk)

    def _next(self):
        """The row is fine: say so, and open the next form."""
        said = _("Baris %(row)d tersimpan dan lolos pemeriksaan.") % {"row": self.saved.ordinal}
        if any(code[0] == "W" for code in self.saved.problems):
            said = _("Baris %(row)d tersimpan; peringatannya Anda nyatakan sudah diperiksa.") % {
                "row": self.saved.ordinal}
        if self.request.htmx and self.person is None:
            self.form = EntryForm(columns=self.kind.columns)
            return self._show(tables.start_values(self.kind, None, self._kept()), said=said)
        messages.success(self.request, said)
        where = f"{reverse('entri-cari')}?untuk={self.kind.slug}&" if self.person else f"{reverse('entri-baru')}?"
        return lead(self.request, f"{where}konsep={self.draft.pk}")

    def _show(self, values, said="", status=200):
        request, kind = self.request, self.kind
        if self.person:
            self._note_opening()
        draft = self.draft
        blank = request.method != "POST" or said
        hidden = {"draft": draft.pk if draft else "", "since": self.person.since if self.person else "",
                  "token": self.form["token"].value(), "key": self.form["key"].value(),
                  "ordinal": "" if blank else self.form["ordinal"].value() or "",
                  "version": "" if blank else self.form["version"].value() or ""}
        if self.saved and not blank:
            hidden |= {"ordinal": self.saved.ordinal or "", "version": self.saved.version or ""}
        context = beside(request, self.period, draft) | {
            "kind": kind, "values": values, "hidden": hidden, "error": self.error, "said": said, "row": self.row,
            "fields": tables.fields_of(kind, values, self.places, self.period.codeset, self.person, self.row),
            "codes": tables.codes_of(self.period.codeset, values.get("KET", "")) if kind.slug == "tms" else (),
            "loose": tables.loose_troubles(kind, self.row) if self.row else (), "sources": SOURCES,
            "action": request.get_full_path(), "person": self._person(), "offer": self._offer()}
        return render(request, "voters/entry_form.html", context, status=200 if request.htmx else status)

    def _person(self):
        """The voter whom the form is about, masked, as a search shows him."""
        if self.person is None:
            return None
        names = areas.names_of([self.person.village, self.person.village[:6]])
        return found_lines([self.person], names, sees_birth_dates(self.request.user))[0]

    def _offer(self):
        """The page that offers a voter to another office, where the portal has one."""
        if self.kind.slug != "pindah":
            return ""
        try:
            return reverse("pindah-tawarkan", args=[self.person.regency, self.person.dpid])
        except NoReverseMatch:
            return ""

    def _note_opening(self):
        """Have it recorded that the form of a voter was opened, in full or masked; once in SAME_LOOK."""
        opened, now = self.request.session.get(OPENED, {}), time.time()
        key = f"{self.kind.full:d}:{self.person.dpid}"
        if now - opened.get(key, 0) >= SAME_LOOK:
            look = revealing.open_voter if self.kind.full else revealing.view_voter
            look(regency=self.person.regency, dpid=self.person.dpid, by=self.request.user)
            opened = {one: at for one, at in opened.items() if now - at < SAME_LOOK} | {key: now}
            self.request.session[OPENED] = dict(list(opened.items())[-REMEMBERED:])

    def _kept(self):
        return self.request.session.get(KEPT, {})


def beside(request, period, draft):
    """What stands beside every form: the draft, its last rows, others to choose, and whether the portal is open."""
    rows = queries.last_rows(draft) if draft else []
    found = batch_queries.voters_found(draft, rows) if draft else {}
    dates = sees_birth_dates(request.user)
    standing = windows.standing(request.scope.regency, period) if period else None
    return {
        "period": period, "draft": draft, "draft_line": batch_line(draft) if draft else None,
        "others": [one for one in queries.open_drafts(request.user, period) if one != draft] if period else [],
        "last": [line_of(row, period.codeset, found.get(row.found), dates) for row in rows],
        "ready": draft.rows - draft.blocked if draft else 0, "kinds": tables.KINDS.values(),
        "closed": windows.why_not(standing, period)[1] if standing and not standing.takes else ""}


def office(request):
    """The regency that a person types for; people of a province type for nobody."""
    if not request.scope.regency:
        raise PermissionDenied
    return request.scope.regency


def period_and_draft(request):
    """(period, draft) that rows are typed into: those of the draft asked for, else now and the person's newest draft.

    The period is None while there is none, the draft while one is to be made; only for people of an office.
    """
    period = windows.working(office(request))
    draft = period and queries.draft_of(request.user, period, asked_draft(request))
    return (draft.period, draft) if draft else (period, None)


def asked_kind(request):
    """The kind that is asked for by `?untuk=`; correcting where it is none."""
    kind = tables.KINDS.get(request.GET.get("untuk", "ubah"))
    return kind if kind and kind.finds else or_404(None)


def asked_draft(request):
    """The number of the draft that a form was for, or that `?konsep=` asks for; None for neither."""
    text = request.POST.get("draft") or request.GET.get("konsep", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def label_of(user):
    """What a draft is called that nobody gave a name to."""
    return _("Entri %(who)s") % {"who": user.full_name or user.username}
