"""The pages of two snapshots compared: order, filters, masks, what is written down, the file, and whose they are."""

import io

import openpyxl
import pytest
from django.urls import reverse

from sidalih import jobs
from sidalih.audit.models import Event
from tests.kit import applied, change, new, strike, voters
from voters.actions import comparing, snapshots
from voters.models import Snapshot

pytestmark = pytest.mark.django_db


def sealed(people, july, stage):
    taken = snapshots.take_snapshot(regency="3578", period=july, stage=stage, by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=taken.pk)
    return Snapshot.objects.get(pk=taken.pk)


@pytest.fixture
def pair(rolls, people, july):
    """Two snapshots with one voter added, one struck, one renamed and one moved between them."""
    first = sealed(people, july, "DPB")
    a, b, c, *_ = voters()
    applied(people, july, new(9001), strike(a, "1"), change(b, NAMA="NAMA LAIN"), change(c, TPS="9"))
    return first, sealed(people, july, "DPS"), (a, b, c)


def page(client, first, second, **query):
    return client.get(reverse("snapshot-banding", args=[first.pk, second.pk]), query)


def test_the_page_tells_who_and_why_and_masks_numbers(pair, enter):
    first, second, (a, b, c) = pair
    answer = page(enter("operator"), first, second)
    text = answer.content.decode()
    assert answer.status_code == 200
    for said in ("TMS 1", "pemilih baru", "NAMA LAIN", "Pindah TPS/desa"):
        assert said in text, said
    for voter in (a, b, c):
        assert voter.nik not in text and voter.nkk not in text
    assert len(answer.context["lines"]) == 4


def test_the_earlier_one_is_put_first(pair, enter):
    first, second, _voters = pair
    client = enter("operator")
    turned = page(client, second, first)
    assert turned["Location"] == reverse("snapshot-banding", args=[first.pk, second.pk])
    chosen = client.get(reverse("snapshot-banding-pilih", args=[second.pk]), {"dari": second.pk, "ke": first.pk})
    assert chosen["Location"] == reverse("snapshot-banding", args=[second.pk, first.pk])
    assert client.get(reverse("snapshot-banding-pilih", args=[second.pk]))["Location"] == turned["Location"]


@pytest.mark.parametrize(("query", "n"), [({"jenis": "kurang"}, 1), ({"jenis": "pindah"}, 1), ({"sebab": "tms-1"}, 1),
                                          ({"sebab": "tms-2"}, 0), ({"elemen": "name"}, 1), ({"jenis": "lain"}, 4)])
def test_filters_narrow_and_nonsense_does_not(pair, enter, query, n):
    first, second, _voters = pair
    assert len(page(enter("operator"), first, second, **query).context["lines"]) == n


def test_who_was_on_the_page_is_written_down(pair, enter):
    first, second, (a, *_rest) = pair
    page(enter("viewer"), first, second, jenis="kurang")
    event = Event.objects.filter(act="voter_searched", by="viewer").latest("id")
    assert event.detail["how"] == "difference" and event.detail["dpids"] == [a.dpid]
    assert event.detail["snapshots"] == [first.pk, second.pk]


def test_a_disability_that_changed_is_told_to_those_who_decide_only(rolls, people, july, enter):
    first = sealed(people, july, "DPB")
    applied(people, july, change(voters()[0], DIS="3"))
    second = sealed(people, july, "DPS")
    told = page(enter("approver"), first, second).content.decode()
    untold = page(enter("operator"), first, second)
    assert "Disabilitas" in told
    assert "Disabilitas" not in untold.content.decode()
    assert page(enter("operator"), first, second, elemen="disability").context["asked"] == {}


def test_another_office_finds_nothing(pair, enter):
    first, second, _voters = pair
    client = enter("elsewhere")
    assert page(client, first, second).status_code == 404
    assert client.post(reverse("snapshot-banding-unduh", args=[first.pk, second.pk])).status_code == 404
    assert page(enter("province"), first, second).status_code == 200


def test_the_file_is_masked_and_marked_like_the_page(pair, enter, people):
    first, second, (a, b, c) = pair
    answer = enter("operator").post(reverse("snapshot-banding-unduh", args=[first.pk, second.pk]))
    data = b"".join(answer.streaming_content)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()]
    text = str(rows)
    assert "NAMA LAIN" in text and "TMS 1" in text
    for voter in (a, b, c):
        assert voter.nik not in text and voter.nkk not in text
    event = Event.objects.filter(act="list_exported").latest("id")
    assert event.detail["mark"] in text
    assert event.detail["snapshots"] == [first.pk, second.pk]


def test_a_large_file_is_written_by_a_worker_for_whoever_asked(pair, enter, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(comparing, "MOST_AT_ONCE", 2)
    first, second, _voters = pair
    client, address = enter("operator"), reverse("snapshot-banding-unduh", args=[first.pk, second.pk])
    asked = client.post(address)
    job = jobs.Job.objects.get(kind=comparing.KIND)
    assert asked["Location"].endswith(f"?kerja={job.pk}")
    assert client.get(f"{address}?kerja={job.pk}").status_code == 404
    jobs.run_here(job)
    job.refresh_from_db()
    assert job.result["rows"] >= 4
    assert f"{address}?kerja={job.pk}" in page(client, first, second, kerja=job.pk).content.decode()
    got = b"".join(client.get(f"{address}?kerja={job.pk}").streaming_content)
    assert openpyxl.load_workbook(io.BytesIO(got)).active.max_row > 5
    assert enter("approver").get(f"{address}?kerja={job.pk}").status_code == 404
