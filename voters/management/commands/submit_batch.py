"""`manage.py submit_batch`: send the rows without an E for approval."""

from sidalih.accounts.authorize import acting
from sidalih.cli import JsonCommand
from voters.actions import deciding


class Command(JsonCommand):
    """Submits a batch and confirms its warnings; rows with an E stay in a new draft."""

    help = "Submit a batch (confirms its W)"

    def add_arguments(self, parser):
        """ID --by USER."""
        parser.add_argument("batch", metavar="ID", type=int)
        parser.add_argument("--by", required=True)

    def answer(self, batch, by, **options):
        """The batch's state, and the draft that holds the rest."""
        with acting(by) as user:
            submitted, draft = deciding.submit(batch_id=batch, by=user, confirm_warnings=True)
        return {"batch": submitted.pk, "state": submitted.state, "draft": draft.pk if draft else None}
