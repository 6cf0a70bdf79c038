"""`find_export MARK`: who took a file out of the portal, by the mark that stands in it."""

from sidalih.audit.exports import export_of
from sidalih.cli import JsonCommand


class Command(JsonCommand):
    """Answers whose copy a file is."""

    help = "Find an export by the mark that stands in the file"

    def add_arguments(self, parser):
        """MARK."""
        parser.add_argument("mark", metavar="MARK")

    def answer(self, mark, **options):
        """Who, when, what, with the hash to compare the file with, and every later handing out."""
        made, *later = export_of(mark)
        keys = ("mark", "what", "rows", "bytes", "sha256", "village", "seal")
        return {"by": made.by, "at": made.at.isoformat(), "act": made.act, "regency": made.regency,
                "subject": made.subject} | {key: made.detail[key] for key in keys if key in made.detail} | {
                "downloads": [{"by": event.by, "at": event.at.isoformat()} for event in later]}
