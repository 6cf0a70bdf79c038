"""Who holds a job: one winner, a lease that is kept, lost and taken over."""

import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from sidalih import jobs
from sidalih.jobs import lease
from sidalih.jobs.models import Job, State

pytestmark = pytest.mark.django_db(transaction=True)


def expire(job):
    """The holder has been silent for longer than its lease."""
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))


def test_twenty_claim_and_one_wins(at_once, waiting):
    for number in range(20):
        job = waiting(f"a{number}")
        won = [held for held in at_once(*[lambda job=job: lease.claim(job.pk)] * 20) if held]
        assert len(won) == 1
        job.refresh_from_db()
        assert (job.state, job.attempts, job.holder) == (State.RUNNING, 1, won[0].holder)


def test_twenty_take_over_from_a_dead_one_and_one_wins(at_once, waiting):
    job = waiting()
    dead = lease.claim(job.pk)
    expire(job)
    won = [held for held in at_once(*[lambda: lease.claim(job.pk)] * 20) if held]
    assert [held.attempts for held in won] == [2]
    assert won[0].holder != dead.holder


def test_hundred_doubled_messages_have_one_effect(at_once, waiting, kind):
    effects = []
    kind(lambda job: effects.append(job.pk))
    made = [waiting(f"a{number}") for number in range(100)]
    for job in made:
        at_once(*[lambda job=job: jobs.run(job.pk)] * 2)
    assert effects == [job.pk for job in made]
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}


def test_message_for_what_is_held_ended_or_unknown_is_quiet(waiting, kind):
    effects = []
    kind(lambda job: effects.append(1))
    job = waiting()
    held = lease.claim(job.pk)
    assert jobs.run(job.pk).state == State.RUNNING
    lease.finish(job.pk, held.holder, None)
    assert jobs.run(job.pk).state == State.DONE
    assert jobs.run(10**9) is None
    assert not effects


def test_heartbeat_extends_the_lease_while_the_handler_is_busy(settings, waiting, kind):
    settings.JOB_LEASE_SECONDS = 1
    taken = []

    def busy(job):
        for _i in range(12):
            time.sleep(0.2)
            taken.append(lease.claim(job.pk))
    kind(busy)
    ended = jobs.run(waiting().pk)
    assert (ended.state, ended.attempts) == (State.DONE, 1)
    assert taken == [None] * 12


def test_heartbeat_stops_with_the_handler(waiting, kind):
    kind(lambda job: None)
    jobs.run(waiting().pk)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("keeper")]


def test_lost_lease_ends_the_zombie_and_keeps_the_others_result(settings, waiting, kind):
    settings.JOB_LEASE_SECONDS = 1
    other = uuid.uuid4()

    def stands_still(job):
        # Somebody took over while this process stood still.
        Job.objects.filter(pk=job.pk).update(holder=other, lease_until=timezone.now() + timedelta(minutes=1))
        for number in range(100):
            job.progress(number, 100)
            time.sleep(0.05)
        raise AssertionError("the zombie went on")
    kind(stands_still)
    left = jobs.run(waiting().pk)
    assert (left.state, left.holder, left.errors, left.done) == (State.RUNNING, other, 0, 0)
    assert lease.finish(left.pk, other, {"by": "the other"})


def test_late_result_of_a_zombie_is_not_written(waiting, kind):
    def slow(job):
        expire(job)
        winner = lease.claim(job.pk)
        lease.finish(job.pk, winner.holder, {"n": 1})
        return {"n": 2}
    kind(slow)
    assert jobs.run(waiting().pk).result == {"n": 1}


def test_pause_is_kept_by_messages_but_not_by_a_person(waiting):
    job = waiting()
    Job.objects.filter(pk=job.pk).update(not_before=Now() + timedelta(minutes=1))
    assert lease.claim(job.pk) is None
    assert lease.claim(job.pk, at_once=True).not_before is None


def test_job_that_kills_every_worker_ends(settings, waiting):
    settings.JOB_MAX_ATTEMPTS = 1
    job = waiting()
    for _i in range(lease.CLAIMS_PER_ATTEMPT):
        assert lease.claim(job.pk)
        expire(job)
    assert lease.claim(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.error["code"]) == (State.FAILED, "job_failed")
