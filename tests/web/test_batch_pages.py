"""What people do with a batch in the browser: upload, correct, submit, approve, return; with and without htmx."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.jobs.queries import by_key
from tests import kit
from voters.models import Batch

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def operator(client, people):
    """The client, signed in as the operator."""
    client.force_login(people["operator"])
    return client


def upload(client, period, data, token=None):
    page = client.get(reverse("berkas-baru")).content.decode()
    token = token or re.search(r'name="token" value="([^"]+)"', page).group(1)
    return token, client.post(reverse("berkas-baru"), {
        "file": SimpleUploadedFile("juli.xlsx", data), "period": period.pk, "label": "Juli", "source": "Dispendik",
        "token": token})


def form_of(client, batch, ordinal, **headers):
    """The fields of a row's editor as a browser would send them back."""
    body = client.get(reverse("berkas-baris", args=[batch.pk, ordinal]), **headers).content.decode()
    fields = dict(re.findall(r'<input id="c-[^"]*" name="([^"]+)" value="([^"]*)"', body))
    for name, options in re.findall(r'<select id="c-[^"]*" name="([^"]+)">(.*?)</select>', body, re.S):
        chosen = re.search(r"<option selected>([^<]*)", options)
        fields[name] = chosen.group(1) if chosen else ""
    return fields | {"version": re.search(r'name="version" value="(\d+)"', body).group(1)}


def test_an_upload_gives_a_receipt_and_is_read_behind_the_scenes(operator, july, rolls):
    data = kit.workbook(kit.new())
    token, response = upload(operator, july, data)
    batch = Batch.objects.get()
    assert response.url == reverse("berkas-tanda-terima", args=[batch.pk])
    body = operator.get(response.url).content.decode()
    assert batch.receipt in body and batch.sha256[:8] in body and "DITERIMA" in body
    assert "hx-trigger" in operator.get(reverse("berkas-lihat", args=[batch.pk])).content.decode()
    upload(operator, july, data, token=token)
    assert Batch.objects.count() == 1
    jobs.run_here(by_key(f"read_batch:{batch.pk}"))
    assert "Ajukan 1 baris" in operator.get(reverse("berkas-lihat", args=[batch.pk])).content.decode()


def test_a_receipt_bears_the_head_of_the_record(people, july, rolls, enter):
    """Paper that left the house says later that nothing before it was changed."""
    batch = kit.receive(people, july, kit.new(9001))
    page = enter("operator").get(reverse("berkas-tanda-terima", args=[batch.pk])).content.decode()
    last = Event.objects.filter(regency="3578").latest("seq")
    assert f"3578:{last.seq}:{last.hash[:8]}/{last.hash[8:16]}" in page


def test_the_same_file_again_is_a_receipt_of_refusal(operator, people, july, rolls):
    data = kit.workbook(kit.new())
    kit.receive(people, july, data=data)
    _token, response = upload(operator, july, data)
    body = operator.get(response.url).content.decode()
    assert "DITOLAK" in body and "F05" in body


def test_an_upload_without_a_file_says_so(operator, july):
    response = operator.post(reverse("berkas-baru"), {"period": july.pk})
    assert response.status_code == 422 and "Pilih berkas" in response.content.decode()


def test_a_row_is_corrected_without_javascript(operator, people, july, rolls):
    batch = kit.receive(people, july, kit.new(9001, TPS="0"), kit.new(9002, STS="X"))
    fields = form_of(operator, batch, 1)
    assert fields["NAMA"] == "BUDI SANTOSO" and fields["TPS"] == "0"
    address = reverse("berkas-baris", args=[batch.pk, 1])
    response = operator.post(address, fields | {"TPS": "5", "go_on": "1"})
    assert response.url == reverse("berkas-baris", args=[batch.pk, 2]) + "?lihat=salah"
    assert kit.codes(batch) == {1: [], 2: ["E08"]}
    stale = operator.post(address, fields | {"TPS": "6"})
    assert stale.status_code == 200 and 'value="6"' in stale.content.decode()
    assert "baru saja disimpan" in stale.content.decode()


def test_a_row_is_corrected_in_the_table(operator, people, july, rolls):
    batch = kit.receive(people, july, kit.new(9001, TPS="0"), kit.new(9002))
    address = reverse("berkas-baris", args=[batch.pk, 1])
    fields = form_of(operator, batch, 1, **HTMX)
    still = operator.post(address, fields | {"TPS": "nol"}, **HTMX)
    assert "masih salah" in still.content.decode() and "HX-Trigger-After-Settle" not in still.headers
    fields = form_of(operator, batch, 1, **HTMX)
    saved = operator.post(address, fields | {"TPS": "5", "go_on": "1"}, **HTMX)
    assert '"ordinal": 1' in saved.headers["HX-Trigger-After-Settle"]
    body = saved.content.decode()
    assert 'id="b-1"' in body and "Ajukan 2 baris" in body and body.count("hx-swap-oob") == 3


def test_a_number_cell_of_a_nik_must_be_typed_anew(operator, people, july, rolls):
    batch = kit.receive(people, july, kit.new() | {"NIK": 3578040105909001})
    assert kit.codes(batch)[1] == ["E01"]
    fields = form_of(operator, batch, 1)
    assert fields["NIK"] == ""
    address = reverse("berkas-baris", args=[batch.pk, 1])
    operator.post(address, fields)
    assert kit.codes(batch)[1] == ["E01"]
    operator.post(address, fields | {"NIK": "3578040105909001"})
    assert kit.codes(batch)[1] == []


def test_from_submission_to_approval_by_another_person(operator, people, july, rolls):
    batch = kit.receive(people, july, kit.new(9001, **{"L/P": "P"}), kit.new(9002, TPS="0"))
    submit = reverse("berkas-ajukan", args=[batch.pk])
    page = operator.post(submit, follow=True).content.decode()
    assert "belum Anda nyatakan" in page
    page = operator.post(submit, {"confirmed": "on"}, follow=True).content.decode()
    assert "menunggu persetujuan" in page and "Konsep sisa" in page
    again = operator.post(submit, {"confirmed": "on"}, follow=True).content.decode()
    assert "tidak berlaku lagi" in again
    assert operator.post(reverse("berkas-setujui", args=[batch.pk])).status_code == 403
    operator.force_login(people["approver"])
    back = reverse("berkas-kembalikan", args=[batch.pk])
    assert "Tulis alasan" in operator.post(back, {"reason": " "}, follow=True).content.decode()
    page = operator.post(back, {"reason": "Cek lagi jenis kelaminnya"}, follow=True).content.decode()
    assert "Cek lagi jenis kelaminnya" in page
    operator.force_login(people["operator"])
    operator.post(submit, {"confirmed": "on"})
    operator.force_login(people["approver"])
    operator.post(reverse("berkas-setujui", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == "approved"
    for address in ("berkas-ajukan", "berkas-setujui", "berkas-kembalikan", "berkas-batalkan"):
        assert operator.get(reverse(address, args=[batch.pk])).status_code in (403, 405)
