"""Approvers, the province and workers at the same moment: one decision, its record once, a sentence for the others."""

import pytest

from sidalih.accounts.scope import scoped
from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests.db.test_races import at_once
from tests.kit import approved, new, strike, submitted, voters
from voters.actions import applying, countersigning, deciding, marking_rows
from voters.models import Batch, Roll
from voters.models.batch import State

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def test_approve_against_return_against_mark(rolls, people, july):
    """A mark that was taken is honoured, one that came too late is refused; nothing is lost or doubled."""
    for round_ in range(ROUNDS):
        batch = submitted(people, july, *[new(9000 + round_ * 10 + i) for i in range(1, 5)])

        def decide(i, batch=batch):
            with scoped("3578"):
                if i == 0:
                    return deciding.approve(batch_id=batch.pk, by=people["approver"]) and "approved"
                if i == 1:
                    deciding.send_back(batch_id=batch.pk, reason="Lengkapi", by=people["approver"])
                    return "returned"
                marking_rows.mark(batch_id=batch.pk, ordinals=[i - 1], reason=f"Baris {i - 1}", by=people["approver"])
                return "marked"
        won, refused, errors = at_once(5, decide)
        batch.refresh_from_db()
        marks = won.count("marked")
        assert errors == [] and set(refused) <= {"wrong_state"} and len(won) + len(refused) == 5
        assert len(won) == marks + 1, "one decision"
        decided = Event.objects.filter(subject=f"batch:{batch.pk}", act__in=["batch_approved", "batch_returned"])
        assert decided.count() == 1
        if batch.state == State.APPROVED:
            drafts = list(batch.rests.all())
            assert batch.rows + sum(draft.rows for draft in drafts) == 4
            assert sum(draft.rows for draft in drafts) == marks == batch.lines.model.objects.filter(
                batch__in=drafts).exclude(return_reason="").count()
            assert not batch.lines.exclude(return_reason="").exists()
        else:
            assert batch.lines.count() == 4 and batch.lines.exclude(return_reason="").count() == marks


def test_twenty_marks_at_once_are_counted_right(rolls, people, july):
    batch = submitted(people, july, *[new(9000 + i) for i in range(1, 21)])
    won, refused, errors = at_once(20, lambda i: marking_rows.mark(
        batch_id=batch.pk, ordinals=[i + 1], reason="Cek", by=people["approver"]))
    batch.refresh_from_db()
    assert (len(won), refused, errors, batch.marked) == (20, [], [], 20)


def test_signing_against_sending_back_has_one_winner(rolls, people, july, settings):
    settings.CHURN_BRAKE_PERCENT = "0.5"
    for round_ in range(4):
        batch = approved(people, july, *[strike(v) for v in voters()[round_ * 12:round_ * 12 + 12]])
        assert batch.waits_for_province

        def decide(i, batch=batch):
            act = countersigning.countersign if i % 2 else countersigning.decline
            with scoped("35"):
                return act(batch_id=batch.pk, reason="Sudah dicek", by=people["province_approver"]).state
        won, refused, errors = at_once(6, decide)
        assert (len(won), set(refused), errors) == (1, {"wrong_state"}, [])
        assert Event.objects.filter(subject=f"batch:{batch.pk}", act__in=["batch_countersigned"]).count() + (
            Event.objects.filter(subject=f"batch:{batch.pk}", act="batch_returned").count()) == 1


def test_applying_never_goes_before_the_signature(rolls, people, july, settings):
    settings.CHURN_BRAKE_PERCENT = "0.5"
    batch = approved(people, july, *[strike(v) for v in voters()[:12]])

    def work(i):
        if i == 0:
            with scoped("35"):
                return countersigning.countersign(batch_id=batch.pk, reason="Cek", by=people["province_approver"]).state
        return applying.apply_batch(batch_id=batch.pk)["state"]
    won, refused, errors = at_once(5, work)
    assert errors == [] and set(refused) <= {"churn_brake"} and "approved" in won
    batch = Batch.objects.get(pk=batch.pk)
    assert batch.countersigned_at and (batch.applied_at is None or batch.countersigned_at <= batch.applied_at)
    assert applying.apply_batch(batch_id=batch.pk)["state"] == "applied"
    assert Roll.objects.get(pk="3578").revision == 2
    with pytest.raises(Refused, match="wrong_state"):
        countersigning.decline(batch_id=batch.pk, reason="x", by=people["province_approver"])
