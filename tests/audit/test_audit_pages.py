"""The pages of the record of acts: area, filters, the pager, copies, one event, the alarm, what one account saw."""

import csv
import io
import re
from datetime import timedelta
from hashlib import sha256

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from sidalih import audit
from sidalih.accounts.roles import ROLES
from sidalih.accounts.scope import Scope
from sidalih.audit import actions, queries
from sidalih.audit.models import Check, Event
from sidalih.audit.queries import Wanted
from tests.audit.audit_kit import fill, sql, triggers_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(people):
    """Some acts of two offices, the province and the portal."""
    audit.record("voter_searched", by="operator", regency="3578", how="name", found=2, dpids=[17, 18])
    audit.record("voter_viewed", by="operator", regency="3578", subject="voter:3578:17")
    audit.record("voter_revealed", by="operator", regency="3578", subject="voter:3578:17", reason="Cek akta kematian")
    audit.record("rows_revealed", by="viewer", regency="3578", subject="batch:4:row 9", reason="Uji petik", dpid=17)
    audit.record("list_exported", by="operator", regency="3578", subject="snapshot:1", what="salinan", rows=120,
                 sha256="ab" * 32, mark="9f3c")
    audit.record("leave_set", by="admin", regency="3578", subject="user:operator", changes={
        "leave_from": [None, "2026-11-24"], "leave_until": [None, "2026-11-30"]})
    audit.record("batch_approved", by="lain", regency="3515", subject="batch:5", rows=1)
    audit.record("rollup_built", by="province", regency="35", subject="rollup:1")
    audit.record("entry_refused", by="system", reason="wrong_password")


def body(client, name, query=None, **args):
    response = client.get(reverse(name, kwargs=args), query or {})
    assert response.status_code == 200
    return response.content.decode()


def listed(page):
    """The names of the acts in the table, in its order."""
    return re.findall(r'<a href="/jejak/\d+/">([^<]+)</a>', page)


def test_an_office_sees_its_own_newest_first_and_a_province_all(events, enter):
    page = body(enter("admin"), "jejak")
    assert listed(page)[:3] == ["Mengatur cuti", "Mengunduh daftar", "Membuka NIK lengkap baris berkas"]
    assert "Menyetujui berkas" not in listed(page) and "Gagal masuk" not in listed(page)
    assert "Kantor</th>" not in page and 'name="kantor"' not in page


def test_filters_narrow_the_list(events, enter):
    client = enter("admin")
    assert set(listed(body(client, "jejak", {"orang": "viewer"}))) == {"Membuka NIK lengkap baris berkas"}
    assert set(listed(body(client, "jejak", {"tindakan": "voter_viewed"}))) == {"Melihat data pemilih"}
    assert len(listed(body(client, "jejak", {"tindakan": "kelompok:reading"}))) == 5
    for subject in ("voter:3578:17", "Pemilih 3578 17"):
        assert len(listed(body(client, "jejak", {"subjek": subject}))) == 2
    today = timezone.localdate()
    assert listed(body(client, "jejak", {"dari": f"{today}", "sampai": f"{today}"}))
    assert not listed(body(client, "jejak", {"sampai": f"{today - timedelta(days=1)}T23:59"}))
    page = body(client, "jejak", {"dari": "kemarin", "tindakan": "zzz"})
    assert "Tulis seperti" in page and not listed(page)
    for asked in ({"sampai": "9999-12-31"}, {"dari": "0001-01-01"}):  # a day more, or the hours to UTC, are no date
        assert "Tulis seperti" in body(client, "jejak", asked)


def test_an_office_cannot_ask_for_another(events, enter):
    page = body(enter("admin"), "jejak", {"kantor": "3515", "subjek": "batch:5"})
    assert not listed(page) and "Tidak ada peristiwa yang cocok" in page
    foreign = Event.objects.get(act="batch_approved")
    assert enter("admin").get(reverse("jejak-lihat", args=[foreign.pk])).status_code == 404


@pytest.mark.parametrize(("area", "acts"), [("35", 9), ("3578", 6), ("3515", 1), ("36", 1)])
def test_queries_keep_to_the_area(events, area, acts):
    Event.objects.exclude(act="x")
    found = queries.events(Scope("admin", area), Wanted()).exclude(act__in=["user_added", "entered"])
    assert found.count() == acts


def test_the_list_goes_on_below_the_last_id_and_asks_no_more_of_the_database(
        enter, django_assert_max_num_queries, people):
    fill(events=130)
    client, seen, query = enter("admin"), [], {"tindakan": "batch_checked"}
    while True:
        with django_assert_max_num_queries(25):
            page = body(client, "jejak", query)
        seen += re.findall(r"/jejak/(\d+)/", page)
        more = re.search(r'rel="next" href="/jejak/\?tindakan=batch_checked&amp;sebelum=(\d+)"', page)
        if not more:
            break
        query = query | {"sebelum": more[1]}
    ids = Event.objects.filter(act="batch_checked").order_by("-id").values_list("pk", flat=True)
    assert [int(pk) for pk in seen] == list(ids) and "← Terbaru" in page
    for odd in ("-1", "x", "9" * 30, "0"):
        assert client.get(reverse("jejak"), {"sebelum": odd}).status_code == 200


def test_an_event_shows_what_changed_and_its_place(events, enter):
    event = Event.objects.get(act="leave_set")
    page = body(enter("admin"), "jejak-lihat", pk=event.pk)
    assert "Yang berubah" in page and "2026-11-30" in page and "✓ Hash cocok" in page
    assert event.hash[:8] in page and f"3578:{event.seq}:{event.hash[:8]}/{event.hash[8:16]}" in page
    with triggers_off():
        sql("UPDATE audit_event SET by = 'budi' WHERE id = %s", event.pk)
    assert "✕ Hash tidak cocok" in body(enter("admin"), "jejak-lihat", pk=event.pk)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_copy_holds_what_was_filtered_and_is_an_event_itself(events, enter, kind):
    audit.record("batch_returned", by="approver", regency="3578", subject="batch:9", reason="=HYPERLINK(1)")
    response = enter("admin").post(reverse("jejak-unduh"), {"bentuk": kind, "subjek": "batch:9"})
    assert response.status_code == 200 and f'.{kind}"' in response["Content-Disposition"]
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
        assert len(rows) == 2 and rows[1][3:6] == ["approver", "Mengembalikan berkas", "batch_returned"]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        assert [sheet.cell(5, column).value for column in (4, 6)] == ["approver", "batch_returned"]
    exported = Event.objects.get(act="audit_exported")
    assert exported.detail["sha256"] == sha256(response.content).hexdigest()
    assert exported.detail["filters"] == {"subject": "batch:9"} and exported.detail["rows"] == 1


def test_a_name_that_would_be_a_formula_is_text_in_a_csv(people):
    audit.record("batch_returned", by="=1+1", regency="3578")
    data = actions.export_events(scope=people["admin"].scope, wanted=Wanted(by="=1+1"), kind="csv", by=people["admin"])
    assert ";'=1+1;" in data.decode("utf-8-sig")


def test_a_copy_that_cannot_be_recorded_is_not_given(events, enter):
    client = enter("admin")
    client.raise_request_exception = False
    sql("ALTER FUNCTION audit_append RENAME TO audit_gone")
    response = client.post(reverse("jejak-unduh"), {"bentuk": "csv"})
    assert response.status_code == 500 and b"voter_viewed" not in response.content
    assert enter("admin").post(reverse("jejak-unduh"), {"bentuk": "exe"}).status_code == 404


def test_a_broken_chain_is_told_on_the_home_page_of_admins_until_it_is_whole(events, enter):
    client = enter("admin")
    assert "Rantai jejak" not in body(client, "beranda") and "Belum diperiksa" in body(client, "jejak")
    actions.verify_and_note()
    assert "✓ Utuh" in body(client, "jejak") and "Rantai jejak" not in body(client, "beranda")
    with triggers_off():
        sql("UPDATE audit_event SET by = 'budi' WHERE regency = '3578' AND act = 'voter_viewed'")
    actions.verify_and_note()
    assert "Rantai jejak tidak utuh" in body(client, "beranda")
    assert "tidak cocok dengan hash-nya" in body(client, "jejak")
    assert "Rantai jejak" not in body(enter("operator"), "beranda")
    Check.objects.update(ok=True, checked_at=timezone.now() - timedelta(days=4))
    assert "Pemeriksaan malam tidak berjalan" in body(client, "beranda")


def test_who_saw_a_voter(events):
    found = [(event.act, event.by) for event in queries.who_saw("3578", 17)]
    assert found == [("rows_revealed", "viewer"), ("voter_revealed", "operator"), ("voter_viewed", "operator"),
                     ("voter_searched", "operator")]
    assert [event.act for event in queries.who_saw("3578", 18)] == ["voter_searched"]
    assert queries.who_saw("3515", 17) == []


def test_what_one_account_saw_is_added_up_on_its_page(events, enter):
    now = timezone.localtime()
    span = {"orang": "operator", "dari": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
            "sampai": f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M}"}
    page = body(enter("admin"), "jejak-akun", span)
    assert "Cek akta kematian" in page and "NIK lengkap" in page and "120 baris seluruhnya" in page
    assert "Tidak ada jejak akun ini" in body(enter("admin"), "jejak-akun", span | {"orang": "lain"})
    assert "sesudah waktu awal" in body(enter("admin"), "jejak-akun", span | {"sampai": "2001-01-01T00:00"})
    assert "Hasil tampil di sini" in body(enter("admin"), "jejak-akun")


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_admins_read_the_record(events, enter, role):
    for name in ("jejak", "jejak-akun"):
        assert enter(role).get(reverse(name)).status_code == 403


def test_a_copy_leaves_nothing_of_a_long_list_out(enter):
    """The page says how many more there are; the copy is what a breach is told from."""
    audit.record("voter_searched", by="operator", regency="3578", how="name", found=50, dpids=list(range(500, 550)))
    event = Event.objects.get(act="voter_searched")
    assert ", 549" not in enter("admin").get(reverse("jejak-lihat", args=[event.pk])).content.decode()
    copy = enter("admin").post(reverse("jejak-unduh"), {"bentuk": "csv", "tindakan": "voter_searched"})
    assert all(str(dpid) in copy.content.decode() for dpid in range(500, 550))
