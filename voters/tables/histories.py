"""A voter's life in words: one line for each change, with when, by which batch or move, and who decided."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sidalih.areas import queries as areas
from sidalih.home.templatetags.sandi import tanpa_nomor
from voters.intake.elements import labels
from voters.models.batch import Origin
from voters.rules.codes import tms_label

COMPARED = ("nik", "nkk", "name", "birth_place", "birth_date", "marital", "sex", "address", "rt", "rw", "disability",
            "ektp", "village", "tps")


@dataclass(frozen=True)
class Moment:
    """A line of the timeline: tone (o came, w changed, e left), what happened, and by what."""

    tone: str
    what: str
    detail: str
    at: Any
    batch: Any
    people: str
    revision: int
    evidence: int


def timeline_of(passages, codeset):
    """[Moment], newest first, of what `queries.history.of_voter` found."""
    return [_moment(one, codeset) for one in passages]


def _moment(one, codeset):
    batch, move = one.batch, one.transfer
    what, detail, tone = _what(one, codeset)
    source = one.row.source if one.row else one.version.source if one.version else ""
    if source and one.before is None or source and one.version is None:
        detail = " · ".join(part for part in (detail, _("sumber %(s)s") % {"s": tanpa_nomor(source)}) if part)
    who = ""
    if batch:
        who = _("diajukan %(a)s, disetujui %(b)s") % {"a": batch.submitted_by, "b": batch.approved_by}
    elif move:
        who = _("diusulkan %(a)s, disetujui %(b)s") % {"a": move.proposed_by, "b": move.offered_by}
    revision = one.version.since if one.version else one.before.until
    return Moment(tone, what, detail, batch.applied_at if batch else move.closed_at if move else None, batch, who,
                  revision, one.evidence)


def _what(one, codeset):
    """(what happened, which fields or why, tone)."""
    move = one.transfer
    if move and one.version is None:
        return _("Pindah ke %(place)s") % {"place": areas.name_of(move.destination)}, move.reason, "e"
    if move:
        return _("Pindah masuk dari %(place)s") % {"place": areas.name_of(move.origin)}, move.reason, "o"
    undone = one.batch is not None and one.batch.origin == Origin.REVERSAL
    if one.version is None:
        if undone:
            return _("Dikeluarkan: penerapan berkas dibatalkan"), "", "e"
        code = one.row.code if one.row else None
        set_ = one.batch.period.codeset if one.batch else codeset
        return _("Dicoret (TMS)"), f"{code} {_(tms_label(set_, code))}" if code else "", "e"
    if one.before is None:
        if undone:
            return _("Dipulihkan: penerapan berkas dibatalkan"), "", "o"
        if one.row is None:
            return _("Dimuat dari ekspor Sidalih"), "", "o"
        return _("Masuk sebagai pemilih baru"), "", "o"
    changed = [str(labels()[name]) for name in COMPARED if getattr(one.version, name) != getattr(one.before, name)]
    fields = ", ".join(changed) or _("tidak ada elemen yang berubah")
    return (_("Dikembalikan seperti semula") if undone else _("Diubah")), fields, "w"


