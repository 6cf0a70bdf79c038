"""Several people, or workers, at the same moment: one winner, a sentence for the others, nothing torn."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.db import connections

from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests.kit import applied, approved, change, correct_row, new, receive, strike, submitted, voters, workbook
from voters.actions import applying, deciding, receiving, snapshots
from voters.models import Batch, Roll, Snapshot, Voter

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(number, work):
    """Run `work(i)` in that many threads at the same moment; returns (results, refusals, other errors)."""
    start, lock = threading.Barrier(number), threading.Lock()
    results, refusals, errors = [], [], []

    def one(i):
        try:
            start.wait()
            answer = work(i)
            with lock:
                results.append(answer)
        except Refused as refused:
            with lock:
                refusals.append(refused.code)
        except Exception as error:  # noqa: BLE001 - the test asserts that there is none
            with lock:
                errors.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(i,)) for i in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results, refusals, errors


def test_twenty_approvals_at_once_are_one(rolls, people, july):
    batch = submitted(people, july, new(9001))
    won, refused, errors = at_once(20, lambda i: deciding.approve(batch_id=batch.pk, by=people["approver"]))
    assert (len(won), refused, errors) == (1, ["wrong_state"] * 19, [])
    assert Event.objects.filter(act="batch_approved").count() == 1


def test_approve_against_return_has_one_winner(rolls, people, july):
    for serial in range(9001, 9006):
        batch = submitted(people, july, new(serial))

        def decide(i, batch=batch):
            if i % 2:
                return deciding.approve(batch_id=batch.pk, by=people["approver"])
            return deciding.send_back(batch_id=batch.pk, reason="Lengkapi", by=people["approver"])
        won, _refused, errors = at_once(6, decide)
        assert (len(won), errors) == (1, [])


def test_a_form_sent_by_twelve_clicks_makes_one_batch(rolls, people, july):
    data = workbook(new(9001))
    token = "6f1c1c4e-0000-4000-8000-000000000002"

    def send(_i):
        return receiving.receive(file=ContentFile(data, name="a.xlsx"), regency="3578", period=july,
                                 by=people["operator"], token=token).pk
    won, refused, errors = at_once(12, send)
    assert (len(set(won)), refused, errors) == (1, [], [])
    assert Batch.objects.count() == 1


def test_the_same_file_from_twelve_people_is_taken_once(rolls, people, july):
    data = workbook(new(9001))

    def send(_i):
        return receiving.receive(file=ContentFile(data, name="a.xlsx"), regency="3578", period=july,
                                 by=people["operator"]).state
    won, refused, errors = at_once(12, send)
    assert (sorted(won), refused, errors) == (["received"] + ["refused"] * 11, [], [])
    assert sorted(Batch.objects.values_list("number", flat=True)) == list(range(1, 13))


def test_a_batch_applied_by_ten_workers_is_applied_once(rolls, people, july):
    first = voters()[0]
    batch = approved(people, july, new(9001), strike(first))
    won, refused, errors = at_once(10, lambda i: applying.apply_batch(batch_id=batch.pk))
    assert (len(won), refused, errors) == (10, [], [])
    assert all(answer == won[0] for answer in won)
    assert Roll.objects.get(pk="3578").revision == 2
    assert Voter.objects.filter(nik="3578040105909001").count() == 1


def test_batches_of_one_roll_queue_up(rolls, people, july):
    someone = voters()[:6]
    batches = [approved(people, july, change(voter, NAMA=f"NAMA {letter}"), new(9001 + i))
               for i, (voter, letter) in enumerate(zip(someone, "ABCDEF", strict=True))]
    won, refused, errors = at_once(6, lambda i: applying.apply_batch(batch_id=batches[i].pk)["revision"])
    assert (sorted(won), refused, errors) == ([2, 3, 4, 5, 6, 7], [], [])
    roll = Roll.objects.get(pk="3578")
    assert (roll.revision, roll.active, roll.active) == (7, 1806, Voter.objects.filter(
        regency="3578", until=None).count())


def test_correcting_against_submitting_loses_nothing(rolls, people, july):
    for serial in range(9001, 9006):
        batch = receive(people, july, new(serial, NAMA="LAMA"), new(serial + 100))

        def work(i, batch=batch):
            if i == 0:
                return deciding.submit(batch_id=batch.pk, by=people["operator"])
            return correct_row(batch_id=batch.pk, ordinal=1, version=1, cells={"NAMA": "BARU"}, by=people["operator2"])
        won, refused, errors = at_once(2, work)
        assert errors == []
        assert len(won) + len(refused) == 2
        name = batch.lines.get(ordinal=1).name
        assert name == ("LAMA" if "wrong_state" in refused else "BARU")


def test_applying_while_sealing_does_not_move_the_seal(rolls, people, july):
    before = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    seal = snapshots.seal_snapshot(snapshot_id=before.pk)["seal"]
    pinned = snapshots.take_snapshot(regency="3578", period=july, stage="DPS", by=people["operator"])
    batch = approved(people, july, *[new(9000 + i) for i in range(1, 40)], *[strike(v) for v in voters()[:40]])

    def work(i):
        if i == 0:
            return applying.apply_batch(batch_id=batch.pk)["state"]
        return snapshots.seal_snapshot(snapshot_id=pinned.pk)["seal"]
    won, refused, errors = at_once(4, work)
    assert (sorted(won), refused, errors) == (sorted(["applied", seal, seal, seal]), [], [])
    assert Snapshot.objects.get(pk=pinned.pk).total == 1800


def test_two_snapshots_of_one_stage_replace_each_other_in_a_chain(rolls, people, july):
    applied(people, july, new(9001))
    won, _refused, errors = at_once(6, lambda i: snapshots.seal_snapshot(snapshot_id=snapshots.take_snapshot(
        regency="3578", period=july, stage="DPB", by=people["operator"]).pk)["snapshot"])
    assert errors == []
    sealed = Snapshot.objects.filter(pk__in=won)
    assert len({s.seal for s in sealed}) == 1
    assert sum(s.replaces_id is None for s in sealed) == 1
    assert len({s.replaces_id for s in sealed}) == len(sealed)
