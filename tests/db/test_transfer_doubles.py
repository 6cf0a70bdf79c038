"""A voter on two rolls at once: his move takes the place of the double in a code-8 pair, and both rows go, or none."""

from datetime import date

import pytest

from tests.kit import change, receive, strike
from tests.transfer_kit import AWAY, VILLAGE, act, apply, approved_away, mover, offered, staff, taken
from voters.actions import deciding, entering, transfers
from voters.actions.periods import open_period
from voters.models import BatchRow, Voter
from voters.models.batch import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter(rolls):
    return open_period(code="2025-TW2", label="Triwulan II 2025", reference_date=date(2025, 6, 30), codeset="2022",
                       by="test")


@pytest.fixture
def pair(people, quarter):
    """(voter of Surabaya, his double in Sidoarjo, move, draft): the draft strikes the double and takes the voter in."""
    staff(people)
    voter = mover()
    entry = change(voter, DPID=None, KET="B", **VILLAGE | {"TPS": "1"})
    batch = receive(people, quarter, entry, regency=AWAY, by="elsewhere")
    apply(approved_away(people, batch))
    double = Voter.objects.get(regency=AWAY, nik=voter.nik, until=None)
    move = offered(people, voter)
    batch, _row = taken(people, move)
    act(people["elsewhere"], entering.save_rows, batch_id=batch.pk, rows=[
        {"cells": {name: str(text) for name, text in strike(double, "8").items()}}])
    batch.refresh_from_db()
    assert (batch.rows, batch.blocked) == (2, 0)
    return voter, double, move, batch


def active(nik, regency):
    return Voter.objects.filter(regency=regency, nik=nik, until=None).count()


def test_the_double_goes_and_the_voter_arrives(people, pair):
    voter, double, _move, batch = pair
    apply(approved_away(people, batch))
    assert (active(voter.nik, AWAY), active(voter.nik, voter.regency)) == (1, 0)
    assert Voter.objects.get(regency=AWAY, nik=voter.nik, until=None).dpid != double.dpid


def test_a_move_withdrawn_before_the_approval_leaves_the_double_on_the_roll(people, pair):
    voter, _double, move, batch = pair
    batch = act(people["elsewhere"], deciding.submit, batch_id=batch.pk, confirm_warnings=True)[0]
    act(people["operator"], transfers.withdraw, transfer_id=move.pk, reason="Salah orang")
    batch = act(people["approver_away"], deciding.approve, batch_id=batch.pk)
    if batch.state == State.APPROVED:
        apply(batch)
    assert (active(voter.nik, AWAY), active(voter.nik, voter.regency)) == (1, 1)
    assert batch.state == State.RETURNED


def test_a_move_withdrawn_from_the_draft_holds_the_strike_up(people, pair):
    _voter, _double, move, batch = pair
    act(people["operator"], transfers.withdraw, transfer_id=move.pk, reason="Salah orang")
    batch.refresh_from_db()
    assert (batch.blocked, BatchRow.objects.filter(batch=batch, blocked=True).count()) == (2, 2)


def test_a_move_that_lapses_leaves_the_double_on_the_roll(people, pair, quarter):
    voter, _double, _move, batch = pair
    batch = approved_away(people, batch)
    changed = receive(people, quarter, change(voter, NAMA="NAMA LAIN"))
    changed = act(people["operator"], deciding.submit, batch_id=changed.pk, confirm_warnings=True)[0]
    apply(act(people["approver"], deciding.approve, batch_id=changed.pk))
    apply(batch)
    assert (active(voter.nik, AWAY), active(voter.nik, voter.regency)) == (1, 1)
    assert batch.state == State.RETURNED
