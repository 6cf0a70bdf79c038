"""The broker loses, doubles and forgets messages, or is away: jobs are rows and do not mind."""

import time

from django.db import connection
from django.db.models.functions import Now

from sidalih.celery import app
from sidalih.jobs.models import Job
from tests.crash import workers


def send(redis, *job_ids):
    with app.connection_for_write(redis.url) as line:
        for job_id in job_ids:
            app.send_task("jobs.run", args=[job_id], connection=line)


def test_flushed_between_asking_and_starting(worker, redis, make, ends_once):
    made = [make("crash_steps", n, steps=3) for n in range(5)]
    assert redis.client.dbsize() > 0
    redis.client.flushall()
    worker()
    ends_once(made)


def test_flushed_while_running(worker, redis, make, ends_once):
    running = worker()
    made = [make("crash_steps", n, steps=20) for n in range(4)]
    workers.wait_until_running(made[0])
    for _i in range(5):
        redis.client.flushall()
        time.sleep(0.3)
    ends_once(made)
    made.append(make("crash_steps", 9, steps=2))
    redis.client.flushall()
    ends_once(made)
    assert running.process.poll() is None


def test_each_message_twice_a_hundred_times(worker, redis, make, ends_once):
    worker(), worker(beat=False)
    made = [make("crash_at_once", n, steps=1, pause=0.01) for n in range(100)]
    send(redis, *[job.pk for job in made for _twice in range(2)])
    ends_once(made)
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_away_for_a_while(worker, redis, make, ends_once):
    running = worker()
    before = make("crash_steps", 1, steps=40)
    workers.wait_until_running(before)
    redis.stop()
    asked = time.monotonic()
    during = [make("crash_steps", n, steps=2) for n in (2, 3)]
    assert time.monotonic() - asked < 2
    workers.wait_for(before, 30)  # the worker goes on with what it holds
    redis.start()
    ends_once([before, *during], seconds=30)
    assert running.process.poll() is None


def test_database_sessions_killed(worker, make, ends_once):
    worker()
    made = [make("crash_steps", 1, steps=40), make("crash_at_once", 1, steps=40)]
    for job in made:
        workers.wait_until_running(job)
    for _i in range(3):
        time.sleep(0.5)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                           "WHERE datname = current_database() AND pid <> pg_backend_pid()")
    Job.objects.filter(not_before__isnull=False).update(not_before=Now())  # the pause is not what is tested
    ends_once(made, seconds=30)
