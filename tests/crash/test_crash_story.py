"""kill -9 at random moments of reading, applying, sealing and adding up: the same result as an undisturbed run."""

import random

import pytest
from django.core.files.base import ContentFile

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.jobs.models import Job
from sidalih.jobs.queries import by_key
from tests.conftest import SAMPLES
from tests.crash.workers import broker, database_url, start_worker, wait_for
from tests.kit import codes
from voters.actions import deciding, receiving, snapshots
from voters.actions.rolls import load_roll
from voters.models import Batch, Rollup, Snapshot, Voter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]
ROUNDS = 6


class Killer:
    """A worker that is killed some tenths of a second into each job, and replaced, until the job ends."""

    def __init__(self, redis_url, seed):
        self.redis_url, self.chance = redis_url, random.Random(seed)
        self.worker = self._fresh()
        self.kills = 0

    def _fresh(self):
        return start_worker(database_url(), self.redis_url, lease=2).ready()

    def until_done(self, job, most_kills):
        """Kill the pool's children, and at times the whole worker, while the job is under way."""
        for _kill in range(most_kills):
            try:
                return wait_for(job, self.chance.uniform(0.0, 0.8))
            except AssertionError:
                self.kills += 1
                if self.chance.random() < 0.3:
                    self.worker.kill9()
                    self.worker = self._fresh()
                else:
                    self.worker.kill9_child(self.chance.randint(0, 1))
        return wait_for(job, 60)


def story(people, july, finish):
    """Receive, submit, approve, apply, snapshot, rollup; `finish(job)` sees every job to its end."""
    data = (SAMPLES / "2017-07" / "mutarlih-3578-2017-07.xlsx").read_bytes()
    batch = receiving.receive(file=ContentFile(data, name="m.xlsx"), regency="3578", period=july,
                              by=people["operator"])
    finish(by_key(f"read_batch:{batch.pk}"))
    batch.refresh_from_db()
    found = (batch.rows, batch.blocked, batch.counts, codes(batch))
    deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)
    finish(by_key(deciding.apply_key(deciding.approve(batch_id=batch.pk, by=people["approver"]))))
    snapshot = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    finish(by_key(f"seal_snapshot:{snapshot.pk}"))
    finish(by_key(f"build_rollup:after:{snapshot.pk}"))
    for job in Job.objects.filter(kind="build_nation"):  # the province's change asks for it
        finish(job)
    snapshot.refresh_from_db()
    rollup = Rollup.objects.get(area="35", period=july, stage="DPB")
    return found, snapshot.seal, snapshot.flow, snapshot.total, rollup.seal, rollup.total


def test_a_worker_killed_at_random_moments_changes_nothing(rolls, people, july, settings):
    settings.REDIS_URL = ""
    undisturbed = story(people, july, jobs.run_here)
    assert undisturbed[1]
    with broker() as redis:
        settings.REDIS_URL = redis.url
        for round_ in range(ROUNDS):
            _forget_everything()
            for regency in ("3578", "3515"):
                load_roll(path=SAMPLES / "2017-07" / f"roll-{regency}.csv", regency=regency, by="test")
            killer = Killer(redis.url, seed=round_)
            try:
                assert story(people, july, lambda job, k=killer: k.until_done(job, 3)) == undisturbed
            finally:
                killer.worker.kill9()
            assert set(Job.objects.values_list("state", flat=True)) == {"done"}
            for act in ("batch_checked", "batch_applied", "snapshot_sealed"):
                assert Event.objects.filter(act=act).count() == 1, act
            assert Voter.objects.filter(regency="3578", until=None).count() == undisturbed[3]


def test_a_flushed_broker_loses_no_job(rolls, people, july, settings):
    with broker() as redis:
        settings.REDIS_URL = redis.url
        data = (SAMPLES / "2017-07" / "mutarlih-3578-2017-07.xlsx").read_bytes()
        batch = receiving.receive(file=ContentFile(data, name="m.xlsx"), regency="3578", period=july,
                                  by=people["operator"])
        redis.client.flushall()
        with start_worker(database_url(), redis.url, lease=2):
            wait_for(by_key(f"read_batch:{batch.pk}"), 60)
    assert Batch.objects.get(pk=batch.pk).rows == 405


def _forget_everything():
    """An empty installation with the same people and period, for the next round."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE voters_voter, voters_roll, voters_batch, voters_batchrow, voters_snapshot, "
                       "voters_snapshotvillage, voters_tally, voters_rollup, voters_rolluprow, jobs_job, audit_event, "
                       "audit_head RESTART IDENTITY CASCADE")
    assert not Snapshot.objects.exists()
