"""Input that nobody should send and somebody will: it is refused, or taken as it stands, and nothing is left behind."""

import random
import string
from datetime import date

import pytest
from django.conf import settings

from sidalih.accounts.actions import add_user
from sidalih.refusal import Refused
from tests.kit import applied, codes, new, receive, strike, voters, workbook
from tests.test_command_line import run
from voters.actions import deciding, receiving, snapshots
from voters.actions.periods import open_period
from voters.actions.rolls import load_roll
from voters.models import Batch, Roll, Snapshot, Voter
from voters.models.batch import State

pytestmark = pytest.mark.django_db
JUNK = "".join(random.Random(1).choice(string.ascii_letters) for _i in range(20_000))
HEADER = ("DPID#NKK#NIK#NAMA#KELAMIN#TEMPAT LAHIR#TANGGAL LAHIR#KAWIN#ALAMAT#RT#RW#DISABILITAS#EKTP#SUMBER#TPS#"
          "STATUS#KECAMATAN#KELURAHAN")
LINE = "7#{0}#{0}#{0}#L#{0}#01|05|1990#{0}#{0}#{0}#{0}#{0}#{0}#{0}#1#AKTIF#WONOKROMO#JAGIR"


def test_a_page_of_text_in_a_number_is_a_problem_of_its_row(rolls, people, july):
    batch = receive(people, july, new(9001, NIK=JUNK, NKK=JUNK), new(9002))
    assert codes(batch) == {1: ["E02", "E04"], 2: []}


def test_a_page_of_text_in_every_column_of_a_roll_is_loaded_as_it_stands(july, tmp_path):
    path = tmp_path / "roll.csv"
    path.write_text(f"{HEADER}\n{LINE.format(JUNK)}\n")
    assert load_roll(path=path, regency="3578", by="test")["loaded"] == 1
    assert Voter.objects.get().nik == JUNK


def test_a_file_of_which_nothing_can_be_loaded_leaves_the_roll_empty(july, tmp_path):
    path = tmp_path / "roll.csv"
    path.write_text(f"{HEADER}\n{LINE.format('x').replace('JAGIR', 'TIDAK ADA')}\n")
    answer = load_roll(path=path, regency="3578", by="test")
    assert (answer["loaded"], answer["revision"], answer["refused"]) == (0, 0, [{"line": 2, "codes": ["E22"]}])
    path.write_text(f"{HEADER}\n{LINE.format('x')}\n")
    assert load_roll(path=path, regency="3578", by="test")["revision"] == 1


def test_an_old_form_with_another_file_is_a_batch_of_its_own(rolls, people, july):
    token = "6f1c1c4e-0000-4000-8000-000000000003"
    first = receive(people, july, new(9001), token=token)
    second = receive(people, july, new(9002), token=token)
    third = receive(people, july, new(9002), regency="3515", by="elsewhere", token=token)
    assert len({first.pk, second.pk, third.pk}) == 3
    assert third.regency == "3515"


def test_a_receipt_that_fails_leaves_no_file(rolls, people, july, monkeypatch):
    folder = settings.VAR_DIR / "files" / "uploads" / "3578"
    before = set(folder.glob("*")) if folder.exists() else set()
    monkeypatch.setattr(receiving.jobs, "enqueue", lambda **_values: 1 / 0, raising=False)
    with pytest.raises(ZeroDivisionError):
        receive(people, july, data=workbook(new(9077)))
    assert set(folder.glob("*")) == before
    assert not Batch.objects.exists()


def test_a_batch_whose_reading_failed_can_be_cancelled_and_sent_again(rolls, people, july):
    batch = receive(people, july, new(9001))
    Batch.objects.filter(pk=batch.pk).update(state=State.RECEIVED)
    deciding.cancel(batch_id=batch.pk, by=people["operator"])
    assert receive(people, july, new(9001)).state == State.CHECKED


def test_what_rows_were_checked_against_does_not_change_under_them(rolls, people, july):
    receive(people, july, new(9001))
    same = {"code": "2017-07", "label": "Juli 2017", "codeset": "2018", "by": "test"}
    open_period(reference_date=date(2017, 7, 31), **same)
    with pytest.raises(Refused, match="reference_date_in_use"):
        open_period(reference_date=date(2015, 7, 31), **same)
    with pytest.raises(Refused, match="codeset_in_use"):
        open_period(reference_date=date(2017, 7, 31), **(same | {"codeset": "2022"}))


@pytest.mark.parametrize(("code", "label"), [("", "x"), ("20/17", "x"), ("a" * 21, "x"), ("x", ""), ("x", "y" * 81)])
def test_a_period_needs_a_code_and_a_name(areas, code, label):
    with pytest.raises(Refused):
        open_period(code=code, label=label, reference_date=date(2017, 7, 31), codeset="2018", by="test")


@pytest.mark.parametrize(("name", "role", "area", "code"), [
    ("", "operator", "3578", "bad_username"), (" a b ", "operator", "3578", "bad_username"),
    ("a" * 61, "operator", "3578", "bad_username"), ("a", "operator", "35", "area_level"),
    ("a", "province", "3578", "area_level"), ("a", "operator", "9999", "unknown_area"),
    ("a", "operator", "357804", "unknown_area"), ("operator", "operator", "3578", "user_exists")])
def test_an_account_that_makes_no_sense_is_refused(people, name, role, area, code):
    with pytest.raises(Refused) as refused:
        add_user(username=name, role=role, area=area, password="x", by="test")
    assert refused.value.code == code


def test_an_older_list_taken_again_keeps_its_flow(rolls, people, july):
    applied(people, july, strike(voters()[0]))
    august = open_period(code="2017-08", label="Agustus", reference_date=date(2017, 8, 31), codeset="2018", by="test")
    sealed = []
    for period in (july, august, july):
        taken = snapshots.take_snapshot(regency="3578", period=period, stage="DPB", by=people["operator"])
        snapshots.seal_snapshot(snapshot_id=taken.pk)
        sealed.append(Snapshot.objects.get(pk=taken.pk))
    assert sealed[2].flow == sealed[0].flow != sealed[1].flow
    assert (sealed[2].replaces_id, sealed[2].previous) == (sealed[0].pk, None)


def test_a_button_pressed_twice_finds_the_snapshot_that_is_there(rolls, people, july):
    first = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"], again=False)
    snapshots.seal_snapshot(snapshot_id=first.pk)
    second = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"], again=False)
    assert second.pk == first.pk
    applied(people, july, new(9001))
    third = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"], again=False)
    assert (third.pk != first.pk, third.revision) == (True, 2)


def test_an_export_to_an_impossible_place_is_refused(rolls, people, july, tmp_path):
    taken = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=taken.pk)
    for place in (tmp_path, tmp_path / ("x" * 300), ""):
        answer, status = run("export_snapshot", taken.pk, "--out", place)
        assert (answer["error"]["code"], status) == ("not_writable", 1)
    assert list(tmp_path.iterdir()) == []
    assert Roll.objects.get(pk="3578").revision == 1
