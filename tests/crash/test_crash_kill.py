"""kill -9 at random moments: every job ends once, with the result of an undisturbed run, without a human."""

import random
import time

from sidalih.jobs.models import Job
from tests.crash import workers

SEED = 20260101


def test_pool_processes_die_at_random_moments(worker, make, ends_once, kills):
    running = worker()
    moments = random.Random(SEED)
    made = [make("crash_steps", n) for n in range(3)] + [make("crash_at_once", n) for n in range(3)]
    killed = 0
    while killed < kills:
        time.sleep(moments.uniform(0, 0.6))
        killed += running.kill9_child(moments.randrange(2))
        if not Job.objects.exclude(state="done").exists():
            made += [make(kind, len(made)) for kind in ("crash_steps", "crash_at_once")]
    ends_once(made)
    assert max(Job.objects.values_list("attempts", flat=True)) > 1, "no kill has hit a job"


def test_whole_worker_dies_and_another_takes_over(worker, make, ends_once, kills):
    moments = random.Random(SEED)
    made = [make("crash_steps", 1, steps=30), make("crash_at_once", 1, steps=30)]
    for _i in range(max(3, kills // 10)):
        running = worker()
        time.sleep(moments.uniform(0, 2))
        running.kill9()
    running = worker()
    ends_once(made)
    assert "Traceback" not in running.said()


def test_work_resumes_within_the_lease_and_a_minute(worker, make, ends_once):
    first, _second = worker(beat=False), worker()
    job = make("crash_steps", 1, steps=60)
    workers.wait_until_running(job)
    first.kill9()
    began = time.monotonic()
    ends_once([job])
    assert time.monotonic() - began < 2 + 60


def test_two_workers_two_beats_share_the_work(worker, make, ends_once):
    worker(), worker()
    made = [make("crash_at_once", n, steps=3) for n in range(40)]
    ends_once(made)
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
