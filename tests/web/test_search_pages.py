"""The page on which voters are looked up: every way of asking, page by page, and what it refuses."""

import re

import pytest
from django.urls import reverse

from sidalih.audit.models import Event
from tests import kit
from voters.queries import roll_search

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(enter, rolls):
    """Asks as a person of an office: look("operator", words=...) -> (response, DPIDs on the page)."""
    def look(who, **asked):
        response = enter(who).post(reverse("pemilih"), asked)
        return response, {int(dpid) for dpid in re.findall(r"/pemilih/\d{4}/(\d+)/\"", response.content.decode())}
    return look


def test_by_place_page_by_page_until_the_end(look):
    voter = kit.voters()[0]
    everybody = {v.dpid for v in kit.voters(village=voter.village)}
    seen, after = set(), ""
    for _page in range(20):
        response, dpids = look("operator", village=voter.village, after=after)
        assert len(dpids) <= 50 and not dpids & seen
        seen |= dpids
        following = re.search(r'name="after" value="(\d+)"', response.content.decode())
        if not following:
            break
        after = following.group(1)
    assert seen == everybody and len(everybody) > 100


def test_a_name_within_a_village_misses_nobody_however_many_bear_it_elsewhere(look, monkeypatch):
    monkeypatch.setattr(roll_search, "MOST_NAMED", 1)
    village = kit.voters()[0].village
    ours = {v.dpid for v in kit.voters(village=village) if "SITI" in v.name.split()}
    elsewhere = [v for v in kit.voters() if v.village != village and "SITI" in v.name.split()]
    assert len(ours) > 1 and elsewhere
    assert look("operator", words="siti", village=village)[1] == ours
    assert "Nama saja" not in look("operator", words="siti", village=village)[0].content.decode()


def test_by_each_number(look):
    voter = kit.voters()[3]
    for words in (voter.nik, f"{voter.nik[:6]} {voter.nik[6:12]} {voter.nik[12:]}", str(voter.dpid)):
        assert look("operator", words=words)[1] == {voter.dpid}
    assert look("operator", words=voter.nkk)[1] == {v.dpid for v in kit.voters(nkk=voter.nkk)}


@pytest.mark.parametrize("words", ["\u0661\u0662\u0663", "\u00b2\u00b2\u00b2", "%%%", "(((((", "\\m\\M"])
def test_odd_signs_find_nobody_and_are_no_error(look, enter, words):
    assert look("operator", words=words)[1] == set()
    assert enter("operator").post(reverse("entri-cari"), {"words": words}).status_code == 200


def test_what_happened_in_the_period_and_the_roll_as_it_was(look, people, july):
    struck = kit.voters()[5]
    kit.applied(people, july, kit.new(9001, NAMA="ORANG BARU"), kit.strike(struck))
    assert look("operator", status="tms")[1] == {struck.dpid}
    assert look("operator", status="baru")[1] == {kit.voters(name="ORANG BARU")[0].dpid}
    assert look("operator", words=str(struck.dpid))[1] == set()
    response, dpids = look("operator", words=str(struck.dpid), revision="1")
    assert dpids == {struck.dpid} and "keadaan revisi 1" in response.content.decode()


def test_what_cannot_be_looked_for_is_said_in_its_field(look):
    for asked in ({}, {"words": "ab"}, {"words": "1" * 17}, {"tps": "5"}, {"words": "budi", "tps": "x"},
                  {"village": "3515010001"}, {"revision": "a", "words": "budi"}):
        response, dpids = look("operator", **asked)
        assert response.status_code == 422 and not dpids
        assert 'class="field has-error"' in response.content.decode(), asked


def test_the_province_asks_one_regency_after_the_other(look):
    voter = kit.voters("3515")[0]
    assert look("province", words=str(voter.dpid), regency="3515")[1] == {voter.dpid}
    assert look("operator", words=voter.nik, regency="3515")[1] == set()
    assert look("elsewhere", words=voter.nik)[1] == {voter.dpid}


def test_a_family_is_shown_masked_and_every_member_is_recorded(enter, rolls):
    voter = kit.voters()[7]
    response = enter("operator").get(reverse("pemilih-keluarga", args=["3578", voter.dpid]))
    family = kit.voters(nkk=voter.nkk)
    text = response.content.decode()
    assert all(f"/pemilih/3578/{one.dpid}/" in text for one in family)
    assert voter.nkk not in text and voter.nik not in text
    event = Event.objects.filter(act="voter_searched").latest("id")
    assert event.detail["how"] == "family" and set(event.detail["dpids"]) == {one.dpid for one in family}
    assert enter("operator").get(reverse("pemilih-keluarga", args=["3515", 1])).status_code == 404


def test_what_was_asked_is_not_recorded(look):
    voter = kit.voters()[3]
    look("operator", words=voter.name, village=voter.village)
    event = Event.objects.filter(act="voter_searched").latest("id")
    assert event.detail["how"] == "name" and event.detail["village"] == voter.village
    assert voter.name not in str(event.detail)


def test_a_voters_page_tells_his_life(enter, people, july, rolls):
    voter = kit.voters()[9]
    batch = kit.applied(people, july, kit.change(voter, JALAN="JL. PINDAHAN NO 1", SMBR=f"Laporan {voter.nik}"))
    text = enter("operator").get(reverse("pemilih-lihat", args=["3578", voter.dpid])).content.decode()
    assert "Riwayat pemilih" in text and reverse("berkas-lihat", args=[batch.pk]) in text
    assert kit.voters()[9].nik not in text
    assert "Alamat" in text and "diajukan operator, disetujui approver" in text
