"""Voters on the way as pages show them: a line of a list, the steps, what one brings along, the life of a move."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih.home.templatetags.sandi import NOTHING, samar, tanpa_nomor, year_only
from sidalih.home.templatetags.tanggal import tanggal
from voters.intake.elements import labels
from voters.models import Transfer
from voters.rules.codes import EKTP, MARITAL, SEX
from voters.tables.batches import Step

State = Transfer.State
TONES = {State.PROPOSED: "warn", State.OFFERED: "info", State.TAKEN: "info", State.ACCEPTED: "ok",
         State.DECLINED: "bad", State.WITHDRAWN: "mute", State.LAPSED: "bad"}
SHOWN = ("nik", "nkk", "name", "sex", "birth_place", "birth_date", "marital", "address", "rt", "rw", "village", "tps",
         "disability", "ektp")


@dataclass(frozen=True)
class Line:
    """A move in a list; the NIK is masked. `changed`: the voter is no longer the one that was offered."""

    move: Any
    tone: str
    state: Any
    name: str
    nik: str
    birth: str
    origin: str
    destination: str
    age: str
    who: Any
    changed: bool


@dataclass(frozen=True)
class Stage:
    """A step that was taken: when, by whom of which office, what, and the words that were given."""

    at: Any
    who: Any
    office: str
    what: Any
    words: str = ""


def lines_of(moves, names, changed, dates=False):
    """The moves as Lines; `names` is {regency: name}, `changed` the ids of those whose voter has changed since."""
    return [line_of(move, names, move.pk in changed, dates) for move in moves]


def line_of(move, names, changed=False, dates=False):
    """One move as a Line; with `dates` the birth date in full."""
    return Line(
        move=move, tone="bad" if changed else TONES[move.state],
        state=_("Data berubah sejak ditawarkan") if changed else move.get_state_display(),
        name=tanpa_nomor(move.elements["name"]) or NOTHING, nik=samar(move.elements["nik"]),
        birth=_birth(move.elements, dates), origin=names.get(move.origin, move.origin),
        destination=names.get(move.destination, move.destination), age=age_of(move),
        who=_who(move), changed=changed)


def age_of(move):
    """How long a move has been under way, or was: in days of Jakarta."""
    end = timezone.localdate(move.closed_at) if move.closed_at else timezone.localdate()
    days = (end - timezone.localdate(move.proposed_at)).days
    if days == 0:
        return _("hari ini") if move.closed_at is None else _("sehari")
    return _("%(n)d hari") % {"n": days}


def steps_of(move):
    """The four steps from proposal to arrival, for the stepper."""
    labels_ = [_("Diusulkan"), _("Ditawarkan"), _("Dalam konsep tujuan"), _("Sudah pindah")]
    at = {State.PROPOSED: 1, State.OFFERED: 2, State.TAKEN: 3, State.ACCEPTED: 4}.get(move.state)
    mark, note = "now", {State.PROPOSED: _("menunggu persetujuan"), State.OFFERED: _("menunggu daerah tujuan"),
                         State.TAKEN: _("menunggu diterapkan")}.get(move.state, "")
    if at is None:
        at = 3 if move.taken_at else 2 if move.offered_at else 1
        mark, note = "stop", move.get_state_display()
    return [Step(label, "done" if index < at else mark if index == at else "", note if index == at else "")
            for index, label in enumerate(labels_)]


def elements_of(move, village, dates=False):
    """[(label, text, masked)] of what was offered; NIK, NKK and disability masked. `village` is the place's name."""
    words, found = labels(), []
    for name in SHOWN:
        value = move.elements[name]
        masked = name in ("nik", "nkk", "disability") or (name == "birth_date" and not dates)
        text = {"nik": samar(value), "nkk": samar(value), "disability": _("tersamar") if value not in ("", "0") else
                NOTHING, "birth_date": _birth(move.elements, dates), "village": village}.get(name)
        if text is None:
            table = {"sex": SEX, "marital": MARITAL, "ektp": EKTP}.get(name, {})
            text = _(table[value]) if value in table else tanpa_nomor(value) or NOTHING
        found.append((words[name], text, masked))
    return found


def stages_of(move, names):
    """The Stages of a move, newest first."""
    here, there = names.get(move.origin, move.origin), names.get(move.destination, move.destination)
    found = [Stage(move.proposed_at, move.proposed_by, here, _("Diusulkan"), move.reason)]
    if move.offered_at:
        found.append(Stage(move.offered_at, move.offered_by, here, _("Disetujui dan ditawarkan")))
    if move.taken_at:
        found.append(Stage(move.taken_at, move.taken_by, there, _("Diambil ke konsep daerah tujuan")))
    if move.closed_at:
        office = {State.DECLINED: there, State.WITHDRAWN: here}.get(move.state, "")
        found.append(Stage(move.closed_at, move.closed_by if office else "", office, move.get_state_display(),
                           move.answer))
    return found[::-1]


def initial_of(move):
    """{column: text} of what the form of the destination starts with: who he is; where he lives is typed anew."""
    told = move.elements
    born = date.fromisoformat(told["birth_date"]).strftime("%d-%m-%Y") if told["birth_date"] else told["birth_text"]
    return {"NIK": told["nik"], "NAMA": told["name"], "TMPLHR": told["birth_place"], "TGLLHR": born,
            "L/P": told["sex"], "STS": told["marital"], "DIS": told["disability"], "EKTP": told["ektp"]}


def _who(move):
    """The person who took the last step; the portal itself applies and lets lapse."""
    closed = "" if move.closed_by == "system" else move.closed_by
    return closed or move.taken_by or move.offered_by or move.proposed_by


def _birth(told, dates):
    if not told["birth_date"]:
        return tanpa_nomor(told["birth_text"]) or NOTHING if dates else NOTHING
    day = date.fromisoformat(told["birth_date"])
    return tanggal(day) if dates else year_only(day)
