"""What the tests of credentials share: people who issue, an activation carried to its end."""

from django.test import Client
from django.urls import reverse

from sidalih.accounts import second_factor
from sidalih.accounts.actions import activation
from sidalih.accounts.actions import second_factor as factors
from sidalih.accounts.models import Authenticator

PASSWORD = "kuda biru naik sepeda"
NETWORK = "127.0.0.0/24"


def code_now(user):
    """The code that the app of an activation shows now."""
    found = Authenticator.objects.get(user=user)
    return second_factor.code_at(second_factor.unseal(found.secret, user.pk), second_factor.step_now())


def activated(issued, password=PASSWORD):
    """Carry an Issued through all steps; returns (User, recovery codes)."""
    slip = activation.open_slip(username=issued.user.username, text=issued.slip, network=NETWORK)
    factors.begin(user=slip.user)
    return activation.activate(slip_id=slip.pk, code=code_now(slip.user),
                               password=activation.password_hash(user=slip.user, password=password))


def signed_in(user):
    """A client that has entered."""
    client = Client()
    client.force_login(user)
    return client


def sent(client, name, *args, **fields):
    """Post a form to an address by its name."""
    return client.post(reverse(name, args=args), fields)
