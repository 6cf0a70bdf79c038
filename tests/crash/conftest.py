"""A broker and tables for the tests that kill things."""

import os

import pytest
from django.db import connection

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.jobs import dispatch, queries
from sidalih.jobs.models import Job
from tests.crash import handlers, workers


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/crash/" in item.nodeid:
            item.add_marker(pytest.mark.crash)


@pytest.fixture
def kills():
    """How many random moments to kill at: a few by default, SIDALIH_KILLS=200 for a night."""
    return int(os.environ.get("SIDALIH_KILLS", "30"))


@pytest.fixture
def redis(settings, monkeypatch):
    """A broker of this test's own, known to this process too."""
    monkeypatch.setattr(dispatch, "SILENCE_SECONDS", 0.2)
    monkeypatch.setattr(dispatch, "_silent_until", 0.0)
    with workers.broker() as server:
        settings.REDIS_URL = server.url
        yield server


@pytest.fixture
def tables(transactional_db):
    """The tables that the tests' handlers write; the flush after a test does not know them."""
    with connection.cursor() as cursor:
        cursor.execute(handlers.TABLES)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE crash_step, crash_end")


@pytest.fixture
def worker(tables, redis):
    """Start workers that know the tests' handlers; whatever still runs at the end is killed."""
    started = []

    def start(**options):
        process = workers.start_worker(workers.database_url(), redis.url, extra_include=["tests.crash.handlers"],
                                       JOB_MAX_ATTEMPTS="100", **options)
        started.append(process)
        return process.ready()
    yield start
    for process in started:
        process.kill9()
        print(process.said())  # shown by pytest when the test has failed
        process.log.close()


@pytest.fixture
def make(tables):
    """Enqueue jobs of the tests' kinds."""
    def enqueue(kind, number, *, steps=20, pause=0.05):
        return jobs.enqueue(kind=kind, key=f"{kind}:{number}", by="system", regency="3578",
                            args={"steps": steps, "pause": pause})
    return enqueue


@pytest.fixture
def ends_once():
    """Check that jobs end, once, as if nothing had happened."""
    def check(made, seconds=60):
        for job in made:
            ended = workers.wait_for(job, seconds)
            assert (ended.state, ended.error) == ("done", None)
            assert ended.result == {"digest": handlers.digest_of(job.args["steps"])}
            assert Event.objects.filter(subject=f"crash:{job.pk}").count() == 1
        assert not queries.overdue().exists()
        assert not Job.objects.exclude(state="done").exists()
    return check
