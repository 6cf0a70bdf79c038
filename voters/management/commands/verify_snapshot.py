"""`manage.py verify_snapshot`: does the roll still give the sealed bytes?"""

from sidalih.cli import JsonCommand
from voters.actions import snapshots


class Command(JsonCommand):
    """Recomputes every hash of a snapshot."""

    help = "Recompute a snapshot's seal"

    def add_arguments(self, parser):
        """ID."""
        parser.add_argument("snapshot", metavar="ID", type=int)

    def answer(self, snapshot, **options):
        """Whether it holds, and the stored seal."""
        return snapshots.verify_snapshot(snapshot_id=snapshot)
