"""Loading a whole roll: what is refused, what is loaded as it stands, and what is reported."""

import json

import pytest
from django.db import connection

from sidalih.refusal import Refused
from tests.conftest import SAMPLES
from voters.actions.rolls import load_roll
from voters.models import Roll, Voter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("month", ["2017-07", "2025-TW2"])
def test_the_samples_load_as_expected(areas, month):
    expected = json.loads((SAMPLES / month / "expected.json").read_text())
    answer = load_roll(path=SAMPLES / month / "roll-3578.csv", regency="3578", by="test")
    assert {key: answer[key] for key in expected["load"]} == expected["load"]
    assert answer["total"] == expected["before"]["total"] == Voter.objects.count()
    roll = Roll.objects.get(pk="3578")
    assert (roll.revision, roll.loaded_revision, roll.active) == (1, 1, answer["total"])
    assert roll.next_dpid == max(Voter.objects.values_list("dpid", flat=True)) + 1


def test_a_second_load_is_refused_and_changes_nothing(rolls):
    with pytest.raises(Refused) as refusal:
        load_roll(path=SAMPLES / "2017-07" / "roll-3578.csv", regency="3578", by="test")
    assert refusal.value.code == "roll_not_empty"
    assert Voter.objects.filter(regency="3578").count() == 1800


def test_defects_are_loaded_as_they_stand(areas, tmp_path):
    header = ("DPID#NKK#NIK#NAMA#KELAMIN#TEMPAT LAHIR#TANGGAL LAHIR#KAWIN#ALAMAT#RT#RW#DISABILITAS#EKTP#SUMBER#TPS#"
              "STATUS#KECAMATAN#KELURAHAN")
    line = "7##12345##L#SURABAYA#31|02|1990#X#JL. A#AB#1234567#9#?#DP4#1#aktif#wonokromo#35.78.04.1001"
    path = tmp_path / "roll.csv"
    path.write_text(f"{header}\n{line}\n", encoding="utf-8")
    answer = load_roll(path=path, regency="3578", by="test")
    assert answer["defects"] == {"E02": 1, "E04": 1, "E05": 1, "E07": 1, "E08": 1, "E10": 1, "E11": 1, "E12": 1}
    voter = Voter.objects.get()
    assert (voter.nik, voter.nkk, voter.name, voter.marital, voter.rt, voter.disability, voter.ektp) == (
        "12345", "", "", "X", "AB", "9", "?")
    assert (voter.birth_date, voter.birth_text, voter.village) == (None, "31|02|1990", "3578041001")


@pytest.mark.parametrize("regency", ["35", "9999", "3578041001", ""])
def test_only_a_regency_has_a_roll(areas, regency):
    with pytest.raises(Refused) as refusal:
        load_roll(path=SAMPLES / "2017-07" / "roll-3578.csv", regency=regency, by="test")
    assert refusal.value.code == "unknown_regency"


def test_the_partition_is_made_once_and_not_granted(rolls):
    with connection.cursor() as cursor:
        cursor.execute("SELECT voters_make_partition('3578')")
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits "
                       "WHERE inhparent = 'voters_voter'::regclass ORDER BY 1")
        assert [name for (name,) in cursor.fetchall()] == ["voters_voter_3515", "voters_voter_3578"]
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE oid = 'voters_voter_3578'::regclass")
        assert cursor.fetchone() == (True,)


def test_the_highest_dpid_leaves_room_for_new_voters(people, july, tmp_path):
    from tests.kit import applied, new

    header = ("DPID#NKK#NIK#NAMA#KELAMIN#TEMPAT LAHIR#TANGGAL LAHIR#KAWIN#ALAMAT#RT#RW#DISABILITAS#EKTP#SUMBER#TPS#"
              "STATUS#KECAMATAN#KELURAHAN")
    line = "{}#3578041206159001#3578040105909009#BUDI#L#SURABAYA#01|05|1990#S#JL. A#1#1#0#S#DP4#1#AKTIF#WONOKROMO#JAGIR"
    path = tmp_path / "roll.csv"
    path.write_text("\n".join([header, line.format(10**18 - 1), line.format(2**63 - 1), line.format(10**30)]))
    answer = load_roll(path=path, regency="3578", by="test")
    assert (answer["loaded"], [one["codes"] for one in answer["refused"]]) == (1, [["L01"], ["L01"]])
    applied(people, july, new(9001))
    assert Voter.objects.filter(until=None).count() == 2
