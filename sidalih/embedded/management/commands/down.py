"""`manage.py down`: stop the portal, or what a crash left of it."""


from sidalih.cli import JsonCommand
from sidalih.embedded.places import CannotStart, Places
from sidalih.embedded.stopping import stop_everything
from sidalih.refusal import Refused


class Command(JsonCommand):
    """Stops web, worker, beat and the embedded servers of this installation; nothing to stop is no error."""

    help = "Stop what `up` runs or what a crashed one left behind"

    def answer(self, **options):
        """{"stopped": [names]}, in the order in which they were stopped."""
        try:
            return {"stopped": stop_everything(Places.here())}
        except CannotStart as problem:
            raise Refused(problem.code, problem.message) from None
