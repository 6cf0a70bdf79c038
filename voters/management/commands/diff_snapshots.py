"""`manage.py diff_snapshots`: which voters two snapshots do not share."""

from django.utils.translation import gettext as _

from sidalih.accounts.scope import scoped
from sidalih.cli import JsonCommand
from sidalih.refusal import Refused
from voters.queries import snapshots
from voters.queries.differences import difference
from voters.queries.regencies import regency_of_snapshot


class Command(JsonCommand):
    """Compares two snapshots of one regency by DPID, the first as the earlier one."""

    help = "Compare two snapshots of a regency"

    def add_arguments(self, parser):
        """A B."""
        parser.add_argument("a", metavar="A", type=int)
        parser.add_argument("b", metavar="B", type=int)

    def answer(self, a, b, **options):
        """DPIDs added, removed and changed from A to B."""
        regency = regency_of_snapshot(a)
        if regency != regency_of_snapshot(b):
            raise Refused("other_regency", _("Kedua snapshot bukan dari kabupaten/kota yang sama."))
        with scoped(regency):
            first, second = snapshots.existing(a), snapshots.existing(b)
            if first.revision <= second.revision:
                return difference(first, second)
            back = difference(second, first)
        return {"added": back["removed"], "removed": back["added"], "changed": back["changed"]}
