"""Typed drafts: a row is saved once however often it is sent, and says what the check of the whole batch says."""

import random
import uuid

import pytest

from sidalih import jobs
from sidalih.accounts.scope import scoped
from sidalih.audit.models import Event
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from tests.kit import change, codes, new, strike, voters
from tests.roles import as_application
from voters.actions import confirming, deciding, entering, rechecking, setting_aside
from voters.models import Batch, BatchRow
from voters.queries.counting import codes_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(rolls, people, july):
    with scoped("3578"), as_application():
        return entering.start_draft(regency="3578", period=july, by=people["operator"], label="Entri", source="RT")


def sent(cells, ordinal=None, version=None, key=None):
    """A row as pages send it: only text."""
    return {"ordinal": ordinal, "version": version, "client_key": key,
            "cells": {name: str(text) for name, text in cells.items() if text is not None}}


def save(batch, by, *rows):
    with scoped(by.area), as_application():
        return entering.save_rows(batch_id=batch.pk, rows=list(rows), by=by)


def test_a_draft_has_a_receipt_and_no_rows_and_a_second_one_is_another(draft, people, july):
    with scoped("3578"):
        other = entering.start_draft(regency="3578", period=july, by=people["operator"])
    assert (draft.origin, draft.state, draft.rows, draft.receipt) == ("typed", "checked", 0, "3578/2017-07/0001")
    assert other.receipt == "3578/2017-07/0002"
    with pytest.raises(Refused) as refused, scoped("3578"):
        deciding.submit(batch_id=draft.pk, by=people["operator"])
    assert refused.value.code == "nothing_ready"


def test_a_form_pressed_twice_starts_one_draft_and_somebody_elses_another(rolls, people, july):
    token = uuid.uuid4()
    with scoped("3578"):
        first, second, other = (entering.start_draft(regency="3578", period=july, by=people[who], token=token)
                                for who in ("operator", "operator", "operator2"))
    assert first.pk == second.pk != other.pk


@pytest.mark.parametrize("who", ["approver", "viewer", "elsewhere", "province", "admin"])
def test_only_operators_of_the_office_start_and_type(draft, people, july, who):
    with pytest.raises(Refused), scoped("3578"):
        entering.start_draft(regency="3578", period=july, by=people[who])
    with pytest.raises(Refused), scoped("3578"):
        entering.save_rows(batch_id=draft.pk, rows=[sent(new())], by=people[who])


def test_new_rows_are_stored_in_order_and_checked(draft, people):
    voter = voters()[0]
    answers = save(draft, people["operator"], sent(new(9001)), sent(new(9002, NAMA="")), sent(strike(voter)))
    assert [(a.ordinal, a.version, a.problems, a.blocked, a.refused) for a in answers] == [
        (1, 1, [], False, ""), (2, 1, ["E05"], True, ""), (3, 1, [], False, "")]
    draft.refresh_from_db()
    assert (draft.rows, draft.blocked, draft.counts) == (3, 1, {"E05": 1})
    row = BatchRow.objects.get(batch=draft, ordinal=3)
    assert (row.sheet, row.row, row.found, row.code, row.typed[2]) == ("Entri", 3, voter.dpid, 1, str(voter.dpid))


def test_a_lost_answer_makes_no_second_row(draft, people):
    key = str(uuid.uuid4())
    first, = save(draft, people["operator"], sent(new(9001), key=key))
    again, = save(draft, people["operator"], sent(new(9001), key=key))
    changed, = save(draft, people["operator"], sent(new(9001, NAMA="SITI"), key=key))
    assert (first.ordinal, again.ordinal, changed.ordinal) == (1, 1, 1)
    assert (first.version, again.version, changed.version) == (1, 1, 2)
    assert list(BatchRow.objects.values_list("name", flat=True)) == ["SITI"]
    draft.refresh_from_db()
    assert draft.rows == 1
    assert Event.objects.filter(act="rows_typed").count() == 2


def test_cells_left_out_keep_what_stood_there(draft, people):
    save(draft, people["operator"], sent(new(9001, NAMA="")))
    answer, = save(draft, people["operator"], sent({"NAMA": "SITI"}, ordinal=1, version=1))
    assert (answer.version, answer.problems) == (2, [])
    assert BatchRow.objects.get().nik == "3578040105909001"


def test_what_somebody_else_saved_is_not_overwritten_and_the_rest_is_saved(draft, people):
    key = str(uuid.uuid4())
    save(draft, people["operator"], sent(new(9001), key=key), sent(new(9002)))
    save(draft, people["operator2"], sent({"NAMA": "PUNYA DUA"}, ordinal=1, version=1))
    by_version, other = save(draft, people["operator"], sent({"NAMA": "PUNYA SATU"}, ordinal=1, version=1),
                             sent({"NAMA": "LAIN"}, ordinal=2, version=1))
    by_name, = save(draft, people["operator"], sent(new(9001, NAMA="PUNYA SATU"), key=key))
    assert "operator2" in by_version.refused
    assert "operator2" in by_name.refused
    assert (by_version.ordinal, by_version.version, other.refused, other.version) == (1, 2, "", 2)
    assert list(BatchRow.objects.order_by("ordinal").values_list("name", flat=True)) == ["PUNYA DUA", "LAIN"]


def test_an_answer_lost_after_a_correction_is_no_conflict(draft, people):
    save(draft, people["operator"], sent(new(9001)))
    for _again in range(2):
        answer, = save(draft, people["operator"], sent({"NAMA": "SITI"}, ordinal=1, version=1))
        assert (answer.version, answer.refused) == (2, "")


def test_what_cannot_be_a_row_is_told_and_the_rest_is_saved(draft, people):
    key = str(uuid.uuid4())
    answers = save(draft, people["operator"], sent({"NAMA": "  "}), sent({"NAMA": "X"}, ordinal=7, version=1),
                   sent(new(9001, NAMA="A" * 501)), sent(new(9002), key=key), sent(new(9003), key=key),
                   sent(new(9004, NAMA="NOL\x00 \ud800")))
    assert [bool(answer.refused) for answer in answers] == [True, True, True, False, True, False]
    assert [answer.ordinal for answer in answers] == [None, None, None, 1, None, 2]
    draft.refresh_from_db()
    assert draft.rows == 2


def test_too_many_rows_and_names_that_are_none_are_refused_whole(draft, people):
    for rows, code in (([sent(new(9001))] * 501, "too_many"), ([sent(new(9001), key="satu")], "bad_key")):
        with pytest.raises(Refused) as refused:
            save(draft, people["operator"], *rows)
        assert refused.value.code == code
    assert not BatchRow.objects.exists()


def test_a_confirmed_warning_is_to_be_confirmed_again_once_its_row_is_typed_anew_or_comes_back(draft, people):
    by = people["operator"]
    save(draft, by, sent(new(9001, RT="")), sent(new(9002, RT="")), sent(new(9003, RT="")))
    with scoped("3578"):
        confirming.confirm(batch_id=draft.pk, by=by)
    save(draft, by, sent({"NAMA": "SITI"}, ordinal=1, version=1))
    with scoped("3578"):
        setting_aside.set_aside(batch_id=draft.pk, ordinals=[2], by=by)
        draft.refresh_from_db()
        assert confirming.counted(draft) == {"W08": 1}
        setting_aside.bring_back(batch_id=draft.pk, ordinals=[2], by=by)
    draft.refresh_from_db()
    assert confirming.counted(draft) == {"W08": 1}
    assert dict(draft.lines.values_list("ordinal", "confirmed")) == {1: [], 2: [], 3: ["W08"]}


def test_a_paste_that_a_spreadsheet_has_spoilt_is_warned_of_until_it_is_mended(draft, people):
    by = people["operator"]
    answers = save(draft, by, *(sent(new(1000 + 10 * n)) for n in range(25)))
    draft.refresh_from_db()
    assert draft.file_problems == [{"code": "W10"}]
    save(draft, by, *(sent({"NIK": f"35780401059011{n:02d}"}, ordinal=one.ordinal, version=1)
                      for n, one in enumerate(answers)))
    save(draft, by, *(sent(new(2001 + 2 * n)) for n in range(20)))
    draft.refresh_from_db()
    assert draft.file_problems == []


def test_a_submitted_draft_takes_no_rows_and_its_rows_reach_the_roll(draft, people):
    voter = voters()[0]
    save(draft, people["operator"], sent(new(9001)), sent(change(voter, NAMA="NAMA BARU")), sent(new(9003, NAMA="")))
    deciding.submit(batch_id=draft.pk, by=people["operator"], confirm_warnings=True)
    with pytest.raises(Refused) as refused:
        save(draft, people["operator"], sent(new(9004)))
    assert refused.value.code == "wrong_state"
    approved = deciding.approve(batch_id=draft.pk, by=people["approver"])
    jobs.run_here(by_key(deciding.apply_key(approved)))
    assert voters(dpid=voter.dpid)[0].name == "NAMA BARU"
    assert len(voters(nik="3578040105909001")) == 1
    rest = Batch.objects.get(rest_of=draft)
    assert (rest.origin, list(rest.lines.values_list("ordinal", flat=True))) == ("typed", [3])


def test_the_record_says_which_rows_and_columns_and_no_number(draft, people):
    save(draft, people["operator"], sent(new(9001)))
    save(draft, people["operator"], sent({"NIK": "3578040105909009"}, ordinal=1, version=1))
    last = Event.objects.filter(act="rows_typed").order_by("-id").first()
    assert (last.detail["corrected"], last.detail["columns"], last.detail["new"]) == ([1], ["NIK"], [])
    assert not any("3578040105" in str(event.detail) for event in Event.objects.all())


NIKS = [f"35780401059090{n:02d}" for n in range(6)]


def some_cells(chance, known):
    """Cells that meet each other often: twins, families, pairs, voters named twice."""
    voter = chance.choice(known)
    made = chance.choice([
        new(chance.randint(1, 5)), change(voter), strike(voter, chance.choice("12458")),
        change(voter, NAMA="GANTI", TPS=str(voter.tps + 1)), new(1, NIK=voter.nik, TPS=str(chance.randint(1, 5)))])
    odd = chance.choice([{}, {}, {"NAMA": ""}, {"NKK": chance.choice(known).nkk}, {"NIK": chance.choice(NIKS)},
                         {"DPID": ""}, {"KET": chance.choice(["B", "U", "8", "X"])}])
    return made | odd


@pytest.mark.parametrize("seed", range(6))
def test_rows_saved_in_any_portions_equal_a_check_of_the_whole_batch(draft, people, seed, july):
    if seed % 2:  # the set in which code 8 pairs
        type(july).objects.filter(pk=july.pk).update(codeset="2022")
    chance, known = random.Random(seed), voters()[:8]
    for _round in range(8):
        stored = dict(BatchRow.objects.filter(batch=draft).values_list("ordinal", "version"))
        rows = [sent(some_cells(chance, known)) for _ in range(chance.randint(0, 6))]
        rows += [sent(some_cells(chance, known), ordinal=ordinal, version=stored[ordinal])
                 for ordinal in chance.sample(sorted(stored), min(len(stored), chance.randint(0, 4)))]
        chance.shuffle(rows)
        answers = save(draft, people["operator"], *rows)
        assert not any(answer.refused for answer in answers)
        piecewise = codes(draft)
        assert all(piecewise[answer.ordinal] == answer.problems for answer in answers)
        draft.refresh_from_db()
        assert draft.counts == codes_of(draft.pk)
        assert (draft.rows, draft.blocked) == (draft.lines.count(), draft.lines.filter(blocked=True).count())
        with scoped("3578"):
            rechecking.recheck_all(draft, draft.checked_revision)
        assert codes(draft) == piecewise
