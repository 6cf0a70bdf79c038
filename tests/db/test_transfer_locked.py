"""A locked office's roll stays as it is, even when another office is about to take its voters in."""

import pytest

from sidalih.refusal import Refused
from tests.transfer_kit import act, apply, mover, offered, rolls_now, staff, taken
from voters.actions import deciding, windows

pytestmark = pytest.mark.django_db


def test_nobody_leaves_an_office_that_is_locked(rolls, people, july):
    staff(people)
    batch, _row = taken(people, offered(people, mover()))
    batch = act(people["elsewhere"], deciding.submit, batch_id=batch.pk, confirm_warnings=True)[0]
    act(people["province_approver"], windows.lock, regencies=["3578"], period=july, reason="Pleno rekapitulasi")
    before = rolls_now()
    with pytest.raises(Refused, match=r"^origin_locked$"):
        act(people["approver_away"], deciding.approve, batch_id=batch.pk)
    act(people["province_approver"], windows.unlock, regencies=["3578"], period=july)
    apply(act(people["approver_away"], deciding.approve, batch_id=batch.pk))
    assert rolls_now() == {code: (revision + 1, active + (1 if code == "3515" else -1))
                           for code, (revision, active) in before.items()}
