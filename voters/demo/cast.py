"""The accounts of the demonstration: which there are, and the passwords that this installation gave to some of them."""

import json
from random import Random
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from sidalih.accounts import actions as accounts
from sidalih.accounts.actions import second_factor
from sidalih.accounts.models import User
from sidalih.areas import queries as areas
from sidalih.embedded.places import write_private
from sidalih.refusal import Refused
from voters.demo.people import full_name

DEMO = "seed_demo"          # who did it, in the record of acts
PROVINCE = "35"
SIGNER = "setuju-35"        # decides for the province
_FIRST_OFFICES = ("3578", "3515")


class Login(NamedTuple):
    """An account whose password is told to whoever looks at the demonstration."""

    username: str
    role: str
    area: str


def operator_of(regency):
    """The username of an office's operator."""
    return f"op-{regency}-1"


def approver_of(regency):
    """The username of whoever approves in an office."""
    return f"setuju-{regency}"


def stage_offices(regencies):
    """The one or two regencies in which visitors are given a part: Kota Surabaya and Sidoarjo where they take part."""
    return [code for code in _FIRST_OFFICES if code in regencies] or list(regencies[:2])


def cast(regencies):
    """The Logins that are told, in the order in which they are listed."""
    offices = stage_offices(regencies)
    first = offices[0]
    told = []
    for office in offices:
        told += [Login(operator_of(office), "operator", office), Login(approver_of(office), "approver", office)]
    return [
        *told, Login(f"pantau-{first}", "viewer", first), Login("provinsi-35", "province", PROVINCE),
        Login(SIGNER, "province_approver", PROVINCE), Login(f"admin-{first}", "admin", first),
        Login("admin-35", "admin", PROVINCE),
    ]  # fmt: skip


def enter(regencies):
    """Make the accounts that are missing: [{"username", "password", "role", "area", "area_name"}] of those told.

    Passwords are written down before any account has them, so a run that is cut off leaves no account nobody
    can use. An account that is there keeps its password; where it is not written down the answer is None.
    Raises Refused when a name is taken by an account of another role or area.
    """
    told = cast(regencies)
    existing = {user.username: user for user in User.objects.filter(username__in=[one.username for one in told])}
    passwords = _written_down()
    answer = []
    for one in told:
        if one.username not in existing:
            passwords.setdefault(one.username, accounts.random_password())
        answer.append({**one._asdict(), "password": passwords.get(one.username), "area_name": areas.name_of(one.area)})
    _write_down([one for one in answer if one["password"] is not None])
    for one in told:
        _ensure(one, passwords.get(one.username), existing.get(one.username))
    return answer


def ensure_staff(regency):
    """The operator and the approver of an office, as Users; made without a password where they are missing."""
    staff = [Login(operator_of(regency), "operator", regency), Login(approver_of(regency), "approver", regency)]
    return [_ensure(one, None, User.objects.filter(username=one.username).first()) for one in staff]


def signer():
    """Who signs for the province, as a User; `enter` has made him."""
    return User.objects.get(username=SIGNER)


def _ensure(login, password, user):
    if user is not None:
        if (user.role, user.area) != (login.role, login.area):
            raise Refused("user_exists", _("Nama pengguna %(name)s sudah dipakai.") % {"name": login.username})
        return _with_app(user)
    rng = Random(login.username)
    name = full_name(rng, login.area, rng.choice("LP"), rng.randint(1970, 1992)).title()
    return _with_app(accounts.add_user(username=login.username, role=login.role, area=login.area, password=password,
                                       full_name=name, demo=True, by=DEMO))


def _with_app(user):
    """An invented person has no telephone; the page itself shows the codes of his app while SIDALIH_DEMO is set."""
    if user.demo:
        second_factor.give_demo(user=user)
    return user


def logins_file():
    """Where the passwords of this installation's demonstration are written down (0600)."""
    return settings.VAR_DIR / "demo-logins.json"


def _written_down():
    try:
        return {one["username"]: one["password"] for one in json.loads(logins_file().read_text())}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write_down(logins):
    """Replace the file, unless it says the same already."""
    order = ("username", "password", "role", "area", "area_name")
    text = json.dumps([{key: one[key] for key in order} for one in logins], ensure_ascii=False, indent=1)
    file = logins_file()
    if file.exists() and file.read_text() == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(file, text)
