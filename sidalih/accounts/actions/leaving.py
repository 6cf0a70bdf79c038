"""Taking credentials back: revoking, leave, the end of an appointment; sessions end with the right to them."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.actions import entering
from sidalih.accounts.authorize import authorize
from sidalih.accounts.models import Authenticator, RecoveryCode, User
from sidalih.accounts.roles import Permission
from sidalih.refusal import Refused

LONGEST_REASON = 500


@transaction.atomic
def revoke(*, user_id, reason, by):
    """Close an account now: password, second factor, slips and sessions are worth nothing any more.

    Returns the User. Raises Refused without a reason, for one's own account, for the province's last active
    admin, for an account that is closed already, and for who may not.
    """
    user = locked(user_id, by)
    reason = given_reason(reason)
    if user.revoked_at:
        raise Refused("already_revoked", _("Akun %(name)s sudah dicabut.") % {"name": user.username})
    _not_the_last_admin(user, timezone.localdate())
    forget(user, by=by)
    user.is_active, user.revoked_at = False, timezone.now()
    user.save(update_fields=["is_active", "revoked_at"])
    recorded("credential_revoked", user, by, reason=reason)
    return user


@transaction.atomic
def set_leave(*, user_id, first, last, reason, by):
    """Let an account rest from one day to another, both included; without days the leave is taken back.

    Returns the User. Raises Refused for days in the wrong order or past, and like `revoke`.
    """
    user = locked(user_id, by)
    reason = given_reason(reason)
    if (first is None) != (last is None):
        raise Refused("leave_days", _("Isi hari pertama dan hari terakhir cuti."))
    if first and (last < first or last < timezone.localdate()):
        raise Refused("leave_days", _("Hari terakhir cuti tidak boleh sebelum hari pertama atau sebelum hari ini."))
    if first:
        _not_the_last_admin(user, first, last)
    before = [_iso(user.leave_from), _iso(user.leave_until)]
    user.leave_from, user.leave_until = first, last
    user.save(update_fields=["leave_from", "leave_until"])
    _end_sessions(user, by)
    recorded("leave_set" if first else "leave_ended", user, by, reason=reason, changes={
        "leave_from": [before[0], _iso(first)], "leave_until": [before[1], _iso(last)]})
    return user


@transaction.atomic
def set_end_date(*, user_id, last, reason, by):
    """Let an account end after a day, or with None have no end. Returns the User.

    Raises Refused for a day that is over, and like `revoke`.
    """
    user = locked(user_id, by)
    reason = given_reason(reason)
    if last and last < timezone.localdate():
        raise Refused("end_day", _("Hari terakhir tugas tidak boleh sebelum hari ini; untuk menutup akun sekarang, "
                                   "cabut."))
    if last:
        _not_the_last_admin(user, last + timedelta(days=1))
    before, user.ends_on = user.ends_on, last
    user.save(update_fields=["ends_on"])
    _end_sessions(user, by)
    recorded("end_date_set", user, by, reason=reason, changes={"ends_on": [_iso(before), _iso(last)]})
    return user


def locked(user_id, by):
    """The account, locked, if `by` looks after it. What is elsewhere is as if it were not; one's own is refused."""
    rows = lock_all([user_id], by)
    if user_id not in rows:
        raise Refused("not_found", _("Data ini tidak ada di wilayah kerja Anda."))
    if isinstance(by, User) and by.pk == user_id:
        raise Refused("own_account", _("Akun sendiri tidak dapat diubah di sini; minta admin lain."))
    return rows[user_id]


def lock_all(user_ids, by):
    """{number: User} of accounts, locked in the order of their numbers. Raises Refused unless `by` looks after all.

    Admins of an area are locked together: two who close each other's account wait for one another, and the second
    is no admin any more.
    """
    areas = User.objects.filter(pk__in=user_ids, role="admin").values("area")
    rows = {row.pk: row for row in User.objects.select_for_update().filter(
        Q(pk__in=user_ids) | Q(role="admin", area__in=areas)).order_by("pk")}
    if isinstance(by, User):
        by = rows.get(by.pk, by)
        for row in rows.values():
            if row.pk in user_ids:
                authorize(by, Permission.ACCOUNT_ISSUE, row.area)
    return rows


def forget(user, *, by):
    """Make everything the person entered with worthless: password, second factor, slips, sessions."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    user.slips.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    entering.end_all(user=user, why="office", by=str(by))


def given_reason(reason):
    """The reason without blanks around it. Raises Refused where there is none."""
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise Refused("reason_missing", _("Tulis alasannya; alasan tersimpan di catatan."))
    return reason


def recorded(act, user, by, **detail):
    """Record an act upon an account in its office's record; never a secret."""
    audit.record(act, by=by, regency=user.scope.regency, subject=f"user:{user.username}", **detail)


def _not_the_last_admin(user, first, last=None):
    """Refuse unless another admin of the province is there on all days that this one will not be (no `last`: ever).

    The rows of all admins of the area are locked by now.
    """
    if user.role != "admin" or len(user.area) != 2:
        return
    others = User.objects.filter(role="admin", area=user.area, is_active=True).exclude(pk=user.pk)
    if not any(one.has_usable_password() and _there_all_days(one, first, last) for one in others):
        raise Refused("last_admin", _("Pada hari-hari itu tidak ada admin provinsi lain yang aktif; "
                                      "aktifkan admin lain lebih dulu."))


def _there_all_days(user, first, last):
    """Whether an appointment covers all days of a span, and no leave touches one of them."""
    ends_before = user.ends_on is not None and (last is None or user.ends_on < last)
    rests = user.leave_from is not None and user.leave_until >= first and (last is None or user.leave_from <= last)
    return not ends_before and not rests


def _end_sessions(user, by):
    if not user.may_enter_on(timezone.localdate()):
        entering.end_all(user=user, why="office", by=str(by))


def _iso(day):
    return day.isoformat() if day else None
