"""Undoing an applied batch: every voter is put back as he was, or nothing happens, and two people have to want it."""

from collections import Counter

import pytest
from django.db import IntegrityError, connection, transaction

from sidalih import jobs
from sidalih.accounts.scope import scoped
from sidalih.audit.queries import history_of
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from tests.kit import applied, change, new, receive, strike, submitted, voters
from tests.roles import as_application
from voters.actions import applying, deciding, reversing, snapshots
from voters.models import Batch, Roll, Tally, Voter
from voters.models.batch import Origin, State
from voters.queries import sources
from voters.queries.copies import shared_rows
from voters.queries.differences import difference
from voters.queries.roll_search import HAPPENED, Asked, find

pytestmark = pytest.mark.django_db
WHY = "Berkas desa lain yang terunggah"


def undo(batch, people, by="operator"):
    """The reversal of a batch, made as a request would: as the application, in the office's scope."""
    with as_application(), scoped(batch.regency):
        return reversing.reverse_batch(batch_id=batch.pk, reason=WHY, by=people[by])


def applied_undo(batch, people):
    """A reversal that has changed the roll."""
    made = undo(batch, people)
    deciding.submit(batch_id=made.pk, by=people["operator"])
    deciding.approve(batch_id=made.pk, by=people["approver"])
    made.refresh_from_db()
    jobs.run_here(by_key(deciding.apply_key(made)))
    made.refresh_from_db()
    return made


def roll_as_of(revision=None, regency="3578"):
    """{dpid: every element} of the roll as of a revision, or as it is now."""
    revision = revision or Roll.objects.get(pk=regency).revision
    elements = [f.attname for f in Voter._meta.concrete_fields if f.attname not in ("since", "until", "batch_row")]
    found = Voter.objects.filter(regency=regency, since__lte=revision).exclude(until__lte=revision)
    return {values[elements.index("dpid")]: values for values in found.values_list(*elements)}


def seal(people, period, stage="DPB"):
    """A sealed snapshot of Kota Surabaya."""
    made = snapshots.take_snapshot(regency="3578", period=period, stage=stage, by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=made.pk)
    made.refresh_from_db()
    return made


def refusal(code):
    return pytest.raises(Refused, match=f"^{code}$")


def test_the_roll_is_what_it_was_and_the_struck_come_back_under_their_own_numbers(rolls, people, july):
    a, b, c, d = voters()[:4]
    before, next_dpid = roll_as_of(), Roll.objects.get(pk="3578").next_dpid
    batch = applied(people, july, new(9001), strike(a), change(b, NAMA="NAMA LAIN", TPS=str(b.tps % 4 + 1)),
                    change(c, **{"L/P": "P" if c.sex == "L" else "L"}), change(d))
    made = applied_undo(batch, people)
    assert roll_as_of() == before
    assert (made.state, made.origin) == (State.APPLIED, Origin.REVERSAL)
    assert (made.reverses_id, made.applied_rows) == (batch.pk, 4)
    roll = Roll.objects.get(pk="3578")
    assert (roll.active, roll.next_dpid, roll.revision) == (1800, next_dpid + 1, 3)
    assert list(made.lines.order_by("ordinal").values_list("kind", "found", "found_since")) == [
        ("T", next_dpid, 2), ("B", a.dpid, 2), ("U", b.dpid, 2), ("U", c.dpid, 2)]
    applied(people, july, new(9002))
    assert Voter.objects.filter(regency="3578", until=None, dpid=next_dpid + 1).exists()  # given once, never again


def test_what_a_loaded_roll_held_unreadable_comes_back_too(rolls, people, july):
    voter = voters()[0]
    Voter.objects.filter(regency="3578", dpid=voter.dpid).update(birth_date=None, birth_text="31|02|1950", nik="123",
                                                                 source="PANTARLIH")
    before = roll_as_of()
    batch = applied(people, july, strike(voter))
    applied_undo(batch, people)
    assert roll_as_of() == before


def test_it_needs_two_people_of_its_own(rolls, people, july):
    batch = applied(people, july, new(9001))
    made = undo(batch, people)
    assert made.state == State.CHECKED
    with refusal("forbidden"):
        deciding.submit(batch_id=made.pk, by=people["approver"])
    deciding.submit(batch_id=made.pk, by=people["operator"])
    person = people["operator"]
    type(person).objects.filter(pk=person.pk).update(role="approver")
    person.refresh_from_db()
    with refusal("same_person"):
        deciding.approve(batch_id=made.pk, by=person)
    with pytest.raises(IntegrityError, match="batch_two_people"), transaction.atomic():
        made.refresh_from_db()
        Batch.objects.filter(pk=made.pk).update(approved_by=person, approved_at=made.submitted_at)
    assert roll_as_of() == roll_as_of(2)


@pytest.mark.parametrize(("who", "code"), [("approver", "forbidden"), ("viewer", "forbidden"),
                                           ("province", "forbidden"), ("elsewhere", "not_found")])
def test_only_an_operator_of_the_office_prepares_one(rolls, people, july, who, code):
    batch = applied(people, july, new(9001))
    with as_application(), scoped(people[who].area), refusal(code):
        reversing.reverse_batch(batch_id=batch.pk, reason=WHY, by=people[who])


def test_only_what_was_applied_is_undone_and_only_once(rolls, people, july):
    with refusal("wrong_state"):
        undo(submitted(people, july, new(9002)), people)
    batch = applied(people, july, new(9001))
    with refusal("reason_missing"):
        reversing.reverse_batch(batch_id=batch.pk, reason=" -- ", by=people["operator"])
    first = undo(batch, people)
    with refusal("already_reversed"):
        undo(batch, people)
    deciding.cancel(batch_id=first.pk, by=people["operator"])
    second = applied_undo(batch, people)
    with refusal("already_reversed") as refused:
        undo(batch, people)
    assert refused.value.detail["batch"] == second.pk
    with pytest.raises(IntegrityError, match="batch_reversed_once"), transaction.atomic():
        Batch.objects.filter(pk=first.pk).update(state=State.CHECKED)


def test_whom_another_batch_changed_since_stands_in_the_way_and_is_named(rolls, people, july):
    a, b, c = voters()[:3]
    batch = applied(people, july, change(a, NAMA="SATU"), strike(b), change(c, NAMA="TIGA"), new(9001))
    later = applied(people, july, change(voters(dpid=a.dpid)[0], NAMA="LAGI"), new(9002, NIK=b.nik))
    with refusal("changed_since") as refused:
        undo(batch, people)
    assert [(o.dpid, o.name, o.batch.pk) for o in refused.value.detail["obstacles"]] == [
        (a.dpid, "LAGI", later.pk), (b.dpid, b.name, later.pk)]
    assert refused.value.detail["later"] == [(later, 2)]
    assert not Batch.objects.filter(origin=Origin.REVERSAL).exists()
    applied_undo(later, people)
    applied_undo(batch, people)
    assert roll_as_of() == roll_as_of(1)


def test_a_nik_that_was_held_twice_on_the_loaded_roll_may_be_held_twice_again(rolls, people, july):
    a, b = voters()[:2]
    Voter.objects.filter(regency="3578", dpid=b.dpid).update(nik=a.nik)
    batch = applied(people, july, strike(b, "2"))
    applied(people, july, change(a, NAMA="TETAP ADA"))
    applied_undo(batch, people)
    assert len(voters(nik=a.nik)) == 2


def test_it_looks_again_at_submission_and_when_it_is_applied(rolls, people, july):
    a, b = voters()[:2]
    batch = applied(people, july, change(a, NAMA="SATU"), change(b, NAMA="DUA"))
    made = undo(batch, people)
    applied(people, july, change(voters(dpid=a.dpid)[0], NAMA="SELA"))
    with refusal("changed_since"):
        deciding.submit(batch_id=made.pk, by=people["operator"])
    deciding.cancel(batch_id=made.pk, by=people["operator"])

    other = applied(people, july, change(voters(dpid=b.dpid)[0], NAMA="TIGA"))
    made = undo(other, people)
    deciding.submit(batch_id=made.pk, by=people["operator"])
    deciding.approve(batch_id=made.pk, by=people["approver"])
    applied(people, july, strike(voters(dpid=b.dpid)[0]))
    now = roll_as_of()
    assert applying.apply_batch(batch_id=made.pk)["state"] == "returned"
    made.refresh_from_db()
    assert (made.state, made.rows, made.approved_by, made.rests.count()) == (State.RETURNED, 1, None, 0)
    assert "1 pemilih sudah diubah lagi" in made.note
    assert roll_as_of() == now


def test_an_undoing_can_be_undone_and_each_is_told_of_the_other(rolls, people, july):
    a, b = voters()[:2]
    batch = applied(people, july, new(9001), strike(a), change(b, NAMA="LAIN"))
    after = roll_as_of()
    first = applied_undo(batch, people)
    second = applied_undo(first, people)
    assert roll_as_of() == after
    applied_undo(second, people)
    assert roll_as_of() == roll_as_of(1)
    assert Roll.objects.get(pk="3578").active == 1800
    assert {"reversal_prepared", "batch_reversed"} <= {e.act for e in history_of(f"batch:{batch.pk}")}
    assert [e.act for e in history_of(f"batch:{first.pk}")] == [
        "reversal_made", "batch_submitted", "batch_approved", "batch_applied", "reversal_prepared", "batch_reversed"]


def test_rows_of_an_undoing_are_nobodys_to_type(rolls, people, july):
    from voters.actions import correcting, entering, setting_aside

    made = undo(applied(people, july, change(voters()[0], NAMA="LAIN")), people)
    with scoped("3578"):
        for attempt in (
                lambda: correcting.correct_row(batch_id=made.pk, ordinal=1, version=1, cells={"NAMA": "X Y Z"},
                                               by=people["operator"]),
                lambda: entering.save_rows(batch_id=made.pk, by=people["operator"], rows=[
                    {"ordinal": None, "version": None, "client_key": None, "cells": new(9001)}]),
                lambda: setting_aside.set_aside(batch_id=made.pk, ordinals=[1], by=people["operator"])):
            with refusal("wrong_origin"):
                attempt()


def test_arrivals_from_other_regencies_are_moved_back_not_undone(rolls, people, july):
    from voters.models import Transfer

    batch = applied(people, july, new(9001))
    moved = Transfer.objects.create(origin="3515", destination="3578", period=july, dpid=1, since=1, elements={},
                                    proposed_by=people["elsewhere"])
    batch.lines.update(transfer=moved)
    with refusal("has_arrivals"):
        undo(batch, people)


def test_what_was_undone_within_the_month_is_not_in_its_figures(rolls, people, july):
    a, b, c = voters()[:3]
    first = seal(people, july)
    wrong = applied(people, july, new(9001), strike(a), change(b, TPS=str(b.tps % 4 + 1)))
    applied(people, july, new(9002), change(c, NAMA="LAIN"))
    applied_undo(wrong, people)
    second = seal(people, july, "DPS")
    flow = second.flow
    assert flow == {"baru": {"L": 1, "P": 0}, "tms": {}, "ubah": 1}
    added = voters(nik="3578040105909002")[0].dpid
    assert difference(first, second) == {"added": [added], "removed": [], "changed": [c.dpid]}
    copied = [note for _tps, (*_rest, note) in shared_rows(second, c.village)]
    assert Counter(copied)["U"] == 1
    again = applied_undo(Batch.objects.get(reverses=wrong), people)
    flow = seal(people, july, "DPSHP").flow  # counts from the DPS: the second undoing alone
    assert (again.revision, flow["baru"], flow["ubah"]) == (5, {"L": 0, "P": 0}, 1)


def happened(**asked):
    """{status: DPIDs} of what the search lists since the revision `base`."""
    with scoped("3578"):
        return {status: {v.dpid for v in find(Asked("3578", status=status, **asked), size=5000)[0]}
                for status in HAPPENED}


def test_lists_of_what_happened_leave_out_what_was_undone(rolls, people, july):
    a, b, c = voters()[:3]
    nothing = dict.fromkeys(HAPPENED, set())
    wrong = applied(people, july, new(9001), strike(a), change(b, TPS=str(b.tps % 4 + 1)))
    newcomer = voters(nik="3578040105909001")[0].dpid
    told = {"baru": {newcomer}, "ubah": {b.dpid}, "tms": {a.dpid}, "pindah": {b.dpid}}
    assert happened(base=1) == told
    first = applied_undo(wrong, people)
    assert happened(base=1) == nothing and happened(base=1, revision=2) == told
    applied(people, july, change(c, NAMA="LAIN"))
    assert happened(base=1) == nothing | {"ubah": {c.dpid}}
    applied_undo(first, people)
    assert happened(base=1) == told | {"ubah": {b.dpid, c.dpid}}


def test_the_recap_by_source_leaves_out_what_was_undone(rolls, people, july):
    def recap():
        with scoped("3578"):
            return {line.source: (line.waiting, line.applied) for line in sources.by_source("3578", july)}
    wrong = applied(people, july, new(9001, SMBR="RT"), new(9002, SMBR="RT"))
    applied(people, july, new(9003, SMBR="DESA"))
    told = {"RT": ((0, 0, 0), (2, 0, 0)), "DESA": ((0, 0, 0), (1, 0, 0))}
    assert recap() == told
    made = undo(wrong, people)
    deciding.submit(batch_id=made.pk, by=people["operator"])
    assert recap() == told  # what waits has undone nothing, and is no source
    deciding.approve(batch_id=made.pk, by=people["approver"])
    applying.apply_batch(batch_id=made.pk)
    assert recap() == {"DESA": told["DESA"]}
    applied_undo(Batch.objects.get(pk=made.pk), people)
    assert recap() == told


def test_what_was_undone_after_its_figures_were_given_out_is_a_correction_and_closes(rolls, people, july):
    a, b = voters()[:2]
    batch = applied(people, july, new(9001), strike(a), change(b, TPS=str(b.tps % 4 + 1)))
    first = seal(people, july)
    assert first.total == 1800
    applied_undo(batch, people)
    second = seal(people, july, "DPS")
    assert second.flow == {"baru": {"L": 0, "P": 0}, "tms": {}, "ubah": 1}
    for tally in Tally.objects.filter(snapshot=second):
        was = Tally.objects.filter(snapshot=first, village=tally.village, tps=tally.tps).first()
        assert tally.male == (was.male if was else 0) + tally.moved_male
        assert tally.female == (was.female if was else 0) + tally.moved_female
    assert sum(t.moved_male + t.moved_female for t in Tally.objects.filter(snapshot=second)) == 0


def test_a_batch_that_changed_nothing_has_nothing_to_undo(rolls, people, july):
    with refusal("nothing_to_reverse"):
        undo(applied(people, july, change(voters()[0])), people)


def test_an_undoing_adds_no_query_per_row(rolls, people, july, django_assert_max_num_queries):
    some = voters()[:40]
    batch = applied(people, july, *[strike(v) for v in some[:20]], *[change(v, NAMA="LAIN") for v in some[20:]])
    with django_assert_max_num_queries(30):
        made = undo(batch, people)
    deciding.submit(batch_id=made.pk, by=people["operator"])
    deciding.approve(batch_id=made.pk, by=people["approver"])
    with django_assert_max_num_queries(30):
        applying.apply_batch(batch_id=made.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM voters_voter WHERE regency = '3578' AND until IS NULL AND since = 3")
        assert cursor.fetchone() == (40,)


def test_a_file_received_meanwhile_about_a_restored_voter_is_told(rolls, people, july):
    """What was read while he was off the roll, and sent when he is back: the roll of today decides."""
    a = voters()[0]
    batch = applied(people, july, strike(a))
    late = receive(people, july, strike(a), new(9003))
    assert late.blocked == 1
    applied_undo(batch, people)
    with scoped("3578"):
        sent, draft = deciding.submit(batch_id=late.pk, by=people["operator"], confirm_warnings=True)
    assert (sent.rows, draft) == (2, None)
