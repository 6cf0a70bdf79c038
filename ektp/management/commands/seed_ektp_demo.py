"""`manage.py seed_ektp_demo`: a year of invented KTP-el reports, beside the demonstration's voters."""

from ektp import demo
from sidalih.cli import JsonCommand


class Command(JsonCommand):
    """Reports for offices that have no KTP-el report yet; run again, it changes nothing."""

    help = "Seed invented KTP-el reports (idempotent)"

    def add_arguments(self, parser):
        """[--regencies 3578,3515] [--months N] [--seed S]."""
        parser.add_argument("--regencies", type=lambda text: text.replace(".", "").replace(" ", "").split(","))
        parser.add_argument("--months", type=int, default=demo.MONTHS)
        parser.add_argument("--seed", type=int, default=2017)

    def answer(self, regencies, months, seed, **options):
        """How many offices report now, and how many reports were made."""
        return demo.seed(regencies=regencies, months=months, seed=seed, say=lambda text: self.stderr.write(text))
