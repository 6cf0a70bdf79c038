"""From a slip to an account of one's own: own password, second factor, and the slip is used up."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts import slips
from sidalih.accounts.actions import delays, second_factor
from sidalih.accounts.models import Authenticator, Slip, User
from sidalih.accounts.scope import scoped
from sidalih.refusal import Refused


def open_slip(*, username, text, network):
    """The open Slip that somebody typed, with its person. It is not used up by this.

    An unknown name, another person's slip, a used, expired, withdrawn or invented one, and an account that may not
    enter today get the same refusal (slip_wrong) after the same work. Wrong ones are slowed by name and network
    (wait); a slip of the finger (slip_mistyped) is found without asking anybody, and counts as nothing.
    """
    secret = slips.read(text)
    if secret is None:
        raise Refused("slip_mistyped", _("Kode surat tidak lengkap atau salah ketik: 28 huruf dan angka dalam tujuh "
                                         "kelompok, seperti tercetak di surat."))
    username = username.strip()
    key = delays.name_key(f"slip:{username}")
    delays.attempt(key, network)
    slip = Slip.objects.select_related("user").filter(secret_hash=slips.hash_of(secret)).first()
    if slip is None or not _is_open(slip) or slip.user.username.casefold() != username.casefold():
        audit.later("activation_refused", by="system", reason="slip_wrong")
        raise _wrong()
    delays.forgive(key, network)
    # A secret that an earlier, unfinished activation was shown is not used again.
    Authenticator.objects.filter(user=slip.user, confirmed_at=None).delete()
    return slip


def slip_in_use(number):
    """The Slip of an activation that goes on, with its person. Raises Refused (slip_wrong) when it is open no more."""
    slip = Slip.objects.select_related("user").filter(pk=number).first()
    if slip is None or not _is_open(slip):
        raise _wrong()
    return slip


def password_hash(*, user, password):
    """What is kept of a chosen password until the activation is complete. Raises ValidationError for a bad one."""
    validate_password(password, user)
    return make_password(password)


def activate(*, slip_id, password, code):
    """Complete an activation: (User, ten recovery codes), all of it in one transaction, or nothing.

    `password` is what `password_hash` gave. Of several at once one comes through. Raises Refused: slip_wrong when
    the slip is open no more, wrong_code for a code that the app would not show now.
    """
    slip = slip_in_use(slip_id)
    with scoped(slip.user.area):
        user = User.objects.select_for_update().get(pk=slip.user_id)
        slip = Slip.objects.select_for_update().get(pk=slip.pk)
        slip.user = user
        if not _is_open(slip):
            raise _wrong()
        codes = second_factor.confirm(user=user, code=code, by=user)
        user.password, user.activated_at = password, timezone.now()
        user.save(update_fields=["password", "activated_at"])
        slip.used_at = user.activated_at
        slip.save(update_fields=["used_at"])
        audit.record("account_activated", by=user, regency=user.scope.regency, subject=f"user:{user.username}",
                     slip=slip.pk)
    return user, codes


def _is_open(slip):
    now = timezone.now()
    return (slip.used_at is None and slip.withdrawn_at is None and slip.expires_at > now
            and slip.user.may_enter_on(timezone.localdate(now)))


def _wrong():
    return Refused("slip_wrong", _("Nama pengguna atau kode surat tidak cocok, atau suratnya tidak berlaku lagi. "
                                   "Periksa ketikan Anda; bila tetap gagal, minta admin kantor surat baru."))
