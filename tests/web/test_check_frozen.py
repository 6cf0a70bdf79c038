"""Browsing the roll as of a snapshot: by an address without anybody's data, with a banner, the same as a replay."""

import re

import pytest
from django.urls import reverse

from sidalih.audit.models import Event
from tests.kit import applied, change, new, strike, voters
from voters.actions import snapshots
from voters.models import Snapshot, Voter

pytestmark = pytest.mark.django_db


def sealed(people, july, stage="DPB"):
    taken = snapshots.take_snapshot(regency="3578", period=july, stage=stage, by=people["operator"], again=True)
    snapshots.seal_snapshot(snapshot_id=taken.pk)
    return Snapshot.objects.get(pk=taken.pk)


@pytest.fixture
def frozen(rolls, people, july):
    """A snapshot of the loaded roll, and a roll that has changed since: (snapshot, struck, renamed)."""
    first = sealed(people, july)
    a, b, *_ = voters()
    applied(people, july, new(9001, NAMA="ORANG BARU"), strike(a, "1"), change(b, NAMA="NAMA LAIN"))
    return first, a, b


def dpids(response):
    return {int(dpid) for dpid in re.findall(r"/pemilih/\d{4}/(\d+)/[\"?]", response.content.decode())}


def walk(client, snapshot, **query):
    """Everybody that the pages of a question list, from the linked first page to the last."""
    page, found = client.get(reverse("pemilih"), {"snapshot": snapshot.pk, **query}), set()
    while True:
        assert page.status_code == 200
        found |= dpids(page)
        following = re.search(r'name="after" value="(\d+)"', page.content.decode())
        if not following:
            return found
        page = client.post(reverse("pemilih"), {**query, "revision": f"s{snapshot.pk}", "after": following.group(1)})


def replay(revision, village):
    return {v.dpid for v in Voter.objects.filter(regency="3578", village=village)
            if v.since <= revision and (v.until is None or v.until > revision)}


def test_every_village_lists_who_was_on_it_then(frozen, enter):
    snapshot, struck, renamed = frozen
    client = enter("operator")
    for village in {struck.village, renamed.village}:
        assert walk(client, snapshot, village=village) == replay(snapshot.revision, village)
    assert struck.dpid in walk(client, snapshot, village=struck.village, tps=struck.tps)
    text = client.get(reverse("pemilih"), {"snapshot": snapshot.pk, "village": renamed.village,
                                           "tps": renamed.tps}).content.decode()
    assert renamed.name in text and "NAMA LAIN" not in text


def test_the_banner_names_the_list_and_leads_back(frozen, enter):
    text = enter("operator").get(reverse("pemilih"), {"snapshot": frozen[0].pk}).content.decode()
    assert "Anda melihat daftar beku" in text
    assert re.search(r"DPB Juli 2017, tersegel \d+ \w+ \d{4}", text)
    assert "Kembali ke daftar sekarang" in text
    assert f"?snapshot={frozen[0].pk}&amp;village={frozen[1].village}" in text
    assert "daftar beku" not in enter("operator").get(reverse("pemilih")).content.decode()


def test_numbers_and_names_are_looked_up_in_the_frozen_list_too(frozen, enter):
    snapshot, struck, renamed = frozen
    client = enter("operator")

    def look(**asked):
        return dpids(client.post(reverse("pemilih"), {"revision": f"s{snapshot.pk}", **asked}))
    assert look(words=str(struck.dpid)) == {struck.dpid}
    assert renamed.dpid in look(words=renamed.name, village=renamed.village)
    assert look(words="NAMA LAIN", village=renamed.village) == set()


def test_what_happened_is_counted_from_the_snapshots_base(frozen, enter, people, july):
    _first, struck, renamed = frozen
    second = sealed(people, july)
    client = enter("operator")
    assert walk(client, second, status="tms") == {struck.dpid}
    assert walk(client, second, status="ubah") == {renamed.dpid}
    assert walk(client, second, status="baru") == {voters(name="ORANG BARU")[0].dpid}
    assert sum(second.flow["baru"].values()) == 1


def test_a_replaced_list_can_be_read_and_says_that_it_is_replaced(frozen, enter, people, july):
    sealed(people, july)
    snapshot = frozen[0]
    text = enter("operator").get(reverse("pemilih"), {"snapshot": snapshot.pk}).content.decode()
    assert "(sudah diganti)" in text


def test_looking_is_recorded_and_elsewhere_there_is_no_such_list(frozen, enter):
    snapshot, struck, _renamed = frozen
    page = enter("viewer").get(reverse("pemilih"), {"snapshot": snapshot.pk, "village": struck.village})
    event = Event.objects.filter(act="voter_searched", by="viewer").latest("id")
    assert set(event.detail["dpids"]) == dpids(page) != set()
    assert enter("elsewhere").get(reverse("pemilih"), {"snapshot": snapshot.pk}).status_code == 404
    for odd in ("0", "x", "9" * 30, "-1"):
        assert enter("operator").get(reverse("pemilih"), {"snapshot": odd}).status_code == 404
    assert enter("province").get(reverse("pemilih"), {"snapshot": snapshot.pk}).status_code == 200


def test_words_never_come_from_an_address(frozen, enter):
    snapshot, struck, _renamed = frozen
    page = enter("operator").get(reverse("pemilih"), {"snapshot": snapshot.pk, "words": struck.nik})
    assert dpids(page) == set() and struck.nik not in page.content.decode()


def test_a_voter_of_a_frozen_list_is_shown_as_he_stood_in_it(frozen, people, enter):
    first, struck, renamed = frozen
    client, there = enter("viewer"), {"snapshot": first.pk}
    page = client.post(reverse("pemilih"), {"revision": f"s{first.pk}", "words": str(renamed.dpid)}).content.decode()
    address = reverse("pemilih-lihat", args=["3578", renamed.dpid])
    assert f'href="{address}?snapshot={first.pk}"' in page
    page = client.get(address, there).content.decode()
    heads = re.findall(r"<th>(.*?)</th>", page, re.S)
    assert [("daftar beku" in head, "Berlaku sekarang" in head) for head in heads[:2]] == [(False, True), (True, False)]
    assert f"/pemilih/?snapshot={first.pk}&amp;village={renamed.village}" in page
    assert "tercatat seperti pada kolom bertanda" in client.get(
        reverse("pemilih-lihat", args=["3578", struck.dpid]), there).content.decode()
    added = Voter.objects.get(regency="3578", name="ORANG BARU")
    assert "Dalam daftar beku ini pemilih tidak ada" in client.get(
        reverse("pemilih-lihat", args=["3578", added.dpid]), there).content.decode()
    assert "daftar beku" not in client.get(address).content.decode()
    for number in ("0", "x", "9" * 30):
        assert client.get(address, {"snapshot": number}).status_code == 404
