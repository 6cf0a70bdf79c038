"""Copies handed out: whom they are for is asked and recorded, PDFs say whose they are, a register keeps them all."""

import io
import json
import re
import zipfile

import openpyxl
import pytest
import typst
from django.urls import reverse
from django.utils import translation

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.marked_pdf import FORM
from tests.kit import applied, change, new, voters
from voters.actions import copying, snapshots
from voters.models import Snapshot

pytestmark = pytest.mark.django_db
VILLAGE, DISTRICT = "3578041001", "357804"
ASKED = {"untuk": "Bawaslu Kota Surabaya", "keperluan": "pencermatan DPB", "bentuk": "pdf"}


@pytest.fixture
def sealed(people, july, rolls, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    applied(people, july, new(9001, DESA="Wonokromo"), change(voters()[1], NAMA="GANTI NAMA"))
    taken = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=taken.pk)
    return Snapshot.objects.get(pk=taken.pk)


def address(snapshot, place=VILLAGE):
    return reverse("snapshot-salinan", args=[snapshot.pk, place])


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_nothing_is_given_before_it_is_said_for_whom(enter, sealed):
    client = enter("viewer")
    assert "Untuk siapa" in client.get(address(sealed)).content.decode()
    for lacking in ({}, ASKED | {"untuk": ""}, ASKED | {"keperluan": "  "}, ASKED | {"bentuk": "csv"},
                    ASKED | {"untuk": "12345"}, ASKED | {"keperluan": "cek 3578040105909001"}):
        answer = client.post(address(sealed), lacking)
        assert answer.status_code == 422, lacking
        assert b"3578040105909001" not in answer.content
    assert not Event.objects.filter(act="list_exported").exists()


def test_a_pdf_is_marked_and_recorded_with_whom_it_is_for(enter, sealed):
    answer = enter("viewer").post(address(sealed), ASKED)
    data = body(answer)
    assert answer["Content-Type"] == "application/pdf" and data.startswith(b"%PDF-")
    detail = Event.objects.get(act="list_exported").detail
    assert (detail["recipient"], detail["purpose"], detail["form"]) == (ASKED["untuk"], ASKED["keperluan"], "pdf")
    assert detail["village"] == VILLAGE and detail["rows"] == sealed.villages.get(village=VILLAGE).voters


def test_every_page_of_a_pdf_says_whose_it_is_and_none_a_number(sealed, people, monkeypatch):
    written, compile_form = [], typst.compile
    monkeypatch.setattr(typst, "compile", lambda form, **how: written.append(how) or compile_form(form, **how))
    with translation.override("en"):
        copying.export_copy(snapshot=sealed, village=VILLAGE, recipient="Bawaslu", purpose="uji petik", form="pdf",
                            by=people["viewer"])
    data = json.loads(written[0]["sys_inputs"]["data"])
    mark = Event.objects.get(act="list_exported").detail["mark"]
    assert data["watermark"][0] == "VIEWER" and "KPU Kota Surabaya" in data["watermark"][1]
    assert "untuk Bawaslu" in data["watermark"] and "WIB" in data["watermark"][-1] and mark in data["foot"]
    assert data["headings"][1:] == ["Nama", "L/P", "Usia", "Alamat", "RT", "RW", "Ket."]
    rows = [row for group in data["groups"] for row in group["rows"]]
    assert len(rows) == sealed.villages.get(village=VILLAGE).voters and {row[7] for row in rows} <= {"", "B", "U"}
    text = json.dumps(data, ensure_ascii=False)
    assert not re.search(r"\d{16}", text)
    for voter in voters(village=VILLAGE):
        assert voter.nik not in text and voter.nkk not in text and (
            not voter.birth_date or voter.birth_date.strftime("%d-%m-%Y") not in text)
    pages = compile_form(FORM.read_bytes(), **written[0] | {"format": "png", "ppi": 20})
    assert isinstance(pages, list) and len(pages) > 1
    assert "background:" in FORM.read_text() and "counter(page).final()" in FORM.read_text()


def test_a_whole_kecamatan_is_one_zip_of_marked_copies_for_its_own_person(enter, sealed):
    client = enter("operator")
    asked = client.post(address(sealed, DISTRICT), ASKED | {"bentuk": "xlsx"})
    job = jobs.Job.objects.get(kind=copying.KIND)
    assert asked["Location"] == f"{address(sealed, DISTRICT)}?kerja={job.pk}"
    fetch = reverse("snapshot-salinan-unduh", args=[sealed.pk, DISTRICT]) + f"?kerja={job.pk}"
    assert client.get(fetch).status_code == 404
    jobs.run_here(job)
    assert fetch in client.get(asked["Location"]).content.decode()
    with zipfile.ZipFile(io.BytesIO(body(client.get(fetch)))) as archive:
        names = archive.namelist()
        lines = [cell.value for row in openpyxl.load_workbook(io.BytesIO(archive.read(names[0]))).active.iter_rows()
                 for cell in row]
    listed = sealed.villages.filter(village__startswith=DISTRICT)
    assert len(names) == listed.count() == Event.objects.filter(act="list_exported").count()
    marks = {event.detail["mark"] for event in Event.objects.filter(act="list_exported")}
    assert len(marks) == len(names) and any(mark in str(lines) for mark in marks)
    assert enter("approver").get(fetch).status_code == 404
    assert enter("elsewhere").get(fetch).status_code == 404


def test_a_large_village_as_pdf_goes_by_a_worker_too(enter, sealed, monkeypatch):
    monkeypatch.setattr(copying, "MOST_PDF", 10)
    answer = enter("operator").post(address(sealed), ASKED)
    assert answer.status_code == 302 and jobs.Job.objects.filter(kind=copying.KIND).exists()


def test_the_register_tells_office_and_province_and_nobody_else(enter, sealed):
    enter("viewer").post(address(sealed), ASKED)
    mark = Event.objects.get(act="list_exported").detail["mark"]
    for who in ("operator", "approver", "viewer", "province"):
        text = enter(who).get(reverse("salinan")).content.decode()
        for said in (mark, ASKED["untuk"], ASKED["keperluan"], "viewer"):
            assert said in text, (who, said)
    assert mark not in enter("elsewhere").get(reverse("salinan")).content.decode()
