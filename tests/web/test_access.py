"""Every address against every role: guarded, scoped, and answered with 404 for what lies elsewhere."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import get_resolver, reverse

from ektp.actions.reporting import record_report
from ektp.queries.drafts import districts_of
from ektp.rules import Figures
from sidalih.accounts.roles import ROLES
from sidalih.addresses import ADDRESSES, Address
from sidalih.audit.models import Event
from tests.kit import approved, new, receive, submitted, voters
from tests.papers import pdf
from voters.actions import snapshots, transfers
from voters.actions.evidence import attach
from voters.actions.rollups import build_rollup
from voters.queries import editions

PUBLIC = {"sehat", "masuk", "masuk-kode", "masuk-aplikasi", "keluar", "bahasa", "aktivasi", "aktivasi-sandi",
          "aktivasi-kode", "periksa", "periksa-lihat", "periksa-segel", "publik", "publik-lihat", "publik-xlsx",
          "publik-csv", "publik-json"}
ROLE_OF = {"operator": "operator", "approver": "approver", "viewer": "viewer", "province": "province",
           "province_approver": "province_approver", "admin": "admin"}


def patterns(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern)
        else:
            yield pattern


def test_every_address_is_guarded_or_said_to_be_public():
    undeclared = [p.name for p in patterns() if not hasattr(p.callback, "permission")]
    assert not undeclared
    assert {p.name for p in patterns() if p.callback.permission is None} == PUBLIC


def test_the_table_of_addresses_and_the_views_say_the_same():
    views = {p.name: Address(p.callback.permission, getattr(p.callback, "fresh", False)) for p in patterns()}
    assert views == ADDRESSES


def guarded():
    return sorted(p.name for p in patterns() if p.callback.permission is not None)


def permission_of(name):
    return next(p.callback.permission for p in patterns() if p.name == name)


@pytest.fixture
def things(rolls, people, july):
    """One of everything in Kota Surabaya, as arguments of addresses."""
    batch = receive(people, july, new(9001, NAMA=""))
    snapshot = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=snapshot.pk)
    other = snapshots.take_snapshot(regency="3578", period=july, stage="DPS", by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=other.pk)
    voter = voters()[0]
    from sidalih.jobs.queries import by_key

    report = record_report(regency="3578", as_of=july.reference_date, by="system", announce=False, evidence=ContentFile(
        pdf(), name="bukti.pdf"), figures=dict.fromkeys(districts_of("3578").names, Figures(1000, 1040)))
    paper = attach(batch_id=batch.pk, ordinal=1, file=ContentFile(pdf(), name="akta.pdf"), by=people["operator"])
    return {"ktp": {"pk": report.pk, "regency": "3578", "finding": report.findings.first().pk},
            "berkas": {"pk": batch.pk, "ordinal": 1, "nomor": paper.pk,
                       "job": by_key(f"read_batch:{batch.pk}").pk},
            "snapshot": {"pk": snapshot.pk, "village": "3578041001", "other": other.pk},
            "pindah": {"pk": moving("3578", voter.dpid, people["operator"]).pk, "regency": "3578", "dpid": voter.dpid},
            "pemilih": {"regency": "3578", "dpid": voter.dpid}, "entri": {"regency": "3578", "dpid": voter.dpid},
            "jejak": {"pk": Event.objects.filter(regency="3578").latest("id").pk},
            "periode": {"code": "2017-07", "regency": "3578"},
            "berita": {"pk": snapshot.pk}, "rekap": {"pk": snapshot.pk, "area": "3578041001"},
            "provinsi": {"pk": edition_of_the_province(july).pk},
            "publik": {"code": editions.newest("35", july, "DPB").code},
            "saya": {"pk": 0}, "akun": {"pk": people["operator2"].pk},
            "pekerjaan": {"pk": by_key(f"read_batch:{batch.pk}").pk}}


def edition_of_the_province(period):
    build_rollup(area="35", period=period, stage="DPB", by="system")
    return editions.newest("35", period, "DPB")


def moving(regency, dpid, by):
    """A voter on his way to an office that none of the people is of."""
    return transfers.propose(regency=regency, dpid=dpid, destination="3516", reason="Ikut suami", by=by)


def address(name, things):
    """The address with the arguments its pattern asks for."""
    pattern = next(p for p in patterns() if p.name == name)
    wanted = pattern.pattern.converters
    values = things.get(name.split("-")[0], {})
    return reverse(name, kwargs={key: values[key] for key in wanted})


@pytest.mark.django_db
@pytest.mark.parametrize("name", guarded())
def test_strangers_are_sent_to_the_door(name, things):
    response = Client().get(address(name, things))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("masuk"))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLE_OF)
def test_pages_of_other_roles_are_forbidden_and_own_ones_open(role, things, people, enter):
    client = enter(role)
    for name in guarded():
        response = client.get(address(name, things))
        if people[role].may(permission_of(name)):
            assert response.status_code in (200, 302, 404, 405), (name, response.status_code)
        else:
            assert response.status_code == 403, (name, response.status_code)


@pytest.mark.django_db
def test_what_lies_elsewhere_does_not_exist(things, enter):
    client = enter("elsewhere")
    for name in guarded():
        pattern = next(p for p in patterns() if p.name == name)
        if not pattern.pattern.converters or permission_of(name) not in ROLES["operator"].permissions:
            continue
        for response in (client.get(address(name, things)), client.post(address(name, things))):
            assert response.status_code in (404, 405), (name, response.status_code)


@pytest.mark.django_db
def test_lists_hold_nothing_from_elsewhere(things, enter):
    client = enter("elsewhere")
    for name in ("berkas", "snapshot", "pekerjaan", "beranda"):
        page = client.get(reverse(name)).content.decode()
        assert "3578/2017-07/0001" not in page
    found = client.post(reverse("pemilih"), {"words": "a" * 3, "regency": "3578"})
    assert b"pemilih/3578/" not in found.content


@pytest.mark.django_db
def test_the_submitter_has_no_button_to_approve_and_no_way_to(rolls, people, july, enter):
    batch = submitted(people, july, new(9001))
    assert enter("operator").post(reverse("berkas-setujui", args=[batch.pk])).status_code == 403
    page = enter("approver").get(reverse("berkas-lihat", args=[batch.pk])).content.decode()
    assert reverse("berkas-setujui", args=[batch.pk]) in page


@pytest.mark.django_db
def test_who_submitted_and_has_become_approver_since_still_cannot_approve_it(rolls, people, july, enter):
    batch = submitted(people, july, new(9001))
    type(people["operator"]).objects.filter(username="operator").update(role="approver")
    client = enter("operator")
    assert reverse("berkas-setujui", args=[batch.pk]) not in client.get(
        reverse("berkas-lihat", args=[batch.pk])).content.decode()
    answer = client.post(reverse("berkas-setujui", args=[batch.pk]), {"token": batch.pk}, follow=True)
    assert "Yang mengajukan tidak boleh menyetujui" in answer.content.decode()
    batch.refresh_from_db()
    assert (batch.state, batch.approved_by) == ("submitted", None)


@pytest.mark.django_db
def test_numbers_are_masked_on_every_page(things, rolls, people, july, enter):
    """No page shows a full NIK or NKK but the editor of the operator's own row."""
    import re

    approved(people, july, new(9002))
    for role in ROLE_OF:
        client = enter(role)
        for name in guarded():
            if name in ("berkas-baris", "entri-pemilih", "snapshot-zip"):
                continue
            response = client.get(address(name, things))
            if response.status_code == 200 and "html" in response["Content-Type"]:
                page = re.sub(rb"[0-9a-f]{64}", b"", response.content)  # a hash may hold any run of digits
                assert not re.findall(rb"(?<!\d)\d{16}(?!\d)", page), (role, name)
    found = enter("operator").post(reverse("pemilih"), {"words": voters()[0].nik, "regency": "3578"})
    assert f"pemilih/3578/{voters()[0].dpid}" in found.content.decode()
    rows = found.content.decode().split("<table", 1)[1]
    assert not re.findall(r"(?<!\d)\d{16}(?!\d)", rows)


@pytest.mark.django_db
def test_a_person_who_was_switched_off_is_out_at_once(people, enter):
    client = enter("operator")
    assert client.get(reverse("beranda")).status_code == 200
    type(people["operator"]).objects.filter(username="operator").update(is_active=False)
    assert client.get(reverse("beranda")).status_code == 302


@pytest.mark.django_db
def test_an_office_admin_does_not_see_the_province(things, enter):
    assert enter("admin").get(reverse("provinsi")).status_code == 403
    assert enter("province").get(reverse("provinsi")).status_code == 200


@pytest.mark.django_db
def test_failed_work_can_be_tried_again_from_its_page(things, enter):
    from sidalih.jobs.models import Job

    job = Job.objects.get(pk=things["pekerjaan"]["pk"])
    Job.objects.filter(pk=job.pk).update(state="failed", error={"code": "x", "message": "Gagal", "detail": {}})
    assert reverse("pekerjaan-ulang", args=[job.pk]) in enter("operator").get(reverse("pekerjaan")).content.decode()
    assert reverse("pekerjaan-ulang", args=[job.pk]) not in enter("viewer").get(reverse("pekerjaan")).content.decode()
    assert enter("operator").post(reverse("pekerjaan-ulang", args=[job.pk])).status_code == 302
    job.refresh_from_db()
    assert job.state == "waiting"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/berkas/?lihat=%00", "/provinsi/?periode=%00", "/pemilih/3578%00/1/", "/%00"])
def test_a_nul_is_a_bad_request(things, enter, path):
    assert enter("province").get(path).status_code == 400


@pytest.mark.django_db
def test_private_pages_are_not_stored_by_browsers(things, enter):
    for name in ("beranda", "berkas", "pemilih", "snapshot"):
        assert enter("operator").get(reverse(name))["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["dari=-1", "dari=99999999999999999999", "kode=' OR 1=1", "kode=E0299", "lihat=x",
                                   "sebelum=abc", "periode=zzz&tahapan=zzz&urut=zzz&saring=zzz"])
def test_odd_queries_change_nothing(things, enter, query):
    for name in ("beranda", "berkas", "berkas-lihat", "snapshot", "provinsi", "pekerjaan"):
        client = enter("province")
        assert client.get(f"{address(name, things)}?{query}").status_code == 200, name


def test_log_lines_hold_no_number_of_sixteen_digits():
    import logging
    import sys

    from sidalih.privacy import QuietFormatter

    try:
        raise ValueError("Failing row contains 3578040105909001")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "Not Found: /pemilih/3578040105909001/", (),
                                   sys.exc_info())
    line = QuietFormatter("%(message)s").format(record)
    assert "3578040105909001" not in line
    assert "ValueError" in line
