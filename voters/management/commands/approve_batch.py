"""`manage.py approve_batch`: approve a batch that somebody else submitted."""

from sidalih.accounts.authorize import acting
from sidalih.cli import JsonCommand
from voters.actions import deciding


class Command(JsonCommand):
    """Approves a submitted batch; a worker, or `apply_batch`, applies it."""

    help = "Approve a submitted batch"

    def add_arguments(self, parser):
        """ID --by USER."""
        parser.add_argument("batch", metavar="ID", type=int)
        parser.add_argument("--by", required=True)

    def answer(self, batch, by, **options):
        """The batch's state."""
        with acting(by) as user:
            approved = deciding.approve(batch_id=batch, by=user)
        return {"batch": approved.pk, "state": approved.state}
