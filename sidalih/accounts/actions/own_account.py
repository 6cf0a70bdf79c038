"""What people change of their own account: the password."""

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.actions import delays, entering
from sidalih.accounts.models import User
from sidalih.accounts.network import client_address, network_of
from sidalih.refusal import Refused


def change_password(request, *, present, new, by):
    """Give the signed-in person another password; all other sessions of his end, this one goes on under a new key.

    Raises Refused: `wrong_password`, `wait` after wrong ones, `weak_password` (message of the validators), or
    `same_password`. A wrong present password stays counted, so the counting is outside the transaction.
    """
    key, network = delays.own_key(by), network_of(client_address(request))
    delays.attempt(key, network)
    if not by.check_password(present):
        audit.later("confirmation_refused", by=by.username, regency=by.area, subject=f"user:{by.username}",
                    reason="wrong_password")
        raise Refused("wrong_password", _("Kata sandi sekarang tidak cocok."))
    delays.forgive(key, network)
    if new == present:
        raise Refused("same_password", _("Kata sandi baru sama dengan yang sekarang."))
    try:
        validate_password(new, by)
    except ValidationError as weak:
        raise Refused("weak_password", " ".join(weak.messages)) from None
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=by.pk)
        user.set_password(new)
        user.activated_at = user.activated_at or timezone.now()
        user.generation = F("generation") + 1
        user.save(update_fields=["password", "activated_at", "generation"])
        user.refresh_from_db()
        update_session_auth_hash(request, user)
        entering.move_visit(visit=request.visit, session_key=request.session.session_key)
        entering.end_others(user=user, visit=request.visit, why="password", by=user)
        audit.record("password_changed", by=user.username, regency=user.area, subject=f"user:{user.username}")
