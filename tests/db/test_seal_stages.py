"""The order of the stages, calling a sealing off, and sealing figures that do not close with an explanation."""

import threading
from datetime import date

import pytest
from django.db import connection

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from tests.kit import applied, new, strike, voters
from tests.seal_kit import seal
from voters.actions import snapshots
from voters.actions.periods import open_period
from voters.models import Snapshot, SnapshotVillage, Tally

pytestmark = pytest.mark.django_db
WHY = "Salah ketik pada berkas bulan lalu, dikoreksi bulan depan."


@pytest.fixture
def august(july):
    return open_period(code="2017-08", label="Agustus 2017", reference_date=date(2017, 8, 31), codeset="2018",
                       by="test")


def refused(code, act, **values):
    with pytest.raises(Refused) as found:
        act(**values)
    assert found.value.code == code
    return str(found.value.message)


def take(people, period, stage="DPB", by="operator"):
    return snapshots.take_snapshot(regency="3578", period=period, stage=stage, by=people[by])


@pytest.mark.parametrize(("sealed", "stage", "says"), [
    ("", "DPSHP", "segel DPS lebih dulu"), ("", "DPT", "segel DPS lebih dulu"), ("DPB", "DPT", "segel DPS lebih dulu"),
    ("DPS DPT", "DPSHP", "segel DPS lebih dulu"), ("DPS DPT", "DPS", "DPT periode Juli 2017 sudah disegel"),
    ("DPS DPSHP", "DPS", "DPSHP periode Juli 2017 sudah disegel"), ("DPS DPT", "DPT 2017-08", "segel DPS lebih dulu"),
    ("", "DPS", ""), ("DPS", "DPS", ""), ("DPS", "DPSHP", ""), ("DPS", "DPT", ""), ("DPS DPSHP", "DPSHP", ""),
    ("DPS DPSHP", "DPT", ""), ("DPS DPT", "DPT", ""), ("DPS DPT", "DPS 2017-08", ""), ("DPS", "DPSHP 2017-08", ""),
    ("DPS DPT", "DPB", ""), ("DPS DPT", "DPB 2017-08", "")])
def test_stages_go_in_their_order(rolls, people, july, august, sealed, stage, says):
    for one in sealed.split():
        seal(people, july, stage=one)
    stage, _blank, period = stage.partition(" ")
    period = august if period else july
    if says:
        assert says in refused("stage_order", take, people=people, period=period, stage=stage)
    else:
        replaced = Snapshot.objects.filter(stage=stage, period=period).first()
        assert seal(people, period, stage=stage).replaces == replaced


def test_a_stage_that_was_overtaken_while_it_waited_is_not_sealed(rolls, people, july):
    seal(people, july, stage="DPS")
    waiting = take(people, july, "DPS")
    seal(people, july, stage="DPT")
    refused("stage_order", snapshots.seal_snapshot, snapshot_id=waiting.pk)
    assert Snapshot.objects.get(pk=waiting.pk).sealed_at is None


def test_the_flow_counts_from_what_was_sealed_while_it_waited(rolls, people, july, august):
    """The first list waits until the second was asked for: what the first has counted is not counted again."""
    applied(people, july, strike(voters()[0]))
    first, second = take(people, july), take(people, august)
    assert second.previous is None
    snapshots.seal_snapshot(snapshot_id=first.pk)
    snapshots.seal_snapshot(snapshot_id=second.pk)
    second.refresh_from_db()
    assert (second.previous, second.base_revision, second.flow["tms"]) == (first, 2, {})
    assert second.manifest["previous_proof"] == Snapshot.objects.get(pk=first.pk).proof


def test_beat_takes_snapshots_for_nobody(rolls, people, july):
    made = snapshots.take_snapshot(regency="3578", period=july, stage="DPB")
    jobs.run_here(by_key(f"seal_snapshot:{made.pk}"))
    made.refresh_from_db()
    assert (made.taken_by, made.manifest["taken_by"]) == (None, "system")
    assert Event.objects.get(act="snapshot_taken").by == "system"


def test_a_waiting_snapshot_is_called_off_and_taken_anew(rolls, people, july):
    made = take(people, july)
    for _twice in range(2):
        assert snapshots.cancel_snapshot(snapshot_id=made.pk, by=people["operator"]).cancelled_by == "operator"
    assert by_key(f"seal_snapshot:{made.pk}").state == "cancelled"
    refused("cancelled", snapshots.seal_snapshot, snapshot_id=made.pk)
    again = take(people, july)
    assert again.pk != made.pk
    assert snapshots.seal_snapshot(snapshot_id=again.pk)["seal"]
    refused("already_sealed", snapshots.cancel_snapshot, snapshot_id=again.pk, by=people["operator"])
    assert Event.objects.filter(act="snapshot_cancelled").count() == 1


@pytest.mark.parametrize(("person", "code"), [("viewer", "forbidden"), ("elsewhere", "not_found")])
def test_only_the_office_calls_off(rolls, people, july, person, code):
    made = take(people, july)
    refused(code, snapshots.cancel_snapshot, snapshot_id=made.pk, by=people[person])


def unclosed(people, july):
    """A snapshot that does not close: a new voter's row says that it was a change."""
    applied(people, july, new(9001))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE voters_batchrow SET kind = 'U' WHERE kind = 'B'")
    made = take(people, july)
    message = refused("arithmetic", snapshots.seal_snapshot, snapshot_id=made.pk)
    made.refresh_from_db()
    return made, message


def test_what_does_not_close_is_refused_by_name(rolls, people, july):
    made, message = unclosed(people, july)
    assert "Jagir TPS 3, L: " in message and "sekarang" in message
    tps, village, district, regency = [one for one in made.breaks if one["measure"] == "L"]
    assert (tps["village"], tps["tps"], tps["found"] - tps["expected"]) == ("3578041002", 3, 1)
    assert (tps["before"] + tps["baru"] - tps["tms"] + tps["moves"]) == tps["expected"]
    assert [village["village"], district["village"], regency["village"]] == ["3578041002", "357804", "3578"]
    assert {one["measure"] for one in made.breaks} == {"L", "total"}
    assert (made.sealed_at, made.seal, made.code) == (None, "", "")
    assert not SnapshotVillage.objects.exists() and not Tally.objects.exists()
    assert Event.objects.get(act="snapshot_unclosed").detail == {"breaks": len(made.breaks)}


def test_the_province_explains_and_it_is_sealed_with_its_words(rolls, people, july):
    made, _message = unclosed(people, july)
    snapshots.explain(snapshot_id=made.pk, text=f"  {WHY}\n", by=people["province_approver"])
    jobs.run_here(by_key(f"seal_snapshot:{made.pk}"))
    made.refresh_from_db()
    assert made.manifest["explanation"] == made.explanation == WHY
    assert made.manifest["breaks"] == made.breaks and len(made.breaks) == 8
    assert made.manifest["explained_by"] == "province_approver"
    assert snapshots.verify_snapshot(snapshot_id=made.pk)["findings"] == []


@pytest.mark.parametrize(("text", "person", "code"), [
    (WHY, "operator", "forbidden"), (WHY, "approver", "forbidden"),
    ("Karena begitu.", "province_approver", "reason_missing"),
    (f"{WHY} NIK 3578040105909001", "province_approver", "number_in_text"),
    ("panjang " * 600, "province_approver", "too_long")])
def test_who_may_explain_and_how(rolls, people, july, text, person, code):
    made, _message = unclosed(people, july)
    refused(code, snapshots.explain, snapshot_id=made.pk, text=text, by=people[person])


def test_there_must_be_something_to_explain(rolls, people, july):
    made = take(people, july)
    refused("wrong_state", snapshots.explain, snapshot_id=made.pk, text=WHY, by=people["province_approver"])


def test_words_cover_the_breaks_they_were_written_for_and_no_others(rolls, people, july):
    made, _message = unclosed(people, july)
    snapshots.explain(snapshot_id=made.pk, text=WHY, by=people["province_approver"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE voters_voter SET tps = 2 WHERE since = 2")
    refused("arithmetic", snapshots.seal_snapshot, snapshot_id=made.pk)
    made.refresh_from_db()
    assert (made.sealed_at, made.explanation, made.explained_by) == (None, "", None)
    assert {one["tps"] for one in made.breaks} == {0, 2}


def test_what_closes_by_now_needs_no_words(rolls, people, july):
    made, _message = unclosed(people, july)
    snapshots.explain(snapshot_id=made.pk, text=WHY, by=people["province_approver"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE voters_batchrow SET kind = 'B' WHERE kind = 'U'")
    snapshots.seal_snapshot(snapshot_id=made.pk)
    made.refresh_from_db()
    assert (made.breaks, made.explanation, made.manifest["explanation"]) == ([], "", "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", [1, 2, 5])
def test_a_running_sealing_is_called_off_by_somebody_else(rolls, people, july, step):
    """The cancel commits in another session while a worker reads; nothing of the work stays."""
    made = take(people, july)
    steps = []

    def cancel():
        try:
            snapshots.cancel_snapshot(snapshot_id=made.pk, by=people["approver"])
        finally:
            connection.close()

    def progress(done, total, what):
        steps.append(what)
        if len(steps) == step:
            other = threading.Thread(target=cancel)
            other.start()
            other.join()
    refused("cancelled", snapshots.seal_snapshot, snapshot_id=made.pk, progress=progress, villages_at_once=1)
    made.refresh_from_db()
    assert (made.sealed_at, made.cancelled_by) == (None, "approver")
    assert len(steps) <= step + 1 and not SnapshotVillage.objects.exists() and not Tally.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_workers_with_other_chunks_make_the_same_seal(rolls, people, july):
    """Two sealings of one revision side by side, one village and a hundred per COPY: one seal, the same counts."""
    applied(people, july, strike(voters()[0]), new(9001))
    made = [take(people, july), take(people, july, "DPS")]

    def work(one, chunk):
        try:
            snapshots.seal_snapshot(snapshot_id=one.pk, villages_at_once=chunk)
        finally:
            connection.close()
    workers = [threading.Thread(target=work, args=pair) for pair in zip(made, (1, 100), strict=True)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    first, second = Snapshot.objects.order_by("id")
    assert first.seal == second.seal != ""
    stock = ("village", "tps", "male", "female", "disability", "without_ektp")
    assert list(first.tallies.values_list(*stock)) == list(second.tallies.values_list(*stock))
    assert all(snapshots.verify_snapshot(snapshot_id=one.pk)["ok"] for one in (first, second))
