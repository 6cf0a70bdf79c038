"""What every test of background work needs: kinds of job made for one test, and no broker unless asked for."""

import threading

import pytest
from django.db import connections

from sidalih.jobs import dispatch, lease, registry


@pytest.fixture(autouse=True)
def no_broker(settings, monkeypatch):
    """Nothing is told to the shared broker, leases are short, pauses shorter."""
    settings.REDIS_URL = ""
    settings.JOB_LEASE_SECONDS = 3
    monkeypatch.setattr(dispatch, "_silent_until", 0.0)
    monkeypatch.setattr(lease, "FIRST_PAUSE", 0)


@pytest.fixture
def told(monkeypatch):
    """The ids of jobs that the broker has been told of, in order; it takes all of them."""
    from sidalih.jobs import actions

    ids = []

    def take(job_ids):
        ids.extend(job_ids)
        return list(job_ids)
    monkeypatch.setattr(actions, "nudge", take)
    return ids


@pytest.fixture
def kind(monkeypatch):
    """Give a function as the handler of jobs of kind "test" for the length of one test."""
    monkeypatch.setattr(registry, "_HANDLERS", dict(registry._HANDLERS))
    monkeypatch.setattr(registry, "_TITLES", dict(registry._TITLES))

    def give(function, name="test"):
        registry.handles(name, title="Uji")(function)
        return function
    return give


@pytest.fixture
def at_once():
    """Run functions in threads that start together; returns their results, re-raises the first error."""
    def together(*functions):
        barrier, results, errors = threading.Barrier(len(functions)), [None] * len(functions), []

        def one(number, function):
            try:
                barrier.wait()
                results[number] = function()
            except BaseException as error:
                errors.append(error)
            finally:
                connections.close_all()
        threads = [threading.Thread(target=one, args=pair) for pair in enumerate(functions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        if errors:
            raise errors[0]
        return results
    return together


@pytest.fixture
def waiting(db):
    """Make a waiting job of kind "test" whose creation was committed."""
    from sidalih import jobs

    def make(key="uji:1", kind="test", regency="3578", **args):
        return jobs.enqueue(kind=kind, key=key, args=args, by="system", regency=regency)
    return make
