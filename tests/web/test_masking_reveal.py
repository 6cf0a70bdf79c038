"""Opening one person's numbers: for a reason, in one answer, and never without a record of it."""

import re

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from sidalih import audit
from sidalih.accounts.roles import Permission
from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests import kit
from voters.actions import revealing
from voters.views import rows

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
WHY = {"kind": "laporan", "note": "surat keluarga"}


@pytest.fixture
def voter(rolls):
    """Somebody of Surabaya, with a disability."""
    someone = kit.voters()[0]
    type(someone).objects.filter(regency="3578", dpid=someone.dpid).update(disability="2")
    return kit.voters(dpid=someone.dpid)[0]


def page_of(voter):
    return reverse("pemilih-lihat", args=["3578", voter.dpid])


def opening(voter):
    return reverse("pemilih-buka", args=["3578", voter.dpid])


def events(act):
    return list(Event.objects.filter(act=act).order_by("id"))


@pytest.mark.parametrize("who", ["operator", "approver", "viewer", "province", "province_approver"])
def test_a_reason_opens_the_numbers_once(enter, voter, who):
    client = enter(who)
    assert voter.nik not in client.get(page_of(voter)).content.decode()
    response = client.post(opening(voter), WHY)
    body = response.content.decode()
    assert response.status_code == 200 and response["Cache-Control"] == "private, no-store"
    assert voter.nik in body and voter.nkk in body and "Tuna netra" in body and "sekali ini" in body
    event = events("voter_revealed")[-1]
    assert (event.by, event.regency, event.subject) == (who, "3578", f"voter:3578:{voter.dpid}")
    assert event.detail["reason"] == "Menindaklanjuti laporan warga atau keluarga: surat keluarga"
    assert voter.nik not in client.get(page_of(voter)).content.decode()
    assert client.get(opening(voter))["Location"] == page_of(voter)


def test_in_the_page_it_answers_with_the_body_alone(enter, voter):
    response = enter("viewer").post(opening(voter), WHY, **HTMX)
    body = response.content.decode()
    assert voter.nik in body and 'id="pemilih"' in body and "<html" not in body
    again = enter("viewer").post(opening(voter), {"kind": "lain", "note": "x"}, **HTMX)
    assert again.status_code == 200 and voter.nik not in again.content.decode()
    assert "sedikitnya lima huruf" in again.content.decode()


def test_an_admin_of_accounts_opens_nothing(enter, voter):
    client = enter("admin")
    assert opening(voter) not in client.get(page_of(voter)).content.decode()
    assert client.post(opening(voter), WHY).status_code == 403
    assert not events("voter_revealed")


@pytest.mark.parametrize("asked", [
    {}, {"kind": ""}, {"kind": "lain"}, {"kind": "lain", "note": "  ab 123456 "}, {"kind": "tidak ada"},
    {"kind": "lain", "note": "cocokkan 3578040105909001"}, {"kind": "laporan", "note": "NIK 3578.0401.0590.9001"},
    {"kind": "lain", "note": "panjang " * 40},
])
def test_without_a_reason_nothing_opens(enter, voter, asked):
    response = enter("operator").post(opening(voter), asked)
    assert response.status_code == 422
    assert voter.nik not in response.content.decode() and "3578040105909001" not in response.content.decode()
    assert not events("voter_revealed")


def test_what_cannot_be_recorded_is_not_shown(people, voter, monkeypatch):
    """The record failing takes the answer with it, in the page and in the action."""
    def broken(*_args, **_detail):
        raise DatabaseError("no space left")
    client = Client(raise_request_exception=False)
    client.force_login(people["operator"])
    monkeypatch.setattr(audit, "record", broken)
    for response in (client.post(opening(voter), WHY), client.get(page_of(voter)),
                     client.post(reverse("pemilih"), {"words": voter.name})):
        assert response.status_code == 500 and voter.name not in response.content.decode()
    with pytest.raises(DatabaseError):
        revealing.reveal_voter(regency="3578", dpid=voter.dpid, reason="alasan saya", by=people["operator"])


def test_opening_a_page_and_searching_are_recorded_without_what_was_asked(enter, voter):
    client = enter("viewer")
    client.get(page_of(voter))
    assert events("voter_viewed")[-1].subject == f"voter:3578:{voter.dpid}"
    for words, how in ((voter.nik, "nik"), (" ".join([voter.nik[:4], voter.nik[4:]]), "nik"), (voter.name, "name")):
        client.post(reverse("pemilih"), {"words": words})
        event = events("voter_searched")[-1]
        assert event.detail["how"] == how and voter.dpid in event.detail["dpids"]
        assert event.detail["found"] == len(event.detail["dpids"])
        assert voter.nik not in str(event.detail) and voter.name not in str(event.detail)
    before = len(events("voter_searched"))
    body = client.get(reverse("pemilih"), {"words": voter.name, "regency": "3578"}).content.decode()
    assert voter.name not in body and len(events("voter_searched")) == before


def test_matching_answers_yes_or_no(enter, voter):
    client = enter("viewer")
    yes = client.post(reverse("pemilih-cocok"), {"nik": f"{voter.nik[:8]} {voter.nik[8:]}"}).content.decode()
    assert "Terdaftar" in yes and voter.name in yes and page_of(voter) in yes
    no = client.post(reverse("pemilih-cocok"), {"nik": "3578049999990000"}).content.decode()
    assert "Tidak terdaftar" in no
    assert [e.detail["how"] for e in events("voter_searched")] == ["match", "match"]
    wrong = client.post(reverse("pemilih-cocok"), {"nik": "35780401"})
    assert wrong.status_code == 422 and "16 digit" in wrong.content.decode()
    assert len(events("voter_searched")) == 2


def test_who_guesses_numbers_is_slowed_down_and_hits_cost_nothing(enter, voter, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"miss": "3/h 5/h", "search": "0 0"}
    client = enter("viewer")
    for _hit in range(6):
        assert voter.name in client.post(reverse("pemilih-cocok"), {"nik": voter.nik}).content.decode()
    for serial in range(3):
        client.post(reverse("pemilih-cocok"), {"nik": f"35780499999900{serial:02d}"})
    for name, asked in (("pemilih-cocok", {"nik": voter.nik}), ("pemilih", {"words": voter.nik, "regency": "3578"})):
        refused = client.post(reverse(name), asked, follow=True).content.decode()
        assert "Terlalu banyak nomor yang tidak ditemukan" in refused and voter.name not in refused
    assert voter.name in client.post(reverse("pemilih"), {"words": voter.name, "regency": "3578"}).content.decode()
    assert [one.detail["why"] for one in events("refused")] == ["guessing"]
    another = enter("operator")  # the office has two left
    for serial in range(2):
        another.post(reverse("pemilih-cocok"), {"nik": f"35780499999901{serial:02d}"})
    assert "Terlalu banyak nomor" in another.post(reverse("pemilih-cocok"), {"nik": voter.nik}).content.decode()


def test_a_row_of_a_file_opens_in_the_same_way(people, july, rolls, enter):
    batch = kit.submitted(people, july, kit.change(kit.voters()[0], NAMA="GANTI"))
    row = batch.lines.get()
    address = reverse("berkas-baris-buka", args=[batch.pk, row.ordinal])
    client = enter("approver")
    assert address in client.get(reverse("berkas-lihat", args=[batch.pk]) + "?lihat=semua").content.decode()
    masked = client.get(address).content.decode()
    assert row.nik not in masked and "GANTI" in masked
    assert client.post(address, {"kind": "lain", "note": "?"}).status_code == 422
    opened = client.post(address, WHY)
    assert row.nik in opened.content.decode() and opened["Cache-Control"] == "private, no-store"
    (event,) = events("rows_revealed")
    assert (event.subject, event.detail["dpid"]) == (f"batch:{batch.pk}:row {row.ordinal}", row.found)
    assert row.nik not in client.get(address).content.decode()


def test_a_masked_row_does_not_tell_that_a_disability_changed(people, july, voter, enter):
    batch = kit.submitted(people, july, kit.change(voter, DIS="1"))
    address = reverse("berkas-baris-buka", args=[batch.pk, batch.lines.get().ordinal])
    masked, opened = enter("viewer").get(address), enter("viewer").post(address, WHY)
    assert "tersamar" in masked.content.decode() and not re.search(r'"diff">\s*tersamar', masked.content.decode())
    assert re.search(r'"diff">\s*1<', opened.content.decode())


def test_an_editor_is_recorded_once_per_row_and_look(people, july, rolls, enter, monkeypatch):
    batch = kit.receive(people, july, kit.new(9001, TPS="0"), kit.new(9002, TPS="0"))
    client = enter("operator")
    one, two = (reverse("berkas-baris", args=[batch.pk, ordinal]) for ordinal in (1, 2))
    for address in (one, one, two, one):
        client.get(address)
    client.post(one, {"version": "x"})
    assert [e.subject for e in events("row_opened")] == [f"batch:{batch.pk}:row {n}" for n in (1, 2)]
    enter("operator2").post(one, {"version": "99"})  # the editor comes back with what is typed: seen, so recorded
    assert len(events("row_opened")) == 3
    monkeypatch.setattr(rows, "SAME_LOOK", 0)  # whoever comes back in the afternoon has seen it in the afternoon
    client.get(one)
    assert len(events("row_opened")) == 4


def test_an_editor_that_comes_to_show_another_voter_is_recorded_again(people, july, rolls, enter):
    """Typing somebody's DPID or NIK into a row puts what the roll says of him beside it."""
    mine, other = kit.voters()[:2]
    batch = kit.receive(people, july, kit.change(mine, NAMA="GANTI", TPS="0"))
    row, client = batch.lines.get(), enter("operator")
    address = reverse("berkas-baris", args=[batch.pk, row.ordinal])
    client.get(address)
    typed = {"version": row.version, "DPID": other.dpid, "NIK": other.nik, "NKK": other.nkk}
    assert other.name in client.post(address, typed).content.decode()
    assert [e.detail["dpid"] for e in events("row_opened")] == [mine.dpid, other.dpid]


def test_admins_see_who_looked(people, enter, voter):
    enter("viewer").post(opening(voter), {"kind": "lain", "note": "cek laporan desa"})
    enter("operator").get(page_of(voter))
    body = enter("admin").get(page_of(voter)).content.decode()
    assert "Siapa yang melihat pemilih ini" in body
    looks = body.split("Siapa yang melihat pemilih ini")[1]
    assert "cek laporan desa" in looks and "viewer" in looks and "operator" in looks
    for who in ("operator", "viewer", "approver"):
        assert "Siapa yang melihat" not in enter(who).get(page_of(voter)).content.decode()


def test_the_action_asks_for_itself(people, voter):
    with pytest.raises(Refused) as refused:
        revealing.reveal_voter(regency="3578", dpid=voter.dpid, reason="alasan saya", by=people["admin"])
    assert refused.value.code == "forbidden" and not people["admin"].may(Permission.VOTER_REVEAL)
    for regency, dpid, by in (("3515", voter.dpid, "operator"), ("3578", 1, "operator"),
                              ("3578", voter.dpid, "elsewhere"), ("35", voter.dpid, "province")):
        with pytest.raises(Refused) as refused:
            revealing.reveal_voter(regency=regency, dpid=dpid, reason="alasan saya", by=people[by])
        assert refused.value.code == "not_found"
    assert not events("voter_revealed")
