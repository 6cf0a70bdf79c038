"""A voter's way from one office to another, by four people: nothing half, nobody lost, both sums close."""

from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from sidalih.accounts.scope import scoped
from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests.kit import applied, change, strike, voters
from tests.transfer_kit import (
    AWAY,
    HOME,
    VILLAGE,
    act,
    apply,
    approved_away,
    cells_for,
    moved,
    mover,
    offered,
    proposed,
    rolls_now,
    staff,
    taken,
)
from voters.actions import applying, arrivals, deciding, setting_aside, snapshots, transfers
from voters.actions.periods import open_period
from voters.models import Batch, Transfer, Voter, WindowException
from voters.queries import history, search, tallies
from voters.queries import transfers as queries
from voters.rules.arithmetic import breaches

pytestmark = pytest.mark.django_db
State = Transfer.State


@pytest.fixture
def four(rolls, people, july):
    return staff(people)


def sealed(regency, people, period, person):
    snapshot = act(people[person], snapshots.take_snapshot, regency=regency, period=period, stage="DPB")
    snapshots.seal_snapshot(snapshot_id=snapshot.pk)
    snapshot.refresh_from_db()
    return snapshot


def refused(code, person, action, **values):
    with pytest.raises(Refused) as told:
        act(person, action, **values)
    assert told.value.code == code
    assert told.value.message


def test_a_voter_goes_the_whole_way(four):
    voter = mover()
    before = rolls_now()
    move = offered(four, voter)
    batch, row = taken(four, move)
    assert (row.blocked, row.refused, batch.origin, batch.source) == (False, "", "typed", "Pindah masuk")
    line = batch.lines.get()
    assert (line.kind, line.transfer_id, line.source) == ("B", move.pk, "Pindah masuk dari Kabupaten Sidoarjo"
                                                          if move.origin == AWAY else line.source)
    assert "W09" in line.problems  # true until the move is applied
    assert line.source.endswith("Surabaya")
    assert rolls_now() == before  # he stays until the batch is applied
    batch = apply(approved_away(four, batch))
    move.refresh_from_db()
    here = Voter.objects.get(regency=AWAY, nik=voter.nik, until=None)
    left = Voter.objects.get(regency=HOME, dpid=voter.dpid, since=voter.since)
    assert (move.state, move.origin_revision, move.destination_revision, move.new_dpid, move.closed_by) == (
        "accepted", left.until, batch.revision, here.dpid, "system")
    assert left.until == before[HOME][0] + 1 and here.since == batch.revision == before[AWAY][0] + 1
    assert (here.name, here.birth_date, here.address, here.village, here.tps, here.nkk) == (
        voter.name, voter.birth_date, "JL. BARU NO 7", VILLAGE["DESA"], 2, VILLAGE["NKK"])
    assert rolls_now() == {HOME: (before[HOME][0] + 1, before[HOME][1] - 1),
                           AWAY: (before[AWAY][0] + 1, before[AWAY][1] + 1)}
    again = applying.apply_batch(batch_id=batch.pk)  # a lost message: nothing more happens
    assert again["revision"] == batch.revision and rolls_now()[HOME][0] == before[HOME][0] + 1


def test_both_chains_tell_of_it(four):
    moved(four, mover())
    for regency, acts in ((HOME, ["transfer_proposed", "transfer_offered", "transfer_accepted"]),
                          (AWAY, ["transfer_offered", "transfer_taken", "transfer_accepted"])):
        found = Event.objects.filter(regency=regency, act__startswith="transfer_").order_by("id")
        assert [event.act for event in found] == acts


def test_both_offices_can_seal_and_the_province_keeps_its_sum(four, july):
    first = {HOME: sealed(HOME, four, july, "operator"), AWAY: sealed(AWAY, four, july, "elsewhere")}
    leaving = [mover(number=n) for n in range(5)]
    moves = [offered(four, voter) for voter in leaving]
    for move in moves:
        batch, _row = taken(four, move)
    apply(approved_away(four, batch))
    august = open_period(code="2017-08", label="Agustus 2017", reference_date=date(2017, 8, 31), codeset="2018",
                         by="test")
    then = {HOME: sealed(HOME, four, august, "operator"), AWAY: sealed(AWAY, four, august, "elsewhere")}
    assert (then[HOME].total, then[AWAY].total) == (first[HOME].total - 5, first[AWAY].total + 5)
    assert sum(s.total for s in then.values()) == sum(s.total for s in first.values())
    for snapshot in then.values():  # nobody is new, nobody was struck
        assert snapshot.flow == {"baru": {"L": 0, "P": 0}, "tms": {}, "ubah": 0}
    left = tallies.places(HOME, first[HOME].revision, then[HOME].revision)
    came = tallies.places(AWAY, first[AWAY].revision, then[AWAY].revision)
    assert {(p.village, p.tps): sum(p.left.values()) for p in left if p.left} == {
        key: sum((v.village, v.tps) == key for v in leaving) for key in {(v.village, v.tps) for v in leaving}}
    assert {(p.village, p.tps): sum(p.entered.values()) for p in came if p.entered} == {(VILLAGE["DESA"], 2): 5}
    by_sex = {sex: sum(v.sex == sex for v in leaving) for sex in "LP"}
    assert {sex: sum(p.entered[sex] for p in came) for sex in "LP"} == by_sex
    assert not any(breaches(*p.stock[:1], p.flow, p.stock[1]) for p in (*left, *came))


def test_one_batch_takes_many_in_and_each_roll_moves_by_one_revision(four):
    before = rolls_now()
    for number in range(3):
        batch, _row = taken(four, offered(four, mover(number=number)))
    assert Batch.objects.filter(regency=AWAY, label="Pindah masuk").count() == 1
    apply(approved_away(four, batch))
    assert rolls_now() == {HOME: (before[HOME][0] + 1, before[HOME][1] - 3),
                           AWAY: (before[AWAY][0] + 1, before[AWAY][1] + 3)}


@pytest.mark.parametrize("what", ["changed", "struck"])
def test_whoever_changed_meanwhile_does_not_move(four, july, what):
    voter, other = mover(), mover(number=1)
    move, second = offered(four, voter), offered(four, other)
    taken(four, move)
    batch = approved_away(four, taken(four, second)[0])
    applied(four, july, change(voter, NAMA="NAMA LAIN") if what == "changed" else strike(voter))
    with scoped(AWAY):
        assert queries.changed([move, second]) == {move.pk}
    before = rolls_now()
    batch = apply(batch)
    move.refresh_from_db()
    second.refresh_from_db()
    assert (move.state, second.state, batch.state) == ("lapsed", "accepted", "applied")
    assert "berubah di daerah asal" in move.answer
    assert rolls_now() == {HOME: (before[HOME][0] + 1, before[HOME][1] - 1),
                           AWAY: (before[AWAY][0] + 1, before[AWAY][1] + 1)}
    assert not Voter.objects.filter(regency=AWAY, nik=voter.nik).exists()
    (row,) = batch.rests.get(is_bin=False).lines.all()  # never half a move: his row waits
    assert (row.transfer_id, row.blocked, row.conflict) == (move.pk, True, True)
    assert row.batch.blocked == row.batch.conflicts == 1
    assert "transfer_lapsed" in Event.objects.filter(regency=HOME).values_list("act", flat=True)
    if what == "changed":  # he can be offered anew, as he is now
        assert offered(four, voters(nik=voter.nik)[0]).elements["name"] == "NAMA LAIN"


def test_a_batch_of_which_nobody_may_come_goes_back_whole(four, july):
    voter = mover()
    batch = approved_away(four, taken(four, offered(four, voter))[0])
    applied(four, july, change(voter, NAMA="NAMA LAIN"))
    before = rolls_now()
    batch = apply(batch)
    assert (batch.state, rolls_now()) == ("returned", before)
    assert Transfer.objects.get().state == "lapsed"


@pytest.mark.parametrize("where", ["voters.actions.applying._change_roll", "voters.actions.moving.arrive",
                                   "voters.actions.moving.record"])
def test_a_crash_in_the_middle_leaves_both_rolls_alone(four, where):
    voter = mover()
    batch = approved_away(four, taken(four, offered(four, voter))[0])
    before = rolls_now()
    with mock.patch(where, side_effect=RuntimeError("kabel putus")), pytest.raises(RuntimeError):
        applying.apply_batch(batch_id=batch.pk)
    assert rolls_now() == before
    assert Voter.objects.get(regency=HOME, dpid=voter.dpid, until=None).since == voter.since
    assert not Voter.objects.filter(regency=AWAY, nik=voter.nik).exists()
    assert Transfer.objects.get().state == "taken"
    assert apply(batch).state == "applied"
    assert Transfer.objects.get().state == "accepted"


def test_two_people_send_a_voter_and_the_database_says_so_too(four):
    move = proposed(four, mover())
    four["operator"].role = "approver"
    refused("same_person", four["operator"], transfers.offer, transfer_id=move.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.filter(pk=move.pk).update(offered_by=move.proposed_by)
    refused("forbidden", four["operator2"], transfers.offer, transfer_id=move.pk)
    refused("not_found", four["approver_away"], transfers.offer, transfer_id=move.pk)
    assert act(four["approver"], transfers.offer, transfer_id=move.pk).state == "offered"
    refused("wrong_state", four["approver2"], transfers.offer, transfer_id=move.pk)


def test_an_office_that_was_let_in_again_works_in_that_period(four, july):
    """The present period is closed; the province has opened an earlier one for both offices."""
    june = open_period(code="2017-06", label="Juni 2017", reference_date="2017-06-30", codeset="2018", by="test")
    for period in (june, july):
        period.closes_at = timezone.now() - timedelta(hours=1)
        period.save()
    refused("period_closed", four["operator"], transfers.propose, regency="3578", dpid=mover().dpid,
            destination="3515", reason="Ikut suami")
    for regency in ("3578", "3515"):
        WindowException.objects.create(regency=regency, period=june, kind="reopened", reason="pleno", granted=True,
                                       decided_at=timezone.now(), decided_by=four["province"],
                                       until=timezone.now() + timedelta(hours=1))
    move = offered(four, mover())
    batch, _row = taken(four, move)
    assert (move.period_id, batch.period_id) == ("2017-06", "2017-06")


def test_who_may_be_proposed(four):
    voter, gone = mover(), mover(number=1)
    move = proposed(four, voter)
    ask = {"regency": HOME, "dpid": voter.dpid, "destination": AWAY, "reason": "Ikut suami"}
    refused("on_the_way", four["operator2"], transfers.propose, **ask)
    refused("bad_destination", four["operator"], transfers.propose, **ask | {"destination": HOME})
    refused("bad_destination", four["operator"], transfers.propose, **ask | {"destination": "3273"})
    refused("reason_missing", four["operator"], transfers.propose, **ask | {"reason": " 12 "})
    refused("not_active", four["operator"], transfers.propose, **ask | {"dpid": 999_999})
    refused("forbidden", four["approver"], transfers.propose, **ask)
    refused("not_found", four["elsewhere"], transfers.propose, **ask)
    moved(four, gone)
    refused("not_active", four["operator"], transfers.propose, **ask | {"dpid": gone.dpid})
    act(four["approver"], transfers.turn_down, transfer_id=move.pk, reason="Belum ada surat pindah")
    assert proposed(four, voter).pk != move.pk


def test_a_reason_holds_no_number(four):
    move = proposed(four, mover(), reason=f"NIK {mover().nik} pindah")
    assert mover().nik not in move.reason and "pindah" in move.reason


def test_a_proposal_is_not_told_to_the_destination(four):
    move = proposed(four, mover())
    assert queries.one(four["elsewhere"].scope, move.pk) is None
    assert not queries.incoming(AWAY).exists()
    act(four["approver"], transfers.turn_down, transfer_id=move.pk, reason="Belum lengkap")
    assert queries.one(four["elsewhere"].scope, move.pk) is None
    assert not Event.objects.filter(regency=AWAY, act__startswith="transfer").exists()


def test_the_destination_declines_an_offer(four):
    move = offered(four, mover())
    refused("not_found", four["third"], arrivals.decline, transfer_id=move.pk, reason="Bukan warga kami")
    act(four["elsewhere"], arrivals.decline, transfer_id=move.pk, reason="Bukan warga kami")
    move.refresh_from_db()
    assert (move.state, move.answer, move.closed_by) == ("declined", "Bukan warga kami", "elsewhere")
    refused("wrong_state", four["elsewhere"], arrivals.take_in, transfer_id=move.pk, cells=cells_for(move))
    refused("wrong_state", four["operator"], transfers.withdraw, transfer_id=move.pk, reason="Salah orang")
    assert rolls_now()[HOME][1] == len(voters(HOME))


def test_who_was_taken_in_can_be_declined_until_the_draft_is_submitted(four):
    first, second = offered(four, mover()), offered(four, mover(number=1))
    batch, row = taken(four, first)
    taken(four, second)
    refused("arrival", four["elsewhere"], setting_aside.set_aside, batch_id=batch.pk, ordinals=[row.ordinal])
    act(four["elsewhere"], arrivals.decline, transfer_id=first.pk, reason="Ternyata tidak pindah")
    batch.refresh_from_db()
    assert (batch.rows, batch.blocked, batch.lines.get().transfer_id) == (1, 0, second.pk)
    act(four["elsewhere"], setting_aside.bring_back, batch_id=batch.pk, ordinals=[row.ordinal])
    batch.refresh_from_db()
    assert batch.rows == 1  # he is offered anew, or does not come
    act(four["elsewhere"], deciding.submit, batch_id=batch.pk, confirm_warnings=True)
    refused("submitted", four["elsewhere"], arrivals.decline, transfer_id=second.pk, reason="Ternyata tidak")


@pytest.mark.parametrize("state", ["checked", "submitted"])
def test_whoever_is_withdrawn_waits_in_the_destinations_batch_and_never_arrives(four, state):
    first, second = offered(four, mover()), offered(four, mover(number=1))
    taken(four, first)
    batch, _row = taken(four, second)
    if state == "submitted":
        act(four["elsewhere"], deciding.submit, batch_id=batch.pk, confirm_warnings=True)
    act(four["operator"], transfers.withdraw, transfer_id=first.pk, reason="Batal pindah")
    batch.refresh_from_db()
    row = batch.lines.get(transfer=first.pk)
    assert (batch.state, batch.rows, batch.blocked, batch.conflicts, row.blocked) == (state, 2, 1, 1, True)
    assert row.return_reason == "Ditarik kembali oleh Kota Surabaya: Batal pindah"
    if state == "checked":
        batch = approved_away(four, batch)
    else:
        batch = act(four["approver_away"], deciding.approve, batch_id=batch.pk)
    batch = apply(batch)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, batch.applied_rows) == ("withdrawn", "accepted", 1)
    waiting = batch.rests.get(is_bin=False)
    assert (waiting.rows, waiting.blocked, waiting.lines.get().transfer_id) == (1, 1, first.pk)
    act(four["elsewhere"], setting_aside.set_aside, batch_id=waiting.pk, ordinals=[waiting.lines.get().ordinal])
    waiting.refresh_from_db()
    assert (waiting.rows, waiting.blocked, waiting.conflicts, waiting.marked) == (0, 0, 0, 0)


def test_whoever_is_offered_again_takes_the_place_of_his_stopped_row(four):
    first = offered(four, mover())
    taken(four, first)
    act(four["operator"], transfers.withdraw, transfer_id=first.pk, reason="Alamat salah")
    batch, row = taken(four, offered(four, mover()))
    assert (batch.lines.count(), row.blocked) == (1, False)
    assert apply(approved_away(four, batch)).applied_rows == 1


def test_after_the_approval_it_is_too_late_to_withdraw(four):
    move = offered(four, mover())
    batch = approved_away(four, taken(four, move)[0])
    refused("too_late", four["operator"], transfers.withdraw, transfer_id=move.pk, reason="Batal pindah")
    refused("too_late", four["elsewhere"], arrivals.decline, transfer_id=move.pk, reason="Batal pindah")
    assert apply(batch).state == "applied"


def test_a_cancelled_draft_gives_the_offer_back(four):
    move = offered(four, mover())
    batch, _row = taken(four, move)
    act(four["elsewhere"], deciding.cancel, batch_id=batch.pk)
    move.refresh_from_db()
    assert (move.state, move.taken_by, queries.live_row(move.pk)) == ("offered", None, None)
    again, _row = taken(four, move)
    assert again.pk != batch.pk
    assert apply(approved_away(four, again)).state == "applied"


def test_an_offer_that_changed_is_not_taken_in(four, july):
    voter = mover()
    move = offered(four, voter)
    applied(four, july, change(voter, NAMA="NAMA LAIN"))
    refused("changed", four["elsewhere"], arrivals.take_in, transfer_id=move.pk, cells=cells_for(move))
    assert not Batch.objects.filter(regency=AWAY).exists()
    act(four["operator"], transfers.withdraw, transfer_id=move.pk, reason="Data berubah")
    assert offered(four, voters(nik=voter.nik)[0]).elements["name"] == "NAMA LAIN"


def test_a_proposal_whose_voter_changed_is_not_offered(four, july):
    voter = mover()
    move = proposed(four, voter)
    applied(four, july, strike(voter))
    refused("changed", four["approver"], transfers.offer, transfer_id=move.pk)


def test_a_row_with_a_mistake_is_taken_in_and_corrected_in_the_draft(four):
    move = offered(four, mover())
    batch, row = taken(four, move, NKK="123")
    assert row.blocked and "E04" in row.problems
    move.refresh_from_db()
    assert move.state == "taken"
    with pytest.raises(Refused):
        approved_away(four, batch)


def test_an_arrival_that_is_made_a_strike_does_not_go_on(four):
    from voters.actions.correcting import correct_row

    move = offered(four, mover())
    batch, row = taken(four, move)
    victim = voters(AWAY)[0]
    act(four["elsewhere"], correct_row, batch_id=batch.pk, ordinal=row.ordinal, version=row.version,
        cells={"KET": "1", "DPID": str(victim.dpid), "NIK": victim.nik})
    batch.refresh_from_db()
    assert (batch.rows, batch.blocked) == (1, 1)


def test_the_history_of_both_sides_names_the_move(four):
    voter = mover()
    move, _batch = moved(four, voter)
    there = search.versions(AWAY, move.new_dpid)
    assert [one.transfer for one in history.of_voter(there)] == [move]
    here = search.versions(HOME, voter.dpid)
    assert history.of_voter(here)[0].transfer == move
    assert search.strike_of(here[0]) is None


def test_a_batch_with_arrivals_says_so(four, july):
    _move, batch = moved(four, mover())
    assert queries.has_arrivals(batch)
    assert not queries.has_arrivals(applied(four, july, strike(mover(number=3))))


def test_he_may_come_back_under_a_new_number(four):
    voter = mover()
    moved(four, voter)
    there = voters(AWAY, nik=voter.nik)[0]
    move = offered(four, there, destination=HOME)
    batch, _row = taken(four, move)
    act(four["operator"], deciding.submit, batch_id=batch.pk, confirm_warnings=True)
    apply(act(four["approver"], deciding.approve, batch_id=batch.pk))
    back = voters(HOME, nik=voter.nik)
    assert len(back) == 1 and back[0].dpid != voter.dpid
    assert not voters(AWAY, nik=voter.nik)


def test_counts_on_the_way(four):
    moved(four, mover())
    proposed(four, mover(number=0))
    offered(four, mover(number=1))
    taken(four, offered(four, mover(number=2)))
    offered(four, mover(AWAY), destination=HOME)
    counted = queries.on_the_way("35")
    assert counted[HOME].leaving == {"proposed": 1, "offered": 1, "taken": 1} and counted[HOME].out == 3
    assert counted[AWAY].coming == {"offered": 1, "taken": 1} and counted[AWAY].coming_in == 2
    assert counted[AWAY].leaving == {"offered": 1} == counted[HOME].coming
    assert queries.waiting_for(four["approver2"]).count() == 1
    assert queries.waiting_for(four["elsewhere"]).count() == 1
    assert queries.waiting_for(four["province"]) is None
