"""The public pages on which anybody compares a paper with the database: no login, no session, no personal data."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from sidalih.accounts.scope import scoped
from sidalih.home.templatetags.angka import angka
from tests.kit import applied, change, new, strike, voters
from voters.actions import rollups, snapshots
from voters.models import RollupEdition, Snapshot
from voters.rules.papers import read_code, spelled

pytestmark = pytest.mark.django_db


def take(people, july, stage="DPB"):
    """A sealed snapshot of Kota Surabaya."""
    taken = snapshots.take_snapshot(regency="3578", period=july, stage=stage, by=people["operator"], again=True)
    snapshots.seal_snapshot(snapshot_id=taken.pk)
    return Snapshot.objects.get(pk=taken.pk)


@pytest.fixture
def sealed(rolls, people, july):
    """A snapshot after a batch that adds one voter, strikes one and changes one."""
    first, second, *_ = voters()
    applied(people, july, new(9001), strike(first), change(second, NAMA="NAMA LAIN"))
    return take(people, july)


def page_of(code, **typed):
    return Client().get(reverse("periksa-lihat", args=[code]), typed)


def test_the_page_says_what_the_paper_should(sealed):
    page = page_of(sealed.code)
    text = page.content.decode()
    assert page.status_code == 200
    for said in ("DPB Juli 2017", "Kota Surabaya", "WIB", spelled(sealed.code), "tertutup",
                 f'<td class="n">{angka(sealed.total)}</td>'):
        assert said in text, said


def test_it_keeps_nothing_and_shows_nobody(sealed):
    for address in (reverse("periksa"), reverse("periksa-segel"), reverse("periksa-lihat", args=[sealed.code])):
        page = Client().get(address)
        assert page.cookies == {}
        assert "no-store" in page["Cache-Control"]
        assert "<script" not in page.content.decode()
    text = page_of(sealed.code).content.decode()
    with scoped("3578"):
        for voter in voters():
            assert voter.nik not in text
            assert voter.name not in text
    assert not re.search(r"\d{12,}", re.sub(r'[0-9a-f]{8}</span>', "", text))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("spell", [str.lower, lambda code: code.replace("1", "l").replace("0", "o"),
                                   lambda code: " ".join(code), spelled, lambda code: f" {spelled(code).lower()} "])
def test_codes_are_read_as_people_type_them(sealed, spell):
    page = Client().get(reverse("periksa"), {"kode": spell(sealed.code)})
    assert page["Location"] == reverse("periksa-lihat", args=[sealed.code])


def test_a_code_scanned_in_another_spelling_leads_to_the_one_address(sealed):
    page = page_of(spelled(sealed.code).lower())
    assert page["Location"] == reverse("periksa-lihat", args=[sealed.code])


@pytest.mark.parametrize(("code", "status"), [("000A-0000-0000-0000", 404), ("f" * 64, 404), ("PENDEK", 404)])
def test_what_is_unknown_is_said_with_what_to_do(sealed, code, status):
    page = Client().get(reverse("periksa-lihat", args=[read_code(code) or code]))
    assert page.status_code == status
    assert "Kode tidak dikenal" in page.content.decode() or "16 huruf dan angka" in page.content.decode()


def test_a_code_of_the_wrong_length_is_asked_again():
    page = Client().get(reverse("periksa"), {"kode": "ABC<script>"})
    assert page.status_code == 422
    assert "ABC<script>" not in page.content.decode()


def test_a_nik_typed_by_mistake_stands_in_no_address_of_ours_and_no_log(sealed):
    client = Client()
    asked = client.get(reverse("periksa"), {"kode": "3578 0401 0590 9001"})
    assert asked.status_code == 422
    assert "Jangan ketik NIK" in asked.content.decode()
    assert "0401" not in asked.content.decode()
    assert client.get(reverse("periksa-lihat", args=["3578040105909001"]))["Location"] == "/periksa/?nomor"


def test_typed_figures_are_compared_one_by_one(sealed):
    page = page_of(sealed.code, l=f"{sealed.male}", p=sealed.female + 1, jumlah="", baru="1", tms=" 1 ", ubah="1")
    agrees = {one.field.name: one.agrees for one in page.context["answers"]}
    assert agrees == {"l": True, "p": False, "jumlah": None, "baru": True, "tms": True, "ubah": True}
    assert page.context["verdict"][0] == "bad"
    assert page_of(sealed.code, jumlah=sealed.total).context["verdict"][0] == "ok"
    assert page_of(sealed.code, l="banyak").context["verdict"] is None


def test_districts_and_villages_have_their_own_sums_under_the_same_code(sealed):
    whole = page_of(sealed.code)
    text = whole.content.decode()
    assert f"/periksa/{sealed.code}/?wilayah=357804" in text
    district = page_of(sealed.code, wilayah="357804").context
    assert "?wilayah=3578041001" in page_of(sealed.code, wilayah="357804").content.decode()
    villages = [code for code in sealed.manifest["villages"] if code.startswith("357804")]
    shown = [page_of(sealed.code, wilayah=code) for code in villages]
    assert district["paper"].total == sum(one.context["paper"].total for one in shown) > 0
    assert sum(line.total for _code, line in whole.context["parts"]) == sealed.total
    here = shown[0].context["paper"]
    assert here.where.endswith(", Wonokromo, Kota Surabaya")
    figures = sealed.manifest["villages"][villages[0]]["figures"]
    assert here.figures["pemilih"] == figures["pemilih"] == {"L": here.male, "P": here.female}
    assert "TMS menurut kode" not in shown[0].content.decode(), "reasons of a few people stay with the whole"
    compared = page_of(sealed.code, wilayah=villages[0], jumlah=here.total + 1)
    assert compared.context["verdict"][0] == "bad" and 'name="wilayah"' in compared.content.decode()


def test_a_place_that_is_not_in_the_snapshot_is_unknown(sealed):
    assert page_of(sealed.code, wilayah="351501").status_code == 404
    for odd in ("35", "3578040105909001", "35%", "357804'--"):
        assert page_of(sealed.code, wilayah=odd)["Location"] == reverse("periksa-lihat", args=[sealed.code])
    page = page_of(spelled(sealed.code).lower(), wilayah="357804", bahasa="en")
    assert page["Location"] == reverse("periksa-lihat", args=[sealed.code]) + "?wilayah=357804&bahasa=en"


def test_a_replaced_snapshot_says_by_which(sealed, people, july):
    applied(people, july, new(9002))
    newer = take(people, july)
    text = page_of(sealed.code).content.decode()
    assert "Snapshot ini sudah diganti" in text
    assert spelled(newer.code) in text
    assert "sudah diganti" not in page_of(newer.code).content.decode()


def test_one_seal_lists_every_snapshot_that_has_it(sealed, people, july):
    again = take(people, july, stage="DPS")
    assert again.seal == sealed.seal
    page = page_of(sealed.seal.upper().lower())
    text = page.content.decode()
    for one in (sealed, again):
        assert reverse("periksa-lihat", args=[one.code]) in text


def test_a_recap_of_the_province_is_checked_by_its_edition(sealed, people, july):
    rollups.build_rollup(area="35", period=july, stage="DPB")
    edition = RollupEdition.objects.get(area="35")
    page = page_of(edition.code)
    assert "yang berlaku sekarang" in page.content.decode()
    assert page.context["paper"].total == sealed.total
    applied(people, july, new(9003))
    take(people, july)
    rollups.build_rollup(area="35", period=july, stage="DPB")
    newer = RollupEdition.objects.filter(area="35").latest("id")
    text = page_of(edition.code).content.decode()
    assert newer.code != edition.code
    assert "Rekap ini sudah dibangun ulang" in text
    assert spelled(newer.code) in text


def test_a_tampered_total_no_longer_agrees_with_the_paper(sealed):
    """Who changes the stored figures changes what papers are compared with: the code itself is of the manifest."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE voters_snapshot DISABLE TRIGGER USER")
        cursor.execute("UPDATE voters_snapshot SET male = male + 1 WHERE id = %s", [sealed.pk])
    answers = page_of(sealed.code, l=sealed.male).context["answers"]
    assert answers[0].agrees is False


def test_a_snapshot_that_is_not_sealed_is_nobodys_paper(rolls, people, july):
    snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    assert page_of("A" * 16).status_code == 404


def test_it_speaks_english_without_a_cookie(sealed):
    page = page_of(sealed.code, bahasa="en")
    assert page["Content-Language"] == "en"
    assert '<html lang="en">' in page.content.decode()
    redirected = Client().get(reverse("periksa"), {"kode": sealed.code, "bahasa": "en"})
    assert redirected["Location"].endswith("?bahasa=en")


def test_who_guesses_is_slowed_down(settings, db):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"check": "3/h"}
    client = Client()
    answers = [client.get(reverse("periksa-lihat", args=["A" * 16])).status_code for _ in range(4)]
    assert answers == [404, 404, 404, 429]


def test_the_program_on_the_page_is_the_one_that_the_specification_prints():
    text = (settings.BASE_DIR / "docs" / "seal.md").read_text()
    printed = re.findall(r"```python\n(.*?)```", text, re.S)
    assert (settings.BASE_DIR / "static" / "periksa" / "verifikator.txt").read_text() == printed[-1]
    assert printed[-1].strip() in unescape(Client().get(reverse("periksa-segel")).content.decode())
