"""The forms of entry without JavaScript, and the parts that htmx asks for: one row per form, however often sent."""

import re
from html import unescape

import pytest
from django.urls import reverse

from sidalih.accounts.scope import scoped
from sidalih.audit.models import Event
from tests.kit import new, receive, strike, voters
from voters.actions import entering
from voters.models import Batch, BatchRow, Period

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
BARU = {"NIK": "3578040105909001", "NKK": "3578041206159001", "NAMA": "BUDI SANTOSO", "L/P": "L", "TMPLHR": "SURABAYA",
        "TGLLHR": "01-05-1990", "STS": "S", "JALAN": "JL. JAGIR NO 1", "RT": "1", "RW": "2", "DESA": "3578041001",
        "TPS": "3", "EKTP": "S", "DIS": "0", "SMBR": "RT"}


@pytest.fixture
def operator(rolls, july, enter):
    return enter("operator")


def fields_of(page):
    """What a browser would send back of the one form of entry on a page."""
    form = re.search(r"<form[^>]*data-entry.*?</form>", page.content.decode(), re.S).group()
    fields = {name: unescape(value) for name, value in
              re.findall(r'<input[^>]*? name="([^"]+)" value="([^"]*)"', form) if name not in ("KET",)}
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen.group(1) if chosen else ""
    return fields


def address(voter, kind):
    return reverse("entri-pemilih", args=[voter.regency, voter.dpid]) + f"?untuk={kind}"


def said(response):
    return " ".join(unescape(response.content.decode()).split())


def test_the_pages_open_and_name_no_draft_before_there_is_one(operator):
    for name in ("entri", "entri-baru", "entri-cari"):
        page = operator.get(reverse(name))
        assert page.status_code == 200 and len(page.content) < 100_000, name
    assert not Batch.objects.exists()


def test_a_new_voter_is_saved_checked_and_the_next_form_keeps_the_place(operator):
    form = fields_of(operator.get(reverse("entri-baru")))
    response = operator.post(reverse("entri-baru"), form | BARU)
    batch = Batch.objects.get()
    assert response.url == f"{reverse('entri-baru')}?konsep={batch.pk}"
    row = BatchRow.objects.get()
    assert (row.kind, row.nik, row.village, row.tps, row.problems) == ("B", BARU["NIK"], "3578041001", 3, [])
    assert row.typed[:2] == ["Wonokromo", "Wonokromo"]
    page = operator.get(response.url)
    assert "Baris 1 tersimpan dan lolos pemeriksaan." in said(page)
    after = fields_of(page)
    assert (after["DESA"], after["TPS"], after["SMBR"], after["NIK"], after["NAMA"]) == (
        "3578041001", "3", "RT", "", "")
    assert after["draft"] == str(batch.pk) and after["key"] != form["key"]
    assert BARU["NIK"] not in page.content.decode()


def test_a_form_sent_twice_makes_one_draft_and_one_row(operator):
    form = fields_of(operator.get(reverse("entri-baru"))) | BARU
    operator.post(reverse("entri-baru"), form)
    operator.post(reverse("entri-baru"), form)
    assert (Batch.objects.count(), BatchRow.objects.count()) == (1, 1)


def test_what_is_wrong_stands_in_the_form_and_the_corrected_row_is_the_same_one(operator):
    form = fields_of(operator.get(reverse("entri-baru")))
    page = operator.post(reverse("entri-baru"), form | BARU | {"NAMA": "", "DESA": ""})
    assert page.status_code == 200
    assert "Baris 1 tersimpan, tetapi masih salah:" in said(page)
    assert "Nama kosong" in said(page) or "Data tidak lengkap: nama" in said(page)
    assert "KECAMATAN/DESA Invalid" in said(page)
    again = fields_of(page)
    assert (again["ordinal"], again["version"], again["NIK"]) == ("1", "1", BARU["NIK"])
    response = operator.post(reverse("entri-baru"), again | {"NAMA": "SITI", "DESA": "3578041001"})
    assert response.status_code == 302
    assert list(BatchRow.objects.values_list("name", "problems")) == [("SITI", [])]


def test_a_warning_is_looked_at_once_and_then_let_pass(operator):
    form = fields_of(operator.get(reverse("entri-baru")))
    page = operator.post(reverse("entri-baru"), form | BARU | {"TGLLHR": "02-05-1990"})
    assert "peringatannya sudah Anda periksa" in said(page) and "NIK memuat 01-05-90" in said(page)
    assert operator.post(reverse("entri-baru"), fields_of(page)).status_code == 302
    row = BatchRow.objects.get()
    assert (row.problems, row.confirmed, row.confirmed_by) == (["W01"], ["W01"], "operator")
    assert Event.objects.filter(act="warnings_confirmed").count() == 1


def test_an_empty_form_is_no_row(operator):
    form = fields_of(operator.get(reverse("entri-baru")))
    page = operator.post(reverse("entri-baru"), form | {"DESA": "3578041001", "TPS": "3"})
    assert page.status_code == 422 and "Isi sedikitnya NIK atau nama." in said(page)
    assert fields_of(page)["TPS"] == "3"
    assert not Batch.objects.exists()


def test_htmx_gets_the_next_form_at_once(operator):
    form = fields_of(operator.get(reverse("entri-baru")))
    page = operator.post(reverse("entri-baru"), form | BARU, **HTMX)
    assert page.status_code == 200 and "Baris 1 tersimpan" in said(page)
    assert fields_of(page)["NIK"] == "" and fields_of(page)["key"] != form["key"]


def test_a_voter_is_found_by_number_and_name_and_each_search_is_recorded(operator):
    voter = voters()[0]
    for words in (voter.nik, str(voter.dpid), voter.name):
        page = operator.post(reverse("entri-cari") + "?untuk=tms", {"words": words})
        assert address(voter, "tms") in unescape(page.content.decode())
        assert voter.nik not in page.content.decode()
    assert Event.objects.filter(act="voter_searched").count() == 3
    assert operator.post(reverse("entri-cari"), {"words": "ab"}).status_code == 422
    assert "Tidak ada pemilih" in said(operator.post(reverse("entri-cari"), {"words": "qqqqq zzzz"}))


def test_correcting_shows_the_numbers_recorded_and_saves_only_what_changed(operator):
    voter = voters()[0]
    page = operator.get(address(voter, "ubah"))
    assert voter.nik in page.content.decode()
    assert Event.objects.filter(act="voter_opened", subject=f"voter:3578:{voter.dpid}").count() == 1
    form = fields_of(page)
    response = operator.post(address(voter, "ubah"), form | {"NAMA": "NAMA YANG BETUL"})
    row = BatchRow.objects.get()
    assert (row.kind, row.found, row.name, row.nik, row.nkk, row.tps) == (
        "U", voter.dpid, "NAMA YANG BETUL", voter.nik, voter.nkk, voter.tps)
    assert not any(code[0] == "E" for code in row.problems)
    assert response.status_code in (200, 302)
    assert Event.objects.filter(act="voter_opened").count() == 1


def test_changed_fields_are_marked_and_the_old_value_stands_beside(operator):
    voter = voters()[0]
    form = fields_of(operator.get(address(voter, "ubah")))
    page = said(operator.post(address(voter, "ubah"), form | {"TPS": "x", "NAMA": "LAIN"}))
    assert page.count(" changed") == 2
    assert f"di daftar: {voter.name}" in page and f"di daftar: {voter.tps}" in page


def test_a_strike_wants_a_code_shows_its_evidence_and_no_number(operator):
    voter = voters()[0]
    page = operator.get(address(voter, "tms"))
    assert voter.nik not in page.content.decode()
    assert "Meninggal dunia" in said(page) and "Surat keterangan dokter." in said(page)
    form = fields_of(page)
    assert operator.post(address(voter, "tms"), form).status_code == 422
    response = operator.post(address(voter, "tms"), form | {"KET": "1", "SMBR": "RT"})
    assert response.url.startswith(reverse("entri-cari") + "?untuk=tms&konsep=")
    row = BatchRow.objects.get()
    assert (row.kind, row.code, row.found, row.source, row.problems) == ("T", 1, voter.dpid, "RT", [])


def test_the_set_with_pairs_offers_no_code_8_but_the_move(operator, july):
    Period.objects.filter(pk=july.pk).update(codeset="2022")
    page = said(operator.get(address(voters()[0], "tms")))
    assert "WNA" in page and 'value="8"' not in page and "pindahkan pemilih ini" in page


def test_a_move_asks_for_the_place_only_and_keeps_the_rest(operator):
    voter = voters()[0]
    page = operator.get(address(voter, "pindah"))
    assert voter.nik not in page.content.decode() and voter.nkk not in page.content.decode()
    form = fields_of(page)
    assert set(form) & {"NIK", "NAMA"} == set()
    operator.post(address(voter, "pindah"), form | {"DESA": "3578041001", "TPS": "9"})
    row = BatchRow.objects.get()
    assert (row.kind, row.found, row.village, row.tps, row.nik, row.nkk, row.name) == (
        "U", voter.dpid, "3578041001", 9, voter.nik, voter.nkk, voter.name)


def test_a_voter_who_changed_meanwhile_is_shown_again_before_anything_is_saved(operator):
    voter = voters()[0]
    form = fields_of(operator.get(address(voter, "pindah"))) | {"since": str(voter.since + 1)}
    page = operator.post(address(voter, "pindah"), form)
    assert page.status_code == 422 and "berubah sejak formulir dibuka" in said(page)
    assert not BatchRow.objects.exists()
    assert fields_of(page)["since"] == str(voter.since)


def test_a_draft_submitted_meanwhile_loses_nothing_the_row_goes_into_another(operator, people):
    form = fields_of(operator.get(reverse("entri-baru")))
    operator.post(reverse("entri-baru"), form | BARU)
    first = Batch.objects.get()
    form = fields_of(operator.get(reverse("entri-baru"))) | BARU | {"NIK": "3578040105909002"}
    Batch.objects.filter(pk=first.pk).update(state="cancelled")
    assert operator.post(reverse("entri-baru"), form).status_code == 302
    assert list(BatchRow.objects.exclude(batch=first).values_list("nik", flat=True)) == ["3578040105909002"]


def test_a_row_whose_draft_was_submitted_is_not_typed_a_second_time(operator, people):
    form = fields_of(operator.get(reverse("entri-baru")))
    wrong = fields_of(operator.post(reverse("entri-baru"), form | BARU | {"NAMA": ""}))
    Batch.objects.update(state="submitted", submitted_at="2017-07-01T00:00:00Z", submitted_by=people["operator"])
    for fields in (wrong, form | BARU | {"draft": wrong["draft"]}):
        page = operator.post(reverse("entri-baru"), fields | {"NAMA": "SITI"})
        assert page.status_code == 422 and "menunggu di konsep sisanya" in said(page)
        assert fields_of(page)["NAMA"] == "SITI"
    assert BatchRow.objects.count() == 1


def test_a_nik_explains_itself(operator):
    def ask(text):
        return said(operator.post(reverse("entri-nik"), {"NIK": text}, **HTMX))
    assert "Wonokromo, Kota Surabaya" in ask("357804")
    twelve = ask("3578 0441 0590")
    assert 'data-birth="01-05-1990"' in twelve and 'data-sex="P"' in twelve and "12 dari 16 digit" in twelve
    assert "tidak mungkin" in ask("357804320590")
    assert "Belum terdaftar" in ask("3578044105909001")
    known = voters()[0]
    body = ask(known.nik)
    assert "Sudah terdaftar" in body and address(known, "ubah") in body and known.nik not in body
    assert "16 digit" in ask("abc") and "?" not in ask("")
    assert operator.get(reverse("entri-nik")).status_code == 302


def test_a_nik_explains_itself_where_a_voter_is_corrected_too(operator):
    mine, other = voters()[:2]
    page = said(operator.get(address(mine, "ubah")))
    assert f'hx-vals=\'{{"dpid": "{mine.dpid}"}}\'' in page and 'id="nik-kata"' in page
    assert 'id="nik-kata"' not in said(operator.get(address(mine, "pindah")))  # where no NIK is typed

    def ask(text):
        return said(operator.post(reverse("entri-nik"), {"NIK": text, "dpid": mine.dpid}, **HTMX))
    assert "Sudah terdaftar" not in ask(mine.nik)  # it is his own
    assert "Sudah terdaftar" in ask(other.nik)
    assert "Belum terdaftar" in ask("3578044105909001")


def test_a_form_that_htmx_sends_leads_on_and_stays_where_the_line_is_cut(operator):
    voter = voters()[0]
    form = operator.get(address(voter, "tms"))
    assert f'hx-post="{address(voter, "tms")}"' in said(form)
    answer = operator.post(address(voter, "tms"), fields_of(form) | {"KET": "1"}, **HTMX)
    assert answer["HX-Redirect"].startswith(reverse("entri-cari")) and BatchRow.objects.count() == 1
    again = operator.post(address(voter, "tms"), fields_of(form) | {"KET": "1"})  # without JavaScript
    assert again.status_code == 302 and BatchRow.objects.count() == 1


def test_the_grid_is_one_step_away(operator):
    home = said(operator.get(reverse("entri")))
    assert "Buat dan buka kisi" in home
    answer = operator.post(reverse("entri"), {
        "label": "", "grid": "1", "token": "6f3c1d1e-7d55-4d0c-9b5e-0d8a37d2b001"})
    draft = Batch.objects.get()
    assert answer.url == reverse("berkas-kisi", args=[draft.pk])
    assert answer.url in said(operator.get(reverse("entri")))  # and of a draft that is there already


def test_somebody_who_asks_too_often_types_on_all_the_same(operator, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"miss": "1/h 100/h"}
    for serial in ("9001", "9002"):
        page = said(operator.post(reverse("entri-nik"), {"NIK": f"357804410590{serial}"}, **HTMX))
    assert "diperiksa saat disimpan" in page and "Lahir 1 Mei 1990" in page


def test_drafts_of_ones_own_come_first_and_others_can_be_chosen(operator, enter):
    operator.post(reverse("entri"), {"label": "Kematian", "token": "6f3c1d1e-7d55-4d0c-9b5e-0d8a37d2b001"})
    mine = Batch.objects.get()
    colleague = enter("operator2")
    assert fields_of(colleague.get(reverse("entri-baru")))["draft"] == ""
    assert fields_of(colleague.get(reverse("entri-baru") + f"?konsep={mine.pk}"))["draft"] == str(mine.pk)
    assert "Kematian" in said(colleague.get(reverse("entri")))


def test_a_draft_of_another_period_is_typed_by_that_periods_rules(operator, people, july):
    later = Period.objects.create(code="2017-08", label="Agustus 2017", reference_date="2017-08-31", codeset="2022")
    assert "Agustus 2017" in said(operator.get(reverse("entri-baru")))
    with scoped("3578"):
        draft = entering.start_draft(regency="3578", period=july, by=people["operator"])
    page = operator.get(address(voters()[0], "tms") + f"&konsep={draft.pk}")
    assert "Juli 2017" in said(page) and "Hilang ingatan" in said(page)
    operator.post(address(voters()[0], "tms"), fields_of(page) | {"KET": "10"})
    assert list(BatchRow.objects.values_list("batch", "code", "problems")) == [(draft.pk, 10, [])]
    assert not Batch.objects.filter(period=later).exists()


def test_without_a_period_there_is_nothing_to_type_into(people, enter):
    client = enter("operator")
    assert "Belum ada periode" in said(client.get(reverse("entri")))
    assert client.post(reverse("entri"), {"token": "6f3c1d1e-7d55-4d0c-9b5e-0d8a37d2b001"}).status_code == 200
    assert client.get(reverse("entri-baru")).status_code == 404
    assert client.get(reverse("entri-cari")).status_code == 200


def test_an_office_reaches_neither_voters_nor_drafts_of_another(operator, enter, people):
    operator.post(reverse("entri"), {"label": "Punya Surabaya", "token": "6f3c1d1e-7d55-4d0c-9b5e-0d8a37d2b001"})
    stranger, voter, draft = enter("elsewhere"), voters()[0], Batch.objects.get()
    for kind in ("ubah", "tms", "pindah"):
        assert stranger.get(address(voter, kind)).status_code == 404
        assert stranger.post(address(voter, kind), {"KET": "1"}).status_code == 404
    form = fields_of(stranger.get(reverse("entri-baru") + f"?konsep={draft.pk}"))
    assert form["draft"] == ""
    stranger.post(reverse("entri-baru"), form | BARU | {"draft": str(draft.pk)})
    assert not BatchRow.objects.filter(batch=draft).exists()
    assert BatchRow.objects.get().regency == "3515"
    for name in ("berkas-keluarkan", "berkas-pulihkan"):
        assert stranger.post(reverse(name, args=[draft.pk, 1])).status_code == 404
    assert operator.get(address(voter, "baru")).status_code == 404


def test_while_the_portal_is_closed_the_form_says_so_and_keeps_what_was_typed(operator, july):
    form = fields_of(operator.get(reverse("entri-baru")))
    Period.objects.filter(pk=july.pk).update(closes_at="2017-08-01T00:00:00+07:00")
    page = operator.post(reverse("entri-baru"), form | BARU)
    assert page.status_code == 422 and "ditutup sejak" in said(page)
    assert fields_of(page)["NAMA"] == "BUDI SANTOSO"
    assert not Batch.objects.exists()


def test_a_row_is_taken_out_from_its_editor_and_put_back_from_the_batchs_page(operator, people, july):
    batch = receive(people, july, new(9001), new(9001), strike(voters()[0]))
    editor = operator.get(reverse("berkas-baris", args=[batch.pk, 2]))
    out = reverse("berkas-keluarkan", args=[batch.pk, 2])
    assert out in editor.content.decode()
    page = operator.post(out, follow=True)
    assert "dapat dikembalikan" in said(page) and "Baris yang dikeluarkan" in said(page)
    back = reverse("berkas-pulihkan", args=[batch.pk, 2])
    assert back in page.content.decode() and "3578040105909001" not in page.content.decode()
    batch.refresh_from_db()
    assert (batch.rows, batch.blocked) == (2, 0)
    assert operator.post(back).status_code == 302
    batch.refresh_from_db()
    assert (batch.rows, batch.blocked) == (3, 2)
    fragment = operator.post(out, **HTMX).content.decode()
    assert back in fragment and 'hx-swap-oob="true"' in fragment
    assert 'id="b-2"' in operator.post(back, **HTMX).content.decode()
    assert operator.post(reverse("berkas-keluarkan", args=[batch.pk, 99])).status_code == 404
