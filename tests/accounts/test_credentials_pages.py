"""The pages of credentials: what each role sees, letters, lists, and that a slip is on one page only."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from sidalih.accounts import slips
from sidalih.accounts.actions import add_user, credentials, leaving
from sidalih.accounts.models import Slip, User
from sidalih.accounts.panels import missing, operator_account
from sidalih.audit.models import Event
from tests.accounts.credentials_kit import activated, sent, signed_in

SLIP = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}\b")


@pytest.fixture(autouse=True)
def plain_static(settings):
    """Pages name their static files without the manifest of a collected tree."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def admin(people):
    """The province's admin, signed in."""
    return signed_in(add_user(username="ad-35-1", role="admin", area="35", password="x", by="test"))


def page(client, name, *args, query=""):
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def token(html):
    return re.search(r'name="token" value="([0-9a-f-]{36})"', html)[1]


def new_one(client, name="Siti Rahmawati", area="3578", role="operator", **more):
    form = token(page(client, "akun-baru"))
    return sent(client, "akun-baru", full_name=name, area=area, role=role, token=form, **more)


def test_one_letter_is_shown_once_and_a_second_press_shows_none(admin):
    form = token(page(admin, "akun-baru"))
    fields = {"full_name": "Siti Rahmawati", "area": "3578", "role": "operator", "token": form}
    first = sent(admin, "akun-baru", **fields)
    assert len(set(SLIP.findall(first.content.decode()))) == 1 and "no-store" in first["Cache-Control"]
    second = admin.post(reverse("akun-baru"), fields, follow=True)
    assert "sudah terbit" in second.content.decode() and not SLIP.findall(second.content.decode())
    assert Slip.objects.count() == 1
    user = User.objects.get(username="op-3578-1")
    for html in (page(admin, "akun"), page(admin, "akun-lihat", user.pk)):
        assert not SLIP.findall(html)


def test_a_namesake_is_asked_about_and_nothing_typed_is_lost(admin):
    new_one(admin)
    again = new_one(admin)
    html = again.content.decode()
    assert again.status_code == 422 and "sudah punya akun op-3578-1" in html
    assert 'value="Siti Rahmawati"' in html and "namesake" in html
    assert SLIP.findall(new_one(admin, namesake="on").content.decode())


def test_all_offices_from_a_list_with_faults(admin):
    form = page(admin, "akun-daftar", query="?isi=kantor")
    assert form.count("operator") >= 38
    text = "\n".join(f"35{n:02d}\tOrang {chr(64 + n)}\toperator" for n in range(1, 21)) + "\nMalang\tBudi\toperator"
    checked = sent(admin, "akun-daftar", text=text).content.decode()
    assert "20 baris siap" in checked and "1 perlu diperbaiki" in checked and not Slip.objects.exists()
    assert "Malang\tBudi\toperator" in checked
    done = sent(admin, "akun-daftar-terbit", text=text, token=token(checked))
    html = done.content.decode()
    assert len(set(SLIP.findall(html))) == 20 == Slip.objects.count()
    assert "1 baris belum diterbitkan" in html and "Malang\tBudi\toperator" in html
    again = admin.post(reverse("akun-daftar-terbit"), {"text": "3529\tLain", "token": token(checked)}, follow=True)
    assert "sudah terbit" in again.content.decode() and Slip.objects.count() == 20


def test_letters_are_made_of_slips_just_shown_and_of_nothing_else(admin, people):
    html = new_one(admin).content.decode()
    value = re.search(r'name="surat" value="([^"]+)"', html)[1]
    letter = sent(admin, "akun-surat", surat=value)
    assert letter["Content-Type"] == "application/pdf" and letter.content.startswith(b"%PDF")
    assert "no-store" in letter["Cache-Control"]
    number = value.split(".")[0]
    for wrong in (f"{number}.{slips.grouped(slips.new_secret())}", f"{number}.x", "", f"0{value[len(number):]}"):
        assert sent(admin, "akun-surat", surat=wrong).status_code == 404
    elsewhere = add_user(username="ad-3515-1", role="admin", area="3515", password="x", by="test")
    assert sent(signed_in(elsewhere), "akun-surat", surat=value).status_code == 404
    activated(credentials.Issued(Slip.objects.get().user, value.split(".", 1)[1], None, 0))
    assert sent(admin, "akun-surat", surat=value).status_code == 404
    assert Event.objects.filter(act="slips_printed", detail__slips=1).count() == 1


def test_who_sees_whom(admin, people):
    new_one(admin, area="3515")
    whole = page(admin, "akun")
    assert "op-3515-1" in whole and "operator2" in whole
    office = page(signed_in(people["admin"]), "akun")
    assert "op-3515-1" not in office and "operator2" in office and "Dari daftar" not in office
    staff = signed_in(people["province"])
    assert "op-3515-1" in page(staff, "akun") and "Akun baru" not in page(staff, "akun")
    there = User.objects.get(username="op-3515-1")
    assert "Cabut akun" not in page(staff, "akun-lihat", there.pk)
    for name in ("operator", "approver", "viewer"):
        assert signed_in(people[name]).get(reverse("akun")).status_code == 403


@pytest.mark.parametrize("name", ["akun-ulang", "akun-cabut", "akun-cuti", "akun-akhir"])
def test_an_office_admin_finds_nobody_elsewhere(people, name):
    client = signed_in(people["admin"])
    for whom in (people["elsewhere"].pk, people["province"].pk, 0):
        assert sent(client, name, whom, reason="x").status_code == 404
    assert client.get(reverse("akun-lihat", args=[people["elsewhere"].pk])).status_code == 404
    assert new_one(client, area="3515").status_code == 422 and not Slip.objects.exists()
    assert sent(signed_in(people["province"]), name, people["elsewhere"].pk, reason="x").status_code == 403


def test_acts_on_a_person_from_his_page(admin, people):
    pk = people["operator2"].pk
    html = page(admin, "akun-lihat", pk)
    assert "Simpan cuti" in html and "Cabut akun" in html
    assert sent(admin, "akun-cuti", pk, first="2030-02-01", last="2030-02-10", reason="cuti").status_code == 302
    wrong = sent(admin, "akun-cuti", pk, first="2030-02-11", last="2030-02-10", reason="cuti besar")
    assert wrong.status_code == 422 and "cuti besar" in wrong.content.decode()
    assert sent(admin, "akun-akhir", pk, last="2031-12-31", reason="kontrak").status_code == 302
    shown = sent(admin, "akun-ulang", pk, reason="hilang", token=token(html)).content.decode()
    assert len(set(SLIP.findall(shown))) == 1
    assert sent(admin, "akun-cabut", pk, reason="berhenti").status_code == 302
    html = page(admin, "akun-lihat", pk)
    assert "Dicabut" in html and "berhenti" in html and "1 Februari 2030" in html and "31 Desember 2031" in html
    own = User.objects.get(username="ad-35-1")
    assert "Simpan cuti" not in page(admin, "akun-lihat", own.pk)
    refused = admin.post(reverse("akun-cabut", args=[own.pk]), {"reason": "x"}, follow=True)
    assert "Akun sendiri" in refused.content.decode()


def test_which_operators_do_not_have_theirs_yet_is_one_click(admin, people):
    issued = credentials.issue(role="operator", area="3501", full_name="Siti Rahmawati", by="system")
    html = page(admin, "akun")
    assert "?lihat=belum-punya" in html
    html = page(admin, "akun", query="?lihat=belum-punya")
    assert "Siti Rahmawati" in html and html.count("Belum ada operator") == 35 and "operator2" not in html
    activated(issued)
    assert "Siti Rahmawati" not in page(admin, "akun", query="?lihat=belum-punya")
    assert "Siti Rahmawati" in page(admin, "akun", query="?lihat=aktif&peran=operator&kantor=3501")
    for odd in ("?lihat=x&peran=y&kantor=z&hal=-1", "?hal=99999", "?kantor=3171", "?hal=٣"):
        page(admin, "akun", query=odd)


def test_letters_that_were_lost_are_issued_anew_together(admin):
    issued = [credentials.issue(role="operator", area=code, full_name="Siti", by="system") for code in ("3501", "3502")]
    html = page(admin, "akun", query="?lihat=diberi")
    assert "Terbitkan ulang 2 surat" in html
    for slip_of_the_pen in ("?lihat=typo", "?kantor=3171", "?peran=x"):
        admin.post(reverse("akun-surat-ulang") + slip_of_the_pen, {"reason": "printer", "token": token(html)})
    assert Slip.objects.filter(withdrawn_at=None).count() == Slip.objects.count() == 2
    shown = admin.post(reverse("akun-surat-ulang") + "?lihat=diberi", {"reason": "printer", "token": token(html)})
    found = set(SLIP.findall(shown.content.decode()))
    assert len(found) == 2 and not found & {one.slip for one in issued}
    assert Slip.objects.filter(withdrawn_at=None).count() == 2


def test_the_list_goes_out_masked_marked_and_recorded(admin, people):
    credentials.issue(role="operator", area="3501", full_name="Siti Rahmawati", by="system")
    done = admin.get(reverse("akun-unduh"))
    rows = openpyxl.load_workbook(io.BytesIO(done.content)).active.values
    cells = [str(cell) for row in rows for cell in row if cell]
    assert "S••• R••••••••" in cells and "op-3501-1" in cells and "Diberi" in cells
    assert not any("Siti" in cell for cell in cells)
    assert Event.objects.filter(act="list_exported", by="ad-35-1").count() == 1


def test_home_pages_say_how_many_offices_are_without(admin, people):
    panel = missing(people["province"])
    assert (panel["without"], panel["offices"]) == (36, 38) and panel["url"].endswith("lihat=belum-punya")
    assert "36 dari 38 kantor belum punya operator aktif" in page(admin, "beranda")
    assert missing(people["admin"]) is None


def test_readiness_is_ok_on_the_way_or_missing(areas):
    activated(credentials.issue(role="operator", area="3501", full_name="Siti", by="system"))
    credentials.issue(role="operator", area="3502", full_name="Budi", by="system")
    credentials.issue(role="approver", area="3503", full_name="Agus", by="system")
    gone = credentials.issue(role="operator", area="3504", full_name="Eko", by="system")
    leaving.revoke(user_id=gone.user.pk, reason="x", by="system")
    found = operator_account(["3501", "3502", "3503", "3504"], None)
    assert {code: one.state for code, one in found.items()} == {
        "3501": "ok", "3502": "warn", "3503": "bad", "3504": "bad"}
    assert "op-3502-1" in found["3502"].detail
