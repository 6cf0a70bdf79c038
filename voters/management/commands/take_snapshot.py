"""`manage.py take_snapshot`: freeze a regency's roll under a stage."""

from sidalih import jobs
from sidalih.accounts.authorize import acting
from sidalih.accounts.scope import scoped
from sidalih.cli import JsonCommand
from sidalih.jobs.queries import by_key
from voters.actions import snapshots
from voters.models.period import Stage
from voters.queries.periods import period_of
from voters.queries.regencies import regency_of_command
from voters.queries.snapshots import per_village


class Command(JsonCommand):
    """Takes a snapshot and waits until it is sealed."""

    help = "Take and seal a snapshot of a regency"

    def add_arguments(self, parser):
        """--regency R --period P --stage S --by USER."""
        parser.add_argument("--regency", required=True)
        parser.add_argument("--period", required=True)
        parser.add_argument("--stage", required=True, choices=Stage.values)
        parser.add_argument("--by", required=True)

    def answer(self, regency, period, stage, by, **options):
        """Seal, totals, voters per village (those that have any), and the flow since the previous snapshot."""
        with acting(by) as user:
            snapshot = snapshots.take_snapshot(regency=regency_of_command(regency), period=period_of(period),
                                               stage=stage, by=user)
        jobs.run_here(by_key(f"seal_snapshot:{snapshot.pk}"))
        with scoped(snapshot.regency):
            snapshot.refresh_from_db()
            sums = per_village(snapshot)
        villages = {v["village"]: {"L": v["sum_male"], "P": v["sum_female"]} for v in sums
                    if v["sum_male"] + v["sum_female"]}
        return {"snapshot": snapshot.pk, "revision": snapshot.revision, "seal": snapshot.seal,
                "total": snapshot.total, "L": snapshot.male, "P": snapshot.female, "per_village": villages,
                "flow": snapshot.flow}
