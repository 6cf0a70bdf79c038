"""Vouching for warnings: by row or by code, kept while the row stays as it is, asked for before submission."""

import pytest
from django.utils import timezone

from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests.kit import change, codes, correct_row, new, receive, voters
from voters.actions import confirming, deciding
from voters.models import Batch, BatchRow

pytestmark = pytest.mark.django_db
P = {"L/P": "P"}


def confirmed(batch):
    return {n: found for n, found in BatchRow.objects.filter(batch=batch).values_list("ordinal", "confirmed") if found}


def counted(batch):
    return Batch.objects.get(pk=batch.pk).review.get("confirmed")


@pytest.fixture
def batch(rolls, people, july):
    """Two warnings of the sex, one of the date besides, one row with an E, one good row."""
    both, wrong = new(9002, TGLLHR="02|05|1990", **P), new(9003, TPS="0", **P)
    return receive(people, july, new(9001, **P), both, wrong, new(9004))


def test_one_row_one_code_and_everything(batch, people):
    confirming.confirm(batch_id=batch.pk, ordinals=[2], code="W01", by=people["operator"])
    assert confirmed(batch) == {2: ["W01"]} and counted(batch) == {"W01": 1}
    confirming.confirm(batch_id=batch.pk, code="W02", by=people["operator2"])
    assert confirmed(batch) == {1: ["W02"], 2: ["W01", "W02"], 3: ["W02"]}
    row = BatchRow.objects.get(batch=batch, ordinal=1)
    assert row.confirmed_by == "operator2" and row.confirmed_at and row.version == 1
    assert counted(batch) == {"W01": 1, "W02": 3}
    confirming.confirm(batch_id=batch.pk, by=people["operator"])
    assert BatchRow.objects.get(batch=batch, ordinal=1).confirmed_by == "operator2"  # nothing new: who did it stays
    assert [e.detail["rows"] for e in Event.objects.filter(act="warnings_confirmed").order_by("id")] == [1, 3]


def test_a_code_that_a_row_has_not_is_never_confirmed(batch, people):
    confirming.confirm(batch_id=batch.pk, ordinals=[1, 4, 999], code="W05", by=people["operator"])
    assert confirmed(batch) == {} and not Event.objects.filter(act="warnings_confirmed").exists()


@pytest.mark.parametrize("code", ["E14", "I01", "", "W"])
def test_only_warnings_are_confirmed(batch, people, code):
    with pytest.raises(Refused) as refused:
        confirming.confirm(batch_id=batch.pk, code=code, by=people["operator"])
    assert refused.value.code == "no_warning"


@pytest.mark.parametrize("who", ["approver", "viewer", "elsewhere"])
def test_only_operators_of_the_office_confirm(batch, people, who):
    with pytest.raises(Refused):
        confirming.confirm(batch_id=batch.pk, by=people[who])
    assert confirmed(batch) == {}


def test_a_corrected_row_is_to_be_confirmed_again(batch, people):
    confirming.confirm(batch_id=batch.pk, by=people["operator"])
    correct_row(batch_id=batch.pk, ordinal=1, cells={"NAMA": "SITI"}, version=1, by=people["operator"])
    row = BatchRow.objects.get(batch=batch, ordinal=1)
    assert (row.confirmed, row.confirmed_at, row.confirmed_by) == ([], None, "")
    assert counted(batch) == {"W01": 1, "W02": 2}
    correct_row(batch_id=batch.pk, ordinal=2, cells={"NAMA": "BUDI SANTOSO"}, version=1, by=people["operator"])
    assert 2 in confirmed(batch)  # saved without a change


def test_submission_asks_for_what_nobody_has_confirmed(batch, people):
    confirming.confirm(batch_id=batch.pk, ordinals=[1], by=people["operator"])
    confirming.confirm(batch_id=batch.pk, ordinals=[2], code="W01", by=people["operator"])
    with pytest.raises(Refused) as refused:
        deciding.submit(batch_id=batch.pk, by=people["operator"])
    assert refused.value.code == "warnings_unconfirmed"
    confirming.confirm(batch_id=batch.pk, ordinals=[2], by=people["operator"])
    sent, draft = deciding.submit(batch_id=batch.pk, by=people["operator"])  # the row with an E is not asked about
    assert sent.state == "submitted" and codes(draft) == {3: ["E14", "W02"]}


def test_the_submitter_confirms_the_rest_in_his_name(batch, people):
    confirming.confirm(batch_id=batch.pk, ordinals=[1], by=people["operator2"])
    deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)
    by = dict(BatchRow.objects.filter(batch=batch).values_list("ordinal", "confirmed_by"))
    assert by == {1: "operator2", 2: "operator", 4: ""}
    assert counted(batch) == {"W01": 1, "W02": 2}
    with pytest.raises(Refused):  # and nothing is confirmed afterwards
        confirming.confirm(batch_id=batch.pk, by=people["operator"])


def test_a_warning_that_comes_later_asks_again(rolls, people, july):
    """What was vouched for was another warning than the one that stands there now."""
    batch = receive(people, july, new(9001, **P))
    BatchRow.objects.filter(batch=batch).update(confirmed=["W05"], confirmed_by="operator", confirmed_at=timezone.now())
    with pytest.raises(Refused) as refused:
        deciding.submit(batch_id=batch.pk, by=people["operator"])
    assert refused.value.code == "warnings_unconfirmed"


def test_a_family_split_by_another_row_asks_again(rolls, people, july):
    """W04 comes to a row that was confirmed when the other is corrected; what was vouched for stays."""
    batch = receive(people, july, new(9001, **P), new(9002, TPS="x"))
    confirming.confirm(batch_id=batch.pk, by=people["operator"])
    correct_row(batch_id=batch.pk, ordinal=2, cells={"TPS": "9"}, version=1, by=people["operator"])
    assert codes(batch) == {1: ["W02", "W04"], 2: ["W04"]} and confirmed(batch) == {1: ["W02"]}
    confirming.confirm(batch_id=batch.pk, ordinals=[2], by=people["operator"])
    with pytest.raises(Refused):
        deciding.submit(batch_id=batch.pk, by=people["operator"])
    confirming.confirm(batch_id=batch.pk, code="W04", by=people["operator"])
    deciding.submit(batch_id=batch.pk, by=people["operator"])


def test_the_files_own_warning_is_confirmed_with_everything_or_by_its_code(rolls, people, july):
    rows = [change(voter) for voter in voters()[:20]]
    batch = receive(people, july, *rows)
    Batch.objects.filter(pk=batch.pk).update(file_problems=[{"code": "W10"}])
    with pytest.raises(Refused):
        deciding.submit(batch_id=batch.pk, by=people["operator"])
    confirming.confirm(batch_id=batch.pk, ordinals=[1], by=people["operator"])
    assert not (counted(batch) or {}).get("W10")
    confirming.confirm(batch_id=batch.pk, code="W10", by=people["operator"])
    assert counted(batch)["W10"] == 1
    confirming.confirm(batch_id=batch.pk, by=people["operator"])
    assert deciding.submit(batch_id=batch.pk, by=people["operator"])[0].state == "submitted"
