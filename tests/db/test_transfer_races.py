"""Moves by several people and workers at the same moment, by real threads: one winner, no circle of locks."""

import pytest

from sidalih.accounts.scope import scoped
from tests.db.test_races import at_once
from tests.transfer_kit import (
    AWAY,
    HOME,
    act,
    approved_away,
    approved_by,
    cells_for,
    mover,
    offered,
    proposed,
    rolls_now,
    staff,
    taken,
)
from voters.actions import applying, arrivals, deciding, transfers
from voters.models import Batch, Transfer, Voter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def four(rolls, people, july):
    return staff(people)


def active():
    return {regency: Voter.objects.filter(regency=regency, until=None).count() for regency in (HOME, AWAY)}


def test_opposite_moves_applied_at_once_never_wait_in_a_circle(four):
    before = active()
    for number in range(20):
        away = approved_away(four, taken(four, offered(four, mover(HOME, 0)))[0])
        home = taken(four, offered(four, mover(AWAY, 0), destination=HOME))[0]
        home = approved_by(four, home, "operator", "approver")
        batches = [away, home]
        won, refused, errors = at_once(2, lambda i, b=batches: applying.apply_batch(batch_id=b[i].pk)["state"])
        assert (won, refused, errors) == (["applied", "applied"], [], []), number
    assert Transfer.objects.filter(state="accepted").count() == 40
    assert active() == before == {code: roll[1] for code, roll in rolls_now().items()}


def test_withdraw_against_apply_has_one_winner(four):
    for number in range(20):
        move = offered(four, mover())
        batch = approved_away(four, taken(four, move)[0])
        # As if the approval came between the look at the page and the button: both at the same moment.
        Batch.objects.filter(pk=batch.pk).update(state="submitted")

        def work(i, move=move, batch=batch):
            if i == 0:
                return act(four["operator"], transfers.withdraw, transfer_id=move.pk, reason="Batal pindah").state
            with scoped(AWAY):
                Batch.objects.filter(pk=batch.pk, state="submitted").update(state="approved")
            return applying.apply_batch(batch_id=batch.pk)["state"]
        won, refused, errors = at_once(2, work)
        assert errors == []
        move.refresh_from_db()
        if move.state == "accepted":
            assert (won, refused) == (["applied"], ["too_late"]) or refused == ["wrong_state"], number
        else:
            assert (move.state, sorted(won), refused) == ("withdrawn", ["returned", "withdrawn"], []), number
        everybody = active()
        assert {code: roll[1] for code, roll in rolls_now().items()} == everybody
        assert sum(everybody.values()) == sum(active().values())
        nik = move.elements["nik"]
        assert Voter.objects.filter(regency__in=[HOME, AWAY], nik=nik, until=None).count() == 1


def test_withdraw_against_take_in_and_decline_has_one_winner(four):
    for _number in range(8):
        move = offered(four, mover())

        def work(i, move=move):
            if i == 0:
                return act(four["operator"], transfers.withdraw, transfer_id=move.pk, reason="Batal pindah").state
            if i == 1:
                return act(four["elsewhere"], arrivals.decline, transfer_id=move.pk, reason="Bukan warga kami").state
            return act(four["elsewhere"], arrivals.take_in, transfer_id=move.pk, cells=cells_for(move))[1].refused
        won, refused, errors = at_once(3, work)
        assert (len(won), len(refused), errors) == (1, 2, [])
        assert set(refused) == {"wrong_state"}
        move.refresh_from_db()
        if move.state == "taken":
            act(four["operator"], transfers.withdraw, transfer_id=move.pk, reason="Batal pindah")


def test_twelve_proposals_and_twelve_approvals_are_one(four):
    voter = mover()
    won, refused, errors = at_once(12, lambda i: proposed(four, voter).pk)
    assert (len(won), refused, errors) == (1, ["on_the_way"] * 11, [])
    won, refused, errors = at_once(12, lambda i: act(
        four["approver" if i % 2 else "approver2"], transfers.offer, transfer_id=Transfer.objects.get().pk).state)
    assert (won, refused, errors) == (["offered"], ["wrong_state"] * 11, [])


def test_a_batch_of_arrivals_applied_by_six_workers_is_applied_once(four):
    before = rolls_now()
    for number in range(3):
        batch, _row = taken(four, offered(four, mover(number=number)))
    batch = approved_away(four, batch)
    won, refused, errors = at_once(6, lambda i: applying.apply_batch(batch_id=batch.pk)["revision"])
    assert (len(set(won)), len(won), refused, errors) == (1, 6, [], [])
    assert rolls_now() == {HOME: (before[HOME][0] + 1, before[HOME][1] - 3),
                           AWAY: (before[AWAY][0] + 1, before[AWAY][1] + 3)}


def test_cancelling_the_draft_against_withdrawing_from_it(four):
    for _number in range(6):
        move = offered(four, mover())
        batch, _row = taken(four, move)

        def work(i, move=move, batch=batch):
            if i == 0:
                return act(four["operator"], transfers.withdraw, transfer_id=move.pk, reason="Batal pindah").state
            return act(four["elsewhere"], deciding.cancel, batch_id=batch.pk).state
        won, refused, errors = at_once(2, work)
        assert errors == []
        assert "cancelled" in won
        move.refresh_from_db()
        assert move.state in ("withdrawn", "offered")
        if move.state == "offered":
            act(four["operator"], transfers.withdraw, transfer_id=move.pk, reason="Batal pindah")
