"""`manage.py countersign_batch`: sign for the province what takes many voters off a roll."""

from sidalih.accounts.authorize import acting
from sidalih.cli import JsonCommand
from voters.actions import countersigning


class Command(JsonCommand):
    """Signs an approved batch that the churn brake holds; a worker, or `apply_batch`, applies it."""

    help = "Sign an approved batch for the province"

    def add_arguments(self, parser):
        """ID --by USER --reason T."""
        parser.add_argument("batch", metavar="ID", type=int)
        parser.add_argument("--by", required=True)
        parser.add_argument("--reason", required=True)

    def answer(self, batch, by, reason, **options):
        """The batch's state."""
        with acting(by) as user:
            signed = countersigning.countersign(batch_id=batch, reason=reason, by=user)
        return {"batch": signed.pk, "state": signed.state}
