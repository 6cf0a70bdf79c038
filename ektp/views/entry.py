"""Typing, pasting or uploading a report, and correcting one; whatever is wrong, everything typed stays."""

import tempfile
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from ektp.actions.reporting import record_report
from ektp.actions.uploads import is_chosen, keep_upload, kept_upload
from ektp.forms import FormFile, ReportForm, grid_of, typed_in, with_suggestions
from ektp.queries import reports as queries
from ektp.queries.drafts import districts_of, draft_from_file, draft_from_grid, draft_from_report, empty_draft
from ektp.views.common import or_404
from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.templatetags.angka import angka
from sidalih.home.templatetags.tanggal import tanggal
from sidalih.refusal import Refused

SOURCES = ("Dispendukcapil", "Dinas Kependudukan dan Pencatatan Sipil", "DKB Kemendagri")


@requires(Permission.EKTP_EDIT)
def new(request):
    """An empty grid of one's own office, or a posted one."""
    if not request.scope.regency:
        raise PermissionDenied  # people of a province report for nobody
    return _Entry(request, request.scope.regency).answer()


@requires(Permission.EKTP_EDIT)
def correct(request, pk):
    """The grid with the figures of an earlier report; saving makes its next version."""
    report = or_404(queries.one(request.scope, pk))
    newer = queries.current_of(report.regency, report.as_of)
    if newer and newer.pk != report.pk and request.method != "POST":
        return redirect("ktp-el-koreksi", newer.pk)
    return _Entry(request, report.regency, report).answer()


class _Entry:
    """One request of the grid: its form, its draft, and what became of it."""

    def __init__(self, request, regency, report=None):
        self.request, self.regency, self.report = request, regency, report
        self.refusals, self.read_from, self.file_form, self.file_says = [], "", None, None
        self.current = None

    def answer(self):
        """The page, or the way to the saved report."""
        if self.request.method != "POST":
            return self._fresh()
        self.form = ReportForm(self.request.POST, self.request.FILES, dated=self.report is None)
        self.form.is_valid()
        self.values = self.form.cleaned_data
        self._mend_hidden()
        act = self.request.POST.get("act", "count")
        if act == "read":
            return self._read()
        try:
            codes = districts_of(self.regency).names
            typed, totals = typed_in(self.request.POST, codes)
            draft = self._draft(typed, totals)
            if act == "suggest":
                draft = self._draft(*with_suggestions(draft, typed, totals))
        except Refused as refused:
            self.refusals.append(refused.message)
            return self._show(empty_draft(self.regency), 422)
        if act == "save":
            saved = self._save(draft)
            if saved:
                return redirect("ktp-el-lihat", saved.pk)
        else:
            self._keep_evidence()
        return self._show(draft, 422 if act == "save" else 200)

    def _fresh(self):
        report = self.report
        if report is None:
            self.form = ReportForm(initial={"base_version": 0})
            return self._show(empty_draft(self.regency), 200)
        self.form = ReportForm(dated=False, initial={
            "label": report.label, "source": report.source, "note": report.note, "base_version": report.version})
        return self._show(draft_from_report(report), 200)

    def _mend_hidden(self):
        """What nobody typed cannot be corrected by typing: say what happened, and let the next attempt pass."""
        if "base_version" in self.form.errors:
            self.refusals.append(_("Formulir ini tidak utuh ketika dikirim. Semua isian masih di sini; periksa, lalu "
                                   "simpan lagi."))
            self._put(base_version=str(self.report.version if self.report else 0))
        token = self._value("kept")
        if token and not kept_upload(token, self.regency)[0]:
            self.form.add_error("evidence", _("Berkas yang tadi diunggah sudah tidak disimpan; pilih lagi berkasnya."))
            self._put(kept="")

    def _draft(self, typed, totals):
        draft = draft_from_grid(typed, regency=self.regency, as_of=self._as_of(), totals=totals,
                                label=self.values.get("label", ""))
        unknown = self.form.errors.get("as_of")
        if unknown:  # one sentence about the date, the same in the head and at the field
            draft.problems = [replace(one, message=unknown[0]) if one.column == "as_of" else one
                              for one in draft.problems]
        return draft

    def _as_of(self):
        """The date typed; a correction stays on its report's date."""
        return self.report.as_of if self.report else self.values.get("as_of")

    def _read(self):
        """Fill the grid from a file; the words already typed stay, and so does an evidence chosen with it."""
        self._keep_evidence()
        self.file_form = FormFile(self.request.POST, self.request.FILES)
        draft = None
        if self.file_form.is_valid():
            file = self.file_form.cleaned_data["file"]
            try:
                draft = self._draft_of(file)
                if not is_chosen(self._value("kept"), self.regency):
                    self._put(kept=keep_upload(file=file, regency=self.regency, by=self.request.user))
            except Refused as refused:
                self.file_form.add_error("file", refused.message)
            else:
                self.read_from, self.file_says = file.name, draft
                note = self._value("note")
                self._put(as_of=draft.as_of and draft.as_of.isoformat(),
                          label=self.values.get("label") or draft.label,
                          note="\n".join([note, *(one for one in draft.notes if one not in note)]).strip())
        if draft is None or self.file_form.errors:
            draft = self._draft(*typed_in(self.request.POST, districts_of(self.regency).names))
            draft.problems = []  # nobody asked for them yet
            return self._show(draft, 422)
        return self._show(draft, 200)

    def _draft_of(self, file):
        with tempfile.NamedTemporaryFile() as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            copy.flush()
            file.seek(0)
            return draft_from_file(copy.name, name=file.name, regency=self.regency, as_of=self._as_of())

    def _save(self, draft):
        """The saved report, or None with the reasons in the form."""
        self._keep_evidence()
        if not draft.ok or self.form.errors:
            return None
        _name, evidence = kept_upload(self._value("kept"), self.regency)
        base = self._base(draft)
        try:
            report = record_report(
                regency=self.regency, as_of=draft.as_of, figures=draft.figures, totals=draft.totals,
                remarks=draft.remarks, source=self.values["source"], label=self.values["label"],
                note=self.values["note"], evidence=evidence, base_version=base, by=self.request.user)
        except Refused as refused:
            self._refused(refused, draft)
            return None
        self._tell(report, base)
        return report

    def _refused(self, refused, draft):
        """Say it; where the date has a newer version, the next attempt goes on from that one."""
        if refused.code != "stale":
            self.refusals.append(refused.message)
            return
        self.current = queries.current_of(self.regency, draft.as_of)
        self._begin_from(self.current)

    def _base(self, draft):
        """The version that this form is about to replace: 0 where it was told of none on this date."""
        told_of = self.report is not None or self.values.get("base_date") == draft.as_of.isoformat()
        return self.values["base_version"] if told_of else 0

    def _begin_from(self, current):
        if current:
            self._put(base_version=str(current.version), base_date=current.as_of.isoformat())

    def _tell(self, report, base):
        if report.version == base:
            messages.info(self.request, _("Tidak ada yang berubah; versi %(n)d tetap berlaku.") % {"n": report.version})
            return
        said = _("Laporan per %(date)s tersimpan sebagai versi %(n)d.") % {
            "date": tanggal(report.as_of), "n": report.version}
        if report.open_findings:
            said += " " + _("%(n)s temuan menunggu penjelasan; angka yang dilaporkan tidak diubah.") % {
                "n": angka(report.open_findings)}
        messages.success(self.request, said)

    def _keep_evidence(self):
        """A browser cannot offer a chosen file again, so it is kept until the form is saved."""
        file = self.values.get("evidence")
        if file:
            try:
                self._put(kept=keep_upload(file=file, regency=self.regency, by=self.request.user, chosen=True))
            except Refused as refused:
                self.form.add_error("evidence", refused.message)

    def _put(self, **values):
        """Let the form show other values than were posted."""
        self.form.data = self.form.data.copy()
        for name, value in values.items():
            if value is not None:
                self.form.data[name] = value

    def _value(self, name):
        return self.form[name].value() or ""

    def _show(self, draft, status):
        grid = grid_of(draft)
        kept, _file = kept_upload(self._value("kept"), self.regency)
        if self.current is None and self.report is None and draft.as_of and self.request.method == "POST":
            self.current = queries.current_of(self.regency, draft.as_of)
            self._begin_from(self.current)
        return render(self.request, "ektp/entry.html", {
            "form": self.form, "file_form": self.file_form, "grid": grid, "report": self.report, "kept": kept,
            "refusals": self.refusals, "file_says": self.file_says, "read_from": self.read_from,
            "current": self.current, "sources": SOURCES,
            "regency": self.regency, "name": areas.name_of(self.regency), "today": timezone.localdate(),
            "filled": len(draft.figures)}, status=status)
