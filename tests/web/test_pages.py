"""Every page by every role: what the markup may hold, what it weighs and asks, and what lies elsewhere."""

import re

import pytest
from django.urls import reverse

from sidalih import jobs
from sidalih.jobs.queries import by_key
from tests import kit
from voters.actions.snapshots import take_snapshot

pytestmark = pytest.mark.django_db
HASH = re.compile("[0-9a-f]{64}")  # may hold any run of digits
SECRET = re.compile(r"(?<!\d)\d{16}(?!\d)")


@pytest.fixture
def as_(client, people):
    """The client, signed in as one of the people."""
    def enter(name):
        client.force_login(people[name])
        return client
    return enter


@pytest.fixture
def story(people, july, rolls):
    """An applied batch, a draft with a row that is wrong, and a sealed snapshot."""
    done = kit.applied(people, july, kit.new(9001), kit.strike(kit.voters()[0]))
    draft = kit.receive(people, july, kit.new(9002, TPS="0"), kit.new(9003, **{"L/P": "P"}), name="draf.xlsx",
                        label="Draf", source="Dispendik")
    snapshot = take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    jobs.run_here(by_key(f"seal_snapshot:{snapshot.pk}"))
    jobs.run_here(jobs.Job.objects.get(kind="build_rollup"))
    return {"done": done, "draft": draft, "snapshot": snapshot, "voter": kit.voters()[0]}


def addresses(story):
    """The pages that a person of the office can read."""
    draft, snapshot, voter = story["draft"], story["snapshot"], story["voter"]
    return [reverse(name, args=args) for name, args in (
        ("beranda", ()), ("berkas", ()), ("berkas-lihat", (story["done"].pk,)), ("berkas-lihat", (draft.pk,)),
        ("berkas-tanda-terima", (draft.pk,)), ("pemilih", ()), ("pemilih-lihat", ("3578", voter.dpid)),
        ("snapshot", ()), ("snapshot-lihat", (snapshot.pk,)), ("pekerjaan", ()))]


@pytest.mark.parametrize("who", ["operator", "approver", "viewer", "province", "admin"])
def test_pages_open_without_inline_code_or_a_full_number(story, as_, who):
    client = as_(who)
    for address in addresses(story):
        response = client.get(address)
        body = response.content.decode()
        assert response.status_code == 200, address
        assert not re.search(r"""\sstyle=|<style|\son[a-z]+=["']|<script(?![^>]*\ssrc=)|javascript:""", body), address
        assert not SECRET.search(HASH.sub("", body)), address
        assert len(response.content) < 100_000, address


def test_what_is_elsewhere_is_nowhere(story, as_):
    client = as_("elsewhere")
    draft, snapshot = story["draft"], story["snapshot"]
    for name, args in (("berkas-lihat", (draft.pk,)), ("berkas-tanda-terima", (draft.pk,)),
                       ("berkas-baris", (draft.pk, 1)), ("berkas-baris-tutup", (draft.pk, 1)),
                       ("snapshot-lihat", (snapshot.pk,)), ("snapshot-zip", (snapshot.pk,)),
                       ("pemilih-lihat", ("3578", story["voter"].dpid)), ("berkas-lihat", (999_999,))):
        assert client.get(reverse(name, args=args)).status_code == 404, name
    for name in ("berkas-ajukan", "berkas-batalkan"):
        assert client.post(reverse(name, args=[draft.pk])).status_code == 404, name
    draft.refresh_from_db()
    assert draft.state == "checked"


@pytest.mark.parametrize(("who", "name"), [
    ("viewer", "berkas-baru"), ("approver", "berkas-baru"), ("operator", "provinsi"), ("province", "berkas-baru"),
])
def test_another_roles_page_is_refused(people, as_, who, name):
    assert as_(who).get(reverse(name)).status_code == 403


def test_the_province_says_what_is_missing(story, as_):
    client = as_("province")
    body = client.get(reverse("provinsi")).content.decode()
    assert "1 dari 38" in body and body.count("Belum</span>") == 37
    assert client.get(reverse("provinsi"), {"urut": "-pemilih", "saring": "missing"}).status_code == 200
    sheet = client.get(reverse("provinsi-unduh"))
    assert sheet.status_code == 200 and sheet.content[:2] == b"PK"


def test_searching_is_masked_and_not_in_an_address(story, as_):
    voter = story["voter"]
    response = as_("operator").post(reverse("pemilih"), {"words": voter.nik})
    body = response.content.decode()
    assert voter.name in body and f"/pemilih/3578/{voter.dpid}/" in body
    assert not SECRET.search(body.replace(f'value="{voter.nik}"', ""))
    assert "sedikitnya tiga huruf" in as_("operator").post(reverse("pemilih"), {"words": "AB"}).content.decode()


def test_the_language_is_chosen_by_the_switch_only(people, as_):
    client = as_("operator")
    english = {"HTTP_ACCEPT_LANGUAGE": "en-US,en;q=0.9"}
    assert '<html lang="id">' in client.get("/", **english).content.decode()
    client.post(reverse("bahasa"), {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get("/").content.decode()


def test_no_page_asks_more_as_a_batch_grows(people, july, rolls, as_, django_assert_max_num_queries):
    small = kit.receive(people, july, *(kit.new(9000 + n, TPS="0") for n in range(1, 4)), name="kecil.xlsx")
    large = kit.receive(people, july, *(kit.new(9000 + n, TPS="0") for n in range(1, 161)), name="besar.xlsx")
    client = as_("operator")
    for batch in (small, large):
        with django_assert_max_num_queries(30):
            body = client.get(reverse("berkas-lihat", args=[batch.pk])).content.decode()
    assert body.count("data-edit") == 50 and "50 dari 160" in body
