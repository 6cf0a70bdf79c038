"""kill -9 at random moments of a sealing and of a rollup: each is there whole, as an undisturbed one, or not at all."""

import os
import random
import time

import pytest
from django.db import connection, transaction

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.jobs.models import Job
from sidalih.jobs.queries import by_key
from tests.crash.workers import broker, database_url, start_worker, wait_for
from tests.kit import applied, new, strike, voters
from voters.actions import snapshots
from voters.models import Rollup, RollupRow, Snapshot, SnapshotVillage, Tally
from voters.queries import carried

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]
MOMENTS = int(os.environ.get("SIDALIH_KILLS", "50"))
VOTERS = 30_000  # enough that a sealing lasts longer than the pauses between two kills
STOCK = ("village", "tps", "male", "female", "new_male", "new_female", "struck_male", "struck_female", "struck",
         "moves")


@pytest.fixture
def many(rolls):
    """A roll large enough to be killed in the middle."""
    with connection.cursor() as cursor:
        cursor.execute("""
            INSERT INTO voters_voter (regency, since, dpid, nkk, nik, name, birth_place, birth_date, birth_text,
                                      marital, sex, address, rt, rw, disability, ektp, village, tps, source)
            SELECT '3578', 1, 500000 + i, '', '', 'PEMILIH ' || i, 'SURABAYA', date '1970-01-01', '', 'S',
                   CASE i %% 2 WHEN 0 THEN 'L' ELSE 'P' END, 'JL. CONTOH', '1', '1', '0', 'S', v.code, i %% 9 + 1, ''
            FROM generate_series(1, %s) i JOIN (
                SELECT code, row_number() OVER (ORDER BY code) - 1 AS n FROM areas_area
                WHERE level = 4 AND code LIKE '3578%%') v ON v.n = i %% 150""", [VOTERS])


def done_of(snapshot):
    """What a sealed snapshot and the rollup over it say, without numbers and times."""
    snapshot.refresh_from_db()
    rollup = Rollup.objects.get(area="35", period=snapshot.period, stage=snapshot.stage)
    return (snapshot.seal, snapshot.figures, snapshot.flow, list(snapshot.tallies.values_list(*STOCK)),
            list(snapshot.villages.values_list("village", "sha256", "voters")), rollup.seal, rollup.total,
            rollup.figures)


def must_be_whole_or_nothing():
    """A snapshot has all its parts and its proof, or none; a rollup's sums are those of its rows. As of one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _must_be_whole_or_nothing()


def _must_be_whole_or_nothing():
    for one in Snapshot.objects.all():
        parts = (Tally.objects.filter(snapshot=one).count(), SnapshotVillage.objects.filter(snapshot=one).count())
        assert (parts == (0, 0) and not one.seal and not one.code) if one.sealed_at is None else (
            carried.sealed_tallies(one)), f"snapshot {one.pk} is torn: {parts}"
    for rollup in Rollup.objects.filter(area="35"):
        rows = RollupRow.objects.filter(rollup=rollup, snapshot__isnull=False)
        assert rollup.total == sum(row.male + row.female for row in rows)
        assert rollup.included == len(rows)


def forget():
    """Neither snapshot nor rollup: the next round begins where the first did."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE voters_snapshot, voters_snapshotvillage, voters_tally, voters_rollup, "
                       "voters_rolluprow, jobs_job CASCADE")


def test_no_moment_tears_a_snapshot_or_a_rollup(many, people, july, settings):
    settings.REDIS_URL = ""
    applied(people, july, new(9001), strike(voters()[0]))

    def take():
        return snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    first = take()
    began = time.monotonic()
    jobs.run_here(by_key(f"seal_snapshot:{first.pk}"))
    jobs.run_here(by_key(f"build_rollup:after:{first.pk}"))
    lasts = time.monotonic() - began
    undisturbed = done_of(first)
    moments, kills, hits = random.Random(20261124), 0, 0
    with broker() as redis:
        settings.REDIS_URL = redis.url
        worker = start_worker(database_url(), redis.url, lease=2, JOB_MAX_ATTEMPTS="100").ready()
        try:
            while kills < MOMENTS:
                forget()
                snapshot = take()
                for key in (f"seal_snapshot:{snapshot.pk}", f"build_rollup:after:{snapshot.pk}"):
                    for _again in range(4):
                        job = by_key(key)
                        before = time.monotonic() + 5
                        while job and job.state == "waiting" and time.monotonic() < before:
                            time.sleep(0.01)
                            job = by_key(key)
                        time.sleep(moments.uniform(0, lasts if "seal" in key else 0.05))
                        running = by_key(key).state == "running"
                        kills += worker.kill9_child(0) | worker.kill9_child(0)
                        hits += running
                        must_be_whole_or_nothing()
                        if by_key(key).state == "done":
                            break
                    wait_for(by_key(key), 60)
                assert done_of(snapshot) == undisturbed
                assert Event.objects.filter(act="snapshot_sealed", subject=f"snapshot:{snapshot.pk}").count() == 1
                assert not Job.objects.filter(state="failed").exists()
        finally:
            worker.kill9()
    assert hits >= MOMENTS // 5, f"only {hits} of {kills} kills met work"  # the others met the pauses between
