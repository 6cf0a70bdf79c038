"""The list of accounts as its page shows it: chips with counts, filters, pages."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sidalih.accounts.queries.credentials import STATES, WAITING, credentials_of, without_operator
from sidalih.accounts.roles import ROLES

PAGE = 100
ALL, MISSING = "semua", "belum-punya"
# Addresses are Indonesian like the pages.
STATE_OF = {"belum": "none", "diberi": "issued", "kedaluwarsa": "expired", "aktif": "active", "cuti": "leave",
            "berakhir": "ended", "dicabut": "revoked"}


@dataclass(frozen=True)
class People:
    """The accounts of an area, narrowed: `lines` of this page, `shown` all that fit, `chips` to narrow further."""

    which: str
    role: str
    office: str
    lines: list
    shown: list
    chips: list
    everybody: list
    page: int
    pages: int
    odd: bool    # something was asked that is no filter: nobody may act on "everybody" by a slip of the pen

    @property
    def waiting(self):
        """Numbers of the shown people who have not activated: their letters can be issued anew together."""
        return [one.user.pk for one in self.shown
                if one.user and one.state in WAITING and not one.user.has_usable_password()]

    @property
    def query(self):
        """The address's question, for links that keep it."""
        return "&".join(f"{name}={value}" for name, value in (
            ("lihat", self.which), ("peran", self.role), ("kantor", self.office)) if value)


@dataclass(frozen=True)
class Chip:
    """One filter with the number behind it."""

    key: str
    label: Any
    count: int
    current: bool


def people(area, asked):
    """The People of an area for the values of an address; whatever is odd there means everything."""
    which = asked.get("lihat", ALL)
    which = which if which in STATE_OF or which == MISSING else ALL
    role = asked.get("peran", "") if asked.get("peran", "") in ROLES else ""
    office = asked.get("kantor", "")
    office = office if office.isdigit() and office.startswith(area) and len(office) == 4 else ""
    everybody = credentials_of(area)
    missing = without_operator(area, everybody)
    narrowed = [one for one in everybody if (not role or one.user.role == role) and (not office or one.area == office)]
    if which == MISSING:
        shown = [one for one in missing if not office or one.area == office]
    else:
        shown = [one for one in narrowed if which == ALL or one.state == STATE_OF[which]]
    chips = [Chip(ALL, _("Semua"), len(narrowed), which == ALL),
             Chip(MISSING, _("Kantor tanpa operator aktif"), len({one.area for one in missing}), which == MISSING)]
    for key, state in STATE_OF.items():
        count = sum(one.state == state for one in narrowed)
        if count or which == key:
            chips.append(Chip(key, STATES[state][0], count, which == key))
    pages = max(1, -(-len(shown) // PAGE))
    page = min(pages, int(asked["hal"]) if asked.get("hal", "").isdecimal() and asked["hal"].isascii() else 1) or 1
    odd = (asked.get("lihat", ALL), asked.get("peran", ""), asked.get("kantor", "")) != (which, role, office)
    return People(which, role, office, shown[(page - 1) * PAGE:page * PAGE], shown, chips, everybody, page, pages, odd)
