"""Pages of snapshots: all offices at once, calling off, explaining what does not close, replaced and failed ones."""

import contextlib

import pytest
from django.db import connection
from django.utils import timezone

from sidalih import jobs
from sidalih.home.templatetags.angka import angka
from sidalih.jobs import Job
from sidalih.jobs.queries import by_key
from tests.kit import applied, new
from voters.actions import snapshots
from voters.models import Snapshot, SnapshotRun

pytestmark = pytest.mark.django_db


def asked(client, **other):
    return client.post("/snapshot/bersama/baru/", {"period": "2017-07", "stage": "DPB",
                                                   "token": "5f1da1b0-0000-4000-8000-000000000001"} | other)


def sealed(snapshot):
    with contextlib.suppress(Exception):
        jobs.run_here(by_key(f"seal_snapshot:{snapshot.pk}"))
    snapshot.refresh_from_db()
    return snapshot


def test_the_province_asks_for_all_and_sees_each(client, people, rolls, july):
    client.force_login(people["province_approver"])
    answer = asked(client)
    run = SnapshotRun.objects.get()
    assert answer["Location"] == f"/snapshot/bersama/{run.pk}/"
    assert asked(client)["Location"] == answer["Location"] and SnapshotRun.objects.count() == 1
    page = client.get(answer["Location"]).content.decode()
    assert "Kota Surabaya" in page and "Menunggu" in page and "belum dimuat" in page and 'hx-trigger="every 2s"' in page
    for snapshot in run.snapshots.all():
        sealed(snapshot)
    page = client.get(answer["Location"]).content.decode()
    assert "2 dari 38 kantor tersegel" in page and "every 2s" not in page
    part = client.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<div") and "<html" not in part
    only = client.get(answer["Location"] + "?saring=sealed").content.decode()
    assert "Kota Surabaya" in only and "Pacitan" not in only
    assert "DPB" in client.get("/snapshot/bersama/").content.decode()


@pytest.mark.parametrize("who", ["operator", "approver", "viewer"])
def test_people_of_an_office_have_no_such_page(client, people, rolls, july, who):
    client.force_login(people[who])
    assert client.get("/snapshot/bersama/").status_code in (403, 404)
    assert asked(client).status_code in (403, 404)
    assert not SnapshotRun.objects.exists()


def test_who_watches_for_the_province_does_not_take(client, people, rolls, july):
    client.force_login(people["province"])
    assert "Bekukan dan segel semua" not in client.get("/snapshot/bersama/").content.decode()
    assert asked(client).status_code == 403


def test_what_waits_is_called_off_together_or_one_by_one(client, people, rolls, july):
    client.force_login(people["province_approver"])
    page = asked(client)["Location"]
    one, other = Snapshot.objects.order_by("regency")
    assert client.post(f"/snapshot/{one.pk}/batal/").status_code == 302
    client.post(f"{page}batal/")
    assert Snapshot.objects.filter(cancelled_at=None).count() == 0
    text = client.get(f"/snapshot/{other.pk}/").content.decode()
    assert "Dibatalkan oleh province_approver" in text and "Batalkan snapshot" not in text and "<progress" not in text
    page = client.get(page).content.decode()
    assert "oleh province_approver," in page and "dapat dibuat lagi" in page and 'class="actions"' not in page


def test_what_broke_says_so_and_may_be_tried_again_but_not_what_does_not_close(client, people, rolls, july):
    client.force_login(people["province_approver"])
    page = asked(client)["Location"]
    one, other = Snapshot.objects.order_by("regency")
    Job.objects.filter(key=f"seal_snapshot:{one.pk}").update(errors=2)
    text = client.get(page).content.decode()
    assert "gagal 2 kali karena gangguan sistem; dicoba lagi dengan sendirinya" in text
    assert "Coba lagi yang gagal" not in text
    wrong = {"code": "arithmetic", "message": "Angka tidak tertutup.", "detail": {}}
    Job.objects.filter(kind="seal_snapshot").update(state="failed", ended_at=timezone.now(), error=wrong)
    gap = {"village": "3578041001", "tps": 1, "measure": "L", "before": 2, "baru": 0, "tms": 0, "moves": 0,
           "expected": 2, "found": 1}
    Snapshot.objects.filter(pk=other.pk).update(breaks=[gap])
    assert "Coba lagi yang gagal" in client.get(page).content.decode()
    Snapshot.objects.filter(pk=one.pk).update(breaks=[gap])
    text = client.get(page).content.decode()
    assert "Coba lagi yang gagal" not in text and "Angka tidak tertutup." in text and "Lihat baris" in text


def test_figures_that_do_not_close_are_shown_explained_and_sealed(client, people, rolls, july):
    applied(people, july, new(9001))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE voters_batchrow SET kind = 'U' WHERE kind = 'B'")
    snapshot = sealed(snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"]))
    assert snapshot.breaks
    client.force_login(people["operator"])
    page = client.get(f"/snapshot/{snapshot.pk}/").content.decode()
    assert "Baris yang tidak tertutup" in page and "Seharusnya" in page and "Segel dengan penjelasan" not in page
    assert client.post(f"/snapshot/{snapshot.pk}/jelaskan/", {"text": "x" * 30}).status_code == 403
    client.force_login(people["province_approver"])
    assert "Segel dengan penjelasan" in client.get(f"/snapshot/{snapshot.pk}/").content.decode()
    client.post(f"/snapshot/{snapshot.pk}/jelaskan/", {"text": "pendek"})
    assert Snapshot.objects.get(pk=snapshot.pk).explanation == ""
    client.post(f"/snapshot/{snapshot.pk}/jelaskan/", {"text": "Satu baris salah dicatat sebagai ubah; diperiksa."})
    assert sealed(snapshot).sealed_at
    page = " ".join(client.get(f"/snapshot/{snapshot.pk}/").content.decode().split())
    assert "Satu baris salah dicatat" in page
    assert f"{angka(snapshot.total - 1)} + 0 − 0 ≠ <b>{angka(snapshot.total)}</b> (selisih +1)" in page
    recap = client.get(f"/snapshot/{snapshot.pk}/rekap/").content.decode()
    assert "Penjelasan provinsi untuk" in recap and "± Selisih yang dijelaskan provinsi" in recap


def test_lists_are_narrowed_and_say_where_each_stands(client, people, rolls, july):
    first = sealed(snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"]))
    applied(people, july, new(9001))
    second = sealed(snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"]))
    client.force_login(people["operator"])
    page = client.get(f"/snapshot/{first.pk}/").content.decode()
    assert "sudah diganti" in page and f'href="/snapshot/{second.pk}/"' in page
    listed = client.get("/snapshot/?keadaan=replaced").content.decode()
    assert f"/snapshot/{first.pk}/" in listed and f"/snapshot/{second.pk}/" not in listed
    newer = client.get(f"/snapshot/{second.pk}/").content.decode()
    assert "Menggantikan" in newer and f'href="/snapshot/{first.pk}/"' in newer and "Menggantikan" not in page
    assert client.get("/snapshot/").content.decode().count(">Sudah diganti</span>") == 1
    none = client.get("/snapshot/?tahapan=DPT").content.decode()
    assert "Tidak ada snapshot yang cocok" in none and "Belum ada snapshot" not in none
    assert f"/snapshot/{second.pk}/" not in client.get("/snapshot/?tahapan=DPT").content.decode()
    client.force_login(people["province"])
    assert f"/snapshot/{second.pk}/" not in client.get("/snapshot/?daerah=3515").content.decode()


def test_the_schedule_says_what_is_frozen_at_the_close(client, people, july):
    client.force_login(people["province_approver"])
    page = client.get("/periode/2017-07/jadwal/").content.decode()
    assert "Snapshot saat ditutup" in page
    client.post("/periode/2017-07/jadwal/", {"confirmed": "1", "closing_stage": "DPS"})
    july.refresh_from_db()
    assert july.closing_stage == "DPS"
