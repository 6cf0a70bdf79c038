"""Issuing slips, and taking credentials back: one person at a time or a whole list, each act recorded."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts import slips
from sidalih.accounts.actions.accounts import add_user
from sidalih.accounts.actions.leaving import forget, given_reason, lock_all, locked, recorded
from sidalih.accounts.authorize import authorize
from sidalih.accounts.models import Issuance, Slip, User
from sidalih.accounts.queries.credentials import account_of, highest_number
from sidalih.accounts.roles import ROLES, Permission
from sidalih.refusal import Refused

# One issuing at a time: the next free number is looked up and taken. The number is arbitrary but must stay.
NUMBER_LOCK = 350_003


class Issued(NamedTuple):
    """A slip as it is shown this once: whose it is, its secret in groups, until when."""

    user: User
    slip: str
    expires_at: datetime
    number: int  # of the Slip


class Wanted(NamedTuple):
    """Somebody who shall have an account."""

    role: str
    area: str
    full_name: str


@transaction.atomic
def issue(*, role, area, full_name, by, token=None, namesake=False):
    """Make one person's account with a username by pattern, and a slip for it: an Issued.

    `by` is a User or "system". Raises Refused for somebody who may not issue there, an unknown role or area, no
    name, a form whose `token` was used (already_issued), and for a person who has an account there already
    (has_account), unless this is a `namesake`.
    """
    _once(token, by, 1)
    return _issue(Wanted(role, area, full_name), by, namesake)


@transaction.atomic
def issue_many(*, wanted, by, token=None):
    """Accounts and slips for a list of Wanted, all or none: [Issued] by area. Raises Refused like `issue`."""
    _once(token, by, len(wanted))
    return [_issue(one, by, False) for one in sorted(wanted, key=lambda one: (len(one.area), one.area))]


@transaction.atomic
def reissue(*, user_id, reason, by, token=None):
    """Reset: a new slip; the old password, second factor, slips and sessions are worth nothing from now on.

    The administrator starts it and never learns or chooses a password. A revoked account is given back by this.
    Returns an Issued. Raises Refused without a reason, for one's own account, and for who may not.
    """
    _once(token, by, 1)
    return _reissue(user_id, reason, by)


@transaction.atomic
def reissue_unused(*, user_ids, reason, by, token=None):
    """New slips for people who have not activated yet, for letters that were lost or ran out: [Issued].

    Who has activated meanwhile keeps what he has and is left out. Raises Refused like `reissue`.
    """
    _once(token, by, len(user_ids))
    rows = lock_all(list(user_ids), by).values()
    waiting = [row for row in rows if row.pk in user_ids and row.is_active and not row.has_usable_password()]
    return [_reissue(row.pk, reason, by) for row in sorted(waiting, key=lambda row: (row.scope.regency, row.username))]


@transaction.atomic
def note_letters(*, count, by):
    """Record that letters were made of slips that are open still."""
    audit.record("slips_printed", by=by.username, regency=by.scope.regency, slips=count)


def _issue(wanted, by, namesake):
    role, area, full_name = wanted.role, wanted.area, " ".join(wanted.full_name.split())
    if role not in ROLES:
        raise Refused("unknown_role", _("Peran %(role)s tidak dikenal.") % {"role": role})
    may_issue(by, role, area)
    if not full_name:
        raise Refused("name_missing", _("Isi nama lengkap: satu orang, satu akun."))
    _lock_numbers()
    had = None if namesake else account_of(full_name, role, area)
    if had:
        raise Refused("has_account", _("%(name)s sudah punya akun %(username)s.") % {
            "name": full_name, "username": had.username}, username=had.username)
    prefix = f"{ROLES[role].prefix}-{area}-"
    user = add_user(username=f"{prefix}{highest_number(prefix) + 1}", role=role, area=area, full_name=full_name,
                    by=str(by))
    issued = _slip(user, by)
    recorded("credential_issued", user, by, role=role, slip=issued.number, expires=issued.expires_at.isoformat())
    return issued


def _reissue(user_id, reason, by):
    user = locked(user_id, by)
    reason = given_reason(reason)
    restored = user.revoked_at is not None
    forget(user, by=by)
    user.is_active, user.revoked_at, user.activated_at = True, None, None
    user.save(update_fields=["is_active", "revoked_at", "activated_at"])
    issued = _slip(user, by)
    recorded("credential_reissued", user, by, reason=reason, restored=restored, slip=issued.number,
            expires=issued.expires_at.isoformat())
    return issued


def may_issue(by, role, area):
    """Raise Refused unless `by` may give accounts of this role in this area: an office's own admin, the province's.

    A role of the province does not go with an office's area (Role.levels), so nobody issues above his own level.
    """
    if isinstance(by, User):
        authorize(by, Permission.ACCOUNT_ISSUE, area)
    if len(area) not in ROLES[role].levels:
        raise Refused("area_level", _("Peran %(role)s tidak berlaku untuk wilayah %(area)s.") % {
            "role": ROLES[role].name, "area": area})


def _slip(user, by):
    """Make the person's one open slip; the older is withdrawn. The secret leaves here and is kept nowhere."""
    now = timezone.now()
    user.slips.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    secret = slips.new_secret()
    expires = now + timedelta(hours=settings.SLIP_HOURS)
    slip = Slip.objects.create(user=user, secret_hash=slips.hash_of(secret), issued_by=str(by), expires_at=expires)
    return Issued(user, slips.grouped(secret), expires, slip.pk)


def _once(token, by, count):
    """Remember the form's token in this transaction; a second press waits for the first and is refused."""
    if token is None:
        return
    try:
        with transaction.atomic():
            Issuance.objects.create(token=token, by=str(by), slips=count)
    except IntegrityError:
        raise Refused("already_issued", _(
            "Formulir ini sudah dikirim dan suratnya sudah terbit. Surat hanya tampil sekali: bila belum sempat "
            "dicetak, terbitkan ulang surat yang belum dipakai.")) from None


def _lock_numbers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBER_LOCK])
