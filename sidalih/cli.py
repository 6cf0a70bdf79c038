"""The shape of every management command: one dictionary out, refusals as exit 1."""

import getpass
import json
import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.privacy import place_of
from sidalih.refusal import Refused


class JsonCommand(BaseCommand):
    """A command that answers with one dictionary.

    Subclasses implement `answer(**options) -> dict`. With `--json` exactly one JSON object goes to
    stdout; otherwise the same keys are printed a line each. `Refused` becomes exit 1 and
    `{"error": {"code", "message"}}`, and so does any other failure (code "failed"). Progress and logs belong on stderr.
    """

    requires_system_checks = []

    def create_parser(self, prog_name, subcommand, **kwargs):
        """Every command knows --json."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
        return parser

    def handle(self, *args, **options):
        """Run the command, print its answer; leave with exit status 1 when it was refused."""
        try:
            with audit.coming_from(self._origin):
                answer = self.answer(**options)
        except Refused as refused:
            self._refuse(refused.code, refused.message, options)
        except CommandError:
            raise
        except Exception as error:  # only its place: the words may hold what a file holds
            self.stderr.write(place_of(error))
            self._refuse("failed", _("Perintah gagal karena gangguan sistem."), options)
        if options["json"]:
            self._print_json(answer)
        else:
            for key, value in answer.items():
                self.stdout.write(f"{key}: {value if isinstance(value, (str, int)) else json.dumps(value)}")

    def _origin(self):
        """What the record of acts says of a command: its name, and whose account on this machine it ran in."""
        return {"via": "command", "command": self.__module__.rpartition(".")[2], "account": _account()}

    def _refuse(self, code, message, options):
        """Leave with exit status 1, saying why on stdout (--json) or stderr."""
        if not options["json"]:
            raise CommandError(f"{code}: {message}")
        self._print_json({"error": {"code": code, "message": str(message)}})
        sys.exit(1)

    def answer(self, **options):
        """What the command found or did, as a dictionary of JSON values."""
        raise NotImplementedError

    def _print_json(self, value):
        self.stdout.write(json.dumps(value, ensure_ascii=False, default=str))


def _account():
    """The operating system's name for whoever runs this; "" where it has none (containers)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
