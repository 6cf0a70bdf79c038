"""Whether an office may send updates now: the period's window, and the exceptions from it.

One rule for pages, actions and the command line: the newest exception in force decides (an office locked for its
plenary, or opened again by the province); without one the period's own window does. At the very second of
`closes_at` the portal is closed. All times are Asia/Jakarta.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih.areas import queries as areas
from sidalih.home.templatetags.tanggal import waktu
from sidalih.refusal import Refused
from voters.models import WindowException
from voters.queries.periods import current

WINDOW_LOCK = 350_007
LAST_DAY = timedelta(days=1)
TAKING = frozenset({"open", "closing", "reopened"})
Kind = WindowException.Kind


@dataclass(frozen=True)
class Standing:
    """Where an office stands in a period at one moment.

    `state` is open, closing (within the last day), closed, not_yet, locked or reopened; `since` and `until` are when
    it began and ends, where that is known; `exception` is the one in force, `reason` its words.
    """

    state: str
    since: datetime | None = None
    until: datetime | None = None
    reason: str = ""
    exception: Any = None

    @property
    def takes(self):
        """Whether files are received and rows are typed now."""
        return self.state in TAKING


@dataclass(frozen=True)
class OfficeLine:
    """One office of a province in a period: its Standing, and the wish that waits for an answer (or None)."""

    code: str
    name: str
    standing: Standing
    wish: Any


def standing(regency, period, now=None):
    """The Standing of an office in a period now, or at any other moment."""
    now = now or timezone.now()
    granted = WindowException.objects.filter(regency=regency, period=period, granted=True)
    return standing_of(period, list(in_force(granted, now)), now)


def in_force(exceptions, now):
    """Granted exceptions that hold at a moment, the newest decision first."""
    return exceptions.filter(Q(until=None) | Q(until__gt=now), Q(ended_at=None) | Q(ended_at__gt=now),
                             granted=True, decided_at__lte=now).order_by("-decided_at", "-id")


def standing_of(period, exceptions, now):
    """The Standing that a period's window and an office's exceptions in force (newest first) come to."""
    newest = exceptions[0] if exceptions else None
    plain = _by_the_window(period, now)
    if newest is None:
        return plain
    if newest.kind == Kind.LOCKED:
        return Standing("locked", newest.decided_at, newest.until, newest.reason, newest)
    locked = any(one.kind == Kind.LOCKED for one in exceptions)
    if plain.takes and not locked and (plain.until is None or plain.until >= newest.until):
        return plain  # opened again by itself, for longer
    return Standing("reopened", newest.decided_at, newest.until, newest.reason, newest)


def must_be_open(*, regency, period, received_at=None, now=None):
    """Raise Refused unless this office may work in this period now; call it in the transaction that then writes.

    Without `received_at` something new is asked for: a file, a typed row, a move. With it, work on what was received
    then: a receipt in time counts even if processing ends later, unless the office is locked. Whoever locks the office
    waits for transactions that have passed here, so that after him nothing changes any more.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, hashtext(%s))",
                       [WINDOW_LOCK, f"{regency}/{period.pk}"])
    found = standing(regency, period, now)
    if found.takes:
        return
    if found.state != "locked" and received_at is not None and standing(regency, period, received_at).takes:
        return
    raise Refused(*why_not(found, period))


def why_not(found, period):
    """(code, sentence) for an office that may not: since when, and what it can do."""
    if found.state == "locked":
        return "regency_locked", _("Kantor Anda dikunci untuk %(period)s sejak %(when)s: %(reason)s. Perubahan data "
                                   "menunggu kunci dibuka oleh provinsi.") % {
            "period": period.label, "when": waktu(found.since), "reason": found.reason.rstrip(". ")}
    if found.state == "not_yet":
        return "period_not_open", _("Portal untuk %(period)s baru dibuka %(when)s. Jika perlu lebih awal, "
                                    "ajukan permintaan ke provinsi.") % {
            "period": period.label, "when": waktu(found.until)}
    return "period_closed", _("Portal untuk %(period)s ditutup sejak %(when)s. Jika masih ada data, ajukan permintaan "
                              "buka kembali ke provinsi.") % {"period": period.label, "when": waktu(found.since)}


def open_periods(regency, periods, now=None):
    """[(period, Standing)] of an office in all these periods; two queries, however many there are."""
    now = now or timezone.now()
    held = {}
    for one in in_force(WindowException.objects.filter(regency=regency), now):
        held.setdefault(one.period_id, []).append(one)
    return [(period, standing_of(period, held.get(period.pk, []), now)) for period in periods]


def present(regency, period, now=None):
    """(period, Standing, others) of the period that an office works in now; None where there is no period.

    That is `period` (the portal's present one); where the office may not work in it, another in which it may by an
    exception. `others` are (period, Standing) of further exceptions that hold. One query; for a province none holds.
    """
    now = now or timezone.now()
    held = {}
    for one in in_force(WindowException.objects.filter(regency=regency), now).select_related("period"):
        held.setdefault(one.period, []).append(one)
    if period is None:
        return None
    found = {period: standing_of(period, held.get(period, []), now)}
    found |= {other: standing_of(other, theirs, now) for other, theirs in held.items() if other != period}
    best = period if found[period].takes else next((one for one, theirs in found.items() if theirs.takes), period)
    return best, found[best], [(one, theirs) for one, theirs in found.items() if one not in (best, period)]


def working(regency):
    """The period that an office works in now: the present one, or another that it was opened again for; else None."""
    found = present(regency, current())
    return found and found[0]


def offices(area, period, now=None):
    """The OfficeLines of a province in a period, by code: a fixed number of queries."""
    now = now or timezone.now()
    held = {}
    found = WindowException.objects.filter(regency__startswith=area, period=period)
    for one in in_force(found, now):
        held.setdefault(one.regency, []).append(one)
    waiting = {one.regency: one for one in found.filter(decided_at=None).select_related("asked_by")}
    return [OfficeLine(named.code, named.name, standing_of(period, held.get(named.code, []), now),
                       waiting.get(named.code)) for named in areas.regencies_of(area)]


def wishes(area):
    """Wishes of an area that wait for the province, the oldest first."""
    return WindowException.objects.filter(regency__startswith=area, decided_at=None).select_related(
        "period", "asked_by").order_by("asked_at")


def history(regency, period):
    """Everything that was asked, granted, locked and ended for an office in a period, newest first."""
    return WindowException.objects.filter(regency=regency, period=period).select_related(
        "asked_by", "decided_by", "ended_by").order_by(F("decided_at").desc(nulls_first=True), "-id")


def _by_the_window(period, now):
    if period.opens_at and now < period.opens_at:
        return Standing("not_yet", until=period.opens_at)
    if period.closes_at and now >= period.closes_at:
        return Standing("closed", since=period.closes_at)
    last_day = period.closes_at is not None and period.closes_at - now < LAST_DAY
    return Standing("closing" if last_day else "open", since=period.opens_at, until=period.closes_at)
