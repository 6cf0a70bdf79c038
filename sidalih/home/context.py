"""What every page knows: the navigation, the office one acts for, the portal's state (context processor)."""

import hashlib

from django.urls import reverse

from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.registry import GROUPS, REGISTRY, Portal, shown

NOTICE_SEEN = "pengumuman_ditutup"  # in the session: which words the person has put away


class Shell:
    """Made for each request, but asked of the database only by pages that show the shell.

    `groups` is a list of (title, items), `office` the name of the office, `portal` a Portal.
    """

    def __init__(self, request):
        """Keep the request; nothing is computed before a template asks."""
        self._request = request
        self._groups = self._office = self._portal = None

    @property
    def groups(self):
        """The navigation by task, with the current page marked."""
        if self._groups is None:
            self._groups = _groups(self._request.user, self._request.path)
        return self._groups

    @property
    def office(self):
        """The name of the person's office: KPU Kota Surabaya, KPU Provinsi Jawa Timur."""
        if self._office is None:
            self._office = office_name(self._request.user.area)
        return self._office

    @property
    def may_retry(self):
        """Whether failed work shows a button to try it again."""
        return self._request.user.may(Permission.JOB_RETRY)

    @property
    def portal(self):
        """The portal's state for this person."""
        if self._portal is None:
            tell = REGISTRY.portal
            self._portal = tell(self._request.user) if tell else Portal("none", "")
        return self._portal

    @property
    def notice(self):
        """The words of the province above every page, "" where the person has put them away in this session."""
        words = self.portal.notice
        return "" if self._request.session.get(NOTICE_SEEN) == _digest(words) else words


def put_notice_away(request):
    """Show the present words no more in this session; others that follow them are shown again."""
    request.session[NOTICE_SEEN] = _digest(Shell(request).portal.notice)


def shell(request):
    """Give templates `shell`; error pages rendered without a request do without it."""
    return {"shell": Shell(request)}


def office_name(area):
    """KPU and the area's name; a province is said to be one."""
    name = areas.name_of(area)
    return f"KPU Provinsi {name}" if len(area) == 2 else f"KPU {name}"


def _digest(words):
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _groups(user, path):
    """[(title, [item, ...])] without empty groups; the longest address that begins the path is current."""
    items = []
    for item in shown(REGISTRY.nav, user):
        items.append({"label": item.label, "url": reverse(item.url_name), "icon": item.icon, "group": item.group,
                      "count": item.count(user) if item.count else None})
    here = [item for item in items if path == item["url"] or (item["url"] != "/" and path.startswith(item["url"]))]
    current = max(here, key=lambda item: len(item["url"]), default=None)
    for item in items:
        item["current"] = item is current
    grouped = [(title, [item for item in items if item["group"] == key]) for key, title in GROUPS.items()]
    return [(title, members) for title, members in grouped if members]
