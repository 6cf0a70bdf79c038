"""Who has credentials and who has not: the state of every account of an area, and the offices still without."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidalih.accounts.models import Authenticator, Slip, User
from sidalih.accounts.roles import ROLES
from sidalih.areas import queries as areas

# In the order in which pages list them: (name, tone of its tag).
STATES = {
    "none": (_("Belum diberi"), "warn"),
    "issued": (_("Diberi"), "info"),
    "expired": (_("Surat kedaluwarsa"), "warn"),
    "active": (_("Aktif"), "ok"),
    "leave": (_("Cuti"), "mute"),
    "ended": (_("Berakhir"), "mute"),
    "revoked": (_("Dicabut"), "bad"),
}
WAITING = frozenset({"none", "issued", "expired"})  # not activated: a letter that was lost may be printed anew
_ROLE_ORDER = {code: place for place, code in enumerate(ROLES)}


@dataclass(frozen=True)
class Credential:
    """One line of the list: a person with the state of his account, or an office's vacancy (`user` None)."""

    area: str
    office: str
    user: Any
    state: str
    slip_expires: datetime | None = None

    @property
    def state_name(self):
        """The state in the reader's language."""
        return STATES[self.state][0]

    @property
    def tone(self):
        """The colour of the state's tag."""
        return STATES[self.state][1]

    @property
    def ready(self):
        """Whether this is an operator who can work today."""
        return self.user is not None and self.user.role == "operator" and self.state == "active"


def credentials_of(area, **where):
    """Every Credential of an area's people, by office, role and name; `where` narrows. Two queries, however many."""
    slips = Slip.objects.filter(user=OuterRef("pk"), used_at=None, withdrawn_at=None)
    codes = Authenticator.objects.filter(user=OuterRef("pk"), confirmed_at__isnull=False)
    users = User.objects.filter(area__startswith=area, **where).annotate(
        slip_expires=Subquery(slips.values("expires_at")[:1]), has_codes=Exists(codes))
    now, names = timezone.now(), areas.names_of(set(users.values_list("area", flat=True)))
    lines = [_line(user, names.get(user.area, user.area), now) for user in users]
    return sorted(lines, key=lambda one: (one.area, _ROLE_ORDER[one.user.role], one.user.username))


def credential(scope, pk):
    """One person's Credential, or None for nobody and for somebody outside the scope."""
    found = credentials_of(scope.area, pk=pk)
    return found[0] if found else None


def without_operator(area, lines=None):
    """What an area's offices without an operator who can work have instead: Credentials, vacancies among them.

    `lines` are the area's credentials where the caller has them. Revoked and ended accounts are no operators.
    """
    lines = credentials_of(area) if lines is None else lines
    ready = {one.area for one in lines if one.ready}
    there = {}
    for one in lines:
        if one.user.role == "operator" and one.state not in ("revoked", "ended"):
            there.setdefault(one.area, []).append(one)
    missing = []
    for office in areas.regencies_of(area):
        if office.code not in ready:
            missing += there.get(office.code) or [Credential(office.code, office.name, None, "none")]
    return missing


def offices_without_operator(area):
    """(how many offices of an area have no operator who can work, how many offices there are)."""
    missing = {one.area for one in without_operator(area)}
    return len(missing), len(areas.regencies_of(area))


def operators(offices):
    """{office: [Credential of its operators]} for the offices given, without revoked and ended ones; two queries."""
    found = {office: [] for office in offices}
    if not offices:
        return found
    common = min(offices)[:2] if len({office[:2] for office in offices}) == 1 else ""
    for one in credentials_of(common):
        if one.area in found and one.user.role == "operator" and one.state not in ("revoked", "ended"):
            found[one.area].append(one)
    return found


def account_of(full_name, role, area):
    """The account that a person of this name has in an office in a role, unless it was revoked; None for nobody."""
    name = " ".join(full_name.split())
    return User.objects.filter(full_name__iexact=name, role=role, area=area, revoked_at=None).first()


def accounts_named(area):
    """{(area, role, name in small letters): User} of an area's accounts that are not revoked, in one query."""
    users = User.objects.filter(area__startswith=area, revoked_at=None)
    return {(user.area, user.role, user.full_name.casefold()): user for user in users}


def highest_number(prefix):
    """The highest number given out behind a prefix ("op-3578-"), 0 for none; numbers of revoked accounts count too."""
    names = User.objects.filter(username__startswith=prefix).values_list("username", flat=True)
    return max((int(tail) for name in names if (tail := name[len(prefix):]).isdecimal()), default=0)


def open_slip(number, secret_hash, scope):
    """The slip of this number with this hash, if it is open and its person is in the scope; else None."""
    found = Slip.objects.filter(pk=number, secret_hash=secret_hash, used_at=None, withdrawn_at=None,
                                expires_at__gt=timezone.now()).select_related("user").first()
    return found if found and scope.covers(found.user.area) else None


def _line(user, office, now):
    return Credential(user.area, office, user, _state(user, now), user.slip_expires)


def _state(user, now):
    today = timezone.localdate(now)
    if user.revoked_at or not user.is_active:
        return "revoked"
    if user.ends_on and user.ends_on < today:
        return "ended"
    if not user.may_enter_on(today):
        return "leave"
    if user.activated_at or user.has_codes:
        return "active"
    if user.slip_expires:
        return "issued" if user.slip_expires > now else "expired"
    return "issued" if user.has_usable_password() else "none"
