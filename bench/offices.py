"""All offices of a province sealed by two worker processes against one: `bench/offices.py [VOTERS]` (20,000 an office).

Real Celery workers on a real broker. It is to be at least 1.7 times as fast with two, where there are cores for them:
a worker and its database session work side by side at times, so that one worker may take more than one core. How many
are in use is printed; others that work on the machine are in it, and spoil the ratio.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager

import portal

PROVINCE = "35"
PASSES = (1, 2, 2, 1)   # processes; a slow minute of the machine falls on both sides
LONGEST = 1800          # seconds of one pass


def main(voters=20_000):
    portal.start(broker=True)
    from sidalih.areas import queries as areas
    from voters.actions.periods import open_period

    offices = [office.code for office in areas.regencies_of(PROVINCE)]
    portal.fresh_rolls(offices, voters)
    period = open_period(code=portal.PERIOD, label="Bench", reference_date=portal.date(2017, 7, 31), codeset="2018",
                         by="bench")
    times, seals = {1: [], 2: []}, set()
    for processes in PASSES:
        with worker(processes):
            _pass(period, len(offices))     # not counted: caches, imports, connections
            took, cores, seal = _pass(period, len(offices))
        times[processes].append(took)
        seals.add(seal)
        print(f"{len(offices)} offices of {voters} voters, {processes} process(es): {took:6.2f} s; "
              f"the machine's cores in use: {cores:.2f}", flush=True)
    assert len(seals) == 1, "the seals of one and of two workers differ"
    one, two = (sum(times[processes]) / len(times[processes]) for processes in (1, 2))
    print(f"two processes to one: {one / two:.2f} times as fast; the same seals; {os.cpu_count()} cores, "
          f"load {os.getloadavg()[0]:.1f}")
    portal.stop()


@contextmanager
def worker(processes):
    """A Celery worker with that many pool processes, as `up` starts it, ready for messages."""
    with tempfile.TemporaryFile("w+") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "sidalih", "worker", "-c", str(processes), "--loglevel", "INFO",
             "--without-mingle", "--without-gossip", "-n", "bench@localhost"],
            cwd=portal.ROOT, stdout=log, stderr=subprocess.STDOUT, env=os.environ | {"LOG_LEVEL": "INFO"})
        try:
            _until(lambda: " ready." in os.pread(log.fileno(), 1_000_000, 0).decode(errors="replace"), 120)
            yield
        finally:
            running.terminate()
            running.wait()


def _pass(period, offices):
    """(seconds from the first message until all are sealed, cores in use meanwhile, the province's seal).

    The rolls are pinned before, so that nobody but the workers works; the province is added up afterwards.
    """
    from django.conf import settings
    from django.db import connection

    from sidalih.jobs.dispatch import nudge
    from sidalih.row_security import as_owner
    from voters.actions import rollups
    from voters.actions.runs import take_all

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE voters_snapshot, voters_snapshotrun, voters_rollup, jobs_job CASCADE")
    url, settings.REDIS_URL = settings.REDIS_URL, ""
    take_all(area=PROVINCE, period=period, stage="DPB", by=None, scheduled=True)
    settings.REDIS_URL = url
    waiting = _jobs("seal_snapshot", "waiting")
    assert len(waiting) == offices
    busy, began = _busy(), time.perf_counter()
    assert nudge(waiting) == waiting
    _until(lambda: len(_jobs("seal_snapshot", "done")) == offices, LONGEST, pause=0.1)
    took = time.perf_counter() - began
    cores = (_busy() - busy) / took
    _until(lambda: not _jobs("build_rollup", "waiting", "running"), LONGEST)
    return took, cores, rollups.build_rollup(area=PROVINCE, period=period, stage="DPB")["seal"]


def _jobs(kind, *states):
    from sidalih.jobs import Job

    failed = Job.objects.filter(state="failed").values_list("error", flat=True).first()
    assert failed is None, failed
    return list(Job.objects.filter(kind=kind, state__in=states).order_by("id").values_list("pk", flat=True))


def _busy():
    """Seconds that all cores together have worked since the machine was started."""
    with open("/proc/stat", encoding="ascii") as stat:
        user, nice, system, _idle, _wait, *interrupts = map(int, stat.readline().split()[1:8])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def _until(true, seconds, pause=0.05):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(pause)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
