"""Real workers and a real broker for tests: start them, kill them, wait for a job. Nothing here is simulated.

    url = database_url()                      # of the test's own database; needs django_db(transaction=True)
    with broker() as redis, start_worker(url, redis.url, lease=2) as worker:
        job = jobs.enqueue(...)               # with settings.REDIS_URL = redis.url
        worker.kill9()
        ...
        wait_for(job, 30)
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import redis
from django.db import connection

from sidalih.embedded.ports import private_port
from sidalih.embedded.valkey import find_program
from sidalih.jobs.models import Job
from tests.leaks import leaked

ROOT = Path(__file__).resolve().parents[2]


def database_url():
    """The address of the test's database, for other processes."""
    name = quote(connection.settings_dict["NAME"])
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


class Broker:
    """A Redis-compatible server of the test's own, which it may flush, stop and start again."""

    def __init__(self):
        self.port = private_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process = None
        self.client = redis.Redis(port=self.port, socket_timeout=2)

    def start(self):
        """Start it empty and wait until it answers."""
        self.process = subprocess.Popen(
            [str(find_program()), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _until(10, self._answers, "the broker does not start")
        return self

    def stop(self):
        """End it with everything in it, at once."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def _answers(self):
        try:
            return self.client.ping()
        except redis.RedisError:
            return False

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        self.client.close()


def broker():
    """A broker that has not been started yet; use it with `with`."""
    return Broker()


class Worker:
    """One Celery worker with its pool, in a process group of its own, and a beat beside it when asked for."""

    def __init__(self, arguments, environment, *, beat):
        # A file: a full pipe would stop the worker.
        self.log = tempfile.TemporaryFile(mode="w+", prefix="worker")  # noqa: SIM115  (closed by __exit__)
        self.process = self._launch(["worker", *arguments], environment)
        self.beat = self._launch(["beat", "--loglevel", "WARNING", "--pidfile="], environment) if beat else None

    def _launch(self, arguments, environment):
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "sidalih", *arguments], cwd=ROOT, env=environment,
            stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True)

    def ready(self, seconds=60):
        """Wait until it takes messages."""
        _until(seconds, lambda: "ready." in self.said() or self.process.poll() is not None, "the worker does not start")
        assert self.process.poll() is None, self.said()
        return self

    def said(self):
        """Everything it has logged."""
        return os.pread(self.log.fileno(), 10_000_000, 0).decode(errors="replace")

    def kill9(self):
        """kill -9 of the worker, its pool and its beat: a power cut. Its log, left behind, holds no NIK."""
        for process in filter(None, (self.process, self.beat)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        assert leaked(self.said()) == []

    def kill9_child(self, number=0):
        """kill -9 of one pool process, as the kernel does when memory runs out; False when there is none just now."""
        children = self.children()
        if not children:
            return False
        try:
            os.kill(children[number % len(children)], signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def children(self):
        """The ids of its pool processes."""
        try:
            found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        except FileNotFoundError:
            return []
        return [int(pid) for pid in found]

    def __enter__(self):
        return self.ready()

    def __exit__(self, *_):
        self.kill9()
        self.log.close()


def start_worker(database_url, redis_url, lease=2, extra_include=(), *, beat=True, concurrency=2, sweep=1,
                 **environment):
    """Start a worker on this database and broker; use it with `with`, or call ready() and kill9() yourself.

    `lease` and `sweep` in seconds; `extra_include` names modules with handlers of the test's own; further
    keywords go into the environment.
    """
    arguments = ["-c", str(concurrency), "--loglevel", "INFO", "--without-mingle", "--without-gossip",
                 "-n", f"test-{time.monotonic_ns() // 1000}@localhost"]
    if extra_include:
        arguments += ["-I", ",".join(extra_include)]
    return Worker(arguments, os.environ | {
        "DATABASE_URL": database_url, "REDIS_URL": redis_url, "JOB_LEASE_SECONDS": str(lease),
        "JOB_SWEEP_SECONDS": str(sweep), "DJANGO_SETTINGS_MODULE": "sidalih.settings", **environment}, beat=beat)


def wait_for(job, seconds=30):
    """The job as it stands when it has ended; fails the test when it has not by then."""
    _until(seconds, lambda: Job.objects.get(pk=job.pk).ended,
           lambda: f"not ended after {seconds} s: {Job.objects.filter(pk=job.pk).values().get()}")
    return Job.objects.get(pk=job.pk)


def wait_until_running(job, seconds=30):
    """Wait until somebody holds the job (or it has already ended)."""
    _until(seconds, lambda: Job.objects.get(pk=job.pk).state != "waiting", "nobody takes the job")


def _until(seconds, condition, complaint):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(complaint() if callable(complaint) else complaint)
        time.sleep(0.05)
