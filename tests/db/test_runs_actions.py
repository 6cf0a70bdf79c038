"""Snapshots of all offices at once: once however often it is asked for, finished after it died, refusals named."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from sidalih import jobs
from sidalih.accounts.scope import scoped
from sidalih.audit.models import Event
from sidalih.jobs import Job
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from tests.db.test_races import at_once
from tests.kit import applied, new
from tests.roles import as_application
from voters.actions import run_steps, runs, taking
from voters.actions.cancelling import cancel_snapshot
from voters.models import Period, Snapshot, SnapshotRun
from voters.queries.runs import board

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def ask(people, period, by="province_approver", **options):
    with as_application():
        return runs.take_all(area="35", period=period, stage=options.pop("stage", "DPB"), by=people[by], **options)


def seal_all():
    for job in Job.objects.filter(kind="seal_snapshot", state="waiting").order_by("id"):
        jobs.run(job.pk)


def states(run):
    run.refresh_from_db()
    return {line.code: line.state for line in board(run).lines}


def test_every_office_with_a_roll_is_pinned_and_the_others_say_why(rolls, people, july):
    run = ask(people, july)
    assert sorted(run.snapshots.values_list("regency", "revision")) == [("3515", 1), ("3578", 1)]
    assert len(run.refused) == 36 and {one["code"] for one in run.refused.values()} == {"roll_empty"}
    found = board(run)
    assert len(found.lines) == 38 and found.going and found.counts == {"waiting": 2, "refused": 36}
    event = Event.objects.get(act="snapshots_taken")
    assert (event.regency, event.detail["taken"], len(event.detail["refused"])) == ("35", 2, 36)
    seal_all()
    found = board(SnapshotRun.objects.get())
    assert not found.going and found.counts == {"sealed": 2, "refused": 36} and found.percent == 100


def test_asked_again_it_is_the_same_run_while_it_goes_on_and_another_afterwards(rolls, people, july):
    token = uuid.uuid4()
    first = ask(people, july, token=token)
    assert ask(people, july, token=token) == first == ask(people, july, token=uuid.uuid4())
    seal_all()
    assert ask(people, july, token=token) == first and Snapshot.objects.count() == 2
    second = ask(people, july, token=uuid.uuid4())
    assert second != first and Snapshot.objects.count() == 2
    assert {code for code, state in states(second).items() if state == "same"} == {"3515", "3578"}
    applied(people, july, new(9001))
    third = ask(people, july)
    assert states(third)["3578"] == "waiting" and states(third)["3515"] == "same"
    assert Event.objects.filter(act="snapshots_taken").count() == 3


def test_a_snapshot_from_before_codes_is_taken_again(rolls, people, july):
    ask(people, july)
    seal_all()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE voters_snapshot DISABLE TRIGGER sealed_stays")
        cursor.execute("UPDATE voters_snapshot SET code = '', proof = '' WHERE regency = '3578'")
    again = ask(people, july)
    assert states(again)["3578"] == "waiting" and states(again)["3515"] == "same"


@pytest.mark.parametrize("dies_at", range(1, 39, 6))
def test_what_died_in_the_middle_is_finished_and_nothing_is_taken_twice(rolls, people, july, monkeypatch, dies_at):
    calls = []

    def take(**values):
        calls.append(values["regency"])
        if len(calls) == dies_at:
            raise ConnectionError
        return taking.take_snapshot(**values)
    monkeypatch.setattr(runs, "take_snapshot", take)
    with as_application(), pytest.raises(ConnectionError):
        runs.take_all(area="35", period=july, stage="DPB", by=None, scheduled=True)
    with as_application():
        run = runs.take_all(area="35", period=july, stage="DPB", by=None, scheduled=True)
    assert SnapshotRun.objects.get() == run and len(calls) == 39
    assert sorted(Snapshot.objects.values_list("regency", flat=True)) == ["3515", "3578"]
    assert set(run.snapshots.values_list("taken_by", flat=True)) == {None}
    assert Event.objects.filter(act="snapshots_taken", by="system").count() == 1


def test_an_office_whose_turn_it_is_not_is_named_and_keeps_nobody_waiting(rolls, people, july):
    with scoped("3578"):
        taken = taking.take_snapshot(regency="3578", period=july, stage="DPS", by=people["operator"])
    jobs.run_here(by_key(f"seal_snapshot:{taken.pk}"))
    run = ask(people, july, stage="DPT")
    assert run.refused["3515"]["code"] == "stage_order" and "DPS" in run.refused["3515"]["message"]
    assert [one.regency for one in run.snapshots.all()] == ["3578"]


def test_a_snapshot_that_the_office_asked_for_itself_stands_for_it(rolls, people, july):
    with scoped("3578"):
        own = taking.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    run = ask(people, july)
    assert run.stands == {"3578": own.pk} and states(run)["3578"] == "waiting"
    jobs.run_here(by_key(f"seal_snapshot:{own.pk}"))
    assert states(run)["3578"] == "same"


@pytest.mark.parametrize("who", ["operator", "province", "admin", "viewer"])
def test_only_who_decides_for_the_province_may(rolls, people, july, who):
    with pytest.raises(Refused):
        ask(people, july, by=who)
    assert not SnapshotRun.objects.exists()


def test_called_off_what_waits_goes_and_what_is_sealed_stays(rolls, people, july):
    run = ask(people, july)
    sealed = run.snapshots.get(regency="3515")
    jobs.run_here(by_key(f"seal_snapshot:{sealed.pk}"))
    gone = run_steps.cancel_waiting(run_id=run.pk, by=people["province_approver"])
    assert [one.regency for one in gone] == ["3578"]
    assert {states(run)[code] for code in ("3515", "3578")} == {"sealed", "cancelled"}
    assert run_steps.cancel_waiting(run_id=run.pk, by=people["province_approver"]) == []
    with pytest.raises(Refused, match="not_found"):
        run_steps.cancel_waiting(run_id=run.pk, by=people["operator"])
    assert states(ask(people, july))["3578"] == "waiting"  # taken anew


def test_one_that_a_worker_is_at_is_called_off_alone(rolls, people, july):
    run = ask(people, july)
    one = run.snapshots.get(regency="3578")
    Job.objects.filter(key=f"seal_snapshot:{one.pk}").update(
        state="running", holder=uuid.uuid4(), lease_until=timezone.now() + HOUR, started_at=timezone.now(), done=3,
        total=10)
    assert states(run)["3578"] == "sealing" and board(run).percent == (36 * 100 + 30) // 38
    gone = run_steps.cancel_waiting(run_id=run.pk, by=people["province_approver"])
    assert [each.regency for each in gone] == ["3515"]
    cancel_snapshot(snapshot_id=one.pk, by=people["province_approver"])
    assert {states(run)[code] for code in ("3515", "3578")} == {"cancelled"} and not board(run).going


def test_what_broke_is_tried_again_and_what_does_not_close_is_not(rolls, people, july):
    run = ask(people, july)
    for one in run.snapshots.all():
        Job.objects.filter(key=f"seal_snapshot:{one.pk}").update(
            state="failed", ended_at=timezone.now(), error={"code": "job_failed", "message": "Gangguan", "detail": {}})
    Snapshot.objects.filter(regency="3515").update(breaks=[{"village": "3515011001", "tps": 1}])
    assert {states(run)[code] for code in ("3515", "3578")} == {"failed"}
    assert run_steps.retry_failed(run_id=run.pk, by=people["province"]) == 1
    assert (states(run)["3515"], states(run)["3578"]) == ("failed", "waiting")


def close(period, ago=HOUR):
    period.closes_at = timezone.now() - ago
    period.save()


def test_the_close_of_a_period_asks_once_and_only_where_there_is_a_roll(rolls, people, july):
    with as_application():
        assert runs.ask_at_close() == []  # open
        close(july)
        asked = runs.ask_at_close()
        assert [(job.key, job.regency) for job in asked] == [("take_run:2017-07:DPB:35", "35")]
        assert runs.ask_at_close() == []
    jobs.run_here(asked[0])
    run = SnapshotRun.objects.get()
    assert run.scheduled and run.asked_by is None and run.snapshots.count() == 2
    with as_application():
        assert runs.ask_at_close() == []
    seal_all()
    assert states(run)["3578"] == "sealed"
    assert set(Event.objects.filter(act="snapshot_taken").values_list("by", flat=True)) == {"system"}


@pytest.mark.parametrize(("ago", "stage"), [(8 * 24 * HOUR, "DPB"), (HOUR, ""), (-HOUR, "DPB")])
def test_an_old_close_one_to_come_and_one_without_a_stage_ask_for_nothing(rolls, people, july, ago, stage):
    Period.objects.update(closing_stage=stage)
    july.refresh_from_db()
    close(july, ago)
    assert runs.ask_at_close() == []


def test_marks_say_when_a_snapshot_may_have_to_be_taken_again(rolls, people, july):
    from tests.kit import receive
    from voters.actions.windows import reopen

    run = ask(people, july)
    seal_all()
    receive(people, july, new(9002))
    close(july)
    reopen(regency="3515", period=july, until=timezone.now() + HOUR, reason="terlambat", by=people["province_approver"])
    lines = {line.code: line for line in board(run).lines}
    assert lines["3578"].batches == 1 and not lines["3578"].reopened and not lines["3578"].moved
    assert lines["3515"].reopened and not lines["3515"].batches
    Period.objects.update(closes_at=None)
    applied(people, Period.objects.get(), new(9001))
    assert {line.code: line for line in board(run).lines}["3578"].moved


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", [True, False])
def test_twenty_who_ask_at_once_get_one_run(rolls, people, july, same):
    token = uuid.uuid4()

    def press(_i):
        with as_application():
            return runs.take_all(area="35", period=july, stage="DPB", by=people["province_approver"],
                                 token=token if same else uuid.uuid4()).pk
    won, refused, errors = at_once(20, press)
    assert (len(set(won)), refused, errors) == (1, [], [])
    assert SnapshotRun.objects.count() == 1 and Snapshot.objects.count() == 2
    assert Event.objects.filter(act="snapshots_taken").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_close_make_one_run(rolls, people, july):
    close(july)
    start = threading.Barrier(2)
    made = []

    def work():
        start.wait()
        with as_application():
            made.append(runs.take_all(area="35", period=july, stage="DPB", by=None, scheduled=True).pk)
        connections.close_all()
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1 and len(made) == 2 and Snapshot.objects.count() == 2
