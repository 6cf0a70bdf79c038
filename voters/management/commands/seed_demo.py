"""`manage.py seed_demo`: voters who do not exist, in all regencies of East Java, and work for visitors to do."""

from sidalih.cli import JsonCommand
from voters.demo import story


def codes(text):
    """["3578", "3515"] for "3578, 35.15"."""
    return [code.strip().replace(".", "") for code in text.split(",")]


class Command(JsonCommand):
    """Makes the demonstration in an empty installation; run again, it answers the same and changes nothing."""

    help = "Seed the demonstration of synthetic voters (idempotent, empty installations only)"

    def add_arguments(self, parser):
        """[--voters N] [--seed S] [--regencies 3578,3515]."""
        parser.add_argument("--voters", type=int, help=f"on all rolls together (default {story.USUAL.voters})")
        parser.add_argument("--seed", type=int, help="another one makes other people")
        parser.add_argument("--regencies", type=codes, help="codes, with commas (default: all 38 of East Java)")

    def answer(self, voters, seed, regencies, **options):
        """Voters on the rolls, number of regencies, and the logins with their passwords."""
        return story.seed(voters=voters, seed=seed, regencies=regencies, say=self._say)

    def _say(self, text):
        self.stderr.write(text, lambda plain: plain)
        self.stderr.flush()
