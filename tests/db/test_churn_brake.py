"""The churn brake: when a batch waits, who signs, and that nothing goes round it."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from sidalih import jobs
from sidalih.accounts.actions import add_user
from sidalih.accounts.scope import scoped
from sidalih.audit.queries import history_of
from sidalih.jobs.models import Job
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from tests.conftest import SAMPLES
from tests.kit import applied, approved, change, new, receive, strike, submitted, voters
from voters.actions import applying, countersigning, deciding, marking_rows, reversing
from voters.actions.periods import open_period
from voters.actions.rolls import load_roll
from voters.models import Batch, Roll
from voters.models.batch import State
from voters.queries import review

pytestmark = pytest.mark.django_db
LIMIT = 9  # half a per cent of the 1,800 voters of the sample


@pytest.fixture(autouse=True)
def the_real_brake(settings):
    settings.CHURN_BRAKE_PERCENT = "0.5"


def refusal(code):
    return pytest.raises(Refused, match=f"^{code}$")


def striking(people, july, number, *more, first=0):
    """An approved batch that strikes so many voters."""
    return approved(people, july, *[strike(v) for v in voters()[first:first + number]], *more)


def run(*arguments):
    """(answer, exit status) of a command with --json."""
    out = io.StringIO()
    try:
        call_command(*map(str, arguments), "--json", stdout=out, stderr=io.StringIO())
    except SystemExit as leaving:
        return json.loads(out.getvalue()), leaving.code
    return json.loads(out.getvalue()), 0


def test_exactly_half_a_per_cent_is_applied_and_one_more_waits(rolls, people, july):
    batch = striking(people, july, LIMIT)
    assert (batch.removals, batch.waits_for_province) == (LIMIT, False)
    assert by_key(deciding.apply_key(batch))
    more = striking(people, july, LIMIT + 1, first=20)
    assert (more.state, more.removals, more.waits_for_province) == (State.APPROVED, LIMIT + 1, True)
    assert more.review["brake"] == {"removals": 10, "active": 1800, "percent": "0.5"}
    assert by_key(deciding.apply_key(more)) is None
    assert [e.act for e in history_of(f"batch:{more.pk}")][-1] == "batch_approved"


def test_the_limit_is_a_setting(rolls, people, july, settings):
    settings.CHURN_BRAKE_PERCENT = 100
    assert not striking(people, july, 30).waits_for_province
    settings.CHURN_BRAKE_PERCENT = 0
    assert striking(people, july, 1, first=40).waits_for_province


def test_only_who_leaves_the_roll_counts(rolls, people, july):
    """New and changed voters, and rows that are wrong, take nobody off."""
    ten = voters()[:30]
    batch = striking(people, july, LIMIT, *[change(v, NAMA="NAMA LAIN") for v in ten[20:]],
                     *[new(9000 + i) for i in range(1, 20)], {"DPID": "999999999", "KET": "1"})
    assert (batch.removals, batch.waits_for_province) == (LIMIT, False)


@pytest.fixture
def set_of_2022(people):
    """A period in which code 8 moves a voter to another TPS."""
    for regency in ("3578", "3515"):
        load_roll(path=SAMPLES / "2017-07" / f"roll-{regency}.csv", regency=regency, by="test")
    return open_period(code="2025-TW2", label="Triwulan II", reference_date="2025-06-30", codeset="2022", by="test")


def pair(voter):
    """The two rows of a voter who votes elsewhere from now on."""
    return strike(voter, "8"), change(voter, DPID=None, KET="B", TPS=str(voter.tps % 5 + 10))


def test_a_pair_cancels_out(set_of_2022, people):
    moved, gone = voters()[:20], voters()[20:20 + LIMIT]
    batch = approved(people, set_of_2022, *[row for v in moved for row in pair(v)], *map(strike, gone))
    assert (batch.rows, batch.removals, batch.waits_for_province) == (2 * 20 + LIMIT, LIMIT, False)


def test_apply_is_refused_until_the_province_has_signed(rolls, people, july):
    batch = striking(people, july, LIMIT + 1)
    answer, status = run("apply_batch", batch.pk)
    assert (answer["error"]["code"], status) == ("churn_brake", 1)
    assert "10 dari 1.800 pemilih (0,56%)" in answer["error"]["message"]
    with refusal("churn_brake"):
        applying.apply_batch(batch_id=batch.pk)
    assert Roll.objects.get(pk="3578").revision == 1
    answer, status = run("countersign_batch", batch.pk, "--by", "province_approver", "--reason", "Wabah, sudah dicek")
    assert (answer, status) == ({"batch": batch.pk, "state": "approved"}, 0)
    answer, status = run("apply_batch", batch.pk)
    assert (answer["state"], answer["applied"], status) == ("applied", 10, 0)
    assert run("apply_batch", batch.pk) == (answer, 0)
    batch.refresh_from_db()
    assert (batch.countersigned_by, batch.countersign_reason) == (people["province_approver"], "Wabah, sudah dicek")
    assert [e.act for e in history_of(f"batch:{batch.pk}")][-2:] == ["batch_countersigned", "batch_applied"]
    assert run("countersign_batch", batch.pk, "--by", "province_approver", "--reason", "x")[0]["error"]["code"] == (
        "wrong_state")


@pytest.mark.parametrize(("who", "code"), [
    ("operator", "forbidden"), ("operator2", "forbidden"), ("approver", "forbidden"), ("viewer", "forbidden"),
    ("province", "forbidden"), ("admin", "forbidden"), ("elsewhere", "not_found"), ("other_province", "not_found")])
def test_nobody_else_signs_or_sends_back(rolls, people, july, who, code):
    people["other_province"] = add_user(username="jateng", role="province_approver", area="33", by="test",
                                        password="rahasia sekali")
    batch = striking(people, july, LIMIT + 1)
    for act in (countersigning.countersign, countersigning.decline):
        with refusal(code):
            act(batch_id=batch.pk, reason="Sudah dicek", by=people[who])
    batch.refresh_from_db()
    assert batch.waits_for_province


def test_three_people_in_the_action_and_in_the_database(rolls, people, july):
    batch = striking(people, july, LIMIT + 1)
    for name in ("operator", "approver"):
        person = people[name]
        type(person).objects.filter(pk=person.pk).update(role="province_approver", area="35")
        person.refresh_from_db()
        with refusal("same_person"):
            countersigning.countersign(batch_id=batch.pk, reason="Sudah dicek", by=person)
        with pytest.raises(IntegrityError, match="batch_third_person"), scoped("35"):
            Batch.objects.filter(pk=batch.pk).update(countersigned_by=person, countersigned_at=batch.approved_at,
                                                     countersign_reason="x")
    signer = people["province_approver"]
    with pytest.raises(IntegrityError, match="batch_third_person"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(countersigned_by=signer, countersigned_at=batch.approved_at)
    with pytest.raises(IntegrityError, match="batch_two_people"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(approved_by=batch.submitted_by)


def test_a_reason_is_needed_and_holds_no_number(rolls, people, july):
    batch = striking(people, july, LIMIT + 1)
    for act in (countersigning.countersign, countersigning.decline):
        with refusal("reason_missing"):
            act(batch_id=batch.pk, reason=" \n", by=people["province_approver"])
    nik = voters()[0].nik
    signed = countersigning.countersign(batch_id=batch.pk, reason=f"Cek {nik} saja", by=people["province_approver"])
    assert nik not in signed.countersign_reason and signed.countersign_reason.startswith("Cek 3578")
    assert nik not in str(history_of(f"batch:{batch.pk}").last().detail)


def test_what_was_sent_back_needs_a_new_signature(rolls, people, july):
    batch = striking(people, july, LIMIT + 1)
    countersigning.decline(batch_id=batch.pk, reason="Lampirkan surat kematian", by=people["province_approver"])
    batch.refresh_from_db()
    assert (batch.state, batch.note, batch.approved_by, batch.removals, "brake" in batch.review) == (
        State.RETURNED, "Lampirkan surat kematian", None, None, False)
    deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)
    again = deciding.approve(batch_id=batch.pk, by=people["approver"])
    assert again.waits_for_province and again.countersigned_by is None
    countersigning.countersign(batch_id=batch.pk, reason="Sekarang lengkap", by=people["province_approver"])
    assert run("apply_batch", batch.pk)[0]["state"] == "applied"


def test_the_count_under_the_lock_of_the_roll_decides(rolls, people, july):
    """A roll that has become smaller meanwhile: the job ends as waiting, and the signature starts a new one."""
    late = striking(people, july, LIMIT)
    first = by_key(deciding.apply_key(late))
    applied(people, july, *[strike(v) for v in voters()[20:20 + LIMIT]])  # 1,791 are left
    done = jobs.run_here(first)
    assert (done.state, done.result["state"], done.result["waits"]) == ("done", "approved", "countersign")
    late.refresh_from_db()
    assert late.waits_for_province and late.review["brake"]["active"] == 1791
    assert history_of(f"batch:{late.pk}").last().act == "batch_braked"
    assert run("apply_batch", late.pk)[0]["error"]["code"] == "churn_brake"
    signed = countersigning.countersign(batch_id=late.pk, reason="Sudah dicek", by=people["province_approver"])
    second = by_key(deciding.apply_key(signed))
    assert second.pk != first.pk
    assert jobs.run_here(second).result["state"] == "applied"
    assert not Job.objects.exclude(state="done").exists()


def test_a_signature_holds_though_the_roll_shrinks_on(rolls, people, july):
    batch = striking(people, july, LIMIT + 1)
    countersigning.countersign(batch_id=batch.pk, reason="Sudah dicek", by=people["province_approver"])
    applied(people, july, *[strike(v) for v in voters()[20:20 + LIMIT]])
    assert run("apply_batch", batch.pk)[0]["state"] == "applied"


def test_the_province_finds_what_waits_for_it_and_nothing_else(rolls, people, july):
    waiting = striking(people, july, LIMIT + 1)
    striking(people, july, 2, first=20)
    submitted(people, july, *[strike(v) for v in voters()[30:50]])
    receive(people, july, *[strike(v) for v in voters()[60:90]])
    scope = people["province_approver"].scope
    assert [batch.pk for batch in review.waiting_for_signature(scope)] == [waiting.pk]
    countersigning.countersign(batch_id=waiting.pk, reason="Sudah dicek", by=people["province_approver"])
    assert not review.waiting_for_signature(scope).exists()
    assert [batch.pk for batch in review.recently_signed(scope)] == [waiting.pk]


def test_who_is_marked_for_return_is_not_removed(rolls, people, july):
    batch = submitted(people, july, *[strike(v) for v in voters()[:LIMIT + 1]])
    marking_rows.mark(batch_id=batch.pk, ordinals=[3], reason="Masih hidup", by=people["approver"])
    batch = deciding.approve(batch_id=batch.pk, by=people["approver"])
    assert (batch.removals, batch.waits_for_province) == (LIMIT, False)


def test_undoing_what_brought_many_is_braked_like_striking_them(rolls, people, july):
    """A batch that undoes another goes whole: no row of it is marked, and who leaves the roll by it counts."""
    brought = applied(people, july, *[new(9000 + i) for i in range(1, 12)])
    undo = reversing.reverse_batch(batch_id=brought.pk, reason="Berkas keliru", by=people["operator"])
    deciding.submit(batch_id=undo.pk, by=people["operator"], confirm_warnings=True)
    with refusal("wrong_origin"):
        marking_rows.mark(batch_id=undo.pk, ordinals=[1], reason="x", by=people["approver"])
    undo = deciding.approve(batch_id=undo.pk, by=people["approver"])
    assert (undo.removals, undo.waits_for_province) == (11, True)
    countersigning.countersign(batch_id=undo.pk, reason="Sudah dicek", by=people["province_approver"])
    assert run("apply_batch", undo.pk)[0]["state"] == "applied"
    assert Roll.objects.get(pk="3578").active == 1800
