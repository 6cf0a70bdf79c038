"""Who vouched for how many warnings is counted where the rows are, also after they have parted."""

import pytest

from sidalih.accounts.scope import scoped
from tests.kit import new, receive, submitted
from voters.actions import confirming, deciding, marking_rows
from voters.models import Batch

pytestmark = pytest.mark.django_db


def test_marked_rows_take_their_confirmations_along(rolls, people, july):
    batch = submitted(people, july, new(9001, RT=""), new(9002, RT=""), new(9003))
    with scoped("3578"):
        marking_rows.mark(batch_id=batch.pk, reason="Periksa lagi", by=people["approver"], ordinals=[1])
        batch = deciding.approve(batch_id=batch.pk, by=people["approver"])
    assert confirming.counted(batch) == confirming.counted(Batch.objects.get(rest_of=batch)) == {"W08": 1}


def test_blocked_rows_take_their_confirmations_along(rolls, people, july):
    batch = receive(people, july, new(9001, RT=""), new(9002, RT="", NAMA=""))
    with scoped("3578"):
        confirming.confirm(batch_id=batch.pk, by=people["operator"])
        batch, draft = deciding.submit(batch_id=batch.pk, by=people["operator"])
    assert confirming.counted(batch) == confirming.counted(draft) == {"W08": 1}
