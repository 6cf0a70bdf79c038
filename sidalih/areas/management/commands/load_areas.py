"""`manage.py load_areas`: the region table from the source package."""

from sidalih.areas import actions
from sidalih.cli import JsonCommand


class Command(JsonCommand):
    """Loads Indonesia's provinces, regencies, districts and villages; idempotent."""

    help = "Load Indonesia's regions (idempotent)"

    def answer(self, **options):
        """Counts per level, as in the command line contract."""
        return actions.load_areas()
