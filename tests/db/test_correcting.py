"""Correcting a row in place: checked again together with the rows tied to it, exactly as the whole file would be."""

import random

import pytest

from sidalih.accounts.scope import scoped
from sidalih.refusal import Refused
from tests.conftest import SAMPLES
from tests.kit import change, codes, correct_row, new, receive, strike, voters
from voters.actions import deciding, rechecking
from voters.models import BatchRow
from voters.queries.counting import codes_of

pytestmark = pytest.mark.django_db


def correct(batch, ordinal, by, **cells):
    row = BatchRow.objects.get(batch=batch, ordinal=ordinal)
    cells = {("L/P" if name == "LP" else name): text for name, text in cells.items()}
    return correct_row(batch_id=batch.pk, ordinal=ordinal, cells=cells, version=row.version, by=by)


def test_a_corrected_row_loses_its_problem_and_the_batch_its_count(rolls, people, july):
    batch = receive(people, july, new(9001, NAMA=""), new(9002))
    row = correct(batch, 1, people["operator"], NAMA="SITI AMINAH")
    batch.refresh_from_db()
    assert (row.problems, row.blocked, row.name, row.version) == ([], False, "SITI AMINAH", 2)
    assert (batch.blocked, batch.counts) == (0, {})


def test_a_number_stays_a_number_until_it_is_typed_anew(rolls, people, july):
    batch = receive(people, july, new(9001, NIK=3578040105909001, NAMA=""))
    assert codes(batch)[1] == ["E01", "E05"]
    assert correct(batch, 1, people["operator"], NAMA="SITI").problems == ["E01"]
    assert correct(batch, 1, people["operator"], NIK="3578040105909001").problems == []


def test_the_twin_of_a_corrected_row_is_freed_with_it(rolls, people, july):
    batch = receive(people, july, new(9001), new(9001), new(9003))
    assert codes(batch) == {1: ["E21"], 2: ["E21"], 3: []}
    correct(batch, 2, people["operator"], NIK="3578040105909002")
    assert codes(batch) == {1: [], 2: [], 3: []}
    correct(batch, 3, people["operator"], NIK="3578040105909001")
    assert codes(batch) == {1: ["E21"], 2: [], 3: ["E21"]}


def test_two_rows_that_find_one_voter_are_freed_together(rolls, people, july):
    first, second = voters()[:2]
    batch = receive(people, july, strike(first), change(first, NAMA="LAIN"))
    assert codes(batch) == {1: ["E24"], 2: ["E24"]}
    correct(batch, 1, people["operator"], DPID=str(second.dpid))
    assert codes(batch) == {1: [], 2: []}


def test_two_people_on_one_row_the_second_is_told(rolls, people, july):
    batch = receive(people, july, new(9001, NAMA=""))
    correct(batch, 1, people["operator"], NAMA="SITI")
    with pytest.raises(Refused) as refused:
        correct_row(batch_id=batch.pk, ordinal=1, cells={"NAMA": "AMINAH"}, version=1, by=people["operator2"])
    assert refused.value.code == "conflict"
    assert "operator" in refused.value.message
    assert BatchRow.objects.get(batch=batch, ordinal=1).name == "SITI"


@pytest.mark.parametrize("who", ["approver", "viewer", "elsewhere", "province"])
def test_only_operators_of_the_office_correct(rolls, people, july, who):
    batch = receive(people, july, new(9001, NAMA=""))
    with pytest.raises(Refused):
        correct(batch, 1, people[who], NAMA="SITI")


def test_a_submitted_batch_is_not_corrected(rolls, people, july):
    batch = receive(people, july, new(9001))
    deciding.submit(batch_id=batch.pk, by=people["operator"])
    with pytest.raises(Refused) as refused:
        correct(batch, 1, people["operator"], NAMA="LAIN")
    assert refused.value.code == "wrong_state"


def test_random_corrections_equal_a_check_of_the_whole_file(rolls, people, july):
    """100 corrections on the ugly sample; afterwards every row says what a fresh check of all rows says."""
    chance = random.Random(20170714)
    data = (SAMPLES / "2017-07" / "mutarlih-3578-2017-07.xlsx").read_bytes()
    batch = receive(people, july, data=data)
    rows = list(BatchRow.objects.filter(batch=batch).order_by("ordinal"))
    niks = [row.nik for row in rows if len(row.nik) == 16]
    for _round in range(100):
        row = chance.choice(rows)
        cells = chance.choice([
            {"NIK": chance.choice(niks)}, {"NKK": chance.choice(rows).nkk or "1"}, {"TPS": str(chance.randint(0, 4))},
            {"KET": chance.choice(["B", "U", "1", "4", "0"])}, {"DPID": str(chance.choice(rows).found or "")},
            {"NAMA": chance.choice(["", "SITI AMINAH"])}])
        correct_row(batch_id=batch.pk, ordinal=row.ordinal, by=people["operator"], cells=cells,
                    version=BatchRow.objects.get(pk=row.pk).version)
    piecewise = codes(batch)
    batch.refresh_from_db()
    assert batch.counts == codes_of(batch.pk)
    assert batch.blocked == BatchRow.objects.filter(batch=batch, blocked=True).count()
    with scoped(batch.regency):
        rechecking.recheck_all(batch, batch.checked_revision)
    assert codes(batch) == piecewise
