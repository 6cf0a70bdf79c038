"""`manage.py apply_batch`: apply an approved batch now."""

from django.utils.translation import gettext as _

from sidalih import jobs
from sidalih.cli import JsonCommand
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from voters.actions import applying, deciding
from voters.models import Batch
from voters.models.batch import State


class Command(JsonCommand):
    """Applies an approved batch in this process, or waits for the worker that is at it."""

    help = "Apply an approved batch"

    def add_arguments(self, parser):
        """ID."""
        parser.add_argument("batch", metavar="ID", type=int)

    def answer(self, batch, **options):
        """The batch's state, the roll's revision, the rows applied; the same again once it is applied."""
        found = Batch.objects.filter(pk=batch).first()
        if found is None:
            raise Refused("not_found", _("Berkas ini tidak ada."))
        if found.state == State.APPROVED:
            jobs.run_here(by_key(deciding.apply_key(found)))
            found.refresh_from_db()
        if found.state != State.APPLIED:
            raise Refused("wrong_state", found.note or _("Berkas %(receipt)s belum disetujui (“%(state)s”).")
                          % {"receipt": found.receipt, "state": found.get_state_display()})
        return applying.answer(found)
