"""`manage.py export_snapshot`: the ZIP that `sha256sum -c SHA256SUMS` verifies."""

from sidalih.cli import JsonCommand
from voters.actions import exporting


class Command(JsonCommand):
    """Writes a sealed snapshot as a ZIP."""

    help = "Export a sealed snapshot as a ZIP"

    def add_arguments(self, parser):
        """ID --out FILE."""
        parser.add_argument("snapshot", metavar="ID", type=int)
        parser.add_argument("--out", required=True)

    def answer(self, snapshot, out, **options):
        """File, size and seal."""
        return exporting.export_snapshot(snapshot_id=snapshot, out=out, by="system")
