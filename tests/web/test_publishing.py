"""Publishing and taking back: who may, what is seen first, once however often, gone when it is withdrawn."""

import hashlib
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sidalih import jobs
from sidalih.accounts.actions import add_user
from sidalih.audit.models import Event
from sidalih.jobs.models import Job
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from tests.entered import give_app
from tests.kit import applied, new, strike, voters
from tests.web.public_kit import REASON, edition, fetch, out, publish, rebuilt, take  # noqa: F401  (fixtures)
from voters.actions import deciding, publishing
from voters.actions.periods import open_period
from voters.actions.reversing import reverse_batch
from voters.models import Publication, Rollup, RollupEdition
from voters.queries import freshness, publications
from voters.rules.papers import spelled

pytestmark = pytest.mark.django_db


def test_the_province_looks_publishes_and_everybody_finds_it(edition, enter):  # noqa: F811
    client, look = enter("province_approver"), f"/provinsi/publikasi/tinjau/{edition.pk}/"
    assert look in client.get("/provinsi/publikasi/").content.decode()
    assert look in client.get("/provinsi/rekap/?periode=2017-07").content.decode()
    page = client.get(look).content.decode()
    assert "Inilah yang akan dilihat semua orang" in page and "36 dari 38" in page and "Terbitkan untuk umum?" in page
    assert Client().get(f"/publik/{edition.code}/").status_code == 404
    go = reverse("provinsi-publikasi-terbit", args=[edition.pk])
    assert client.post(go).headers["Location"] == look, "offices are missing, and nobody has said that he knows"
    assert not Job.objects.filter(kind="publish").exists()
    answer = client.post(go, {"tanpa": "on"})
    job = Job.objects.get(kind="publish")
    assert answer.headers["Location"] == f"/provinsi/publikasi/?kerja={job.pk}"
    assert "Menerbitkan angka" in client.get(answer.headers["Location"]).content.decode()
    jobs.run_here(job)
    assert "Edisi ini sudah terbit." in client.get(look).content.decode()
    page = Client().get("/publik/").content.decode()
    assert f"/publik/{edition.code}/" in page and "DPB Juli 2017, Jawa Timur" in page and "berlaku" in page
    page = Client().get(f"/publik/{edition.code}/").content.decode()
    assert spelled(edition.code) in page and f"/periksa/{edition.code}/" in page and "Angka ini yang berlaku." in page
    assert f"/publik/{edition.code}/" in Client().get(f"/periksa/{edition.code}/").content.decode()
    assert "/publik/" in Client().get("/masuk").content.decode()
    told = Event.objects.get(act="figures_published")
    assert (told.by, told.regency, told.detail["code"]) == ("province_approver", "35", edition.code)
    assert told.detail["files"]["csv"] == hashlib.sha256(fetch(edition.code, "csv").content).hexdigest()


def test_asked_twice_and_worked_twice_it_is_once(edition, people, enter):  # noqa: F811
    client = enter("province_approver")
    for _press in range(2):
        client.post(reverse("provinsi-publikasi-terbit", args=[edition.pk]), {"tanpa": "on"})
    job = Job.objects.get(kind="publish")
    jobs.run_here(job)
    again = publishing.publish(edition_id=edition.pk, though_missing=True, by="province_approver")
    assert Publication.objects.count() == 1 and again["publication"] == Publication.objects.get().pk
    with pytest.raises(Refused, match="published"):
        publishing.ask_publish(edition=edition, though_missing=True, by=people["province_approver"])
    assert Event.objects.filter(act="figures_published").count() == 1


def test_who_withdraws_says_why_and_it_is_gone(out, people, enter):  # noqa: F811
    client, code = enter("province_approver"), out.edition.code
    go = reverse("provinsi-publikasi-tarik", args=[out.pk])
    for poor in ("", "salah", "Salah ketik NIK 3578040105909001 itu"):
        client.post(go, {"reason": poor})
        assert Client().get(f"/publik/{code}/").status_code == 200
    for _press in range(2):
        client.post(go, {"reason": REASON})
    assert Event.objects.get(act="publication_withdrawn").detail["reason"] == REASON
    page = Client().get(f"/publik/{code}/")
    assert page.status_code == 410 and REASON in page.content.decode() and "Jangan dipakai" in page.content.decode()
    for kind in ("xlsx", "csv", "json"):
        answer = fetch(code, kind)
        assert answer.status_code == 410 and answer["Cache-Control"] == "private, no-store"
    assert f"/publik/{code}/" not in Client().get("/publik/").content.decode()
    page = Client().get(f"/periksa/{code}/").content.decode()
    assert "pernah diterbitkan untuk umum, lalu ditarik" in page and "unduh sampai" not in page
    assert REASON in client.get("/provinsi/publikasi/").content.decode()
    again = publish(out.edition, people["province_approver"])
    assert again.pk != out.pk and fetch(code, "csv").status_code == 200


def test_a_newer_edition_replaces_it_and_says_so(out, people, july, enter):  # noqa: F811
    applied(people, july, new(9005))
    take(people, july)
    newer = rebuilt(july)
    page = Client().get(f"/publik/{out.edition.code}/").content.decode()
    assert "rekap provinsi dibangun ulang" in page
    with pytest.raises(Refused, match="not_newest"):
        publishing.ask_publish(edition=out.edition, though_missing=True, by=people["province_approver"])
    assert f"/provinsi/publikasi/tinjau/{newer.pk}/" in enter("province").get("/provinsi/publikasi/").content.decode()
    publish(newer, people["province_approver"])
    page = Client().get(f"/publik/{out.edition.code}/")
    assert page.status_code == 200 and "Angka ini sudah diganti." in page.content.decode()
    assert f"/publik/{newer.code}/" in page.content.decode()
    assert "diganti<" in Client().get("/publik/").content.decode()
    assert fetch(out.edition.code, "csv").status_code == 200


def undone(batch, people):
    """The undoing of an applied batch has changed the roll."""
    made = reverse_batch(batch_id=batch.pk, reason="Salah unggah", by=people["operator"])
    deciding.submit(batch_id=made.pk, by=people["operator"])
    deciding.approve(batch_id=made.pk, by=people["approver"])
    made.refresh_from_db()
    jobs.run_here(by_key(deciding.apply_key(made)))


def test_what_was_undone_makes_the_older_edition_hold_again_on_recap_and_publication(out, people, july,  # noqa: F811
                                                                                     enter):
    batch = applied(people, july, new(9005))
    take(people, july)
    wrong = rebuilt(july)
    publish(wrong, people["province_approver"])
    undone(batch, people)
    take(people, july)
    assert rebuilt(july).pk == out.edition_id != wrong.pk, "the voters are who they were, and so is the seal"
    client = enter("province")
    page = client.get("/provinsi/rekap/?periode=2017-07").content.decode()
    assert spelled(out.edition.code) in page and spelled(wrong.code) not in page
    assert "Angka ini yang berlaku." in Client().get(f"/publik/{out.edition.code}/").content.decode()
    page = Client().get(f"/publik/{wrong.code}/").content.decode()
    assert "Angka ini sudah diganti." in page and f"/publik/{out.edition.code}/" in page
    assert [(one.edition_id, one.replaced) for one in publications.out()] == [(wrong.pk, True), (out.edition_id, False)]
    with pytest.raises(Refused, match="not_newest"):
        publishing.ask_publish(edition=wrong, though_missing=True, by=people["province_approver"])
    assert "Belum diterbitkan" not in client.get("/provinsi/publikasi/").content.decode()


def test_the_same_voters_with_other_figures_are_another_edition(out, people, july, enter):  # noqa: F811
    """Somebody struck with the wrong code, put back, and struck with the right one: no seal tells the difference."""
    person = voters()[7]
    batch = applied(people, july, strike(person, "2"))
    take(people, july)
    wrong = rebuilt(july)
    publish(wrong, people["province_approver"])
    undone(batch, people)
    applied(people, july, strike(person, "3"))
    take(people, july)
    right = rebuilt(july)
    assert right.seal == wrong.seal and right.pk > wrong.pk and rebuilt(july).pk == right.pk
    codes = [one.manifest["figures"]["tms_kode"] for one in (wrong, right)]
    assert ("2" in codes[0], "3" in codes[0], "2" in codes[1], "3" in codes[1]) == (True, False, False, True)
    assert spelled(right.code) in enter("province").get("/provinsi/rekap/?periode=2017-07").content.decode()
    assert [one.holds for one in freshness.editions_of("35", july, "DPB")] == [True, False, False]
    assert freshness.replaced_by(wrong).pk == right.pk and freshness.replaced_by(right) is None
    assert spelled(right.code) in Client().get(f"/periksa/{wrong.code}/").content.decode()
    assert "rekap provinsi dibangun ulang" in Client().get(f"/publik/{wrong.code}/").content.decode()
    publish(right, people["province_approver"])
    assert "Angka ini sudah diganti." in Client().get(f"/publik/{wrong.code}/").content.decode()
    assert [one.replaced for one in publications.out()] == [False, True, True]


def test_work_that_is_done_again_does_not_bring_back_what_was_withdrawn(out, people):  # noqa: F811
    publishing.withdraw(publication_id=out.pk, area="35", reason=REASON, by=people["province_approver"])
    Job.objects.filter(kind="publish").update(  # the worker died before it could say that it was done
        state="waiting", ended_at=None, result=None)
    job = jobs.run_here(Job.objects.get(kind="publish"))
    assert job.result["publication"] == out.pk and Publication.objects.count() == 1
    assert fetch(out.edition.code, "csv").status_code == 410
    again = publish(out.edition, people["province_approver"])
    assert again.pk != out.pk and fetch(out.edition.code, "csv").status_code == 200


def test_a_recap_built_again_while_the_files_are_written_is_not_overtaken(edition, people, monkeypatch):  # noqa: F811
    def written(*told, real=publishing.write_files):
        RollupEdition.objects.create(area="35", period=edition.period, stage=edition.stage, seal="f" * 64, manifest={},
                                     proof="f" * 64, code="F" * 16, built_at=edition.built_at)
        Rollup.objects.filter(area="35").update(seal="f" * 64)
        return real(*told)

    monkeypatch.setattr(publishing, "write_files", written)
    with pytest.raises(Refused, match="not_newest"):
        publishing.publish(edition_id=edition.pk, though_missing=True, by="province_approver")
    assert not Publication.objects.exists()


def test_the_list_asks_as_much_for_many_periods_as_for_few(out, enter):  # noqa: F811
    client = enter("province")

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert client.get("/provinsi/publikasi/").status_code == 200
        return len(found)

    client.get("/provinsi/publikasi/")
    few = asked()
    for month in range(1, 6):
        one = open_period(code=f"2016-0{month}", label=f"Bulan {month}", reference_date=date(2016, month, 28),
                          codeset="2018", by="test")
        kept = RollupEdition.objects.create(
            area="35", period=one, stage="DPB", seal="a" * 64, proof="b" * 64, manifest=out.edition.manifest,
            code=f"{month}" * 16, built_at=out.published_at)
        Publication.objects.create(edition=kept, content=out.content, published_by=out.published_by,
                                   published_at=out.published_at, withdrawn_at=out.published_at, withdrawn_by="test",
                                   withdrawn_reason=REASON)
    page = client.get("/provinsi/publikasi/").content.decode()
    assert "Bulan 3" in page and page.count("provinsi/publikasi/tinjau/") == 5
    assert asked() == few


@pytest.mark.parametrize("role", ["operator", "approver", "viewer", "province", "admin"])
def test_nobody_else_publishes_or_withdraws(role, out, people, enter):  # noqa: F811
    client = enter(role)
    for name, pk in (("provinsi-publikasi-terbit", out.edition_id), ("provinsi-publikasi-tarik", out.pk)):
        assert client.post(reverse(name, args=[pk]), {"reason": REASON, "tanpa": "on"}).status_code == 403
    with pytest.raises(Refused, match="forbidden|not_found"):
        publishing.withdraw(publication_id=out.pk, area="35", reason=REASON, by=people[role])
    if role == "province":
        page = client.get(f"/provinsi/publikasi/tinjau/{out.edition_id}/").content.decode()
        assert "provinsi/publikasi/terbit" not in page


def test_another_province_has_none_of_it(out, enter, people):  # noqa: F811
    west = add_user(username="west", role="province_approver", area="32", password="rahasia sekali", by="test")
    people["west"] = west
    give_app(west)
    client = enter("west")
    assert client.get(reverse("provinsi-publikasi-tinjau", args=[out.edition_id])).status_code == 404
    for name, pk in (("provinsi-publikasi-terbit", out.edition_id), ("provinsi-publikasi-tarik", out.pk)):
        assert client.post(reverse(name, args=[pk]), {"reason": REASON, "tanpa": "on"}).status_code == 404
    assert out.edition.code not in client.get("/provinsi/publikasi/").content.decode()
    out.refresh_from_db()
    assert out.withdrawn_at is None


def test_whoever_has_a_file_need_not_fetch_it_again(out):  # noqa: F811
    answer = fetch(out.edition.code, "csv")
    assert answer["Cache-Control"] == "public, no-cache" and answer.cookies == {}
    assert answer["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    kept = Client().get(f"/publik/{out.edition.code}/csv/", headers={"If-None-Match": answer["ETag"]})
    assert kept.status_code == 304 and kept.content == b"" and kept["Cache-Control"] == "public, no-cache"
    assert Client().get("/publik/")["Cache-Control"] == "private, no-store"


def test_strangers_are_slowed_down_by_network(out, settings):  # noqa: F811
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"public": "2/h"}
    assert [fetch(out.edition.code, "csv").status_code for _ in range(3)] == [200, 200, 429]


def test_what_was_never_published_does_not_exist(out):  # noqa: F811
    for part in ("PENDEK/", "ABCDABCDABCDABCD/", "ABCDABCDABCDABCD/csv/", f"{out.edition.code}/exe/"):
        assert Client().get(f"/publik/{part}").status_code == 404, part
    for part in ("3578040105909001/", "3578040105909001/xlsx/"):  # somebody's number: it must not get into the log
        assert Client().get(f"/publik/{part}").headers["Location"] == "/publik/"


def test_a_code_in_another_spelling_leads_there_and_english_is_english(out):  # noqa: F811
    code = out.edition.code
    assert Client().get(f"/publik/{spelled(code).lower()}/").headers["Location"] == f"/publik/{code}/"
    page = Client().get(f"/publik/{code}/?bahasa=en")
    assert page["Content-Language"] == "en" and "These are the figures that hold." in page.content.decode()
    assert "<script" not in page.content.decode() and page.cookies == {}
    assert Client().get("/publik/?wilayah=35&periode=2017-07").content.decode().count(code) == 1
    assert code not in Client().get("/publik/?wilayah=32&sebelum=x").content.decode()
