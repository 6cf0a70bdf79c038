"""`manage.py renew_second_factors`: the step of a key rotation that lets the old key go (docs/operations.md)."""

from sidalih.accounts.actions import second_factor
from sidalih.cli import JsonCommand


class Command(JsonCommand):
    """Encrypts the secrets of second factors under the present SECRET_KEY; may be run again."""

    help = "Encrypt the secrets of second factors under the present SECRET_KEY"

    def answer(self, **options):
        """How many were encrypted anew, and how many neither SECRET_KEY nor a fallback opens."""
        done, lost = second_factor.reseal_all()
        return {"renewed": done, "unreadable": lost}
