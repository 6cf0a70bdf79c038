"""Doing a job: result, refusal, breakage, progress, and commands that run it themselves."""

import logging
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.models.functions import Now

from sidalih import jobs
from sidalih.jobs import lease, runner
from sidalih.jobs.models import Job, State
from sidalih.refusal import Refused

pytestmark = pytest.mark.django_db(transaction=True)

NIK = "9901014107900001"


def test_result_of_the_handler_is_kept(waiting, kind):
    kind(lambda job: {"rows": job.args["rows"] * 2})
    ended = jobs.run(waiting(rows=4).pk)
    assert (ended.state, ended.result, ended.error, ended.holder) == (State.DONE, {"rows": 8}, None, None)
    assert ended.started_at <= ended.ended_at


def test_refusal_fails_at_once_with_its_sentence(waiting, kind):
    def no(job):
        raise Refused("F04", "Tidak ada judul kolom.", sheet="TPS 1")
    kind(no)
    ended = jobs.run(waiting().pk)
    assert (ended.state, ended.attempts) == (State.FAILED, 1)
    assert ended.error == {"code": "F04", "message": "Tidak ada judul kolom.", "detail": {"sheet": "TPS 1"}}


def test_breakage_waits_and_is_given_up_after_five(settings, waiting, kind):
    kind(lambda job: 1 / 0)
    job = waiting()
    for number in range(1, settings.JOB_MAX_ATTEMPTS):
        job = jobs.run(job.pk)
        assert (job.state, job.errors, job.dispatched_at) == (State.WAITING, number, None)
    job = jobs.run(job.pk)
    assert (job.state, job.errors, job.error["code"]) == (State.FAILED, 5, "job_failed")
    assert "Coba lagi" in job.error["message"]
    assert job.error["where"].startswith("ZeroDivisionError tests/jobs/test_jobs_run.py:")


def test_pause_doubles(monkeypatch, waiting, kind):
    monkeypatch.setattr(lease, "FIRST_PAUSE", 5)
    kind(lambda job: 1 / 0)
    job = waiting()
    for seconds in (5, 10, 20, 40):
        held = lease.claim(job.pk, at_once=True)
        runner._work(held)
        job.refresh_from_db()
        left = Job.objects.filter(pk=job.pk, not_before__lte=Now() + timedelta(seconds=seconds),
                                  not_before__gt=Now() + timedelta(seconds=seconds - 3))
        assert left.exists()


def test_broken_once_then_done_leaves_no_error(waiting, kind):
    tries = []

    def second_time(job):
        tries.append(1)
        if len(tries) == 1:
            raise OSError("disk full")
        return len(tries)
    kind(second_time)
    job = waiting()
    assert jobs.run(job.pk).error["where"].startswith("OSError")
    ended = jobs.run(job.pk)
    assert (ended.state, ended.result, ended.error) == (State.DONE, 2, None)


def test_personal_data_in_an_error_stays_out_of_logs_and_rows(waiting, kind, caplog):
    def quotes_a_row(job):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE t (nik text CHECK (nik = '')) ON COMMIT DROP; INSERT INTO t VALUES (%s)",
                           [NIK])
    kind(quotes_a_row)
    with caplog.at_level(logging.DEBUG):
        ended = jobs.run(waiting().pk)
    assert "IntegrityError" in ended.error["where"]
    logged = "\n".join(runner.logging.Formatter().format(record) for record in caplog.records
                       if record.name.startswith("sidalih"))
    assert "IntegrityError" in logged
    assert NIK not in logged
    assert NIK not in str(ended.error)


def test_kind_that_nobody_handles_waits(waiting):
    ended = jobs.run(waiting(kind="unheard_of").pk)
    assert (ended.state, ended.errors) == (State.WAITING, 1)
    assert ended.title == "unheard_of"


def test_result_that_is_no_json_is_a_breakage(waiting, kind):
    kind(lambda job: object())
    assert jobs.run(waiting().pk).state == State.WAITING


def test_handler_whose_database_session_was_killed_is_tried_again(waiting, kind):
    tries = []

    def killed(job):
        tries.append(1)
        if len(tries) == 1:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return "ok"
    kind(killed)
    job = waiting()
    assert jobs.run(job.pk).state == State.WAITING
    assert jobs.run(job.pk).result == "ok"


def test_progress_is_seen_from_outside_the_open_transaction(waiting, kind, at_once):
    seen = []

    def look(pk):
        for _i in range(40):
            row = Job.objects.values_list("done", "total", "what").get(pk=pk)
            if row[0]:
                return row
            time.sleep(0.05)
        return None

    def works(job):
        with transaction.atomic():
            job.progress(250, 1000, "Ngagel")
            seen.extend(at_once(lambda: look(job.pk)))
    kind(works)
    jobs.run(waiting().pk)
    assert seen == [(250, 1000, "Ngagel")]


def test_progress_is_cheap_and_the_last_one_is_written(waiting, kind, django_assert_max_num_queries):
    def works(job):
        for number in range(1, 20_001):
            job.progress(number, 20_000, f"baris {number}")
    kind(works)
    job = waiting()
    began = time.monotonic()
    with django_assert_max_num_queries(20):
        ended = jobs.run(job.pk)
    assert time.monotonic() - began < 5
    assert (ended.done, ended.total, ended.what, ended.percent) == (20_000, 20_000, "baris 20000", 100)


def test_progress_of_a_job_that_nobody_runs_does_nothing(waiting):
    job = waiting()
    job.progress(1, 2)
    job.refresh_from_db()
    assert (job.done, job.percent) == (0, None)


def test_run_here_runs(waiting, kind):
    kind(lambda job: {"n": 1})
    assert jobs.run_here(waiting()).result == {"n": 1}


def test_run_here_gives_the_result_of_what_is_done(waiting, kind):
    kind(lambda job: time.monotonic())
    first = jobs.run_here(waiting())
    assert jobs.run_here(waiting()).result == first.result


def test_run_here_raises_the_refusal(waiting, kind):
    def no(job):
        raise Refused("churn_brake", "Terlalu banyak.", share=1)
    kind(no)
    for _again in range(2):
        with pytest.raises(Refused) as refused:
            jobs.run_here(waiting())
        assert (refused.value.code, refused.value.message, refused.value.detail) == (
            "churn_brake", "Terlalu banyak.", {"share": 1})


def test_run_here_raises_runtime_error_without_the_words_of_the_error(waiting, kind):
    def breaks(job):
        raise ValueError(NIK)
    kind(breaks)
    with pytest.raises(RuntimeError, match="ValueError tests/jobs") as error:
        jobs.run_here(waiting())
    assert NIK not in str(error.value)


def test_run_here_of_a_cancelled_job_is_refused(waiting):
    job = waiting()
    jobs.cancel(job=job, by="op")
    with pytest.raises(Refused):
        jobs.run_here(job)


def test_run_here_waits_for_the_worker_that_holds_it(waiting, kind):
    ran = []
    kind(lambda job: ran.append(1))
    job = waiting()
    worker = lease.claim(job.pk)

    def end_later():
        time.sleep(0.6)
        lease.finish(job.pk, worker.holder, {"by": "worker"})
        connections.close_all()
    thread = threading.Thread(target=end_later)
    thread.start()
    assert jobs.run_here(job).result == {"by": "worker"}
    thread.join()
    assert not ran


def test_run_here_takes_over_from_a_dead_worker(settings, waiting, kind):
    settings.JOB_LEASE_SECONDS = 1
    kind(lambda job: "taken over")
    job = waiting()
    lease.claim(job.pk)
    assert jobs.run_here(job).result == "taken over"


def test_told_to_stop_gives_the_job_back(waiting, kind):
    def stopped(job):
        raise KeyboardInterrupt
    kind(stopped)
    job = waiting()
    with pytest.raises(KeyboardInterrupt):
        jobs.run_here(job)
    job.refresh_from_db()
    assert (job.state, job.errors) == (State.WAITING, 0)


@pytest.mark.django_db(transaction=False)
def test_works_inside_a_transaction_that_is_rolled_back(waiting, kind):
    """Tests of other rooms run jobs inside theirs; the keeper cannot see the row and must not call it lost."""
    def works(job):
        for number in range(5):
            job.progress(number, 5)
            time.sleep(0.2)
        return "ok"
    kind(works)
    assert jobs.run_here(waiting()).result == "ok"
