"""What the sweeper finds, what it leaves alone, and the pages' queries."""

import socket
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db.models.functions import Now

from sidalih import jobs
from sidalih.jobs import actions, lease, queries
from sidalih.jobs.models import Job, State

pytestmark = pytest.mark.django_db(transaction=True)


def age(job, seconds=100, **more):
    """Let a job's times lie back."""
    Job.objects.filter(pk=job.pk).update(
        created_at=Now() - timedelta(seconds=seconds), dispatched_at=Now() - timedelta(seconds=seconds), **more)


def test_lost_message_is_found(told, waiting):
    job = waiting()
    assert told.pop() == job.pk
    assert actions.sweep() == 0, "just dispatched"
    age(job)
    assert actions.sweep() == 1
    assert told == [job.pk]
    assert actions.sweep() == 0, "told a moment ago"


def test_job_that_was_never_told_is_found(told, waiting):
    job = waiting()
    told.clear()
    age(job)
    Job.objects.filter(pk=job.pk).update(dispatched_at=None)
    actions.sweep()
    assert told == [job.pk]


def test_run_out_lease_is_found_a_live_one_is_not(told, waiting):
    dead, live = waiting("dead"), waiting("live")
    told.clear()
    for job in (dead, live):
        lease.claim(job.pk)
        age(job)
    Job.objects.filter(pk=dead.pk).update(lease_until=Now() - timedelta(seconds=1))
    actions.sweep()
    assert told == [dead.pk]


def test_pause_is_waited_for(told, waiting, kind, monkeypatch):
    monkeypatch.setattr(lease, "FIRST_PAUSE", 60)
    kind(lambda job: 1 / 0)
    job = waiting()
    age(job)
    jobs.run(job.pk)
    told.clear()
    assert actions.sweep() == 0
    Job.objects.filter(pk=job.pk).update(not_before=Now() - timedelta(seconds=1))
    actions.sweep()
    assert told == [job.pk]


def test_ended_jobs_are_left_alone(told, waiting, kind):
    kind(lambda job: None)
    done, off = waiting("done"), waiting("off")
    jobs.run(done.pk)
    jobs.cancel(job=off, by="op")
    told.clear()
    age(done)
    age(off)
    assert actions.sweep() == 0


def test_doubled_beat_tells_each_job_once(told, waiting, at_once):
    made = [waiting(f"a{number}") for number in range(50)]
    told.clear()
    for job in made:
        age(job)
    counts = at_once(*[actions.sweep] * 4)
    assert sum(counts) == 50
    assert sorted(told) == [job.pk for job in made]


def test_broker_still_down_is_tried_again_next_time(settings, waiting):
    job = waiting()
    age(job)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        assert actions.sweep() == 0
    job.refresh_from_db()
    assert job.dispatched_at is None


def test_killer_of_workers_is_given_up(told, waiting, settings):
    job = waiting()
    lease.claim(job.pk)
    age(job, lease_until=Now() - timedelta(seconds=1), attempts=settings.JOB_MAX_ATTEMPTS * lease.CLAIMS_PER_ATTEMPT)
    told.clear()
    assert actions.sweep() == 0
    job.refresh_from_db()
    assert (job.state, job.error["where"]) == (State.FAILED, "worker lost")


def test_sweep_costs_the_same_for_one_and_for_two_hundred(told, waiting, django_assert_num_queries):
    Job.objects.bulk_create(Job(kind="test", key=f"k{n}", by="system", args={}) for n in range(200))
    Job.objects.update(created_at=Now() - timedelta(minutes=5))
    with django_assert_num_queries(5):  # bury, begin, select, update, commit
        assert actions.sweep() == 200


def test_overdue_after_a_minute(waiting):
    job = waiting()
    lease.claim(job.pk)
    assert not queries.overdue().exists()
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=50))
    assert not queries.overdue().exists()
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=61))
    assert list(queries.overdue()) == [job]


def test_office_sees_its_own_province_sees_below(waiting):
    surabaya, sidoarjo = waiting("a", regency="3578"), waiting("b", regency="3515")
    bandung, province, portal = waiting("c", regency="3273"), waiting("d", regency="35"), waiting("e", regency="")
    office, east_java = SimpleNamespace(area="3578"), SimpleNamespace(area="35")
    assert list(queries.recent(office)) == [surabaya]
    assert list(queries.recent(east_java)) == [province, sidoarjo, surabaya]
    assert list(queries.recent(SimpleNamespace(area=""))) == []
    assert queries.one(office, surabaya.pk) == surabaya
    for elsewhere in (sidoarjo, bandung, province, portal):
        assert queries.one(office, elsewhere.pk) is None
    assert queries.by_key("c") == bandung
    assert queries.by_key("none") is None
