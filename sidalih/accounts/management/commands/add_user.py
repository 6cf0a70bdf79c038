"""`manage.py add_user`: an account for scripts and first set-up."""

import sys

from sidalih.accounts import actions
from sidalih.accounts.roles import ROLES
from sidalih.cli import JsonCommand


class Command(JsonCommand):
    """Makes one account; with --password-stdin its password is the first line of standard input."""

    help = "Add an account (people get theirs by issue_credential)"

    def add_arguments(self, parser):
        """NAME --role R --area A [--password-stdin]."""
        parser.add_argument("username", metavar="NAME")
        parser.add_argument("--role", required=True, choices=sorted(ROLES))
        parser.add_argument("--area", required=True)
        parser.add_argument("--full-name", default="")
        parser.add_argument("--password-stdin", action="store_true")

    def answer(self, username, role, area, password_stdin, full_name, **options):
        """The account's name, role and area."""
        password = None
        if password_stdin:
            password = sys.stdin.readline().rstrip("\r\n") if sys.stdin else ""
        user = actions.add_user(username=username, role=role, area=area, password=password,
                                full_name=full_name, by="system")
        return {"username": user.username, "role": user.role, "area": user.area}
