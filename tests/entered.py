"""Entering for tests: a signed-in client has an open visit, and test people have an app whose codes can be asked."""

from django.conf import settings
from django.test import Client
from django.utils import timezone

from sidalih.accounts import second_factor
from sidalih.accounts.actions import entering
from sidalih.accounts.models import Authenticator


def force_login_opens_a_visit():
    """Make Client.force_login do what both steps of entering do: the session gets its Visit. Done once."""
    if hasattr(Client, "_force_login_alone"):
        return
    Client._force_login_alone = Client.force_login

    def force_login(self, user, backend=None):
        self.logout()  # entering always gives a new session; the same person may enter twice
        self._force_login_alone(user, backend)
        entering.open_visit(user=user, session_key=self.cookies[settings.SESSION_COOKIE_NAME].value,
                            address="127.0.0.1", agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    Client.force_login = force_login


def give_app(user):
    """A confirmed app of a person; returns its secret."""
    secret = second_factor.new_secret()
    Authenticator.objects.update_or_create(user=user, defaults={
        "secret": second_factor.seal(secret, user.pk), "confirmed_at": timezone.now(), "last_step": -1})
    return secret


def code_of(user):
    """A code of the person's app that works now and was not used."""
    found = Authenticator.objects.get(user=user)
    code, seconds = second_factor.next_code(second_factor.unseal(found.secret, user.pk), found.last_step)
    assert not seconds, f"all codes are spent for {seconds} seconds"
    return code
