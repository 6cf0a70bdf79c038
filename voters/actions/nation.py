"""The nation's rollup: the provinces' rollups added up, by one job however many provinces changed meanwhile."""

import hashlib
import logging

from django.db import connection, transaction
from django.utils import timezone

from sidalih import audit, jobs
from sidalih.areas.models import Area, Level
from voters.actions.editions import keep_edition
from voters.models import Rollup
from voters.queries import editions
from voters.queries.rollups import NATION, provinces_in
from voters.rules.figures import added

log = logging.getLogger(__name__)

ROLLUP_LOCK = 350_005
KIND = "build_nation"
# What the nation is called where a code stands: in the record of acts, and among what was healed.
INDONESIA = "ID"


def lock_rollup(area, period, stage):
    """Rollups of one area, period and stage are built one after the other; until the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ROLLUP_LOCK, f"{area}/{period.pk}/{stage}"])


@transaction.atomic
def build_nation(*, period, stage, by="system"):
    """Build, or build again, the nation's rollup: (the answer of build_rollup, ["ID"] if it had been damaged else []).

    Reads rollups only, of no province a snapshot. `included` and `expected` count regencies; `missing` names the
    provinces of which nothing is in. The seal is the SHA-256 over "<province>  <rollup seal>" lines.
    """
    lock_rollup(NATION, period, stage)
    provinces = provinces_in(period, stage)
    kept = Rollup.objects.filter(area=NATION, period=period, stage=stage).first()
    rollup = kept or Rollup(area=NATION, period=period, stage=stage)
    before = _said(rollup)
    sums = "".join(f"{one.area}  {one.seal}\n" for one in provinces)
    rollup.built_at = timezone.now()
    rollup.expected = Area.objects.filter(level=Level.REGENCY, valid_to=None).count()
    for name in ("male", "female", "included"):
        setattr(rollup, name, sum(getattr(one, name) for one in provinces))
    whole = provinces and all(one.figures for one in provinces)
    rollup.figures = added(one.figures for one in provinces) if whole else {}
    rollup.seal = hashlib.sha256(sums.encode("ascii")).hexdigest()
    rollup.save()
    healed = _healed(rollup, kept, before)
    proofs = {one.area: editions.of_rollup(one) for one in provinces}
    known = {one.area for one in provinces}
    missing = [area.code for area in Area.objects.filter(level=Level.PROVINCE, valid_to=None) if area.code not in known]
    edition = keep_edition(rollup, {
        one.area: {"snapshot": None, "seal": one.seal, "proof": proofs[one.area].proof, "included": one.included,
                   "expected": one.expected, "figures": one.figures} for one in provinces if proofs[one.area]}, missing)
    audit.record("rollup_built", by=by, subject=f"rollup:{rollup.pk}", area=INDONESIA, included=rollup.included,
                 seal=rollup.seal, **({"healed": healed} if healed else {}))
    return {"rollup": rollup.pk, "included": rollup.included, "missing": missing, "total": rollup.total,
            "L": rollup.male, "P": rollup.female, "seal": rollup.seal, "edition": edition.pk if edition else None,
            "code": edition.code if edition else ""}, healed


def nation_is_due(period, stage):
    """Have the nation built after the caller's transaction: by the job that waits for it already, else by a new one.

    The waiting job stays locked until the caller commits, so that nobody begins it before the caller's change is
    there to be read; 38 offices that seal in one minute make one or two jobs, not 38.
    """
    args = {"area": NATION, "period": period.pk, "stage": stage}
    about = f"{KIND}:{period.pk}:{stage}:after:"
    while True:
        newest = jobs.Job.objects.select_for_update().filter(key__startswith=about).order_by("-id").first()
        if newest is not None and newest.state == "waiting":
            return newest
        jobs.enqueue(kind=KIND, key=f"{about}{newest.pk if newest else 0}", args=args, by="system")


def _healed(rollup, kept, before):
    """["ID"] when the same provinces' rollups had been added up to something else, else []."""
    last = editions.last_kept(NATION, rollup.period, rollup.stage)
    struck = kept is None and last is not None
    wrong = kept is not None and _said(rollup) != before and (
        before["seal"] == rollup.seal or last is not None and last.seal == rollup.seal)
    if not (struck or wrong):
        return []
    log.warning("rollup %s of the nation (%s, %s) healed", rollup.pk, rollup.period_id, rollup.stage)
    return [INDONESIA]


def _said(rollup):
    return {name: getattr(rollup, name) for name in ("male", "female", "included", "figures", "seal")}
