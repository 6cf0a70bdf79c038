"""`manage.py build_rollup`: add up the snapshots of a province."""

from sidalih.cli import JsonCommand
from voters.actions import rollups
from voters.models.period import Stage
from voters.queries.periods import period_of


class Command(JsonCommand):
    """Builds, or builds again, the rollup of a province."""

    help = "Build the rollup of a province"

    def add_arguments(self, parser):
        """--area A --period P --stage S."""
        parser.add_argument("--area", required=True)
        parser.add_argument("--period", required=True)
        parser.add_argument("--stage", required=True, choices=Stage.values)

    def answer(self, area, period, stage, **options):
        """Included and missing regencies, totals and seal."""
        return rollups.build_rollup(area=area, period=period_of(period), stage=stage)
