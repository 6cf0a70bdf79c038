"""Asking for work: once per key, told on commit, whatever the broker does."""

import socket
import time

import pytest
from django.db import IntegrityError, transaction

from sidalih import jobs
from sidalih.jobs import lease
from sidalih.jobs.models import Job, State
from sidalih.refusal import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_row_per_key(waiting):
    first, second, other = waiting("a"), waiting("a"), waiting("b")
    assert first.pk == second.pk != other.pk
    assert (first.state, first.regency, first.by, first.attempts) == (State.WAITING, "3578", "system", 0)


def test_twenty_ask_at_once_for_the_same(at_once, waiting):
    found = at_once(*[waiting] * 20)
    assert len({job.pk for job in found}) == 1
    assert Job.objects.count() == 1


def test_key_of_another_kind_is_a_mistake(waiting):
    waiting("a")
    with pytest.raises(ValueError, match="belongs to"):
        waiting("a", kind="else")


def test_told_on_commit_only(told, waiting):
    with transaction.atomic():
        job = waiting("a")
        assert told == []
    assert told == [job.pk]


def test_rolled_back_tells_nobody_and_leaves_nothing(told, waiting):
    with pytest.raises(RuntimeError), transaction.atomic():
        waiting("a")
        raise RuntimeError
    assert told == []
    assert not Job.objects.exists()


@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_asked_again_after_a_bad_end(told, waiting, kind, end):
    job = waiting("a", batch=1)
    if end == "failed":
        kind(_refuse)
        jobs.run(job.pk)
    else:
        jobs.cancel(job=job, by="op")
    again = waiting("a", batch=2)
    assert (again.pk, again.state, again.error, again.ended_at) == (job.pk, State.WAITING, None, None)
    assert (again.attempts, again.errors, again.args) == (0, 0, {"batch": 2})
    assert told == [job.pk, job.pk]


def test_done_stays_done(told, waiting, kind):
    kind(lambda job: {"n": 7})
    job = waiting("a")
    jobs.run(job.pk)
    again = waiting("a")
    assert (again.state, again.result) == (State.DONE, {"n": 7})
    assert told == [job.pk]


def test_broker_absent_refusing_or_silent_is_no_error_and_quick(settings, waiting, monkeypatch):
    import sidalih.celery  # noqa: F401  (its import is not what is timed)
    from sidalih.jobs import dispatch
    silent = socket.create_server(("127.0.0.1", 0))
    free = socket.create_server(("127.0.0.1", 0))
    closed = free.getsockname()[1]
    free.close()
    for number, url in enumerate(["", f"redis://127.0.0.1:{closed}/0",
                                  f"redis://:secret@127.0.0.1:{silent.getsockname()[1]}/0"]):
        monkeypatch.setattr(dispatch, "_silent_until", 0.0)
        settings.REDIS_URL = url
        began = time.monotonic()
        job = waiting(f"a{number}")
        assert time.monotonic() - began < 1.5
        job.refresh_from_db()
        assert (job.state, job.dispatched_at) == (State.WAITING, None)
    silent.close()


def test_silent_broker_is_asked_once_not_for_each_of_38(settings, waiting):
    import sidalih.celery  # noqa: F401
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        began = time.monotonic()
        for number in range(38):
            waiting(f"a{number}")
        assert time.monotonic() - began < 3


def test_retry_by_a_person(told, waiting, kind):
    kind(_refuse)
    job = waiting("a")
    with pytest.raises(Refused) as refused:
        jobs.retry(job=job, by="op")
    assert refused.value.code == "wrong_state"
    jobs.run(job.pk)
    again = jobs.retry(job=job, by="op")
    assert (again.state, again.error, again.attempts) == (State.WAITING, None, 0)
    assert told == [job.pk, job.pk]
    assert _acts(job) == [("job_retried", "op", "3578")]


def test_cancel_before_the_start_only(waiting, kind):
    ran = []
    kind(lambda job: ran.append(job.pk))
    job, started = waiting("a"), waiting("b")
    jobs.cancel(job=job, by="op")
    jobs.run(job.pk)
    assert not ran
    assert _acts(job) == [("job_cancelled", "op", "3578")]
    lease.claim(started.pk)
    with pytest.raises(Refused):
        jobs.cancel(job=started, by="op")


@pytest.mark.parametrize("half", [
    {"state": "running"}, {"state": "done"}, {"state": "failed"}, {"state": "odd"}, {"regency": "357"}, {"key": ""},
])
def test_half_states_are_refused_by_the_database(waiting, half):
    job = waiting("a")
    with pytest.raises(IntegrityError):
        Job.objects.filter(pk=job.pk).update(**half)


def _refuse(job):
    raise Refused("wrong_state", "Sudah disegel.")


def _acts(job):
    from sidalih.audit.models import Event

    return list(Event.objects.filter(subject=f"job:{job.pk}").values_list("act", "by", "regency"))
