"""Enrolling a person's app, proving a code, and recovery codes; the only writer of Authenticator and RecoveryCode."""

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts import second_factor as arithmetic
from sidalih.accounts.models import Authenticator, RecoveryCode, User
from sidalih.refusal import Refused

APP, PAPER = "app", "paper"      # what proved somebody: the app, or a recovery code


@transaction.atomic
def begin(*, user):
    """The Enrolment of an app that is not confirmed yet; asked again, the same one, so that a reload is harmless.

    Raises Refused("already_enrolled") where a confirmed app is: its owner replaces it through `renewal`.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    found = Authenticator.objects.filter(user=user).first()
    if found and found.confirmed_at:
        raise Refused("already_enrolled", _("Aplikasi kode Anda sudah terpasang."))
    secret = arithmetic.unseal(found.secret, user.pk) if found else None
    if secret is None:
        secret = arithmetic.new_secret()
        Authenticator.objects.update_or_create(user=user, defaults={"secret": arithmetic.seal(secret, user.pk)})
    return arithmetic.enrolment(secret, user.username)


@transaction.atomic
def confirm(*, user, code, by):
    """Confirm the begun app by its first code; returns ten fresh recovery codes, to be shown this once.

    Raises Refused: `wrong_code`, or `already_enrolled` where nothing was begun.
    """
    found = Authenticator.objects.select_for_update().filter(user=user, confirmed_at=None).first()
    secret = found and arithmetic.unseal(found.secret, user.pk)
    if secret is None:
        raise Refused("already_enrolled", _("Aplikasi kode Anda sudah terpasang."))
    step = _first_step(secret, code)
    Authenticator.objects.filter(pk=found.pk).update(confirmed_at=timezone.now(), last_step=step)
    audit.record("second_factor_enrolled", by=by, regency=user.area, subject=f"user:{user.username}")
    return _fresh_codes(user)


def prove(*, user, code):
    """Whether a code is the person's: of his app (each step once, one step early or late) or a recovery code, once.

    Two requests with the same code cannot both win: the step moves forward, and a recovery code is spent, in
    one UPDATE with its condition. An account that has not confirmed an app proves nothing.
    """
    return proof_of(user=user, code=code) is not None


def proof_of(*, user, code):
    """As `prove`, and by what: APP, PAPER or None. A recovery code is recorded when it is spent."""
    found = Authenticator.objects.filter(user=user, confirmed_at__isnull=False).first()
    if found is None:
        return None
    secret = arithmetic.unseal(found.secret, user.pk)
    step = None if secret is None else arithmetic.check(secret, code, found.last_step)
    if step is not None:
        won = Authenticator.objects.filter(pk=found.pk, confirmed_at__isnull=False, last_step__lt=step)
        return APP if won.update(last_step=step) == 1 else None
    digest = arithmetic.recovery_hash(code)
    return PAPER if digest and _spend(user, digest) else None


def renewal():
    """A sealed secret for an app that shall replace a confirmed one; the session keeps it until it is confirmed.

    The old app goes on working meanwhile: an enrolment that is broken off must not open the account to whoever
    knows only its password.
    """
    return arithmetic.seal(arithmetic.new_secret(), 0).decode()


def renewal_enrolment(*, user, sealed):
    """The Enrolment of a `renewal`; None when its seal cannot be opened any more."""
    secret = arithmetic.unseal(sealed.encode(), 0)
    return secret and arithmetic.enrolment(secret, user.username)


@transaction.atomic
def replace(*, user, sealed, code, by):
    """Put the app of a `renewal` in the place of the confirmed one by its first code; returns ten recovery codes.

    Raises Refused("wrong_code").
    """
    secret = arithmetic.unseal(sealed.encode(), 0)
    step = _first_step(secret, code)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    Authenticator.objects.update_or_create(user=user, defaults={
        "secret": arithmetic.seal(secret, user.pk), "last_step": step, "confirmed_at": timezone.now()})
    audit.record("second_factor_replaced", by=by, regency=user.area, subject=f"user:{user.username}")
    return _fresh_codes(user)


@transaction.atomic
def renew_recovery_codes(*, user, by):
    """Ten fresh recovery codes; the older ones end. Returns them, to be shown this once."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    codes = _fresh_codes(user)
    audit.record("recovery_codes_renewed", by=by, regency=user.area, subject=f"user:{user.username}")
    return codes


def give_demo(*, user):
    """Give an invented person a confirmed app, where he has none; its secret is nowhere to be read.

    Raises Refused("not_demo") for a real one.
    """
    if not user.demo:
        raise Refused("not_demo", _("Hanya akun peragaan yang mendapat aplikasi kode bawaan."))
    Authenticator.objects.get_or_create(user=user, defaults={
        "secret": arithmetic.seal(arithmetic.new_secret(), user.pk), "confirmed_at": timezone.now()})


def demo_code(user):
    """Where this is a demonstration and the person is invented: (a code that works now, seconds until one does).

    One of the two is empty. None everywhere else, so that pages show nothing.
    """
    if not (settings.DEMO and user.demo):
        return None
    found = Authenticator.objects.filter(user=user).first()
    secret = found and arithmetic.unseal(found.secret, user.pk)
    return secret and arithmetic.next_code(secret, found.last_step)


def demo_code_of_renewal(user, sealed):
    """As `demo_code`, of the app of a `renewal`."""
    secret = arithmetic.unseal(sealed.encode(), 0) if settings.DEMO and user.demo else None
    return secret and arithmetic.next_code(secret)


@transaction.atomic
def reseal_all():
    """Encrypt every secret under the present SECRET_KEY; returns how many were, and how many no key opens."""
    done = lost = 0
    for found in Authenticator.objects.select_for_update().order_by("pk"):
        try:
            sealed = arithmetic.reseal(found.secret)
        except InvalidToken:
            lost += 1
            continue
        Authenticator.objects.filter(pk=found.pk).update(secret=sealed)
        done += 1
    audit.record("second_factors_resealed", by="system", done=done, lost=lost)
    return done, lost


def _first_step(secret, code):
    step = None if secret is None else arithmetic.check(secret, code)
    if step is None:
        raise Refused("wrong_code", _("Kode tidak cocok. Ketik enam angka yang sekarang tampil di aplikasi; "
                                      "jam telepon harus tepat."))
    return step


def _fresh_codes(user):
    codes = [arithmetic.new_recovery_code() for _code in range(arithmetic.RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_hash=arithmetic.recovery_hash(code)) for code in codes)
    return codes


def _spend(user, digest):
    mine = RecoveryCode.objects.filter(user=user, used_at=None)
    with transaction.atomic():
        if mine.filter(code_hash=digest).update(used_at=timezone.now()) != 1:
            return False
        audit.record("recovery_code_used", by=user.username, regency=user.area,
                     subject=f"user:{user.username}", left=mine.count())
    return True
