"""Rows that leave a draft wait in its bin and come back as they went; what they were tied to is checked again."""

import random

import pytest

from sidalih.accounts.scope import scoped
from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests.db.test_entry_rows import draft, save, sent, some_cells  # noqa: F401  (fixture)
from tests.kit import change, codes, new, receive, strike, voters
from tests.roles import as_application
from voters.actions import deciding, entering, rechecking, setting_aside
from voters.models import Batch, BatchRow, Period
from voters.queries import batches as queries
from voters.queries.counting import codes_of

pytestmark = pytest.mark.django_db


def move(act, batch, by, *ordinals):
    with scoped(by.area), as_application():
        return act(batch_id=batch.pk, ordinals=list(ordinals), by=by)


def aside(batch, by, *ordinals):
    return move(setting_aside.set_aside, batch, by, *ordinals)


def back(batch, by, *ordinals):
    return move(setting_aside.bring_back, batch, by, *ordinals)


def test_the_twin_of_a_row_that_left_is_fine_and_both_are_marked_when_it_comes_back(rolls, people, july):
    batch = receive(people, july, new(9001), new(9001), new(9003, NAMA=""))
    assert aside(batch, people["operator"], 2, 3, 99) == 2
    batch.refresh_from_db()
    assert codes(batch) == {1: []}
    assert (batch.rows, batch.blocked, batch.counts) == (1, 0, {})
    assert back(batch, people["operator2"], 2) == 1
    batch.refresh_from_db()
    assert codes(batch) == {1: ["E21"], 2: ["E21"]}
    assert (batch.rows, batch.blocked, batch.counts) == (2, 2, {"E21": 2})
    assert Batch.objects.get(is_bin=True).rows == 1


def test_the_bin_is_one_and_is_never_listed(rolls, people, july):
    batch = receive(people, july, new(9001), new(9002), new(9003))
    aside(batch, people["operator"], 1)
    aside(batch, people["operator"], 2)
    held = Batch.objects.get(is_bin=True)
    assert (held.rest_of_id, held.state, held.number, held.rows) == (batch.pk, "cancelled", -batch.pk, 2)
    assert list(queries.batches(people["operator"].scope)) == [batch]
    assert queries.one(people["operator"].scope, held.pk) is None


def test_the_other_row_of_a_pair_is_checked_again(rolls, people, july):
    Period.objects.filter(pk=july.pk).update(codeset="2022")
    voter = voters()[0]
    batch = receive(people, july, strike(voter, "8"),
                    change(voter, KET="B", DPID=None, TPS=str(voter.tps + 1)), new(9003))
    assert not any(code[0] == "E" for one in codes(batch).values() for code in one)
    aside(batch, people["operator"], 1)
    assert codes(batch)[2] == ["E20"]
    back(batch, people["operator"], 1)
    aside(batch, people["operator"], 2)
    assert codes(batch)[1] == ["E23"]


def test_a_new_row_never_takes_the_place_of_one_in_the_bin(draft, people):  # noqa: F811
    key = "6f3c1d1e-7d55-4d0c-9b5e-0d8a37d2b001"
    save(draft, people["operator"], sent(new(9001)), sent(new(9002), key=key))
    aside(draft, people["operator"], 2)
    late, other = save(draft, people["operator"], sent(new(9002), key=key), sent(new(9004)))
    assert "dikeluarkan" in late.refused
    assert other.ordinal == 3
    back(draft, people["operator"], 2)
    assert sorted(codes(draft)) == [1, 2, 3]


def test_rows_of_a_submitted_batch_stay(rolls, people, july):
    batch = receive(people, july, new(9001), new(9002))
    aside(batch, people["operator"], 2)
    deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)
    for act, ordinal in ((aside, 1), (back, 2)):
        with pytest.raises(Refused) as refused:
            act(batch, people["operator"], ordinal)
        assert refused.value.code == "wrong_state"


def test_a_draft_of_which_everything_left_cannot_be_submitted(draft, people):  # noqa: F811
    save(draft, people["operator"], sent(new(9001)))
    aside(draft, people["operator"], 1)
    with pytest.raises(Refused) as refused, scoped("3578"):
        deciding.submit(batch_id=draft.pk, by=people["operator"])
    assert refused.value.code == "nothing_ready"


@pytest.mark.parametrize("who", ["approver", "viewer", "province", "admin"])
def test_only_operators_of_the_office_take_rows_out(rolls, people, july, who):
    batch = receive(people, july, new(9001))
    for act in (aside, back):
        with pytest.raises(Refused):
            act(batch, people[who], 1)


def test_an_office_does_not_reach_into_another(rolls, people, july):
    batch = receive(people, july, new(9001))
    with pytest.raises(Refused) as refused:
        aside(batch, people["elsewhere"], 1)
    assert refused.value.code == "not_found"


def test_both_ways_are_written_down_by_place_only(rolls, people, july):
    batch = receive(people, july, new(9001), new(9002))
    aside(batch, people["operator"], 2, 1)
    back(batch, people["operator"], 1)
    said = [(event.act, event.detail) for event in Event.objects.filter(act__startswith="rows_").order_by("id")]
    assert said == [("rows_set_aside", {"rows": 2, "ordinals": [1, 2]}),
                    ("rows_brought_back", {"rows": 1, "ordinals": [1]})]


@pytest.mark.parametrize("seed", range(4))
def test_going_and_coming_back_equals_a_check_of_what_is_there(draft, people, july, seed):  # noqa: F811
    if seed % 2:
        Period.objects.filter(pk=july.pk).update(codeset="2022")
    chance, known, by = random.Random(seed), voters()[:6], people["operator"]
    save(draft, by, *(sent(some_cells(chance, known)) for _ in range(14)))
    for _round in range(10):
        act, found = chance.choice([(aside, draft), (back, Batch.objects.filter(is_bin=True).first())])
        there = sorted(BatchRow.objects.filter(batch=found).values_list("ordinal", flat=True)) if found else []
        act(draft, by, *chance.sample(there, min(len(there), chance.randint(1, 4))))
        piecewise = codes(draft)
        draft.refresh_from_db()
        assert draft.counts == codes_of(draft.pk)
        assert (draft.rows, draft.blocked) == (draft.lines.count(), draft.lines.filter(blocked=True).count())
        with scoped("3578"):
            rechecking.recheck_all(draft, draft.checked_revision)
        assert codes(draft) == piecewise
    assert BatchRow.objects.count() == 14


def test_five_hundred_rows_at_once_are_enough(draft, people):  # noqa: F811
    assert setting_aside.MOST_ROWS == entering.MOST_ROWS
    with pytest.raises(Refused) as refused:
        aside(draft, people["operator"], *range(501))
    assert refused.value.code == "too_many"
