"""What must hold of the rolls, snapshots, rollups and batches of an area at any moment; one function an invariant.

Each returns sentences that name what does not hold by regency, DPID or number, never by NIK; none where all is well.
Set-based, for one regency or province at a time, inside its scope. `manage.py check_invariants` asks them all.
"""

import hashlib

from django.db import connection

from sidalih.accounts.scope import bounds
from sidalih.jobs.models import Job
from voters.models import Roll, Rollup, Snapshot
from voters.queries import tallies
from voters.queries.rollups import NATION, provinces_in
from voters.rules.arithmetic import breaches
from voters.rules.figures import added
from voters.sql import sql


def loaded():
    """The regencies that have a roll; needs no scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM voters_rolls_loaded()")
        return [regency for (regency,) in cursor.fetchall()]


def versions(regency):
    """1. Of one voter no two versions overlap and at most one is open."""
    revision = Roll.objects.values_list("revision", flat=True).get(pk=regency)
    return [f"{regency}/{dpid}" for (dpid,) in _rows("inv_versions", regency=regency, revision=revision)]


def niks(regency):
    """2. No batch makes a NIK active twice: (broken, brought along by the loaded roll), each as lists of DPIDs."""
    began = Roll.objects.values_list("loaded_revision", flat=True).get(pk=regency)
    broken, loaded_so = [], []
    for dpids, since in _rows("inv_niks", regency=regency):
        (broken if since > began else loaded_so).append(" = ".join(f"{regency}/{dpid}" for dpid in dpids))
    return broken, loaded_so


def counts(regency):
    """3. The tallies of the newest snapshot, with what batches did since, are a recount of the roll."""
    roll = Roll.objects.get(pk=regency)
    newest = Snapshot.objects.defer("manifest").filter(
        regency=regency, sealed_at__isnull=False).order_by("-revision", "-id").first()
    base = newest.revision if newest else roll.loaded_revision
    found = tallies.Found()
    tallies.count_stock(found, regency, roll.revision)
    if newest:
        for row in tallies.stored(newest.pk):
            found[row["village"], row["tps"]].before.update({"L": row["male"], "P": row["female"]})
    else:
        tallies.count_before(found, regency, base)
    tallies.count_flow(found, regency, base, roll.revision)
    wrong = [f"{place.village} TPS {place.tps}" for place in found.ordered()
             if breaches(place.stock[0], place.flow, place.stock[1])]
    active = sum(place.now.total() for place in found.values())
    return wrong + ([f"{regency}: {roll.active} ≠ {active}"] if roll.active != active else [])


def sealed(regency, newest=False):
    """Numbers of the sealed snapshots whose seals are to be recomputed (4.): all, or each stage's newest."""
    found = Snapshot.objects.filter(regency=regency, sealed_at__isnull=False)
    if newest:
        found = found.order_by("stage", "-id").distinct("stage")
    return list(found.values_list("pk", flat=True))


def consecutive(regency):
    """5. The figures of each snapshot follow from those of the one before, in every TPS."""
    return [f"#{snapshot} {village} TPS {tps}" if village else f"#{snapshot}"
            for snapshot, village, tps in _rows("inv_consecutive", regency=regency)]


def province(area):
    """6. The rows of a province's rollups say what their snapshots say, and the sums and seals what the rows say."""
    wrong = [f"{area} {period} {stage}: {regency}"
             for period, stage, regency in _rows("inv_rollup_rows", area=area)]
    for rollup in Rollup.objects.filter(area=area):
        rows = list(rollup.lines.filter(snapshot__isnull=False).select_related("snapshot").order_by("regency").only(
            "regency", "male", "female", "figures", "rollup_id", "snapshot__seal"))
        seals = "".join(f"{row.regency}  {row.snapshot.seal}\n" for row in rows)
        wrong += _sums(rollup, rows, seals, len(rows))
    return wrong


def nation():
    """6. The nation's rollups are the sums of the provinces' rollups, unless one of those was built since."""
    wrong = []
    for rollup in Rollup.objects.filter(area=NATION).select_related("period"):
        rows = provinces_in(rollup.period, rollup.stage)
        if all(row.built_at <= rollup.built_at for row in rows):
            seals = "".join(f"{row.area}  {row.seal}\n" for row in rows)
            wrong += _sums(rollup, rows, seals, sum(row.included for row in rows))
    return wrong


def batches(area):
    """9. A batch's rows are those accepted, returned, waiting or set aside; none is lost, none stands in two places."""
    lo, hi = bounds(area)
    said = {"rows": "baris ≠ isi", "places": "urutan tidak utuh"}
    return [f"{regency} #{batch}: {said[what]}" for regency, batch, what in _rows("inv_batches", lo=lo, hi=hi)]


def last_checked():
    """The job that last checked all invariants to the end, or None."""
    return Job.objects.filter(kind="check_invariants", state="done").order_by("-id").first()


def late_jobs():
    """8. Running jobs whose lease ran out more than a minute ago: the sweeper should have seen them. Needs no scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind FROM jobs_job WHERE state = 'running' "
                       "AND lease_until < now() - interval '1 minute' ORDER BY id")
        return [f"#{job} {kind}" for job, kind in cursor.fetchall()]


def _sums(rollup, rows, seals, included):
    whole = bool(rows) and all(row.figures for row in rows)
    says = (rollup.male, rollup.female, rollup.included, rollup.figures, rollup.seal)
    means = (sum(row.male for row in rows), sum(row.female for row in rows), included,
             added(row.figures for row in rows) if whole else {}, hashlib.sha256(seals.encode("ascii")).hexdigest())
    return [] if says == means else [f"{rollup.area or 'ID'} {rollup.period_id} {rollup.stage}"]


def _rows(name, **values):
    with connection.cursor() as cursor:
        cursor.execute(sql(name), values)
        return cursor.fetchall()
