"""`manage.py issue_credential`: an account and its one-time slip for one person."""

from sidalih.accounts.actions import credentials
from sidalih.accounts.roles import ROLES
from sidalih.cli import JsonCommand


class Command(JsonCommand):
    """Makes the account with a username by pattern and shows its slip this once."""

    help = "Issue one person's account with a one-time slip, which is shown this once"

    def add_arguments(self, parser):
        """--role R --area A --name T."""
        parser.add_argument("--role", required=True, choices=sorted(ROLES))
        parser.add_argument("--area", required=True)
        parser.add_argument("--name", required=True, help="the person's full name")

    def answer(self, role, area, name, **options):
        """The username, the slip in groups, and until when it can be used."""
        issued = credentials.issue(role=role, area=area, full_name=name, by="system")
        return {"username": issued.user.username, "slip": issued.slip, "expires": issued.expires_at.isoformat()}
