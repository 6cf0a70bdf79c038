"""The pages of the annotated workbook: who may have one written, whose copy it is, and what is written down."""

import io
import json
import os
import time

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.jobs.queries import by_key
from tests import kit
from tests.annot_kit import Book, sent_again, written
from voters.actions import annotated_copies
from voters.models import Batch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def batch(people, july, rolls):
    return kit.receive(people, july, kit.new(9001), kit.new(9002, JALAN=""), name="mutarlih juli.xlsx")


def page(client, batch):
    return client.get(reverse("berkas-anotasi", args=[batch.pk]))


def prepared(client, batch):
    """Have the workbook written; the page it leads to."""
    answer = client.post(reverse("berkas-anotasi-tulis", args=[batch.pk]))
    for job in jobs.Job.objects.filter(kind="annotate_batch", state="waiting"):
        jobs.run_here(job)
    return client.get(answer["location"])


def fetched(client, batch):
    answer = client.get(reverse("berkas-anotasi-unduh", args=[batch.pk]))
    return b"".join(answer.streaming_content) if answer.streaming else answer


def test_from_the_batch_to_the_file_and_back(enter, batch, people, july):
    client = enter("operator")
    assert reverse("berkas-anotasi", args=[batch.pk]) in client.get(
        reverse("berkas-lihat", args=[batch.pk])).content.decode()
    first = page(client, batch).content.decode()
    assert "Siapkan berkas" in first and "Unduh berkas" not in first and "mutarlih juli.xlsx" in first
    second = prepared(client, batch).content.decode()
    assert "Unduh berkas" in second and "Tulis ulang" in second
    answer = client.get(reverse("berkas-anotasi-unduh", args=[batch.pk]))
    assert 'filename="mutarlih juli-beranotasi.xlsx"' in answer["content-disposition"]
    assert "no-store" in answer["cache-control"]
    book = Book(b"".join(answer.streaming_content))
    assert book.statuses() == {2: "SIAP", 3: "PERLU PERBAIKAN"}
    book[3, "JALAN"] = "JL. MAWAR 5"
    sent = client.post(reverse("berkas-baru"), {
        "file": SimpleUploadedFile("mutarlih juli-beranotasi.xlsx", book.save()), "period": july.pk,
        "label": "", "source": "", "token": "6f1c1c4e-0000-4000-8000-000000000009"})
    again = Batch.objects.latest("pk")
    assert sent["location"] == reverse("berkas-tanda-terima", args=[again.pk])
    jobs.run_here(by_key(f"read_batch:{again.pk}"))
    receipt = client.get(sent["location"]).content.decode()
    assert "1 baris sudah masuk sebelumnya dan dilewati" in receipt
    shown = client.get(reverse("berkas-lihat", args=[again.pk])).content.decode()
    assert "1 baris sudah masuk sebelumnya dan dilewati" in shown


def test_a_file_without_anything_new_says_so(enter, batch, people, july):
    again = sent_again(people, july, written(batch))
    client = enter("operator")
    shown = client.get(reverse("berkas-lihat", args=[again.pk])).content.decode()
    assert "sudah masuk sebelumnya dan tidak ada yang berubah" in shown and "Dikembalikan:" not in shown
    assert "Tidak ada yang baru" in shown and "Dibatalkan" not in shown
    assert reverse("berkas-anotasi", args=[again.pk]) not in shown
    assert page(client, again).status_code == 404


def test_the_copy_is_marked_recorded_and_found(enter, batch):
    client = enter("operator")
    prepared(client, batch)
    content = fetched(client, batch)
    book = openpyxl.load_workbook(io.BytesIO(content))
    mark = book.properties.identifier
    assert mark and mark in book.active["V1"].value
    made, taken = (Event.objects.get(act=act) for act in ("batch_annotated", "annotated_downloaded"))
    assert made.detail["mark"] == taken.detail["mark"] == mark and made.detail["sha256"] == taken.detail["sha256"]
    assert (made.by, made.regency, made.subject, made.detail["rows"]) == ("operator", "3578", f"batch:{batch.pk}", 2)
    assert "3578040105909001" not in json.dumps(made.detail) + json.dumps(taken.detail)
    said = io.StringIO()
    call_command("find_export", mark, "--json", stdout=said)
    found = json.loads(said.getvalue())
    assert (found["by"], found["act"], len(found["downloads"])) == ("operator", "batch_annotated", 1)
    saved = io.BytesIO()
    book.save(saved)  # the mark stays where people keep it, though every byte is written anew
    assert mark in openpyxl.load_workbook(io.BytesIO(saved.getvalue())).active["V1"].value


def test_a_copy_is_its_own_persons_and_does_not_lie_about(enter, batch, people, tmp_path):
    prepared(enter("operator"), batch)
    other = enter("operator2")
    assert "Siapkan berkas" in page(other, batch).content.decode()
    assert other.get(reverse("berkas-anotasi-unduh", args=[batch.pk])).status_code == 302
    own = annotated_copies.ready(batch, people["operator"])
    prepared(other, batch)
    assert annotated_copies.ready(batch, people["operator2"]).mark != own.mark and own.path.exists()
    old = time.time() - annotated_copies.KEPT_SECONDS - 60
    os.utime(own.path, (old, old))
    assert enter("operator").get(reverse("berkas-anotasi-unduh", args=[batch.pk])).status_code == 302
    prepared(other, batch)
    assert not own.path.exists() and len(list((tmp_path / "files" / "exports").iterdir())) == 1


@pytest.mark.parametrize("who, status", [("approver", 403), ("viewer", 403), ("admin", 403), ("province", 403),
                                         ("elsewhere", 404)])
def test_only_its_own_operators(enter, batch, who, status):
    client = enter(who)
    for name in ("berkas-anotasi", "berkas-anotasi-unduh"):
        assert client.get(reverse(name, args=[batch.pk])).status_code == status
    assert client.post(reverse("berkas-anotasi-tulis", args=[batch.pk])).status_code == status
    assert client.get(reverse("berkas-anotasi-tulis", args=[batch.pk])).status_code in (403, 404, 405)
    assert not jobs.Job.objects.filter(kind="annotate_batch").exists()


def test_a_rest_gives_the_whole_file(enter, batch, people):
    from sidalih.accounts.scope import scoped
    from voters.actions import deciding

    with scoped("3578"):
        _done, rest = deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)
    client = enter("operator")
    prepared(client, rest)
    assert Book(fetched(client, rest)).statuses() == {2: "DIAJUKAN", 3: "PERLU PERBAIKAN"}
    assert annotated_copies.ready(batch, people["operator"]) == annotated_copies.ready(rest, people["operator"])


def test_a_plain_workbook_is_told(enter, batch, monkeypatch):
    from sidalih import sheets

    def peculiar(*_values, **_named):
        raise sheets.CannotAnnotate("styles")
    monkeypatch.setattr(sheets, "annotate_workbook", peculiar)
    client = enter("operator")
    assert "buku kerja polos" in " ".join(prepared(client, batch).content.decode().split())
    assert Book(fetched(client, batch)).page.title == "Bulk Sidalih"


def test_pages_are_light_and_ask_little(enter, batch, django_assert_max_num_queries):
    client = enter("operator")
    with django_assert_max_num_queries(30):
        answer = page(client, batch)
    assert len(answer.content) < 40_000
