"""What apps hang on the front door: navigation, figures, panels, readiness checks, indicators.

An app registers its own in `panels.py`, which home imports from every installed app; home itself knows none
of them. A new statistic is one decorated function, and stands on the home page from then on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

GROUPS = {"": "", "update": _("Pemutakhiran"), "support": _("Pendukung"), "manage": _("Pengelolaan")}


@dataclass(frozen=True)
class NavItem:
    """One line of the navigation. `count(user)` gives the small number beside it, or None for none."""

    label: Any
    url_name: str
    icon: str
    permission: str
    group: str = ""
    order: int = 50
    count: Callable | None = None


@dataclass(frozen=True)
class Door:
    """A button at the head of the home page; the last one in order is the primary."""

    label: Any
    url_name: str
    icon: str
    permission: str
    order: int = 50


@dataclass(frozen=True)
class Portal:
    """Whether updates are taken now: `state` is open, closing, closed, locked, exception or none; `text` says it.

    On the last day `left` is (seconds, words) until it ends. `url` leads to more about it, `also` is what holds
    besides, `notice` the words of the province that stand above every page.
    """

    state: str
    text: Any
    period: Any = None
    left: Any = None
    url: str = ""
    also: Any = ""
    notice: str = ""


@dataclass(frozen=True)
class Stat:
    """One figure of the home page, written already; `detail` is the line beneath it."""

    label: Any
    value: str
    detail: Any = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Figure:
    """An indicator's value for one area: a share when `denominator` is given; `as_of` is its date."""

    numerator: int
    denominator: int | None = None
    as_of: Any = None


@dataclass(frozen=True)
class Ready:
    """One area's answer to a readiness check: `state` is ok, warn or bad, `detail` a sentence, `link` a URL."""

    state: str
    detail: Any
    link: str = ""


@dataclass(frozen=True)
class Entry:
    """A registered function with its place on the page and the permission that shows it."""

    make: Callable
    permission: str = ""
    order: int = 50
    label: Any = ""
    unit: str = ""
    template: str = ""


@dataclass
class Registry:
    """Everything registered so far, each list ordered when it is read."""

    nav: list = field(default_factory=list)
    doors: list = field(default_factory=list)
    stats: list = field(default_factory=list)
    panels: list = field(default_factory=list)
    readiness: list = field(default_factory=list)
    indicators: list = field(default_factory=list)
    portal: Callable | None = None


REGISTRY = Registry()


def nav(item):
    """Add a NavItem to the navigation of everybody who has its permission."""
    REGISTRY.nav.append(item)


def door(item):
    """Add a Door to the home page of everybody who has its permission."""
    REGISTRY.doors.append(item)


def portal(function):
    """Make the function the teller of the portal's state: (user or None) -> Portal. There is one."""
    REGISTRY.portal = function
    return function


def stat(*, permission, order=50):
    """Register a figure of the home page: (user) -> Stat, or None when it does not concern the person."""
    return _register(REGISTRY.stats, permission=permission, order=order)


def panel(*, permission, template, order=50):
    """Register a part of the home page: (user) -> context of its template, or None to leave it out."""
    return _register(REGISTRY.panels, permission=permission, template=template, order=order)


def readiness(*, label, order=50):
    """Register a line of the readiness list: (areas, period) -> {area code: Ready}; missing areas are `bad`."""
    return _register(REGISTRY.readiness, label=label, order=order)


def indicator(*, unit, label, order=50):
    """Register an indicator: (areas, on date) -> {area code: Figure}; missing areas stay missing, never zero."""
    return _register(REGISTRY.indicators, unit=unit, label=label, order=order)


def _register(entries, **values):
    def keep(function):
        entries.append(Entry(make=function, **values))
        return function
    return keep


def shown(entries, user):
    """The entries a person may see, in order."""
    mine = (one for one in entries if not one.permission or user.may(one.permission))
    return sorted(mine, key=lambda one: one.order)
