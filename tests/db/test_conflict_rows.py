"""A voter changed by another batch since a row about him was checked: told with both values, decided by a person."""

import pytest

from sidalih.accounts.scope import scoped
from sidalih.refusal import Refused
from tests.kit import applied, approved, change, codes, correct_row, new, receive, strike, voters
from tests.roles import as_application
from voters.actions import applying, conflicts, deciding, setting_aside
from voters.models import BatchRow, Roll, Voter
from voters.models.batch import State
from voters.queries import conflicts as queries
from voters.queries.counting import codes_of

pytestmark = pytest.mark.django_db


def now(voter):
    return Voter.objects.get(regency="3578", dpid=voter.dpid, until=None)


def line(batch, ordinal=1):
    return BatchRow.objects.get(batch=batch, ordinal=ordinal)


def look_again(batch, people):
    """The draft, checked again as a request of its operator would."""
    with as_application(), scoped("3578"):
        return conflicts.look_again(batch_id=batch.pk, by=people["operator"])


def standoff_of(batch, ordinal=1):
    with scoped("3578"):
        return queries.standoffs(batch, [line(batch, ordinal)])[ordinal]


def resolve(batch, people, ordinal=1, take=(), by="operator", **values):
    row = line(batch, ordinal)
    standoff = standoff_of(batch, ordinal)
    with as_application(), scoped("3578"):
        return conflicts.resolve(**{"batch_id": batch.pk, "ordinal": ordinal, "version": row.version, "take": take,
                                    "since": standoff.now.since, "by": people[by]} | values)


def refusal(code):
    return pytest.raises(Refused, match=f"^{code}$")


def state(row):
    return row.conflict, row.blocked, row.problems


def test_a_draft_whose_voter_another_batch_changed_is_told_and_nothing_is_lost(rolls, people, july):
    voter, other = voters()[:2]
    draft = receive(people, july, change(voter, JALAN="JL. BARU NO 9"), change(other, NAMA="LAIN"))
    applied(people, july, change(voter, NAMA="NAMA RESMI"))
    batch = look_again(draft, people)
    assert (batch.conflicts, batch.blocked, batch.counts) == (1, 1, {})
    row = line(draft)
    assert state(row) == (True, True, []) and row.found_since == voter.since
    sent, rest = deciding.submit(batch_id=draft.pk, by=people["operator"])
    assert (sent.rows, sent.conflicts, rest.rows, rest.blocked, rest.conflicts) == (1, 0, 1, 1, 1)
    assert resolve(rest, people, take=["name"]).conflict is False
    rest.refresh_from_db()
    assert (rest.blocked, rest.conflicts) == (0, 0)
    deciding.submit(batch_id=rest.pk, by=people["operator"])
    deciding.approve(batch_id=rest.pk, by=people["approver"])
    applying.apply_batch(batch_id=rest.pk)
    assert (now(voter).name, now(voter).address) == ("NAMA RESMI", "JL. BARU NO 9")


def test_whoever_insists_keeps_his_cells(rolls, people, july):
    voter = voters()[0]
    draft = receive(people, july, change(voter, NAMA="MENURUT SAYA"))
    applied(people, july, change(voter, NAMA="MENURUT ORANG LAIN"))
    look_again(draft, people)
    row = resolve(draft, people)
    assert state(row) == (False, False, []) and (row.name, row.found_since, row.version) == ("MENURUT SAYA", 2, 2)


def test_both_values_and_who_changed_them_are_told(rolls, people, july):
    voter = voters()[0]
    draft = receive(people, july, change(voter, NAMA="MENURUT SAYA"))
    winner = applied(people, july, change(voter, NAMA="MENURUT ORANG LAIN", JALAN="JL. LAIN NO 1"))
    look_again(draft, people)
    standoff = standoff_of(draft)
    assert (standoff.then.name, standoff.now.name, standoff.row.name) == (
        voter.name, "MENURUT ORANG LAIN", "MENURUT SAYA")
    made = queries.changes("3578", standoff, ["name", "address", "rt"])
    assert {name: one.batch for name, one in made.items()} == {"name": winner, "address": winner}


def test_of_two_approved_batches_one_wins_and_the_other_comes_back_as_a_draft(rolls, people, july):
    voter, other = voters()[:2]
    first = approved(people, july, change(voter, NAMA="SATU"))
    second = approved(people, july, change(voter, NAMA="DUA"), change(other, NAMA="TIGA"))
    applying.apply_batch(batch_id=first.pk)
    assert applying.apply_batch(batch_id=second.pk)["applied"] == 1
    rest = second.rests.get()
    assert (now(voter).name, now(other).name) == ("SATU", "TIGA")
    assert (rest.state, rest.conflicts, state(line(rest)), line(rest).name) == (
        State.CHECKED, 1, (True, True, []), "DUA")


def test_a_batch_in_conflict_whole_is_returned_with_a_sentence(rolls, people, july):
    voter = voters()[0]
    first, second = (approved(people, july, change(voter, NAMA=name)) for name in ("SATU", "DUA"))
    applying.apply_batch(batch_id=first.pk)
    assert applying.apply_batch(batch_id=second.pk)["state"] == "returned"
    second.refresh_from_db()
    assert (second.conflicts, second.blocked, second.rows) == (1, 1, 1)
    assert "bentrok" in second.note


@pytest.mark.parametrize(("cells", "in_conflict"), [
    ({"SMBR": "PANTARLIH", "RT": "77"}, False), ({"NAMA": "ORANG LAIN"}, True), ({"JALAN": "JL. LAIN"}, False)])
def test_a_strike_minds_only_who_it_is(rolls, people, july, cells, in_conflict):
    voter = voters()[0]
    draft = receive(people, july, strike(voter))
    applied(people, july, change(voter, **cells))
    look_again(draft, people)
    assert line(draft).conflict is in_conflict


def test_what_differs_in_nothing_that_matters_is_none(rolls, people, july):
    """Changed and put back, changed in its source alone, or already what the row wants."""
    a, b, c = voters()[:3]
    draft = receive(people, july, change(a, NAMA="SAYA"), change(b, NAMA="KAMI"), change(c, RT="88"))
    applied(people, july, change(a, JALAN="JL. SEMENTARA"), change(b, RT="77"))
    applied(people, july, change(now(a), JALAN=a.address), change(c, RT="88"))
    batch = look_again(draft, people)
    assert (batch.conflicts, [line(draft, n).conflict for n in (1, 2, 3)]) == (1, [False, True, False])
    assert codes(draft)[3] == ["I03"]


def test_what_was_seen_stays_until_somebody_decides(rolls, people, july):
    voter = voters()[0]
    draft = receive(people, july, change(voter, NAMA="SAYA"))
    for name in ("SATU", "DUA"):
        applied(people, july, change(now(voter), NAMA=name))
        look_again(draft, people)
        assert line(draft).found_since == voter.since
    correct_row(batch_id=draft.pk, ordinal=1, version=1, cells={"JALAN": "JL. SAYA"}, by=people["operator"])
    assert line(draft).conflict  # another cell is no answer
    with refusal("changed_again"):
        resolve(draft, people, since=2)
    assert not resolve(draft, people).conflict
    with scoped("3578"), refusal("no_conflict"):
        conflicts.resolve(batch_id=draft.pk, ordinal=1, version=3, since=3, take=(), by=people["operator"])


def test_a_row_that_names_another_voter_has_seen_nobody_yet(rolls, people, july):
    a, b = voters()[:2]
    draft = receive(people, july, strike(a))
    applied(people, july, change(a, NAMA="LAIN"), change(b, NAMA="LAIN LAGI"))
    look_again(draft, people)
    correct_row(batch_id=draft.pk, ordinal=1, version=1, cells={"DPID": str(b.dpid)}, by=people["operator"])
    draft.refresh_from_db()
    assert (line(draft).conflict, line(draft).found, line(draft).found_since, draft.conflicts) == (False, b.dpid, 2, 0)


def test_a_nik_that_has_become_another_persons_is_a_conflict(rolls, people, july):
    a, b = voters()[:2]
    draft = receive(people, july, change(a, DPID=None, NAMA="SAYA"))
    applied(people, july, change(a, NIK="3578040105909555"))
    applied(people, july, change(b, NIK=a.nik))
    look_again(draft, people)
    row = line(draft)
    assert (row.conflict, row.found) == (True, a.dpid)
    assert standoff_of(draft).now.dpid == b.dpid
    with as_application(), scoped("3578"):
        assert conflicts.merge(batch_id=draft.pk, by=people["operator"]) == 0
    assert resolve(draft, people).found == b.dpid


def test_who_was_struck_and_came_back_otherwise_is_a_conflict(rolls, people, july):
    from tests.db.test_undo_batches import applied_undo

    voter = voters()[0]
    draft = receive(people, july, change(voter, JALAN="JL. SAYA"))
    applied(people, july, change(voter, NAMA="RESMI"))
    struck = applied(people, july, strike(voter))
    look_again(draft, people)
    assert (codes(draft), line(draft).conflict, line(draft).found_since) == ({1: ["E18"]}, False, voter.since)
    applied_undo(struck, people)
    look_again(draft, people)
    assert (codes(draft), line(draft).conflict) == ({1: []}, True)


def test_both_rows_of_a_pair_wait_when_one_is_in_conflict(rolls, people, areas):
    from datetime import date

    from voters.actions.periods import open_period

    period = open_period(code="2025-TW2", label="TW2", reference_date=date(2025, 6, 30), codeset="2022", by="test")
    voter = voters()[0]
    to = change(voter, KET="B", DPID=None, TPS=str(voter.tps % 4 + 1))
    draft = receive(people, period, strike(voter, "8"), to)
    assert codes(draft) == {1: [], 2: []}
    applied(people, period, change(voter, NAMA="ORANG LAIN"))
    batch = look_again(draft, people)
    assert (batch.blocked, batch.conflicts, codes(draft)) == (2, 1, {1: [], 2: ["E23"]})
    resolve(draft, people)
    assert codes(draft) == {1: [], 2: []} and not BatchRow.objects.filter(batch=draft, blocked=True).exists()


def test_merging_takes_what_only_the_roll_has_changed(rolls, people, july):
    some = voters()[:4]
    draft = receive(people, july, change(some[0], JALAN="JL. SAYA"), change(some[1], NAMA="SAYA"), strike(some[2]),
                    change(some[3], RT="9"))
    applied(people, july, *[change(v, NAMA=f"RESMI {'ABCD'[i]}") for i, v in enumerate(some)])
    look_again(draft, people)
    with as_application(), scoped("3578"):
        assert conflicts.merge(batch_id=draft.pk, by=people["operator"]) == 2
    draft.refresh_from_db()
    assert (draft.conflicts, draft.blocked, draft.counts) == (2, 2, codes_of(draft.pk))
    assert [(line(draft, n).name, line(draft, n).conflict) for n in (1, 2, 4)] == [
        ("RESMI A", False), ("SAYA", True), ("RESMI D", False)]
    assert (line(draft).address, line(draft, 4).rt) == ("JL. SAYA", "9")


@pytest.mark.parametrize("who", ["approver", "viewer", "elsewhere", "province"])
def test_only_operators_of_the_office_decide(rolls, people, july, who):
    voter = voters()[0]
    draft = receive(people, july, change(voter, NAMA="SAYA"))
    applied(people, july, change(voter, NAMA="LAIN"))
    for attempt in (lambda: conflicts.look_again(batch_id=draft.pk, by=people[who]),
                    lambda: conflicts.merge(batch_id=draft.pk, by=people[who]),
                    lambda: conflicts.resolve(batch_id=draft.pk, ordinal=1, version=1, since=2, take=(),
                                              by=people[who])):
        with scoped(people[who].area), refusal("not_found" if who == "elsewhere" else "forbidden"):
            attempt()


def test_two_people_on_one_conflict_the_second_is_told(rolls, people, july):
    voter = voters()[0]
    draft = receive(people, july, change(voter, NAMA="SAYA"))
    applied(people, july, change(voter, NAMA="LAIN"))
    look_again(draft, people)
    resolve(draft, people)
    with scoped("3578"), refusal("conflict") as refused:
        conflicts.resolve(batch_id=draft.pk, ordinal=1, version=1, since=2, take=["name"], by=people["operator2"])
    assert "operator" in refused.value.message
    assert line(draft).name == "SAYA"


def test_a_row_from_the_bin_has_not_forgotten_what_was_seen(rolls, people, july):
    voter = voters()[0]
    draft = receive(people, july, change(voter, NAMA="SAYA"), new(9001))
    with scoped("3578"):
        setting_aside.set_aside(batch_id=draft.pk, ordinals=[1], by=people["operator"])
    applied(people, july, change(voter, NAMA="LAIN"))
    with scoped("3578"):
        setting_aside.bring_back(batch_id=draft.pk, ordinals=[1], by=people["operator"])
    draft.refresh_from_db()
    assert (line(draft).conflict, draft.conflicts, draft.blocked) == (True, 1, 1)


def test_a_file_sent_when_the_roll_has_moved_already_has_no_conflict(rolls, people, july):
    voter = voters()[0]
    applied(people, july, change(voter, NAMA="RESMI"))
    draft = receive(people, july, change(voter, NAMA="SAYA"))
    assert (draft.conflicts, line(draft).found_since, Roll.objects.get(pk="3578").revision) == (0, 2, 2)
