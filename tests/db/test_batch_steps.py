"""The steps of a batch: who may take them, in which order, and what each leaves behind."""

import pytest
from django.db import IntegrityError, transaction

from sidalih.audit.queries import history_of
from sidalih.refusal import Refused
from tests.kit import applied, approved, change, codes, new, receive, strike, submitted, voters
from voters.actions import applying, deciding
from voters.models import Batch, Roll, Voter
from voters.models.batch import State

pytestmark = pytest.mark.django_db


def refusal(code):
    return pytest.raises(Refused, match=f"^{code}$")


def test_a_receipt_is_numbered_per_regency_and_period(rolls, people, july):
    first = receive(people, july, new(9001))
    second = receive(people, july, new(9002))
    elsewhere = receive(people, july, new(9001), regency="3515", by="elsewhere")
    assert [b.receipt for b in (first, second, elsewhere)] == [
        "3578/2017-07/0001", "3578/2017-07/0002", "3515/2017-07/0001"]
    assert first.state == State.CHECKED
    assert [e.act for e in history_of(f"batch:{first.pk}")] == ["batch_received", "batch_checked"]


def test_a_form_sent_twice_makes_one_batch(rolls, people, july):
    token = "6f1c1c4e-0000-4000-8000-000000000001"
    first = receive(people, july, new(9001), token=token)
    second = receive(people, july, new(9001), token=token)
    assert first.pk == second.pk
    assert Batch.objects.count() == 1


def test_a_refused_file_leaves_only_its_receipt(rolls, people, july):
    batch = receive(people, july, data=b"MZ this is a program", name="mutarlih.xlsx")
    assert batch.state == State.REFUSED
    assert batch.file_problems[0]["code"] == "F01"
    assert batch.stored_as == ""
    assert not batch.lines.exists()


def test_a_cancelled_file_may_be_sent_again(rolls, people, july):
    first = receive(people, july, new(9001))
    deciding.cancel(batch_id=first.pk, by=people["operator"])
    assert receive(people, july, new(9001)).state == State.CHECKED


def test_rows_with_an_error_stay_in_a_new_draft(rolls, people, july):
    batch = receive(people, july, new(9001), new(9002, NAMA=""), new(9003))
    sent, draft = deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)
    assert (sent.rows, sent.blocked, sent.state) == (2, 0, State.SUBMITTED)
    assert (draft.rows, draft.blocked, draft.state, draft.counts) == (1, 1, State.CHECKED, {"E05": 1})
    assert codes(draft) == {2: ["E05"]}
    assert draft.rest_of_id == sent.pk


def test_warnings_must_be_confirmed(rolls, people, july):
    batch = receive(people, july, new(9001, RT=""))
    with refusal("warnings_unconfirmed"):
        deciding.submit(batch_id=batch.pk, by=people["operator"])
    batch.refresh_from_db()
    assert batch.state == State.CHECKED


def test_nothing_ready_is_refused(rolls, people, july):
    batch = receive(people, july, new(9001, NAMA=""))
    with refusal("nothing_ready"):
        deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)


@pytest.mark.parametrize(("who", "code"), [
    ("operator", "forbidden"), ("operator2", "forbidden"), ("viewer", "forbidden"), ("province", "forbidden"),
    ("admin", "forbidden"), ("elsewhere", "not_found")])
def test_only_an_approver_of_the_office_approves(rolls, people, july, who, code):
    batch = submitted(people, july, new(9001))
    with refusal(code):
        deciding.approve(batch_id=batch.pk, by=people[who])
    batch.refresh_from_db()
    assert batch.state == State.SUBMITTED


def test_submitter_and_approver_are_two_people_in_the_action_and_in_the_database(rolls, people, july):
    batch = submitted(people, july, new(9001))
    person = people["operator"]
    type(person).objects.filter(pk=person.pk).update(role="approver")
    person.refresh_from_db()
    with refusal("same_person"):
        deciding.approve(batch_id=batch.pk, by=person)
    with pytest.raises(IntegrityError, match="batch_two_people"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(approved_by=person, approved_at=batch.submitted_at)


def test_a_returned_batch_can_be_submitted_again(rolls, people, july):
    batch = submitted(people, july, new(9001))
    with refusal("reason_missing"):
        deciding.send_back(batch_id=batch.pk, reason="  ", by=people["approver"])
    deciding.send_back(batch_id=batch.pk, reason="Sumber belum jelas", by=people["approver"])
    sent, _draft = deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)
    assert (sent.state, sent.note) == (State.SUBMITTED, "")


def test_every_step_out_of_order_is_refused(rolls, people, july):
    batch = applied(people, july, new(9001))
    for attempt in (lambda: deciding.submit(batch_id=batch.pk, by=people["operator"]),
                    lambda: deciding.approve(batch_id=batch.pk, by=people["approver"]),
                    lambda: deciding.send_back(batch_id=batch.pk, reason="x", by=people["approver"]),
                    lambda: deciding.cancel(batch_id=batch.pk, by=people["operator"])):
        with refusal("wrong_state"):
            attempt()


def test_applying_moves_the_roll_by_one_revision(rolls, people, july):
    first, second, third = voters()[:3]
    batch = applied(people, july, new(9001), change(first, NAMA="NAMA BARU", TPS="9"), strike(second, "4"),
                    change(third))
    assert (batch.state, batch.revision, batch.applied_rows) == (State.APPLIED, 2, 4)
    roll = Roll.objects.get(pk="3578")
    assert (roll.revision, roll.active) == (2, 1800)
    old, now = Voter.objects.filter(regency="3578", dpid=first.dpid).order_by("since")
    assert (old.until, old.name, now.since, now.until, now.name, now.tps) == (2, first.name, 2, None, "NAMA BARU", 9)
    struck = Voter.objects.get(regency="3578", dpid=second.dpid)
    assert (struck.since, struck.until, struck.name) == (1, 2, second.name)
    assert Voter.objects.filter(regency="3578", dpid=third.dpid).count() == 1
    added = Voter.objects.get(regency="3578", nik="3578040105909001")
    assert (added.dpid, added.since, added.source) == (roll.next_dpid - 1, 2, "RT")
    assert applying.apply_batch(batch_id=batch.pk) == {
        "batch": batch.pk, "state": "applied", "revision": 2, "applied": 4}
    assert Roll.objects.get(pk="3578").revision == 2


def test_a_batch_that_is_not_approved_is_not_applied(rolls, people, july):
    batch = submitted(people, july, new(9001))
    with refusal("wrong_state"):
        applying.apply_batch(batch_id=batch.pk)
    assert Roll.objects.get(pk="3578").revision == 1


def test_rows_overtaken_by_another_batch_come_back_as_a_draft(rolls, people, july):
    first, second = voters()[:2]
    late = approved(people, july, strike(first), strike(second), new(9002))
    applied(people, july, strike(first), new(9001))
    applying.apply_batch(batch_id=late.pk)
    late.refresh_from_db()
    draft = late.rests.get()
    assert (late.state, late.rows, late.revision) == (State.APPLIED, 2, 3)
    assert (draft.state, codes(draft)) == (State.CHECKED, {1: ["E18"]})
    assert Roll.objects.get(pk="3578").active == 1800 - 2 + 2


def test_a_batch_that_was_overtaken_whole_is_returned(rolls, people, july):
    late = approved(people, july, new(9001, NAMA="SIAPA DULU"))
    applied(people, july, new(9001))
    assert applying.apply_batch(batch_id=late.pk)["state"] == "returned"
    late.refresh_from_db()
    assert (late.state, late.counts, late.approved_by) == (State.RETURNED, {"E20": 1}, None)
    assert Roll.objects.get(pk="3578").revision == 2
