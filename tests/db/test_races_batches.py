"""Several people on one batch or one voter at once, in real threads: one winner, a sentence for the others."""

import os
import random
import time
from collections import Counter

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.db.utils import OperationalError

from sidalih.accounts.scope import scoped
from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests.db.test_races import at_once
from tests.kit import applied, approved, change, correct_row, new, receive, strike, submitted, voters, workbook
from tests.roles import as_application
from voters.actions import applying, conflicts, deciding, reading, receiving, reversing, setting_aside, snapshots
from voters.models import Batch, BatchRow, Roll, Snapshot, Voter
from voters.models.batch import Origin, State

pytestmark = pytest.mark.django_db(transaction=True)
# For a hundred rounds and a minute: RACE_ROUNDS=100 RACE_SECONDS=60 pytest tests/db/test_races_batches.py
ROUNDS = int(os.environ.get("RACE_ROUNDS", "2"))
PRESSURE = int(os.environ.get("RACE_SECONDS", "10"))


def now(dpid):
    return Voter.objects.get(regency="3578", dpid=dpid, until=None)


def test_fifty_clicks_on_one_form_make_one_batch_each_round(rolls, people, july):
    for n in range(ROUNDS):
        data, token = workbook(new(9001 + n)), f"6f1c1c4e-0000-4000-8000-{n:012}"

        def send(_i, data=data, token=token):
            return receiving.receive(file=ContentFile(data, name="a.xlsx"), regency="3578", period=july,
                                     by=people["operator"], token=token).pk
        won, refused, errors = at_once(50, send)
        assert (len(set(won)), len(won), refused, errors) == (1, 50, [], [])
    assert Batch.objects.count() == ROUNDS


def test_of_twenty_decisions_one_counts_and_one_is_written_down(rolls, people, july):
    for n in range(ROUNDS):
        batch = submitted(people, july, new(9001 + n))

        def decide(i, batch=batch):
            if i % 2:
                return deciding.approve(batch_id=batch.pk, by=people["approver"])
            return deciding.send_back(batch_id=batch.pk, reason="Lengkapi", by=people["approver"])
        won, refused, errors = at_once(20, decide)
        assert (len(won), refused, errors) == (1, ["wrong_state"] * 19, [])
        decided = Event.objects.filter(subject=f"batch:{batch.pk}", act__in=["batch_approved", "batch_returned"])
        assert decided.count() == 1


def test_approving_while_a_row_is_edited_leaves_what_was_submitted(rolls, people, july):
    """Whoever comes first: the approver gets what he saw, or the operator is told that it has been sent."""
    for n in range(ROUNDS):
        batch = receive(people, july, new(9001 + n, NAMA="LAMA"))

        def work(i, batch=batch):
            if i == 0:
                deciding.submit(batch_id=batch.pk, by=people["operator"])
                return deciding.approve(batch_id=batch.pk, by=people["approver"]).state
            return correct_row(batch_id=batch.pk, ordinal=1, version=1, cells={"NAMA": "BARU"},
                               by=people["operator2"]).name
        won, refused, errors = at_once(3, work)
        assert errors == [] and set(refused) <= {"wrong_state", "conflict"}
        applying.apply_batch(batch_id=batch.pk)
        name = Voter.objects.get(nik=f"357804010590{9001 + n}").name
        assert name == ("BARU" if "BARU" in won else "LAMA")


def test_two_batches_about_one_voter_one_wins_and_nothing_is_lost(rolls, people, july):
    for voter in voters()[:ROUNDS]:
        both = [approved(people, july, change(voter, NAMA=name)) for name in ("SATU", "DUA")]
        won, refused, errors = at_once(2, lambda i, both=both: applying.apply_batch(batch_id=both[i].pk)["state"])
        assert (sorted(won), refused, errors) == (["applied", "returned"], [], [])
        loser = Batch.objects.get(pk__in=[one.pk for one in both], state=State.RETURNED)
        row = loser.lines.get()
        assert (loser.conflicts, row.conflict, {row.name, now(voter.dpid).name}) == (1, True, {"SATU", "DUA"})
        assert "bentrok" in loser.note


def test_two_operators_on_one_row_the_second_is_told_by_name(rolls, people, july):
    for n in range(ROUNDS):
        batch = receive(people, july, new(9001 + n, NAMA=""))
        who = [people["operator"], people["operator2"]]
        won, refused, errors = at_once(2, lambda i, batch=batch, who=who: correct_row(
            batch_id=batch.pk, ordinal=1, version=1, cells={"NAMA": "PERTAMA" if i else "KEDUA"}, by=who[i]).name)
        assert (len(won), refused, errors) == (1, ["conflict"], [])
        assert batch.lines.get().name == won[0]


def test_one_conflict_is_decided_once(rolls, people, july):
    voter = voters()[0]
    draft = receive(people, july, change(voter, NAMA="SAYA", JALAN="JL. SAYA"))
    applied(people, july, change(voter, NAMA="RESMI"))
    with scoped("3578"):
        conflicts.look_again(batch_id=draft.pk, by=people["operator"])

    def decide(i):
        with scoped("3578"):
            return conflicts.resolve(batch_id=draft.pk, ordinal=1, version=1, since=2, take=["name"] if i % 2 else [],
                                     by=people["operator"]).name
    won, refused, errors = at_once(8, decide)
    assert (len(won), refused, errors) == (1, ["conflict"] * 7, [])
    assert Event.objects.filter(act="conflict_resolved").count() == 1


def test_ten_people_undo_one_batch_once(rolls, people, july):
    batch = applied(people, july, new(9001), strike(voters()[0]))

    def undo(_i):
        return reversing.reverse_batch(batch_id=batch.pk, reason="Salah unggah", by=people["operator"]).pk
    won, refused, errors = at_once(10, undo)
    assert (len(won), refused, errors) == (1, ["already_reversed"] * 9, [])


def test_undoing_against_a_change_of_the_same_voter_has_one_winner(rolls, people, july):
    for voter in voters()[:ROUNDS]:
        batch = applied(people, july, change(voter, NAMA="KELIRU"))
        undoing = reversing.reverse_batch(batch_id=batch.pk, reason="Salah unggah", by=people["operator"])
        deciding.submit(batch_id=undoing.pk, by=people["operator"])
        deciding.approve(batch_id=undoing.pk, by=people["approver"])
        later = approved(people, july, change(now(voter.dpid), NAMA="LAGI"))
        both = [undoing.pk, later.pk]
        won, refused, errors = at_once(2, lambda i, both=both: applying.apply_batch(batch_id=both[i])["state"])
        assert (sorted(won), refused, errors) == (["applied", "returned"], [], [])
        undone = Batch.objects.get(pk=undoing.pk).state == State.APPLIED
        assert now(voter.dpid).name == (voter.name if undone else "LAGI")


def test_sealing_while_batches_come_in_and_are_undone(rolls, people, july):
    batch = applied(people, july, new(9001), strike(voters()[0]))
    pinned = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    undoing = reversing.reverse_batch(batch_id=batch.pk, reason="Salah unggah", by=people["operator"])
    deciding.submit(batch_id=undoing.pk, by=people["operator"])
    deciding.approve(batch_id=undoing.pk, by=people["approver"])

    def work(i):
        if i == 0:
            return applying.apply_batch(batch_id=undoing.pk)["state"]
        if i == 1:
            return receiving.receive(file=ContentFile(workbook(new(9009)), name="b.xlsx"), regency="3578", period=july,
                                     by=people["operator"]).state
        return snapshots.seal_snapshot(snapshot_id=pinned.pk)["seal"]
    won, refused, errors = at_once(4, work)
    assert (len(won), refused, errors) == (4, [], [])
    assert Snapshot.objects.get(pk=pinned.pk).flow["baru"] == {"L": 1, "P": 0}
    assert snapshots.verify_snapshot(snapshot_id=pinned.pk)["ok"]


def test_applying_while_sealing_moves_no_seal_round_after_round(rolls, people, july):
    for n in range(ROUNDS):
        pinned = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
        batch, held = approved(people, july, new(9001 + n)), Roll.objects.get(pk="3578").active

        def work(i, batch=batch, pinned=pinned):
            if i == 0:
                return applying.apply_batch(batch_id=batch.pk)["state"]
            return bool(snapshots.seal_snapshot(snapshot_id=pinned.pk)["seal"])
        won, refused, errors = at_once(2, work)
        assert (sorted(won, key=str), refused, errors) == ([True, "applied"], [], [])
        assert (Snapshot.objects.get(pk=pinned.pk).total, Roll.objects.get(pk="3578").active) == (held, held + 1)


def test_maker_is_never_checker_not_even_by_raw_sql_of_the_application(rolls, people, july):
    batch = submitted(people, july, new(9001))
    with as_application(), scoped("3578"), pytest.raises(IntegrityError, match="batch_two_people"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE voters_batch SET state = 'approved', approved_by_id = submitted_by_id, "
                           "approved_at = now() WHERE id = %s", [batch.pk])


def test_random_pressure_ends_in_no_deadlock_and_a_roll_that_adds_up(rolls, people, july):
    """Six people at everything for ten seconds: refusals only, and what is counted is what is there."""
    crowd, ends, told = voters()[:12], time.monotonic() + PRESSURE, Counter()
    for i in range(3):
        receive(people, july, *[change(v, NAMA=f"AWAL {'ABC'[i]}") for v in crowd[i::3]], new(9500 + i))

    def drafts(*states):
        return list(Batch.objects.filter(state__in=states, is_bin=False).values_list("pk", flat=True))

    def one_of(*states):
        found = drafts(*states)
        return random.choice(found) if found else 0

    def send(chance):
        rows = [change(now(v.dpid), NAMA=f"NAMA {'ABCDEFGH'[chance.randrange(8)]}") for v in chance.sample(crowd, 2)]
        data = workbook(*rows, new(chance.randrange(1000, 9000)))
        batch = receiving.receive(file=ContentFile(data, name="a.xlsx"), regency="3578", period=july,
                                  by=people["operator"])
        return reading.read_batch(batch_id=batch.pk)

    def correct(chance):
        row = BatchRow.objects.filter(batch__state__in=["checked", "returned"]).order_by("?").first()
        return row and correct_row(batch_id=row.batch_id, ordinal=row.ordinal, version=row.version,
                                   cells={"JALAN": f"JL. {chance.randrange(99)}"}, by=people["operator2"])

    def undo(_chance):
        made = Batch.objects.filter(state="applied").order_by("?").first()
        made = made and reversing.reverse_batch(batch_id=made.pk, reason="Salah unggah", by=people["operator"])
        return made and deciding.submit(batch_id=made.pk, by=people["operator"])

    def aside(_chance):
        row = BatchRow.objects.filter(batch__state="checked", batch__is_bin=False).order_by("?").first()
        return row and setting_aside.set_aside(batch_id=row.batch_id, ordinals=[row.ordinal], by=people["operator"])

    def seal(_chance):
        made = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"], again=False)
        return snapshots.seal_snapshot(snapshot_id=made.pk)
    acts = {
        "send": send, "correct": correct, "undo": undo, "aside": aside, "seal": seal,
        "submit": lambda _c: deciding.submit(batch_id=one_of("checked", "returned"), by=people["operator"],
                                             confirm_warnings=True),
        "approve": lambda _c: deciding.approve(batch_id=one_of("submitted"), by=people["approver"]),
        "return": lambda _c: deciding.send_back(batch_id=one_of("submitted"), reason="Lengkapi", by=people["approver"]),
        "apply": lambda _c: applying.apply_batch(batch_id=one_of("approved")),
        "look": lambda _c: conflicts.look_again(batch_id=one_of("checked", "returned"), by=people["operator"]),
        "merge": lambda _c: conflicts.merge(batch_id=one_of("checked", "returned"), by=people["operator2"]),
    }

    def person(i):
        chance = random.Random(i)
        while time.monotonic() < ends:
            open_now = Counter(Batch.objects.filter(is_bin=False).values_list("state", flat=True))
            name = chance.choice(["submit" if open_now["checked"] else "send", "approve" if open_now["submitted"] else
                                  "submit", "apply" if open_now["approved"] else "approve", chance.choice([*acts])])
            try:
                with scoped("3578"):
                    acts[name](chance)
                told[name, "done"] += 1
            except Refused as refused:
                told[name, refused.code] += 1
            except OperationalError as error:
                raise AssertionError(f"{name}: {error}") from error
    _won, refused, errors = at_once(6, person)
    assert (refused, errors) == ([], []), told
    assert told["apply", "done"] and sum(n for (_name, code), n in told.items() if code == "done") > 15, told
    roll = Roll.objects.get(pk="3578")
    assert roll.active == Voter.objects.filter(regency="3578", until=None).count()
    assert roll.revision == Batch.objects.filter(regency="3578", state="applied").count() + 1
    given = Voter.objects.filter(regency="3578", dpid__gte=voters()[0].dpid).order_by("-dpid").first().dpid
    assert roll.next_dpid > given
    for batch in Batch.objects.filter(is_bin=False):
        rows = BatchRow.objects.filter(batch=batch)
        assert (batch.rows, batch.blocked, batch.conflicts) == (
            rows.count(), rows.filter(blocked=True).count(), rows.filter(conflict=True).count()), batch.state
        assert batch.origin != Origin.REVERSAL or batch.rests.count() == 0
    last = snapshots.take_snapshot(regency="3578", period=july, stage="DPS", by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=last.pk)
