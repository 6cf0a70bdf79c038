"""No page, fragment, header or message holds a full NIK or NKK of the roll or of a file, but where said."""

import re
from html import unescape

import pytest
from django.urls import get_resolver, reverse

from sidalih.accounts.roles import ROLES
from tests import kit
from tests.conftest import SAMPLES
from voters.actions import snapshots
from voters.models import BatchRow, Voter

pytestmark = pytest.mark.django_db
ROLE_NAMES = ("operator", "approver", "viewer", "province", "province_approver", "admin")
HTMX = {"HTTP_HX_REQUEST": "true"}
DIGITS = re.compile(r"\d(?:[ .\-]?\d){15,}")
# Pages that show numbers in full, and only those of the row that somebody corrects.
NAMED = {"berkas-baris", "entri-pemilih"}


def numbers_in(text):
    """Every run of sixteen digits, written together or in groups."""
    found = set()
    for match in DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        found |= {digits[start:start + 16] for start in range(len(digits) - 15)}
    return found


@pytest.fixture
def sample(people, july, rolls):
    """The month's real-looking workbook read into a draft, files with numbers where names belong, and a snapshot."""
    month = (SAMPLES / "2017-07" / "mutarlih-3578-2017-07.xlsx").read_bytes()
    draft = kit.receive(people, july, data=month, name="mutarlih.xlsx")
    done = kit.applied(people, july, kit.new(9005), kit.change(kit.voters()[3], NAMA="GANTI NAMA"),
                       kit.strike(kit.voters()[4]))
    odd = kit.receive(people, july, kit.new(9006, NAMA="3578040105909006"), kit.new(9007, DESA="3578 0401 0590 9007"),
                      kit.new(9008, TPS="3578040105909008", TGLLHR="3578041206159001"), name="tertukar.xlsx")
    waiting = kit.submitted(people, july, kit.change(kit.voters()[6], NAMA="TUNGGU"))
    voter = kit.voters()[0]
    Voter.objects.filter(regency="3578", dpid=voter.dpid).update(name=f"SITI {voter.nik}")
    snapshot = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=snapshot.pk)
    return {"draft": draft, "done": done, "odd": odd, "waiting": waiting, "snapshot": snapshot,
            "voter": Voter.objects.get(regency="3578", dpid=voter.dpid, until=None)}


@pytest.fixture
def secrets(sample):
    """Every NIK and NKK of both rolls and of all files."""
    found = set(Voter.objects.values_list("nik", flat=True)) | set(Voter.objects.values_list("nkk", flat=True))
    for typed, *numbers in BatchRow.objects.values_list("typed", "nik", "nkk"):
        found |= set(numbers) | {cell for cell in typed if isinstance(cell, str)}
    full = {re.sub(r"\D", "", text) for text in found}
    return {text for text in full if len(text) == 16}


def leaks(response, secrets):
    """The secrets that an answer tells: in its text, entities and scripts' JSON included, or in a header."""
    body = response.content.decode() if "text" in response["Content-Type"] or "json" in response["Content-Type"] else ""
    said = body + "\n" + unescape(body) + "\n" + "\n".join(f"{k}: {v}" for k, v in response.headers.items())
    return numbers_in(said) & secrets


def addresses(sample):
    """Every address of the voter side, with its views; and of the portal's other pages those without arguments."""
    draft, voter, snapshot = sample["draft"], sample["voter"], sample["snapshot"]
    for batch in (draft, sample["done"], sample["odd"], sample["waiting"]):
        yield "berkas-tanda-terima", reverse("berkas-tanda-terima", args=[batch.pk])
        for query in ("", "lihat=semua", "lihat=peringatan", "lihat=siap", *(f"kode={code}" for code in batch.counts)):
            yield "berkas-lihat", reverse("berkas-lihat", args=[batch.pk]) + f"?{query}"
        yield "berkas-kisi", reverse("berkas-kisi", args=[batch.pk])
        if batch in (sample["done"], sample["waiting"]):  # who may type sees the rows of a draft in full
            yield "berkas-kisi-baris", reverse("berkas-kisi-baris", args=[batch.pk])
        for ordinal in batch.lines.order_by("ordinal").values_list("ordinal", flat=True)[:12]:
            for name in ("berkas-baris-tutup", "berkas-baris-buka", "berkas-keluarkan", "berkas-pulihkan",
                         "berkas-bentrok"):
                yield name, reverse(name, args=[batch.pk, ordinal])
    yield "pemilih-lihat", reverse("pemilih-lihat", args=["3578", voter.dpid])
    for kind in ("tms", "pindah"):
        yield "entri-pemilih", reverse("entri-pemilih", args=["3578", voter.dpid]) + f"?untuk={kind}"
    yield "pindah-tawarkan", reverse("pindah-tawarkan", args=["3578", voter.dpid])
    yield "pemilih-keluarga", reverse("pemilih-keluarga", args=["3578", voter.dpid])
    for name in ("snapshot-lihat",):
        yield name, reverse(name, args=[snapshot.pk])
    for pattern in walk(get_resolver()):
        if pattern.name and not pattern.pattern.converters and pattern.name not in ("keluar", "bahasa"):
            yield pattern.name, reverse(pattern.name)


def walk(resolver):
    for pattern in resolver.url_patterns:
        yield from walk(pattern) if hasattr(pattern, "url_patterns") else [pattern]


@pytest.mark.parametrize("who", ROLE_NAMES)
def test_no_page_tells_a_number(sample, secrets, enter, who, settings):
    settings.RATE_LIMITS = dict.fromkeys(getattr(settings, "RATE_LIMITS", {}), "0 0")
    assert len(secrets) > 3000
    client, opened = enter(who), set()
    for name, address in addresses(sample):
        for headers in ({}, HTMX):
            response = client.get(address, **headers)
            if response.status_code == 200 and not response.streaming:
                opened.add(name)
                assert not leaks(response, secrets), (who, address)
    assert {"berkas-lihat", "pemilih-lihat", "snapshot-lihat", "berkas-baris-tutup"} <= opened
    assert ("berkas-baris-buka" in opened) == (who != "admin")


@pytest.mark.parametrize("who", ROLE_NAMES)
def test_no_answer_to_a_search_tells_a_number(sample, secrets, enter, who):
    client, voter = enter(who), sample["voter"]
    for name, asked in (("pemilih", {"words": voter.nik}), ("pemilih", {"words": "siti"}),
                        ("pemilih", {"words": f"{voter.nik} x"}), ("pemilih-cocok", {"nik": voter.nik}),
                        ("pemilih-cocok", {"nik": f"{voter.nik}9"}), ("pemilih-cocok", {"nik": "3578049999990000"}),
                        ("pemilih", {"words": voter.nik, "regency": "9999"}),
                        ("pemilih-cocok", {"nik": voter.nik, "regency": "9999"})):
        response = client.post(reverse(name), {"regency": "3578"} | asked)
        assert response.status_code in (200, 422)
        assert not leaks(response, secrets), (name, asked)


def test_the_editor_shows_what_was_typed_in_its_own_row_and_no_other_number(sample, secrets, enter):
    client = enter("operator")
    seen = 0
    for row in sample["draft"].lines.filter(blocked=True)[:25]:
        response = client.get(reverse("berkas-baris", args=[row.batch_id, row.ordinal]))
        own = {re.sub(r"\D", "", cell) for cell in row.typed if isinstance(cell, str)}
        assert leaks(response, secrets) <= own
        seen += bool(leaks(response, secrets))
    assert seen > 5
    for state in ("done", "waiting"):  # nothing is left to correct
        for row in sample[state].lines.all():
            response = client.get(reverse("berkas-baris", args=[row.batch_id, row.ordinal]))
            assert response.status_code == 200 and not leaks(response, secrets)
            assert "•••" in response.content.decode() or row.kind == "T"  # a strike only names its voter's DPID


@pytest.mark.parametrize("who", [who for who in ROLE_NAMES if who != "operator"])
def test_the_editor_is_the_operators_only(sample, enter, who):
    for headers in ({}, HTMX):
        address = reverse("berkas-baris", args=[sample["draft"].pk, 1])
        assert enter(who).get(address, **headers).status_code == 403


def test_every_page_that_shows_numbers_is_named(sample):
    """A new address that takes a row or a voter must come into this test."""
    known = NAMED | {name for name, _address in addresses(sample)} | {"pemilih", "pemilih-cocok", "pemilih-buka"}
    about_people = {pattern.name for pattern in walk(get_resolver())
                    if {"dpid", "ordinal"} & set(pattern.pattern.converters)}
    assert about_people <= known


@pytest.mark.parametrize(("who", "full"), [("operator", True), ("approver", True), ("province", True),
                                           ("viewer", False), ("admin", False)])
def test_birth_dates_are_for_whoever_works_on_the_whole_list(sample, enter, who, full):
    """Everybody else sees the year: name, date, address and serial together are a NIK."""
    voter, client = sample["voter"], enter(who)
    pages = [client.get(reverse("pemilih-lihat", args=["3578", voter.dpid])),
             client.post(reverse("pemilih"), {"words": voter.nik, "regency": "3578"}),
             client.get(reverse("berkas-lihat", args=[sample["odd"].pk]) + "?lihat=semua")]
    day = voter.birth_date
    written = [f"{day.day} ", str(day.year)]
    for page in pages[:2]:
        body = page.content.decode()
        assert str(day.year) in body
        assert bool(re.search(rf">{written[0]}\w+ {written[1]}<", body)) == full
    assert bool(re.search(r"01.05.1990", pages[2].content.decode())) == full
    if who != "admin":
        row = sample["waiting"].lines.get()
        page = client.get(reverse("berkas-baris-buka", args=[row.batch_id, row.ordinal])).content.decode()
        assert bool(re.search(row.birth_date.strftime("%d.%m.%Y"), page)) == full
        assert full or f"••-••-{row.birth_date.year}" in page


def test_a_warning_about_a_birth_date_does_not_tell_it(people, july, rolls, enter):
    """W01 names the date that the NIK holds: a part of it, for whoever corrects."""
    batch = kit.receive(people, july, kit.new(9001, TGLLHR="02|06|1991"))
    assert kit.codes(batch)[1] == ["W01"]
    page = reverse("berkas-lihat", args=[batch.pk]) + "?lihat=semua"
    row = reverse("berkas-baris-buka", args=[batch.pk, 1])
    assert "01-05-90" in enter("approver").get(page).content.decode()
    for address in (page, row):
        assert "01-05-90" not in enter("viewer").get(address).content.decode()


def test_disability_stands_in_no_list_and_on_no_masked_page(sample, enter):
    voter = sample["voter"]
    Voter.objects.filter(regency="3578", dpid=voter.dpid).update(disability="2")
    BatchRow.objects.filter(batch=sample["waiting"]).update(disability="2")
    for who in ROLE_NAMES:
        client = enter(who)
        page = client.get(reverse("pemilih-lihat", args=["3578", voter.dpid])).content.decode()
        found = client.post(reverse("pemilih"), {"words": voter.nik, "regency": "3578"}).content.decode()
        assert "Tuna netra" not in page + found and "tersamar" in page
    assert set(ROLE_NAMES) == set(ROLES)
