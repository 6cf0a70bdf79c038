"""Visits: they end by rest, by age, by their owner, by an admin; and what weighs asks for a fresh proof."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sidalih.accounts.actions import entering, second_factor
from sidalih.accounts.models import Delay, Visit
from sidalih.accounts.queries import visits
from sidalih.audit.models import Event
from tests.entered import code_of
from tests.kit import new, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plain_static(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def enter(people):
    def as_person(name, **options):
        client = Client(**options)
        client.force_login(people[name])
        return client
    return as_person


def visit_of(client):
    return Visit.objects.get(key_hash=entering.key_hash(client.cookies["sessionid"].value))


def age(client, **times):
    """Move the visit's moments into the past: seen=31 minutes."""
    visit = visit_of(client)
    Visit.objects.filter(pk=visit.pk).update(**{
        f"{name}_at": timezone.now() - timedelta(minutes=minutes) for name, minutes in times.items()})


@pytest.mark.parametrize(("times", "why", "sentence"), [
    ({"seen": 30}, "idle", "karena 30 menit tidak dipakai"), ({"started": 600}, "ten_hours", "karena sudah 10 jam")])
def test_a_visit_ends_by_rest_and_by_age_and_says_so(enter, times, why, sentence):
    client = enter("operator")
    age(client, **times)
    door = client.get("/berkas/?lihat=menunggu")
    assert door["Location"] == f"/masuk?next=/berkas/%3Flihat%3Dmenunggu&sebab={why}"
    page = client.get(door["Location"]).content.decode()
    assert sentence in page and 'value="/berkas/?lihat=menunggu"' in page
    visit = Visit.objects.get()
    assert visit.ended_why == why
    assert client.get("/berkas/").status_code == 302


def test_just_before_it_goes_on_and_use_is_noted_once_a_minute(enter, people):
    client = enter("operator")
    age(client, seen=29, started=599)
    assert client.get("/berkas/").status_code == 200
    seen = visit_of(client).seen_at
    assert timezone.now() - seen < timedelta(seconds=20)
    people["operator"].refresh_from_db()
    assert people["operator"].seen_at >= seen - timedelta(seconds=1)
    client.get("/berkas/")
    assert visit_of(client).seen_at == seen


def test_what_a_page_asks_by_itself_is_no_use(enter, rolls, people, july):
    batch = submitted(people, july, new(9001))
    from sidalih.jobs.queries import by_key

    client = enter("operator")
    age(client, seen=20)
    before = visit_of(client).seen_at
    assert client.get(reverse("pekerjaan-kemajuan", args=[by_key(f"read_batch:{batch.pk}").pk]),
                      HTTP_HX_REQUEST="true").status_code == 200
    assert visit_of(client).seen_at == before


def test_a_part_of_a_page_leads_the_whole_page_to_the_door(enter):
    client = enter("operator")
    age(client, seen=31)
    answer = client.post("/berkas/1/baris/1/", HTTP_HX_REQUEST="true", HTTP_REFERER="http://testserver/berkas/1/?kode=E02")
    assert answer["HX-Redirect"] == "/masuk?next=/berkas/1/%3Fkode%3DE02&sebab=idle"


def test_a_session_without_its_visit_is_not_signed_in(enter):
    client = enter("operator")
    Visit.objects.all().delete()
    assert client.get("/").status_code == 302


def test_an_account_that_rests_or_changes_is_out_at_once(enter, people):
    first, second, third = enter("operator"), enter("approver"), enter("viewer")
    today = timezone.localdate()
    type(people["operator"]).objects.filter(username="operator").update(leave_from=today, leave_until=today)
    assert "sebab=office" in first.get("/")["Location"]
    people["approver"].set_password("kata yang lain sama sekali")
    people["approver"].save()
    assert "sebab=password" in second.get("/")["Location"]
    assert entering.end_all(user=people["viewer"], why="office", by=people["admin"]) == 1
    assert "sebab=office" in third.get("/")["Location"]
    assert "oleh admin" in third.get("/masuk?sebab=office").content.decode()
    assert Event.objects.filter(act="visits_ended", by="admin", subject="user:viewer").count() == 1


def test_my_account_lists_my_visits_and_ends_them(enter, people):
    here = enter("operator")
    there, third = enter("operator"), enter("operator")
    page = here.get(reverse("saya")).content.decode()
    assert page.count("Firefox, Linux") == 3 and page.count("Sesi ini") == 1 and reverse("saya") in page
    assert here.post(reverse("saya-sesi", args=[visit_of(here).pk])).status_code == 404
    address = reverse("saya-sesi", args=[visit_of(there).pk])
    assert here.post(address).status_code == 302
    assert "sebab=owner" in there.get("/")["Location"]
    assert here.post(address).status_code == 404
    here.post(reverse("saya-sesi-lain"))
    assert "sebab=owner" in third.get("/")["Location"] and here.get("/").status_code == 200
    assert "Diakhiri sendiri" in here.get(reverse("saya")).content.decode()
    assert set(Event.objects.filter(by="operator").values_list("act", flat=True)) == {"visit_ended", "visits_ended"}


def test_visits_of_others_do_not_exist(enter):
    mine, other = enter("operator"), enter("operator2")
    assert mine.post(reverse("saya-sesi", args=[visit_of(other).pk])).status_code == 404
    assert other.get("/").status_code == 200


def test_another_password_ends_the_other_sessions_and_moves_this_one(enter, people):
    here, there = enter("operator"), enter("operator")
    old = here.cookies["sessionid"].value
    word = "cumi-cumi naik sepeda ke pasar"

    def change(present="rahasia sekali", new=word, again=None):
        return here.post(reverse("saya-sandi"), {"present": present, "new": new, "again": again or new})
    assert "sekarang tidak cocok" in change(present="salah").content.decode()
    assert "tidak sama" in change(again="lain").content.decode()
    assert change(new="pendek").status_code == 200
    assert "sama dengan yang sekarang" in change(new="rahasia sekali").content.decode()
    assert change().status_code == 302
    assert here.cookies["sessionid"].value != old and here.get("/").status_code == 200
    assert "sebab=password" in there.get("/")["Location"]
    thief = Client()
    thief.cookies["sessionid"] = old
    assert thief.get("/").status_code == 302
    people["operator"].refresh_from_db()
    assert people["operator"].check_password(word) and people["operator"].activated_at
    assert Event.objects.filter(act="password_changed").count() == 1
    Delay.objects.all().delete()
    for _attempt in range(4):
        change(present="salah")
    Delay.objects.update(until=timezone.now() + timedelta(minutes=1))
    assert "Terlalu banyak percobaan" in change(present=word).content.decode()


def test_another_app_and_other_recovery_codes_need_a_fresh_proof(enter, people):
    client = enter("operator")
    age(client, confirmed=16)
    asked = client.get(reverse("saya-aplikasi"))
    assert "Anda masih di sini?" in asked.content.decode()
    again = client.post(reverse("saya-aplikasi"), {
        "kode_konfirmasi": code_of(people["operator"]), "lanjut_dengan": "GET"})
    assert again["Location"] == reverse("saya-aplikasi")
    page = client.get(reverse("saya-aplikasi")).content.decode()
    assert "<svg viewBox" in page
    assert "Kode tidak cocok" in client.post(reverse("saya-aplikasi"), {"code": "1"}).content.decode()
    from sidalih.accounts import second_factor as arithmetic
    secret = arithmetic.unseal(client.session["renewal"].encode(), 0)
    done = client.post(reverse("saya-aplikasi"), {"code": arithmetic.next_code(secret)[0]})
    assert len(re.findall(r"<li><code>", done.content.decode())) == 10
    codes = client.post(reverse("saya-kode")).content.decode()
    assert len(re.findall(r"<li><code>", codes)) == 10 and "renewal" not in client.session


def test_what_weighs_asks_again_and_loses_nothing(enter, people, rolls, july):
    batch = submitted(people, july, new(9001))
    client = enter("approver")
    address = reverse("berkas-setujui", args=[batch.pk])
    age(client, confirmed=16)
    asked = client.post(address, {"reason": 'dua "kata"', "pilih": ["1", "2"]}, HTTP_REFERER="http://testserver/berkas/")
    page = asked.content.decode()
    assert "Konfirmasi: Anda masih di sini?" in page and 'href="/berkas/"' in page
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    assert [pair for pair in fields if pair[0] in ("reason", "pilih")] == [
        ("reason", "dua &quot;kata&quot;"), ("pilih", "1"), ("pilih", "2")]
    batch.refresh_from_db()
    assert batch.state == "submitted"
    sent = {"reason": "x", "lanjut_dengan": "POST", "kembali_ke": "/berkas/"}
    wrong = client.post(address, sent | {"kode_konfirmasi": "00000x"})
    assert "Kode tidak cocok" in wrong.content.decode() and 'href="/berkas/"' in wrong.content.decode()
    assert Event.objects.filter(act="confirmation_refused", by="approver").count() == 1
    done = client.post(address, sent | {"kode_konfirmasi": code_of(people["approver"])})
    assert done.status_code == 302
    batch.refresh_from_db()
    assert batch.state in ("approved", "applied")
    assert timezone.now() - visit_of(client).confirmed_at < timedelta(minutes=1)


def test_a_recovery_code_confirms_in_a_request_of_its_own(enter, people, rolls, july):
    """Its use is on record, and committed, before the act takes any lock."""
    batch = submitted(people, july, new(9001))
    client = enter("approver")
    codes = second_factor.renew_recovery_codes(user=people["approver"], by=people["approver"])
    age(client, confirmed=16)
    address = reverse("berkas-setujui", args=[batch.pk])
    sent = {"reason": "x", "lanjut_dengan": "POST", "kode_konfirmasi": codes[0]}
    again = client.post(address, sent)
    assert (again.status_code, again["Location"]) == (307, address)
    batch.refresh_from_db()
    assert batch.state == "submitted" and Event.objects.filter(act="recovery_code_used").count() == 1
    assert client.post(address, sent).status_code == 302  # what a browser does by itself
    batch.refresh_from_db()
    assert batch.state in ("approved", "applied")
    assert Event.objects.filter(act="recovery_code_used").count() == 1


def test_wrong_codes_at_the_confirmation_are_slowed_down_too(enter, people, rolls, july):
    batch = submitted(people, july, new(9001))
    client = enter("approver")
    age(client, confirmed=16)
    address = reverse("berkas-setujui", args=[batch.pk])
    for _attempt in range(4):
        client.post(address, {"kode_konfirmasi": "1", "lanjut_dengan": "POST"})
    Delay.objects.update(until=timezone.now() + timedelta(minutes=1))
    code = code_of(people["approver"])
    assert "Terlalu banyak percobaan" in client.post(
        address, {"kode_konfirmasi": code, "lanjut_dengan": "POST"}).content.decode()
    batch.refresh_from_db()
    assert batch.state == "submitted"


@pytest.mark.parametrize("name", ["berkas-setujui", "snapshot-zip", "provinsi-unduh", "saya-aplikasi", "saya-kode"])
def test_these_views_ask_for_a_fresh_proof(name):
    from tests.web.test_access import patterns

    assert next(p for p in patterns() if p.name == name).callback.fresh


@pytest.mark.parametrize(("agent", "name"), [
    ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/109.0 Safari/537.36 Edg/109.0", "Edge, Windows"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1", "Safari, iPhone"),
    ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"), ("curl/8", ""), ("", "")])
def test_browsers_are_called_by_their_names(agent, name):
    assert visits.browser_name(agent) == name
