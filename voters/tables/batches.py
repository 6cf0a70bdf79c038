"""A batch as people see it: its tag, its steps, its filters and its history."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidalih.audit.acts import act_of
from sidalih.home.templatetags.angka import angka
from voters.intake.messages import message
from voters.models.batch import Origin, State

TONES = {State.RECEIVED: "info", State.REFUSED: "bad", State.CHECKED: "ok", State.SUBMITTED: "info",
         State.APPROVED: "info", State.APPLIED: "ok", State.RETURNED: "warn", State.CANCELLED: "mute"}
FRONT = 7  # chips of codes that stand outside the fold
LEVELS = {"E": "e", "W": "w", "I": "o"}

ACTS = {
    "draft_started": gettext_lazy("Konsep entri dibuat"),
    "rows_set_aside": gettext_lazy("Baris dikeluarkan"),
    "rows_brought_back": gettext_lazy("Baris dikembalikan ke berkas"),
    "batch_received": gettext_lazy("Diterima, tanda terima diberikan"),
    "batch_refused": gettext_lazy("Ditolak saat diterima"),
    "batch_checked": gettext_lazy("Selesai dibaca dan diperiksa"),
    "batch_submitted": gettext_lazy("Diajukan"),
    "batch_returned": gettext_lazy("Dikembalikan"),
    "rows_marked": gettext_lazy("Baris ditandai untuk dikembalikan"),
    "rows_unmarked": gettext_lazy("Tanda kembali dilepas"),
    "batch_braked": gettext_lazy("Ditahan untuk tanda tangan provinsi"),
    "batch_countersigned": gettext_lazy("Ditandatangani provinsi"),
    "batch_approved": gettext_lazy("Disetujui"),
    "batch_applied": gettext_lazy("Diterapkan ke daftar pemilih"),
    "batch_rechecked": gettext_lazy("Diperiksa ulang terhadap daftar pemilih"),
    "conflict_resolved": gettext_lazy("Baris bentrok diselesaikan"),
    "reversal_prepared": gettext_lazy("Pembatalan penerapan disiapkan"),
    "reversal_made": gettext_lazy("Dibuat untuk membatalkan berkas lain"),
    "batch_reversed": gettext_lazy("Penerapannya dibatalkan"),
    "batch_cancelled": gettext_lazy("Dibatalkan"),
    "evidence_removed": gettext_lazy("Bukti dihapus"),
}


@dataclass(frozen=True)
class Line:
    """A batch in a list: its state in words and a tone."""

    batch: Any
    tone: str
    state: Any


@dataclass(frozen=True)
class Step:
    """One step of the stepper; `state` is done, now, stop or empty."""

    label: Any
    state: str = ""
    note: Any = ""


@dataclass(frozen=True)
class Chip:
    """A filter that is a link: a code or a view, with its count (None where it is not counted)."""

    label: Any
    count: int | None
    query: str
    level: str = ""
    code: str = ""
    current: bool = False


def line_of(batch):
    """A batch's state for people: a checked one is either to be corrected or ready for entry."""
    if batch.state == State.CHECKED:
        if batch.blocked:
            return Line(batch, "warn", _("Perlu diperbaiki"))
        if not batch.rows:
            return Line(batch, "mute", _("Belum ada baris"))
        return Line(batch, "ok", _("Siap entry"))
    if batch.waits_for_province:
        return Line(batch, "warn", _("Menunggu provinsi"))
    if _brought_nothing(batch):
        return Line(batch, "mute", _("Tidak ada yang baru"))
    return Line(batch, TONES[batch.state], batch.get_state_display())


def _brought_nothing(batch):
    """Whether it is a file sent again in which everything was in already: the portal ended it, and kept no file."""
    return batch.state == State.CANCELLED and batch.skipped > 0 and not (batch.rows or batch.stored_as)


def steps_of(batch, sealed=False):
    """The six steps from upload to snapshot; `sealed` says whether a snapshot holds the applied batch already."""
    begun = {Origin.TYPED: _("Entri"), Origin.REVERSAL: _("Disiapkan")}.get(batch.origin, _("Unggah"))
    repaired = _("Diperiksa") if batch.origin == Origin.REVERSAL else _("Perbaiki")
    labels = [begun, repaired, _("Ajukan"), _("Disetujui"), _("Diterapkan"), _("Snapshot")]
    at, mark, note = _where(batch)
    if sealed:
        at, note = 6, ""
    steps = []
    for index, label in enumerate(labels):
        state = "done" if index < at else mark if index == at else ""
        steps.append(Step(label, state, note if index == at else ""))
    return steps


def _where(batch):
    """(index of the present step, its mark, a note beneath it)."""
    ready = batch.rows - batch.blocked
    places = {
        State.RECEIVED: (0, "now", _("sedang dibaca")),
        State.REFUSED: (0, "stop", _("ditolak")),
        State.SUBMITTED: (3, "now", _("menunggu persetujuan")),
        State.APPROVED: (4, "now", _("sedang diterapkan")),
        State.APPLIED: (5, "now", _("belum dibuat")),
        State.CANCELLED: (2, "stop", _("dibatalkan")),
    }
    if _brought_nothing(batch):
        return 1, "now", _("tidak ada yang baru")
    if batch.waits_for_province:
        return 4, "now", _("menunggu tanda tangan provinsi")
    if batch.state in places:
        return places[batch.state]
    if batch.blocked:
        return 1, "now", _("%(n)s baris salah") % {"n": angka(batch.blocked)}
    return 2, "now", _("%(n)s baris siap") % {"n": angka(ready)}


def code_chips(batch, current=""):
    """Chips of the batch's codes: {"front": the most frequent of the blocking ones, "rest": all others}."""
    chips = []
    for code, count in sorted(batch.counts.items(), key=lambda pair: ("EWI".find(pair[0][0]), -pair[1])):
        chips.append(Chip(message(code).title, count, f"?kode={code}", LEVELS[code[0]], code, code == current))
    front = [chip for index, chip in enumerate(chips) if chip.current or (index < FRONT and chip.level != "o")]
    return {"front": front, "rest": [chip for chip in chips if chip not in front]}


def view_chips(batch, current, chosen_code=""):
    """The views salah, peringatan, siap, semua; counts only where they stand in the batch already."""
    warned = any(code[0] == "W" for code in batch.counts)
    views = [("salah", _("Salah"), batch.blocked, "e", batch.blocked > 0),
             ("bentrok", _("Bentrok"), batch.conflicts, "e", batch.conflicts > 0),
             ("dikembalikan", _("Dikembalikan"), None, "e", batch.marked > 0),
             ("peringatan", _("Peringatan"), None, "w", warned),
             ("siap", _("Siap entry"), batch.rows - batch.blocked, "o", True),
             ("semua", _("Semua baris"), batch.rows, "", True)]
    return [Chip(label, count, f"?lihat={name}", level, "", name == current and not chosen_code)
            for name, label, count, level, shown in views if shown]


def file_notes(batch):
    """[(code, title, sentence, remedy, batch id or None)] of what is wrong with the file as a whole."""
    notes = []
    for problem in batch.file_problems:
        known = message(problem["code"])
        notes.append((problem["code"], known.title, problem.get("message") or known.meaning, known.remedy,
                      problem.get("batch")))
    return notes


def history_of(events):
    """[(event, words, detail)] for the timeline, newest first; `events` come oldest first.

    An act without words of its own here is called as in the record of acts.
    """
    lines = []
    for event in events:
        detail = event.detail.get("reason", "")
        if not detail and (rows := event.detail.get("rows")) is not None:
            detail = _("%(n)s baris") % {"n": angka(rows)}
        lines.append((event, ACTS.get(event.act) or act_of(event.act).name, detail))
    return lines[::-1]
