"""Pages of the window: the strip above every page, asking and answering, locking several, the announcement."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from tests.kit import new, receive, workbook
from voters.actions import periods, windows
from voters.models import Batch, WindowException
from voters.queries.windows import standing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OFFICE = ["2017-07", "3578"]


def bounds(period, opens=None, closes=None):
    period.opens_at, period.closes_at = opens, closes
    period.save()


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def strip(answer):
    return " ".join(re.search(r'<a class="portal.*?</a>', answer.content.decode(), re.S).group().split())


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(("opens", "closes", "state", "said"), [
    (None, None, "open", "Portal dibuka · Juli 2017"), (None, 50, "open", "Portal dibuka s.d."),
    (None, 3.01, "closing", "3 jam 0 menit lagi"), (None, -1, "closed", "Portal ditutup sejak"),
    (2, 5, "closed", "Portal dibuka mulai")])
def test_every_page_says_where_the_office_stands(rolls, july, enter, opens, closes, state, said):
    now = timezone.now()
    bounds(july, opens and now + opens * HOUR, closes and now + closes * HOUR)
    for name in ("beranda", "berkas", "snapshot", "periode", "berkas-baru"):
        found = strip(enter("operator").get(reverse(name)))
        assert f'class="portal {state}"' in found and said in found, name
        assert ("data-left=" in found) == (state == "closing")
        assert reverse("periode-kantor", args=OFFICE) in found


def test_exceptions_stand_in_the_strip_of_their_office_only(rolls, people, july, enter):
    windows.lock(regencies=["3578"], period=july, reason="pleno", by=people["province_approver"])
    assert 'class="portal locked"' in strip(enter("operator").get("/"))
    assert 'class="portal open"' in strip(enter("elsewhere").get("/"))
    assert 'class="portal open"' in strip(enter("province").get("/"))
    windows.reopen(regency="3578", period=july, until=timezone.now() + HOUR, reason="silakan",
                   by=people["province_approver"])
    found = strip(enter("viewer").get("/"))
    assert 'class="portal exception"' in found and "dibuka kembali s.d." in found and "data-left=" in found


def test_closed_means_no_form_but_a_wish(rolls, people, july, enter):
    form = enter("operator").get(reverse("berkas-baru")).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', form)[1]
    bounds(july, closes=timezone.now() - HOUR)
    page = enter("operator").get(reverse("berkas-baru"))
    assert 'type="file"' not in page.content.decode() and "Portal untuk Juli 2017 ditutup sejak" in text_of(page)
    assert reverse("periode-minta", args=OFFICE) in page.content.decode()
    file = ContentFile(workbook(new(9001)), name="a.xlsx")
    late = enter("operator").post(reverse("berkas-baru"), {"file": file, "period": "2017-07", "token": token})
    assert "ditutup sejak" in text_of(late) and not Batch.objects.exists()


def test_entry_is_closed_too_and_open_in_a_period_that_the_office_was_opened_for(rolls, people, july, enter):
    bounds(july, closes=timezone.now() - HOUR)
    june = periods.open_period(code="2017-06", label="Juni 2017", reference_date="2017-06-30", codeset="2018",
                               closes_at=timezone.now() - HOUR, by="test")
    page = enter("operator").get(reverse("entri")).content.decode()
    assert "Portal untuk Juli 2017 ditutup sejak" in page and "Buat konsep" not in page
    assert reverse("periode-kantor", args=OFFICE) in page
    windows.reopen(regency="3578", period=june, until=timezone.now() + HOUR, reason="susulan",
                   by=people["province_approver"])
    page = enter("operator").get(reverse("entri"))
    assert "Konsep yang berjalan · Juni 2017" in text_of(page) and "Buat konsep" in text_of(page)


def test_with_another_period_open_the_closed_one_is_not_offered_and_still_explained(rolls, people, july, enter):
    periods.open_period(code="2017-08", label="Agustus 2017", reference_date="2017-08-31", codeset="2018", by="test")
    bounds(july, closes=timezone.now() - HOUR)
    page = enter("operator").get(reverse("berkas-baru")).content.decode()
    assert 'value="2017-08"' in page and 'value="2017-07"' not in page
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    file = ContentFile(workbook(new(9001)), name="a.xlsx")
    late = enter("operator").post(reverse("berkas-baru"), {"file": file, "period": "2017-07", "token": token})
    assert late.status_code == 422 and "Portal untuk Juli 2017 ditutup sejak" in text_of(late)


def test_an_office_asks_and_the_province_answers(rolls, people, july, enter):
    bounds(july, closes=timezone.now() - HOUR)
    asked = enter("approver").post(reverse("periode-minta", args=OFFICE), {"reason": "masih ada 3578040105909001"},
                                   follow=True)
    assert "Permintaan terkirim" in text_of(asked) and "3578040105909001" not in asked.content.decode()
    wish = WindowException.objects.get()
    province = enter("province_approver")
    home = province.get("/")
    assert "Kantor yang meminta dibuka" in text_of(home)
    assert reverse("periode-kantor", args=OFFICE) in home.content.decode()
    assert "Kantor yang meminta" not in text_of(enter("province").get("/"))  # staff looks on
    assert "meminta" in text_of(province.get(reverse("periode-lihat", args=["2017-07"])))
    answer = reverse("periode-jawab", args=OFFICE)
    told = province.post(answer, {"exception": wish.pk, "act": "tolak", "until": "", "words": ""}, follow=True)
    assert "Tulis mengapa" in text_of(told)
    province.post(answer, {"exception": wish.pk, "act": "izinkan", "until": local(timezone.now() + HOUR),
                           "words": "sampai sore"})
    assert standing("3578", july).state == "reopened"
    page = text_of(enter("operator").get(reverse("periode-kantor", args=OFFICE)))
    assert "sampai sore" in page and "Dibuka kembali" in page
    assert 'type="file"' in enter("operator").get(reverse("berkas-baru")).content.decode()
    province.post(reverse("periode-akhiri", args=OFFICE), {"exception": wish.pk})
    assert standing("3578", july).state == "closed"


def test_several_offices_are_locked_from_one_table(people, july, enter):
    province, place = enter("province_approver"), reverse("periode-kunci", args=["2017-07"])
    page = province.get(reverse("periode-lihat", args=["2017-07"])).content.decode()
    assert page.count('name="offices"') == 38
    told = province.post(place, {"offices": ["3578", "3515"], "act": "kunci", "reason": "pleno DPB"}, follow=True)
    assert "2 kantor dikunci." in text_of(told) and standing("3515", july).state == "locked"
    assert "sedikitnya satu kantor" in text_of(province.post(place, {"act": "kunci", "reason": "pleno"}, follow=True))
    assert province.post(place, {"offices": ["1101"], "act": "kunci", "reason": "pleno"}).status_code == 302
    assert WindowException.objects.count() == 2  # of another province there is none to lock
    filtered = text_of(province.get(reverse("periode-lihat", args=["2017-07"]) + "?saring=locked"))
    assert "Kota Surabaya" in filtered and "Kota Malang" not in filtered
    province.post(place, {"offices": ["3578"], "act": "buka", "satu": "1"})
    assert standing("3578", july).state == "open"


def test_the_schedule_is_changed_after_its_meaning_was_shown(rolls, people, july, enter):
    receive(people, july, new(9001))
    province, place = enter("province_approver"), reverse("periode-jadwal", args=["2017-07"])
    asked = {"opens_at": "", "closes_at": local(timezone.now() + 30 * HOUR)}
    meaning = province.post(place, asked)
    july.refresh_from_db()
    assert july.closes_at is None and "Kota Surabaya" in text_of(meaning) and "Ya, ubah jadwal" in text_of(meaning)
    assert province.post(place, asked | {"confirmed": "1"}).status_code == 302
    july.refresh_from_db()
    assert local(july.closes_at) == asked["closes_at"]
    past = province.post(place, {"opens_at": "", "closes_at": "2017-07-31T16:00", "confirmed": "1"})
    assert past.status_code == 422 and "masih akan datang" in text_of(past)
    odd = province.post(place, {"opens_at": "x", "closes_at": ""})
    assert odd.status_code == 422 and "Isi tanggal dan jam" in text_of(odd)
    province.post(reverse("periode-tutup", args=["2017-07"]))
    assert standing("3578", july.__class__.objects.get()).state == "closed"


def test_a_period_is_made_on_its_page(people, july, enter):
    form = {"code": "2017-08", "label": "Agustus 2017", "reference_date": "2017-08-31", "codeset": "2018",
            "opens_at": "", "closes_at": ""}
    province = enter("province_approver")
    assert province.post(reverse("periode-baru"), form).status_code == 302
    again = province.post(reverse("periode-baru"), form)
    assert again.status_code == 422 and "sudah ada" in text_of(again)
    assert province.post(reverse("periode-baru"), form | {"code": "a/b"}).status_code == 422
    assert enter("admin").get(reverse("periode-baru")).status_code == 404  # an office's admin decides about no period


def test_the_announcement_stands_above_every_page_until_it_is_put_away(rolls, people, july, enter):
    province, words = enter("province_approver"), "Portal ditutup <b>malam</b> ini"
    province.post(reverse("periode-pengumuman", args=["2017-07"]), {"text": words})
    operator = enter("operator")
    for name in ("beranda", "pemilih"):
        page = operator.get(reverse(name)).content.decode()
        assert "Portal ditutup &lt;b&gt;malam&lt;/b&gt; ini" in page, name
    away = reverse("pengumuman-tutup")
    assert operator.post(away, {"next": "https:/" + "/lain.example/"})["Location"] == "/"
    assert "malam" not in operator.get(reverse("pemilih")).content.decode()
    assert "malam" in enter("approver").get("/").content.decode()
    periods.announce(code="2017-07", text="Diperpanjang", by=people["province_approver"])
    assert "Diperpanjang" in operator.get("/").content.decode()


def test_pages_of_the_window_are_few_queries_whatever_happened(people, july, enter, django_assert_max_num_queries):
    by = people["province_approver"]
    windows.lock(regencies=["3578", "3515", "3501", "3502"], period=july, reason="pleno", by=by)
    for number in range(12):
        periods.open_period(code=f"2016-{number:02}", label=f"P{number}", reference_date="2016-01-31", codeset="2018",
                            by="test")
    client, places = enter("province_approver"), [reverse("periode-lihat", args=["2017-07"])]
    for place in (*places, reverse("periode"), reverse("periode-kantor", args=OFFICE)):
        with django_assert_max_num_queries(30):
            assert client.get(place).status_code == 200


@pytest.mark.parametrize("place", ["/periode/tidak-ada/", "/periode/2017-07/9999/", "/periode/2017-07/35/",
                                   "/periode/2017-07/1101/", "/periode/tidak-ada/3578/"])
def test_what_is_nowhere_is_nowhere(july, enter, place):
    assert enter("province_approver").get(place).status_code == 404


def test_another_office_is_nowhere(july, enter):
    assert enter("elsewhere").get(reverse("periode-kantor", args=OFFICE)).status_code == 404
    assert enter("elsewhere").post(reverse("periode-minta", args=OFFICE), {"reason": "coba"}).status_code == 404
    assert not WindowException.objects.exists()
