"""`manage.py apply_batch`: apply an approved batch now."""

from django.utils.translation import gettext as _

from sidalih import jobs
from sidalih.accounts.scope import scoped
from sidalih.cli import JsonCommand
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from voters.actions import applying, countersigning, deciding
from voters.models import Batch
from voters.models.batch import State
from voters.queries.regencies import regency_of_batch


class Command(JsonCommand):
    """Applies an approved batch in this process, or waits for the worker that is at it."""

    help = "Apply an approved batch"

    def add_arguments(self, parser):
        """ID."""
        parser.add_argument("batch", metavar="ID", type=int)

    def answer(self, batch, **options):
        """The batch's state, the roll's revision, the rows applied; the same again once it is applied."""
        regency = regency_of_batch(batch)
        with scoped(regency):
            found = Batch.objects.get(pk=batch)
        if found.state == State.APPROVED and not found.waits_for_province:
            jobs.run_here(by_key(deciding.apply_key(found)))
            with scoped(regency):
                found.refresh_from_db()
        if found.waits_for_province:
            raise Refused("churn_brake", countersigning.waiting_sentence(found))
        if found.state != State.APPLIED:
            raise Refused("wrong_state", found.note or _("Berkas %(receipt)s belum disetujui (“%(state)s”).")
                          % {"receipt": found.receipt, "state": found.get_state_display()})
        return applying.answer(found)
