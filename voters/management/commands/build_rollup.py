"""`manage.py build_rollup`: add up the snapshots of a province, or the provinces of the nation."""

from sidalih.cli import JsonCommand
from voters.actions import rollups
from voters.actions.nation import INDONESIA
from voters.models.period import Stage
from voters.queries.periods import period_of
from voters.queries.rollups import NATION


class Command(JsonCommand):
    """Builds, or builds again, the rollup of a province, or of the nation."""

    help = "Build the rollup of a province, or of the nation (--area ID)"

    def add_arguments(self, parser):
        """--area A --period P --stage S."""
        parser.add_argument("--area", required=True)
        parser.add_argument("--period", required=True)
        parser.add_argument("--stage", required=True, choices=Stage.values)

    def answer(self, area, period, stage, **options):
        """Included and missing regencies, totals, seal, and the edition that papers are printed from."""
        return rollups.build_rollup(area=NATION if area == INDONESIA else area, period=period_of(period), stage=stage)
