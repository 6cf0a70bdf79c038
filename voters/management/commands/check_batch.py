"""`manage.py check_batch`: what the portal would say of a file, without storing anything."""

from sidalih.accounts.scope import scoped
from sidalih.cli import JsonCommand
from voters.actions import reading
from voters.management.commands.load_roll import existing_file
from voters.queries.periods import period_of
from voters.queries.regencies import regency_of_command
from voters.queries.rows import count_codes, is_blocked


class Command(JsonCommand):
    """Checks a bulk workbook against every rule."""

    help = "Check a bulk workbook; stores nothing"

    def add_arguments(self, parser):
        """FILE --regency R --period P."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--regency", required=True)
        parser.add_argument("--period", required=True)

    def answer(self, file, regency, period, **options):
        """Counts, problems per row, file problems."""
        path, regency = existing_file(file), regency_of_command(regency)
        with scoped(regency):
            rows, file_problems = reading.check_file(path=path, regency=regency, period=period_of(period))
        return {
            "rows": len(rows),
            "blocked": sum(is_blocked(row.problems) for row in rows),
            "counts": count_codes(rows),
            "problems": [{"sheet": r.sheet, "row": r.row, "codes": list(r.problems)} for r in rows if r.problems],
            "file_problems": [problem["code"] for problem in file_problems],
            "messages": [problem["message"] for problem in file_problems if "message" in problem],
        }
