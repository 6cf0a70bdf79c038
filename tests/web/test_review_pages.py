"""The approver's page, marks, and the province's signature in the browser; with and without htmx."""

import re

import pytest
from django.urls import reverse

from sidalih import jobs
from sidalih.jobs.queries import by_key
from tests.kit import applied, approved, change, new, receive, strike, submitted, voters
from voters.actions import deciding, marking_rows
from voters.models import Batch

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def batch(rolls, people, july):
    """Two new voters (one with a warning), one changed, one struck."""
    first, second = voters()[:2]
    return submitted(people, july, new(9001), new(9002, RT="", SMBR="Bawaslu 3578040105909002"),
                     change(first, NAMA="NAMA BARU", TPS="77", DIS="3", NKK="3578041206159099"), strike(second, "4"))


def page(client, batch, query="", **headers):
    response = client.get(reverse("berkas-tinjau", args=[batch.pk]) + query, **headers)
    assert response.status_code == 200
    return response.content.decode()


def text_of(body):
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def mark(client, batch, do="tandai", query="", reason="Lampirkan dokumen", rows=(), **headers):
    return client.post(reverse("berkas-tandai", args=[batch.pk]) + query, {"do": do, "reason": reason, "rows": rows},
                       **headers)


def test_before_and_after_stand_side_by_side_masked(batch, enter):
    body = page(enter("approver"), batch)
    said, first = text_of(body), voters()[0]
    assert f"<del>{first.name}</del>" in body and "<ins>NAMA BARU</ins>" in body
    assert f"<del>{first.tps}</del>" in body and "<ins>77</ins>" in body
    assert "No. KK 3578•••••••••••• (berubah, tersamar)" in said
    assert "Disabilitas tersamar (berubah, tersamar)" in said
    assert "masuk daftar" in said and "dicoret" in said and "4 · Pindah domisili" in said
    assert not re.findall(r"(?<!\d)\d{16}(?!\d)", re.sub(r"[0-9a-f]{64}", "", body))
    assert "1.800 → 1.801" in said and "W08" in said and "dikonfirmasi operator" in said


def test_whoever_does_not_decide_learns_nothing_of_a_disability(batch, enter):
    for who in ("operator", "viewer", "province"):
        body = page(enter(who), batch)
        assert "Disabilitas" not in body and "NAMA BARU" in body
        assert reverse("berkas-tandai", args=[batch.pk]) not in body.replace('action="', "", 1) or "do" in body
        assert 'name="do"' not in body and reverse("berkas-setujui", args=[batch.pk]) not in body
    assert voters()[0].birth_date.strftime("%d-%m-%Y") not in page(enter("viewer"), batch)


def test_figures_are_filters_and_no_number_stands_in_an_address(batch, enter):
    client = enter("approver")
    body = page(client, batch)
    links = re.findall(r'href="(\?[^"]*)"', body)
    assert {"?jenis=B", "?jenis=U", "?jenis=T", "?kode=4", "?kode=W08"} <= set(links)
    assert not [link for link in links if re.search(r"\d{12}", link)]
    assert "Bawaslu 3578••••" in body
    assert "NAMA BARU" not in page(client, batch, "?jenis=T") and "dicoret" in page(client, batch, "?jenis=T")
    at = next(link for link in links if "sumber=" in link and "Bawaslu" in body.split(link)[1][:120])
    assert page(client, batch, at).count('name="rows"') == 1
    assert page(client, batch, "?lihat=peringatan").count('name="rows"') == 1
    for odd in ("?jenis=X", "?desa=' OR 1=1", "?sumber=99", "?kode=E02", "?kode=W0", "?dari=-1", "?lihat=x", "?lp=Q"):
        assert page(client, batch, odd).count('name="rows"') == 4, odd


def test_ticked_rows_are_marked_and_come_back_as_a_draft(batch, people, enter):
    client = enter("approver")
    response = mark(client, batch, rows=["2", "4"], query="?jenis=B&dari=1")
    assert response.url == reverse("berkas-tinjau", args=[batch.pk]) + "?jenis=B&dari=1#baris"
    said = text_of(page(client, batch))
    assert "2 baris ditandai untuk dikembalikan." in said and "Ditandai 2" in said
    assert "Ditandai: Lampirkan dokumen" in said and "Setujui 2, kembalikan 2" in said
    mark(client, batch, do="lepas", rows=["4"], reason="")
    assert page(client, batch, "?lihat=ditandai").count('name="rows"') == 1
    done = client.post(reverse("berkas-setujui", args=[batch.pk]) + "?tanda=1", follow=True).content.decode()
    assert "3 baris disetujui, 1 dikembalikan." in done
    draft = Batch.objects.get(rest_of=batch)
    operator = enter("operator")
    body = operator.get(reverse("berkas-lihat", args=[draft.pk])).content.decode()
    assert "Lampirkan dokumen" in body and "alasannya ada pada tiap baris" in body
    assert "Lampirkan dokumen" in operator.get(reverse("berkas-baris", args=[draft.pk, 2])).content.decode()


def test_all_of_a_filter_is_marked_at_once(batch, enter):
    client = enter("approver")
    mark(client, batch, do="tandai-semua", query="?jenis=B", reason="Bukan warga sini")
    assert Batch.objects.get(pk=batch.pk).marked == 2
    mark(client, batch, do="lepas-semua", query="?kode=W08", reason="")
    assert Batch.objects.get(pk=batch.pk).marked == 1


def test_what_cannot_be_marked_is_said(batch, people, enter):
    client = enter("approver")
    mark(client, batch, rows=["1"], reason=" ")
    assert "Tulis alasan pengembalian" in page(client, batch)
    mark(client, batch, rows=[])
    assert "centang dulu" in page(client, batch)
    mark(client, batch, rows=["abc", "99999999999"])
    assert "centang dulu" in page(client, batch)
    mark(client, batch, do="hapus", rows=["1"])
    assert Batch.objects.get(pk=batch.pk).marked == 0


def test_marks_of_another_approver_are_not_approved_unseen(batch, people, enter):
    client = enter("approver")
    marking_rows.mark(batch_id=batch.pk, ordinals=[1], reason="Cek", by=people["approver"])
    body = client.post(reverse("berkas-setujui", args=[batch.pk]) + "?tanda=0", follow=True).content.decode()
    assert "Tanda kembali baru saja berubah" in body and Batch.objects.get(pk=batch.pk).state == "submitted"


def test_all_rows_marked_is_a_return(batch, enter):
    client = enter("approver")
    mark(client, batch, do="tandai-semua")
    assert "Kembalikan semua baris bertanda" in page(client, batch)
    body = client.post(reverse("berkas-setujui", args=[batch.pk]) + "?tanda=4", follow=True).content.decode()
    assert "berkas dikembalikan kepada operator" in body and Batch.objects.get(pk=batch.pk).state == "returned"


def test_htmx_gets_the_part_with_its_messages_and_the_buttons(batch, enter):
    client = enter("approver")
    part = page(client, batch, **HTMX)
    assert "<html" not in part and 'id="tinjau"' in part and "hx-swap-oob" in part
    mark(client, batch, rows=["1"], **HTMX)
    assert "1 baris ditandai" in page(client, batch, **HTMX)
    assert "<html" in page(client, batch, HTTP_HX_HISTORY_RESTORE_REQUEST="true", **HTMX)


def test_the_submitter_sees_it_and_decides_nothing(batch, people, enter):
    person = people["operator"]
    type(person).objects.filter(pk=person.pk).update(role="approver")
    person.refresh_from_db()
    body = page(enter("operator"), batch)
    assert "Anda yang mengajukan" in body and 'name="do"' not in body
    mark(enter("operator"), batch, rows=["1"])
    assert Batch.objects.get(pk=batch.pk).marked == 0


def test_pages_of_drafts_and_applied_batches_open_too(rolls, people, july, enter):
    someone = voters()[0]
    old = applied(people, july, change(someone, NAMA="NAMA BARU"))
    assert f"<del>{someone.name}</del>" in page(enter("approver"), old)
    draft = receive(people, july, new(9001, NAMA=""), {"KET": "?"}, strike(voters()[3]))
    assert page(enter("operator"), draft).count("<tr") == 4
    odd = receive(people, july, data=b"MZ")
    assert "Tidak ada baris" in page(enter("operator"), odd)


def test_the_province_signs_what_the_brake_holds(rolls, people, july, enter, settings):
    settings.CHURN_BRAKE_PERCENT = "0.5"
    held = approved(people, july, *[strike(v, "4") for v in voters()[:10]])
    office = enter("operator").get(reverse("berkas-lihat", args=[held.pk])).content.decode()
    assert "Menunggu tanda tangan provinsi" in office and "10 dari 1.800 pemilih (0,56%)" in text_of(office)
    assert "hx-trigger" not in office and reverse("berkas-tanda-tangan", args=[held.pk]) not in office
    signer = enter("province_approver")
    home = signer.get(reverse("beranda")).content.decode()
    assert "mencoret 10 dari 1.800 pemilih" in text_of(home) and reverse("tanda-tangan") in home
    listed = text_of(signer.get(reverse("tanda-tangan")).content.decode())
    assert "10 dari 1.800 pemilih dicoret: 0,56%, batasnya 0,5%" in listed and "4 · Pindah domisili 10" in listed
    assert reverse("berkas-tanda-tangan", args=[held.pk]) in page(signer, held)
    assert reverse("berkas-tanda-tangan", args=[held.pk]) not in page(enter("province"), held)
    empty = signer.post(reverse("berkas-tanda-tangan", args=[held.pk]), {"reason": " "}, follow=True)
    assert "Tulis alasan tanda tangan" in empty.content.decode()
    signer.post(reverse("berkas-tanda-tangan", args=[held.pk]), {"reason": "Sudah dicocokkan"})
    held.refresh_from_db()
    jobs.run_here(by_key(deciding.apply_key(held)))
    office = enter("operator").get(reverse("berkas-lihat", args=[held.pk])).content.decode()
    assert "Sudah dicocokkan" in office and "Diterapkan" in office
    assert "Sudah dicocokkan" in signer.get(reverse("tanda-tangan")).content.decode()


def test_the_province_sends_back(rolls, people, july, enter, settings):
    settings.CHURN_BRAKE_PERCENT = "0.5"
    held = approved(people, july, *[strike(v) for v in voters()[:10]])
    signer = enter("province_approver")
    signer.post(reverse("berkas-kembalikan-provinsi", args=[held.pk]), {"reason": "Terlalu banyak"})
    assert "Terlalu banyak" in enter("operator").get(reverse("berkas-lihat", args=[held.pk])).content.decode()
    assert "Tidak ada yang menunggu" in signer.get(reverse("tanda-tangan")).content.decode()


def test_approving_says_that_it_waits_for_the_province(rolls, people, july, enter, settings):
    settings.CHURN_BRAKE_PERCENT = "0.5"
    held = submitted(people, july, *[strike(v) for v in voters()[:10]])
    body = enter("approver").post(reverse("berkas-setujui", args=[held.pk]), follow=True).content.decode()
    assert "Disetujui. Berkas ini mencoret 10 dari 1.800 pemilih" in body and "menunggu provinsi" in body.lower()


def test_a_batch_of_before_the_figures_were_counted_opens(batch, enter):
    Batch.objects.filter(pk=batch.pk).update(review={})
    assert "Ringkasan dihitung saat berkas diajukan" in page(enter("approver"), batch)
