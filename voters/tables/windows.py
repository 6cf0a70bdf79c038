"""Where offices stand in a period, in words: the strip above every page, lists, and the table of a province."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih.home.templatetags.tanggal import lama, waktu, waktu_pendek
from voters.queries.windows import LAST_DAY, Kind

TONES = {"open": "ok", "closing": "warn", "reopened": "warn", "locked": "bad", "closed": "mute", "not_yet": "mute"}


@dataclass(frozen=True)
class Word:
    """A standing for people: a word or two with its tone, and since or until when."""

    tone: str
    text: Any
    detail: Any = ""


@dataclass(frozen=True)
class Told:
    """One exception in the history of an office: what it was, its tone and what became of it."""

    one: Any
    tone: str
    text: Any
    is_over: bool


def word_of(standing):
    """A Standing as a Word."""
    until, since = waktu_pendek(standing.until), waktu_pendek(standing.since)
    said = {
        "open": (_("Dibuka"), _("s.d. %(when)s") % {"when": until} if standing.until else _("tanpa batas waktu")),
        "closing": (_("Hari terakhir"), _("s.d. %(when)s") % {"when": until}),
        "reopened": (_("Dibuka kembali"), _("s.d. %(when)s") % {"when": until}),
        "locked": (_("Dikunci"), _("sejak %(when)s") % {"when": since}),
        "closed": (_("Ditutup"), _("sejak %(when)s") % {"when": since}),
        "not_yet": (_("Belum dibuka"), _("mulai %(when)s") % {"when": until}),
    }[standing.state]
    return Word(TONES[standing.state], *said)


def sentence_of(period, standing):
    """What the strip above every page says of a period."""
    if standing.state == "locked":
        return _("%(period)s dikunci sejak %(when)s") % {"period": period.label, "when": waktu(standing.since)}
    if standing.state == "reopened":
        return _("%(period)s dibuka kembali s.d. %(when)s") % {"period": period.label, "when": waktu(standing.until)}
    if standing.state == "not_yet":
        return _("Portal dibuka mulai %(when)s") % {"when": waktu(standing.until)}
    if standing.state == "closed":
        return _("Portal ditutup sejak %(when)s") % {"when": waktu(standing.since)}
    if standing.until is None:
        return _("Portal dibuka · %(period)s") % {"period": period.label}
    return _("Portal dibuka s.d. %(when)s") % {"when": waktu(standing.until)}


def left_of(standing, now=None):
    """(seconds, words) until a standing that takes updates ends, within its last day; None otherwise."""
    if not standing.takes or standing.until is None:
        return None
    left = standing.until - (now or timezone.now())
    if left > LAST_DAY:
        return None
    seconds = max(0, int(left.total_seconds()))
    return seconds, _("%(left)s lagi") % {"left": lama(seconds)}


def told(exceptions, now=None):
    """The history of an office as Tolds."""
    now = now or timezone.now()
    return [_told(one, now) for one in exceptions]


def _told(one, now):
    over = bool(one.ended_at and one.ended_at <= now or one.until and one.until <= now)
    if one.decided_at is None:
        return Told(one, "warn", _("Menunggu jawaban provinsi"), False)
    if not one.granted:
        return Told(one, "mute", _("Permintaan ditolak"), True)
    if one.kind == Kind.LOCKED:
        return Told(one, "mute" if over else "bad", _("Pernah dikunci") if over else _("Dikunci"), over)
    return Told(one, "mute" if over else "warn", _("Pernah dibuka kembali") if over else _("Dibuka kembali"), over)
