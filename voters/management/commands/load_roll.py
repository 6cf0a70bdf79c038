"""`manage.py load_roll`: a whole roll from a Sidalih export."""

from pathlib import Path

from django.utils.translation import gettext as _

from sidalih.cli import JsonCommand
from sidalih.refusal import Refused
from voters.actions import rolls
from voters.queries.regencies import regency_of_command


def existing_file(text):
    """The path of a file that can be read. Raises Refused for one that cannot."""
    path = Path(text)
    if not path.is_file():
        raise Refused("no_file", _("Berkas %(path)s tidak ada.") % {"path": text})
    return path


class Command(JsonCommand):
    """Loads a roll into a regency that has none; refused lines are reported, defects counted."""

    help = "Load a whole roll (Sidalih export, #-delimited) into an empty regency"

    def add_arguments(self, parser):
        """FILE --regency R [--source T]."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--regency", required=True)
        parser.add_argument("--source", default="")

    def answer(self, file, regency, source, **options):
        """What was loaded, skipped and refused."""
        return rolls.load_roll(path=existing_file(file), regency=regency_of_command(regency), source=source,
                               by="system")
