"""`manage.py receive_batch`: take a file in, read it and check it."""

from django.core.files.base import File

from sidalih import jobs
from sidalih.accounts.authorize import acting
from sidalih.accounts.scope import scoped
from sidalih.cli import JsonCommand
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from voters.actions import receiving
from voters.management.commands.load_roll import existing_file
from voters.models.batch import State
from voters.queries.periods import period_of
from voters.queries.regencies import regency_of_command


class Command(JsonCommand):
    """Receives a bulk workbook as the web does, and waits until it is read."""

    help = "Receive a bulk workbook"

    def add_arguments(self, parser):
        """FILE --regency R --period P --by USER."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--regency", required=True)
        parser.add_argument("--period", required=True)
        parser.add_argument("--by", required=True)

    def answer(self, file, regency, period, by, **options):
        """Batch, receipt, hash and counts; refused with the code of the file problem."""
        path = existing_file(file)
        with path.open("rb") as handle, acting(by) as user:
            batch = receiving.receive(file=File(handle, name=path.name), regency=regency_of_command(regency),
                                      period=period_of(period), by=user)
        if batch.state == State.RECEIVED:
            jobs.run_here(by_key(f"read_batch:{batch.pk}"))
            with scoped(batch.regency):
                batch.refresh_from_db()
        if batch.state == State.REFUSED:
            problem = batch.file_problems[0]
            raise Refused(problem["code"], problem["message"], receipt=batch.receipt)
        return {"batch": batch.pk, "receipt": batch.receipt, "sha256": batch.sha256, "rows": batch.rows,
                "blocked": batch.blocked, "counts": batch.counts,
                "file_problems": [problem["code"] for problem in batch.file_problems]}
