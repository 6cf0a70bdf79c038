"""Reading the record of acts: of one thing, of an area with filters, of one voter, and how its chains stand.

The area comes first everywhere; row security in the database draws the same line (sidalih/audit/sql/access.sql).
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from sidalih.accounts.scope import bounds
from sidalih.audit.acts import GROUPS, ROW, ROWS, SEARCH, in_group, that_saw
from sidalih.audit.models import Check, Event

# The nightly verification has been missed twice: somebody should look why.
STALE = timedelta(hours=50)
GROUP = "kelompok:"  # before a group's code, where an act is asked for
MOST_LOOKS = 200


@dataclass(frozen=True)
class Wanted:
    """What somebody filters: a span of time (`until` itself not included), and exact values; "" is any."""

    since: datetime | None = None
    until: datetime | None = None
    by: str = ""
    act: str = ""      # an act, or "kelompok:reading" for a group
    office: str = ""   # a regency, a province, or "portal"
    subject: str = ""

    def said(self):
        """What is filtered as JSON values, without what is not."""
        return {name: value.isoformat() if isinstance(value, datetime) else value
                for name, value in asdict(self).items() if value}


def history_of(subject):
    """The acts on one thing ("batch:12"), oldest first; the caller has checked the thing's area."""
    return Event.objects.filter(subject=subject).order_by("id")


def events(scope, wanted, before=None):
    """The events of an area that are wanted, newest first; with `before` those older than that id."""
    found = within(scope)
    if wanted.since:
        found = found.filter(at__gte=wanted.since)
    if wanted.until:
        found = found.filter(at__lt=wanted.until)
    if wanted.by:
        found = found.filter(by=wanted.by)
    if wanted.act.startswith(GROUP):
        found = found.filter(act__in=in_group(wanted.act.removeprefix(GROUP)))
    elif wanted.act:
        found = found.filter(act=wanted.act)
    if wanted.office:
        found = found.filter(regency="" if wanted.office == "portal" else wanted.office)
    if wanted.subject:
        found = found.filter(subject=wanted.subject)
    if before:
        found = found.filter(pk__lt=before)
    return found.order_by("-id")


def within(scope):
    """All events of an area: an office's own; of a province its offices', its own, and the portal's."""
    return Event.objects.filter(_in_area(scope, "regency"))


def one(scope, pk):
    """An event of the area, or None: elsewhere is like nowhere."""
    return within(scope).filter(pk=pk).first()


def neighbours(event):
    """(the event before in its chain, the one after), each None where there is none."""
    chain = Event.objects.filter(regency=event.regency)
    return chain.filter(seq=event.seq - 1).first(), chain.filter(seq=event.seq + 1).first()


def who_saw(regency, dpid):
    """Who looked at one voter, newest first, at most 200 events: his page, his full numbers, a row of a file that
    names him, a page of rows that does, a search that found him. Copies of whole lists hold him too; those are
    exports of their snapshot.
    """
    of_rows = Q(act__in=that_saw(ROW), regency=regency, detail__dpid=dpid)
    of_lists = Q(act__in=that_saw(SEARCH, ROWS), regency=regency, detail__dpids__contains=[dpid])
    seen = Event.objects.filter(subject=f"voter:{regency}:{dpid}").order_by("-id")[:MOST_LOOKS]
    named = Event.objects.filter(of_rows | of_lists).order_by("-id")[:MOST_LOOKS]
    return sorted({event.pk: event for event in [*seen, *named]}.values(), key=lambda event: -event.pk)[:MOST_LOOKS]


@dataclass(frozen=True)
class Standing:
    """How the chains of an area stand. `state` is ok, broken, stale or never; `checks` are in code order."""

    state: str
    checks: list
    checked_at: datetime | None = None

    @property
    def broken(self):
        """The chains that did not verify."""
        return [check for check in self.checks if not check.ok]


def standing(scope):
    """What the last verifications found in an area; broken counts more than stale."""
    checks = list(Check.objects.filter(_in_area(scope, "chain")).order_by("chain"))
    if not checks:
        return Standing("never", [])
    oldest = min(check.checked_at for check in checks)
    if not all(check.ok for check in checks):
        return Standing("broken", checks, oldest)
    return Standing("stale" if timezone.now() - oldest > STALE else "ok", checks, oldest)


def known_group(code):
    """Whether "kelompok:..." names a group."""
    return code.startswith(GROUP) and code.removeprefix(GROUP) in GROUPS


def _in_area(scope, column):
    """The condition that a row's chain is the area's to read; the database says the same of events."""
    lo, hi = bounds(scope.area)
    inside = Q(**{f"{column}__gte": lo, f"{column}__lte": hi})
    return inside if lo == hi else inside | Q(**{f"{column}__in": ["", scope.area[:2]]})
