"""`verify_audit`: recompute every hash chain of the record of acts; changes nothing."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import CommandError

from sidalih.audit import anchors
from sidalih.audit.actions import problems_of
from sidalih.audit.chain import PORTAL, anchor_of
from sidalih.audit.verifying import verify
from sidalih.cli import JsonCommand


class Command(JsonCommand):
    """{"ok", "events", "chains": [{"chain", "events", "head", "ok", "problems"}]}; exit 1 when not ok."""

    help = "recompute the hash chains of the record of acts and hold them against anchors and printed heads"

    def add_arguments(self, parser):
        """Heads from paper, and a folder for the lines that outsiders verify."""
        parser.add_argument("--anchor", action="append", default=[], metavar="CHAIN:SEQ:HASH",
                            help="a head as it was printed; may be given several times")
        parser.add_argument("--out", metavar="DIR", help="write each chain's lines to DIR/CHAIN.jsonl (docs/audit.md)")

    def answer(self, anchor, out, **options):
        """Every chain with what is wrong in it."""
        printed = [anchor_of(text, source=f"--anchor {text}") for text in anchor]
        if None in printed:
            raise CommandError(f"no CHAIN:SEQ:HASH: {anchor[printed.index(None)]}", returncode=2)
        with ExitStack() as files:
            reports = verify(anchors=[*anchors.known(), *printed], out=_opener(out, files) if out else None)
        self.failed = not all(report.ok for report in reports)
        return {"ok": not self.failed, "events": sum(report.events for report in reports), "chains": [
            {"chain": report.chain or PORTAL, "events": report.events, "head": f"{report.seq}:{report.hash}",
             "ok": report.ok, "found": report.found, "problems": problems_of(report)} for report in reports]}

    def handle(self, *args, **options):
        """As every command; what is broken leaves with 1 after its answer is printed."""
        super().handle(*args, **options)
        if self.failed:
            sys.exit(1)


def _opener(folder, files):
    """Gives each chain a file of its own that only its owner may read."""
    place = Path(folder)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)

    def make(chain):
        path = place / f"{chain or PORTAL}.jsonl"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        return files.enter_context(os.fdopen(os.open(path, flags, 0o600), "wb"))
    return make
