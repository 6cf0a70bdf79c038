"""Who arrives is who was offered: another NIK would take one person off a roll and put another on the next."""

import pytest

from sidalih.refusal import Refused
from tests.transfer_kit import act, cells_for, mover, offered, staff, taken
from voters.actions import arrivals, correcting

pytestmark = pytest.mark.django_db
OTHER = "3578040105909777"


@pytest.fixture
def four(rolls, people, july):
    return staff(people)


def test_another_nik_is_not_taken_in(four):
    move = offered(four, mover())
    with pytest.raises(Refused) as told:
        act(four["elsewhere"], arrivals.take_in, transfer_id=move.pk, cells=cells_for(move) | {"NIK": OTHER})
    assert told.value.code == "other_person"
    move.refresh_from_db()
    assert move.state == "offered"


def test_a_row_that_becomes_somebody_elses_waits_until_it_is_his_again(four):
    voter = mover()
    move = offered(four, voter)
    batch, row = taken(four, move)
    line = batch.lines.get()
    changed = act(four["elsewhere"], correcting.correct_row, batch_id=batch.pk, ordinal=row.ordinal,
                  cells={"NIK": OTHER}, version=line.version)
    assert changed.conflict and changed.blocked
    batch.refresh_from_db()
    assert (batch.blocked, batch.conflicts) == (1, 1)
    back = act(four["elsewhere"], correcting.correct_row, batch_id=batch.pk, ordinal=row.ordinal,
               cells={"NIK": voter.nik}, version=changed.version)
    assert not back.conflict and not back.blocked
