"""What happens to the voters every night: rollups of the last periods are built again, and everything is checked."""

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import jobs
from sidalih.accounts.scope import scoped
from voters.actions.rollups import heal_rollup
from voters.queries import invariants
from voters.queries.periods import periods
from voters.queries.rollups import NATION

PERIODS = 3     # a rollup older than that is on paper, and built again by hand only


def ask_for_tonight():
    """Ask for today's healing and checking; said often, the day in the keys makes it one job of each a day."""
    today = f"{timezone.localdate():%Y-%m-%d}"
    for kind in ("heal_rollups", "check_invariants"):
        jobs.enqueue(kind=kind, key=f"{kind}:{today}", args={}, by="system")


def heal_rollups(*, by="system", progress=lambda done, total, what: None):
    """Build again the rollups of the last PERIODS periods that have sealed snapshots, provinces first, then the nation.

    A rollup that was damaged by hand is right afterwards; what was damaged stands in the log and in the record of acts.
    Returns {"rollups": n, "healed": {"35 2017-07 DPB": [codes]}}.
    """
    healed, built, due = {}, 0, {}
    for province in sorted({regency[:2] for regency in invariants.loaded()}):
        for period, stage in _lists(province):
            due.setdefault((period.pk, stage), period)
            built += 1
            progress(built, 0, _("Membangun rekap %(area)s %(period)s") % {"area": province, "period": period.label})
            _build(healed, province, period, stage, by)
    for (_code, stage), period in due.items():
        built += 1
        _build(healed, NATION, period, stage, by)
    return {"rollups": built, "healed": healed}


def _build(healed, area, period, stage, by):
    found = heal_rollup(area=area, period=period, stage=stage, by=by)[1]
    if found:
        healed[f"{area or 'ID'} {period.pk} {stage}"] = found


def _lists(province):
    """(period, stage) of the newest PERIODS periods in which a province has sealed snapshots."""
    with scoped(province), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT period_id, stage FROM voters_snapshot WHERE sealed_at IS NOT NULL "
                       "AND left(regency, 2) = %s ORDER BY 1, 2", [province])
        sealed = {}
        for period, stage in cursor.fetchall():
            sealed.setdefault(period, []).append(stage)
    newest = [period for period in periods() if period.pk in sealed][:PERIODS]
    return [(period, stage) for period in newest for stage in sealed[period.pk]]
