"""Repairing in the browser: suggestions, all alike, problems by kind, warnings vouched for; with and without htmx."""

import re

import pytest
from django.urls import reverse

from sidalih import jobs
from sidalih.audit.models import Event
from tests import kit
from tests.web.test_batch_pages import HTMX, form_of
from voters.models import Batch, BatchRow

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"(?<!\d)\d{16}(?!\d)")


@pytest.fixture
def operator(enter):
    return enter("operator")


def page(client, batch, query="", name="berkas-lihat"):
    response = client.get(reverse(name, args=[batch.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def offers_in(body):
    return re.findall(r'name="saran"\s+value="([^"]+)"', body)


def test_the_line_of_a_row_offers_what_repairs_it(operator, people, july, rolls):
    batch = kit.receive(people, july, kit.new(9001, STS="KAWIN"), kit.new(9002, STS="X"), kit.new(9003))
    body = page(operator, batch)
    assert offers_in(body) == ["1:1:E08:word KAWIN"] and "Status kawin: S" in body and "berarti S" in body
    post = reverse("berkas-saran", args=[batch.pk])
    response = operator.post(post, {"saran": "1:1:E08:word KAWIN", "saringan": "kode=E08"})
    assert response.url == reverse("berkas-lihat", args=[batch.pk]) + "?kode=E08"
    assert BatchRow.objects.get(batch=batch, ordinal=1).marital == "S"
    stale = operator.post(post, {"saran": "1:1:E08:word KAWIN"})
    assert stale.status_code == 200 and "tidak berlaku lagi" in stale.content.decode()


def test_a_line_is_repaired_in_the_table(operator, people, july, rolls):
    batch = kit.receive(people, july, kit.new(9001, STS="KAWIN"), kit.new(9002, STS="CERAI", TPS="x"))
    post = reverse("berkas-saran", args=[batch.pk])
    done = operator.post(post, {"saran": "1:1:E08:word KAWIN", "saringan": "kode=E08"}, **HTMX)
    body = done.content.decode()
    assert '"ordinal": 1' in done.headers["HX-Trigger-After-Settle"] and 'id="b-1"' in body
    assert re.search(r'kode=E08#baris" aria-current', body)  # the filter stays the one worked through
    still = operator.post(post, {"saran": "2:1:E08:word CERAI", "saringan": "kode=E08"}, **HTMX).content.decode()
    assert "masih salah" in still and 'name="TPS"' in still
    assert kit.codes(batch)[2] == ["E14"]
    assert operator.post(post, {"saran": "zzz"}).status_code == 404
    assert operator.post(post, {"saran": "99:1:E08:word KAWIN"}).status_code == 404


def test_a_suggestion_in_the_editor_keeps_what_was_typed(operator, people, july, rolls):
    batch = kit.receive(people, july, kit.new(9001, STS="KAWIN", TPS="x"), kit.new(9002, STS="KAWIN"))
    address = reverse("berkas-baris", args=[batch.pk, 1])
    body = operator.get(address + "?kode=E08").content.decode()
    assert 'value="E08:word KAWIN"' in body and 'name="saringan" value="kode=E08"' in body
    fields = form_of(operator, batch, 1) | {"TPS": "7", "saringan": "kode=E08", "go_on": "1"}
    response = operator.post(address, fields | {"saran": "E08:word KAWIN"})
    assert response.url == reverse("berkas-baris", args=[batch.pk, 2]) + "?kode=E08"
    row = BatchRow.objects.get(batch=batch, ordinal=1)
    assert (row.tps, row.marital, row.problems) == (7, "S", [])


def test_enter_saves_and_is_no_suggestion(operator, people, july, rolls):
    """The first button of the form is what Enter presses."""
    batch = kit.receive(people, july, kit.new(9001, STS="KAWIN"))
    body = operator.get(reverse("berkas-baris", args=[batch.pk, 1])).content.decode()
    form = body[body.index('<input type="hidden" name="version"'):]
    first = re.search(r"<button[^>]*>", form).group()
    assert "saran" not in first and 'name="go_on"' in first


def test_saving_goes_on_within_the_code_one_is_working_on(operator, people, july, rolls):
    batch = kit.receive(people, july, kit.new(9001, STS="X"), kit.new(9002, TPS="x"), kit.new(9003, STS="X"),
                        kit.new(9004, **{"L/P": "P"}), kit.new(9005, **{"L/P": "P"}))
    address = reverse("berkas-baris", args=[batch.pk, 1])
    fields = form_of(operator, batch, 1) | {"STS": "S", "go_on": "1"}
    response = operator.post(address, fields | {"saringan": "kode=E08"})
    assert response.url == reverse("berkas-baris", args=[batch.pk, 3]) + "?kode=E08"
    fields = form_of(operator, batch, 4) | {"saringan": "lihat=peringatan", "go_on": "1", "konfirmasi": "1"}
    response = operator.post(reverse("berkas-baris", args=[batch.pk, 4]), fields)
    assert response.url == reverse("berkas-baris", args=[batch.pk, 5]) + "?lihat=peringatan"
    row = BatchRow.objects.get(batch=batch, ordinal=4)
    assert (row.confirmed, row.confirmed_by) == (["W02"], "operator")
    fields = form_of(operator, batch, 5) | {"saringan": "kode=W02", "go_on": "1", "konfirmasi": "1"}
    assert operator.post(reverse("berkas-baris", args=[batch.pk, 5]), fields).url.endswith("?kode=W02")


def test_candidates_are_named_masked_and_recorded_once(operator, people, july, rolls):
    voter = kit.voters()[0]
    batch = kit.receive(people, july, {"KET": "1", "NIK": "3578040105909777", "NAMA": voter.name,
                                       "TGLLHR": voter.birth_date.strftime("%d|%m|%Y")})
    body = page(operator, batch)
    assert f"1:1:E18:dpid {voter.dpid}" in body and voter.name in body and not SECRET.search(body)
    seen = Event.objects.filter(act="voter_searched", detail__how="suggestion")
    assert [event.detail["dpids"] for event in seen] == [[voter.dpid]]
    page(operator, batch)
    assert seen.count() == 1
    operator.post(reverse("berkas-saran", args=[batch.pk]), {"saran": f"1:1:E18:dpid {voter.dpid}"})
    row = BatchRow.objects.get(batch=batch)
    assert (row.found, row.problems) == (voter.dpid, [])


@pytest.mark.parametrize("who", ["approver", "viewer", "province"])
def test_who_may_not_correct_is_offered_nobody(enter, people, july, rolls, who):
    voter = kit.voters()[0]
    batch = kit.receive(people, july, {"KET": "1", "NIK": "3578040105909777", "NAMA": voter.name,
                                       "TGLLHR": voter.birth_date.strftime("%d|%m|%Y")})
    client = enter(who)
    body = page(client, batch)
    assert not offers_in(body) and "Konfirmasi" not in body
    assert not Event.objects.filter(act="voter_searched").exists()
    assert client.post(reverse("berkas-konfirmasi", args=[batch.pk]), {"kode": "W02"}).status_code == 403


def test_problems_by_kind_say_what_they_mean_and_what_to_do(operator, people, july, rolls):
    batch = kit.receive(people, july, kit.new(9001, STS="KAWIN"), kit.new(9002, **{"L/P": "P"}),
                        kit.new(9003) | {"NIK": 3578040105909003})
    body = page(operator, batch, name="berkas-masalah")
    assert "STS bukan B, S atau P." in body and "Isi B (belum)" in body
    assert "?kode=E08" in body and "Konfirmasi semua (1)" in body and "0 dari 1 peringatan" in body
    alike = re.findall(r'serentak/\?kode=(\w+)"', body)
    assert "E08" in alike and "W02" in alike and "E01" not in alike
    assert "STS bukan B, S atau P." in page(operator, batch, "?kode=E08")
    assert "Tidak ada masalah" in page(operator, kit.receive(people, july, kit.new(9009)), name="berkas-masalah")


def test_one_suggestion_for_all_alike_and_back_again(operator, people, july, rolls):
    batch = kit.receive(people, july, *(kit.new(n, STS="KAWIN") for n in range(9010, 9018)), kit.new(9003, STS="CERAI"),
                        kit.new(9004, STS="?"))
    body = page(operator, batch, "?kode=E08", "berkas-serentak")
    assert "Terapkan ke 8 baris" in body and "Terapkan ke 1 baris" in body and not SECRET.search(body)
    assert body.count("KAWIN</td>") == 5  # examples
    address = reverse("berkas-serentak", args=[batch.pk])
    response = operator.post(address, {"kode": "E08", "jenis": "word KAWIN"})
    job = jobs.Job.objects.get(kind="repair_rows")
    assert response.url == f"{address}?kerja={job.pk}"
    assert "Menerapkan saran" in page(operator, batch, f"?kode=E08&kerja={job.pk}", "berkas-serentak")
    jobs.run_here(job)
    batch.refresh_from_db()
    assert batch.counts["E08"] == 2
    assert "3578" not in str(job.result) and "BUDI" not in str(jobs.Job.objects.get(pk=job.pk).result)
    body = page(operator, batch, "?kode=E08", "berkas-serentak")
    assert "Saran E08 diterapkan ke 8 baris oleh operator" in " ".join(body.split())
    operator.post(reverse("berkas-serentak-urungkan", args=[batch.pk]), {"kerja": job.pk})
    jobs.run_here(jobs.Job.objects.get(kind="undo_repair"))
    batch.refresh_from_db()
    assert batch.counts["E08"] == 10
    assert "Urungkan" not in page(operator, batch, "?kode=E08", "berkas-serentak")


def test_nothing_sure_is_said_and_strange_codes_do_no_harm(operator, people, july, rolls):
    batch = kit.receive(people, july, kit.new(9001, STS="X"))
    assert "Tidak ada saran yang pasti" in page(operator, batch, "?kode=E08", "berkas-serentak")
    for query in ("", "?kode=E99", "?kode=<x>", "?kode=E05"):
        assert "Terapkan ke" not in page(operator, batch, query, "berkas-serentak")
    address = reverse("berkas-serentak", args=[batch.pk])
    assert operator.post(address, {"kode": "E99", "jenis": "x"}).status_code == 404
    assert operator.post(address, {"kode": "E08", "jenis": "x" * 300}).status_code == 404
    assert not jobs.Job.objects.filter(kind="repair_rows").exists()


def test_warnings_are_vouched_for_and_everybody_sees_by_whom(operator, people, july, rolls, enter):
    batch = kit.receive(people, july, kit.new(9001, **{"L/P": "P"}), kit.new(9002, **{"L/P": "P"}))
    assert "0 dari 2 peringatan dikonfirmasi" in " ".join(page(operator, batch, "?lihat=peringatan").split())
    post = reverse("berkas-konfirmasi", args=[batch.pk])
    saved = operator.post(post, {"baris": "1", "saringan": "lihat=peringatan"}, **HTMX)
    assert "1 dari 2 peringatan dikonfirmasi" in " ".join(saved.content.decode().split())
    assert '"ordinal": 1' in saved.headers["HX-Trigger-After-Settle"]
    refused = operator.post(reverse("berkas-ajukan", args=[batch.pk]), follow=True).content.decode()
    assert "belum Anda nyatakan" in refused
    response = operator.post(post, {"kode": "W02", "saringan": "kode=W02"})
    assert response.url == reverse("berkas-lihat", args=[batch.pk]) + "?kode=W02"
    body = page(operator, batch)
    assert "2 dari 2 peringatan dikonfirmasi" in " ".join(body.split()) and 'name="confirmed"' not in body
    assert "Mengonfirmasi peringatan" in body and "warnings_confirmed" not in body
    operator.post(reverse("berkas-ajukan", args=[batch.pk]))
    assert Batch.objects.get(pk=batch.pk).state == "submitted"
    assert "dikonfirmasi operator" in " ".join(page(enter("approver"), batch, "?lihat=peringatan").split())
    assert operator.post(post, {"kode": "E01"}).status_code == 302
    assert operator.post(post, {"kode": "Q11"}).status_code == 404


def test_a_page_of_fifty_rows_asks_and_weighs_the_same_whatever_the_batch(operator, people, july, rolls,
                                                                          django_assert_max_num_queries):
    rows = [kit.new(n, STS="KAWIN", TGLLHR="2 Mei 1990", **{"L/P": "P"}) for n in range(9001, 9121)]
    batch = kit.receive(people, july, *rows)
    operator.get(reverse("berkas-lihat", args=[batch.pk]))
    with django_assert_max_num_queries(40):
        response = operator.get(reverse("berkas-lihat", args=[batch.pk]))
    assert len(offers_in(response.content.decode())) == 50 and len(response.content) < 100_000
    assert len(operator.get(reverse("berkas-lihat", args=[batch.pk]) + "?kode=W02").content) < 100_000
