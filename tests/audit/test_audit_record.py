"""Writing acts down: what is stored, from where, and what refuses to go on without it."""

import pytest

from sidalih import audit
from sidalih.audit.models import Event

pytestmark = pytest.mark.django_db


def test_an_act_is_stored_as_a_link_of_its_offices_chain():
    audit.record("batch_approved", by="ani", regency="3578", subject="batch:1", rows=3)
    audit.record("batch_applied", by="system", regency="3578", subject="batch:1")
    audit.record("batch_applied", by="system", regency="3515", subject="batch:2")
    assert list(Event.objects.order_by("id").values_list("regency", "seq")) == [("3578", 1), ("3578", 2), ("3515", 1)]
