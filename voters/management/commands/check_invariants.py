"""`manage.py check_invariants`: whether everything that must hold does; exit 1 when something does not."""

import sys

from sidalih.cli import JsonCommand
from voters.actions.checking import check_invariants


class Command(JsonCommand):
    """{"ok", "checks": [{"name", "ok", "detail"}]}, nine checks; exit 1 when not ok."""

    help = "check the nine invariants of rolls, snapshots, rollups, batches, jobs and the record of acts"

    def add_arguments(self, parser):
        """--newest."""
        parser.add_argument("--newest", action="store_true", help="recompute the newest seals only, as every night")

    def answer(self, newest, **options):
        """All nine, with what does not hold."""
        answer = check_invariants(newest=newest, progress=self._tell)
        self.failed = not answer["ok"]
        return answer

    def handle(self, *args, **options):
        """As every command; what is broken leaves with 1 after its answer is printed."""
        super().handle(*args, **options)
        if self.failed:
            sys.exit(1)

    def _tell(self, done, total, what):
        self.stderr.write(f"{done}/{total} {what}")
