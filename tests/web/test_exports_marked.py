"""What leaves the portal: marked, recorded with its hash, handed out to its own person, found again by its mark."""

import hashlib
import io
import json
import os
import re
import time
import zipfile

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.marking import BITS, new_mark, normal
from tests import kit
from voters.actions import copying, exporting, rollups, snapshots
from voters.models import Snapshot, Voter

pytestmark = pytest.mark.django_db
SEVEN = ["Nama", "Jenis kelamin", "Usia", "Alamat", "RT", "RW", "Keterangan"]
VILLAGE = "3578041001"
FOR = {"recipient": "Bawaslu Kota Surabaya", "purpose": "pencermatan"}
ASKED = {"untuk": "Bawaslu Kota Surabaya", "keperluan": "pencermatan", "bentuk": "xlsx"}


@pytest.fixture
def sealed(people, july, rolls, settings, tmp_path):
    """A sealed snapshot of Surabaya after a change, in an installation whose files lie in a folder of the test."""
    settings.VAR_DIR = tmp_path
    kit.applied(people, july, kit.new(9001, DESA="Wonokromo"), kit.change(kit.voters()[1], NAMA="GANTI NAMA"))
    Voter.objects.filter(regency="3578", dpid=kit.voters()[2].dpid).update(name="=HYPERLINK(A1)")
    snapshot = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=snapshot.pk)
    return Snapshot.objects.get(pk=snapshot.pk)


def prepared(client, snapshot):
    """The ZIP that a person had written, as the download answers it."""
    client.post(reverse("snapshot-zip", args=[snapshot.pk]))
    for job in jobs.Job.objects.filter(kind="export_snapshot", state="waiting"):
        jobs.run_here(job)
    return client.get(reverse("snapshot-zip", args=[snapshot.pk]))


def copy_of(snapshot, people):
    return copying.export_copy(snapshot=Snapshot.objects.get(pk=snapshot.pk), village=VILLAGE, by=people["viewer"],
                               **FOR)


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def lines_of(data):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()]


def test_a_mark_is_long_and_typed_as_people_type():
    marks = {new_mark("x").code for _n in range(50)}
    assert len(marks) == 50 and BITS >= 128 and all(len(mark.replace("-", "")) * 4 == BITS for mark in marks)
    mark = marks.pop()
    assert normal(mark) == normal(mark.replace("-", "").upper()) == normal(f" {mark} ") == mark
    assert normal("zz") == normal("") == normal(mark[:-1]) == ""


def test_the_zip_carries_the_mark_and_keeps_the_seal(enter, sealed):
    data = body_of(prepared(enter("operator"), sealed))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        export = json.loads(archive.read("manifest.json"))["export"]
        sums = archive.read("SHA256SUMS")
        assert hashlib.sha256(sums).hexdigest() == sealed.seal
        for line in sums.decode().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert archive.comment.decode() == export["mark"] and export["by"] == "operator"
    event = Event.objects.get(act="snapshot_exported")
    assert (event.by, event.regency, event.detail["mark"]) == ("operator", "3578", export["mark"])
    assert event.detail["sha256"] == hashlib.sha256(data).hexdigest()
    assert (event.detail["rows"], event.detail["bytes"]) == (sealed.total, len(data))
    taken = Event.objects.get(act="snapshot_downloaded").detail  # enough by itself: the making may be days older
    assert taken == {name: event.detail[name] for name in ("what", "mark", "sha256", "rows", "bytes")}


def test_a_zip_is_its_own_persons(enter, sealed):
    """Nobody downloads what a colleague had written: the mark would name the wrong one."""
    first = body_of(prepared(enter("operator"), sealed))
    assert enter("approver").get(reverse("snapshot-zip", args=[sealed.pk])).status_code == 302
    assert "Siapkan ZIP" in enter("approver").get(reverse("snapshot-lihat", args=[sealed.pk])).content.decode()
    second = body_of(prepared(enter("approver"), sealed))
    assert first != second
    assert body_of(enter("operator").get(reverse("snapshot-zip", args=[sealed.pk]))) == first
    assert {e.by for e in Event.objects.filter(act="snapshot_exported")} == {"operator", "approver"}


def test_a_zip_does_not_lie_about(enter, sealed, people):
    assert prepared(enter("operator"), sealed).status_code == 200
    path = exporting.ready(sealed, people["operator"])
    old = time.time() - exporting.KEPT_SECONDS - 60
    os.utime(path, (old, old))
    assert exporting.ready(sealed, people["operator"]) is None
    assert enter("operator").get(reverse("snapshot-zip", args=[sealed.pk])).status_code == 302
    prepared(enter("approver"), sealed)
    assert not path.exists()


@pytest.mark.parametrize("who", ["viewer", "admin"])
def test_the_whole_list_is_not_for_whoever_looks_on(enter, sealed, who):
    client = enter(who)
    assert client.get(reverse("snapshot-zip", args=[sealed.pk])).status_code == 403
    assert client.post(reverse("snapshot-zip", args=[sealed.pk])).status_code == 403
    assert reverse("snapshot-zip", args=[sealed.pk]) not in client.get(
        reverse("snapshot-lihat", args=[sealed.pk])).content.decode()


def test_downloads_of_another_region_do_not_exist(enter, sealed):
    prepared(enter("operator"), sealed)
    client = enter("elsewhere")
    for address in (reverse("snapshot-zip", args=[sealed.pk]), reverse("snapshot-salinan", args=[sealed.pk, VILLAGE]),
                    reverse("snapshot-zip", args=[999_999]), reverse("snapshot-salinan", args=[999_999, VILLAGE])):
        assert client.get(address).status_code == 404, address
    mine = enter("viewer")
    for village in ("3515010001", "3578041099", "35", "x", "3578041001 "):
        assert mine.get(reverse("snapshot-salinan", args=[sealed.pk, village])).status_code == 404, village
    assert not Event.objects.filter(act="list_exported").exists()


def test_the_copy_for_bawaslu_holds_seven_elements_and_no_number(enter, sealed):
    response = enter("viewer").post(reverse("snapshot-salinan", args=[sealed.pk, VILLAGE]), ASKED)
    assert response.status_code == 200 and response["Cache-Control"] == "private, no-store"
    data = body_of(response)
    lines = lines_of(data)
    assert lines[3] == SEVEN and all(len(line) == 7 for line in lines)
    people = [line for line in lines[4:-2] if not str(line[0]).startswith("TPS ")]
    places = [line[0] for line in lines[4:-2] if str(line[0]).startswith("TPS ")]
    roll = Voter.objects.filter(regency="3578", village=VILLAGE, until=None)
    assert len(people) == roll.count() and len(places) == roll.values("tps").distinct().count()
    assert sorted(line[0] for line in people) == sorted(roll.values_list("name", flat=True))
    raw = b"".join(zipfile.ZipFile(io.BytesIO(data)).read(n) for n in zipfile.ZipFile(io.BytesIO(data)).namelist())
    assert not re.findall(rb"(?<![\dA-Fa-f.])\d{16}(?!\d)", raw)
    for voter in roll:
        assert voter.nik.encode() not in raw and voter.nkk.encode() not in raw
    days = {v.birth_date for v in roll if v.birth_date}
    for day in days:
        assert day.isoformat().encode() not in raw and day.strftime("%d-%m-%Y").encode() not in raw
    changed = next(line for line in people if line[0] == "GANTI NAMA")
    assert changed[6] == "U" and "=HYPERLINK(A1)" in {line[0] for line in people} and b"<f>" not in raw
    mark = Event.objects.get(act="list_exported").detail["mark"]
    assert lines[-1][0].startswith("Diunduh oleh viewer pada ") and mark in lines[-1][0]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.properties.identifier == mark and book.properties.creator == "viewer"
    assert mark in book.active.oddFooter.left.text


def test_ages_are_those_of_the_reference_date(enter, people, july, rolls, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    someone = kit.voters(village=VILLAGE)[0]
    Voter.objects.filter(regency="3578", village=VILLAGE).exclude(dpid=someone.dpid).delete()
    for born, age in (("2000-07-31", 17), ("2000-08-01", 16), ("2000-02-29", 17)):
        Voter.objects.filter(regency="3578", dpid=someone.dpid).update(birth_date=born)
        snapshot = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
        if not snapshot.sealed_at:
            snapshots.seal_snapshot(snapshot_id=snapshot.pk)
        data = copy_of(snapshot, people)
        assert [line[2] for line in lines_of(data)[5:6]] == [age]
    Voter.objects.filter(regency="3578", dpid=someone.dpid).update(birth_date=None, birth_text="00|00|1950")
    data = copy_of(snapshot, people)
    assert lines_of(data)[5][2] is None


def test_new_voters_of_a_copy_are_told_from_changed_ones(people, july, rolls, sealed):
    village = kit.voters(nik="3578040105909001")[0].village
    lines = lines_of(copying.export_copy(snapshot=sealed, village=village, by=people["viewer"], **FOR))
    new = next(line for line in lines if line[0] == "BUDI SANTOSO")
    assert new[6] == "B"
    assert {line[6] for line in lines[4:-2]} <= {"", None, "B", "U"}


def test_the_recap_is_recorded_and_marked(enter, sealed, july):
    rollups.build_rollup(area="35", period=july, stage="DPB")
    data = body_of(enter("province").get(reverse("provinsi-unduh")))
    event = Event.objects.get(act="list_exported")
    assert (event.by, event.regency, event.detail["what"]) == ("province", "35", "rekap provinsi")
    assert event.detail["sha256"] == hashlib.sha256(data).hexdigest() and event.detail["rows"] == 38
    assert event.detail["mark"] in lines_of(data)[-1][0]


def found(mark, capsys):
    """The answer of `find_export --json` and its exit status."""
    status = 0
    try:
        call_command("find_export", mark, "--json")
    except SystemExit as ended:
        status = ended.code
    return json.loads(capsys.readouterr().out), status


def test_an_export_is_found_by_its_mark(enter, sealed, capsys):
    data = body_of(prepared(enter("operator"), sealed))
    mark = Event.objects.get(act="snapshot_exported").detail["mark"]
    for typed in (mark, mark.replace("-", "").upper()):
        answer, status = found(typed, capsys)
        assert status == 0 and (answer["by"], answer["mark"]) == ("operator", mark)
        assert answer["sha256"] == hashlib.sha256(data).hexdigest() and answer["subject"] == f"snapshot:{sealed.pk}"
        assert [one["by"] for one in answer["downloads"]] == ["operator"] and "DPB" in answer["what"]
    body_of(enter("viewer").post(reverse("snapshot-salinan", args=[sealed.pk, VILLAGE]), ASKED))
    mark = Event.objects.get(act="list_exported").detail["mark"]
    answer, status = found(mark, capsys)
    assert (answer["by"], answer["what"], answer["village"]) == ("viewer", "salinan untuk Bawaslu", VILLAGE)


@pytest.mark.parametrize("mark", ["0000-0000-0000-0000-0000-0000-0000-0000", "x", "' OR 1=1 --"])
def test_an_unknown_mark_is_refused(sealed, mark, capsys):
    answer, status = found(mark, capsys)
    assert status == 1 and answer["error"]["code"] == "not_found"
