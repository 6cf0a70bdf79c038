"""What is too large or comes too often is answered at the gate, with a page; nobody else notices."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse

from sidalih.hardening import buckets
from sidalih.hardening.buckets import Rate, first_to_tell, spend
from sidalih.hardening.limits import EXPORT, LIMITED, limit_of, rate
from sidalih.hardening.models import Bucket
from tests.hardening.conftest import patterns

TIGHT = {"entry": "3/h", "upload": "2/h 3/h", "search": "2/h 3/h", "export": "2/h 3/h", "reveal": "2/h 3/h"}
MULTIPART = "multipart/form-data; boundary=x"
NUMBERS = re.compile(r"-(buka|cocok|baris)$")


@pytest.fixture
def tight(settings, db):
    settings.RATE_LIMITS = TIGHT
    return settings


def names():
    return {pattern.name for pattern in patterns()}


def test_the_table_names_addresses_that_exist():
    assert set(LIMITED) <= names()


def test_no_address_that_opens_numbers_was_forgotten():
    opening = {name for name in names() if NUMBERS.search(name)}
    assert {"pemilih-buka", "berkas-baris", "berkas-baris-buka"} <= opening <= set(LIMITED)


def test_every_download_is_limited():
    """Views that answer with a file are exports by their names."""
    downloads = {name for name in names() if EXPORT.search(name)}
    assert {"snapshot-zip", "provinsi-unduh", "ktp-el-bukti", "ktp-el-xlsx", "akun-surat"} <= downloads
    published = {"publik-xlsx", "publik-csv"}  # of strangers: per network
    assert {limit_of(name, "GET").kind for name in downloads - published} == {"export"}
    assert {limit_of(name, "GET").kind for name in {*published, "publik-json"}} == {"public"}


def test_every_page_for_strangers_that_takes_a_secret_is_limited():
    strangers = {p.name for p in patterns() if p.callback.permission is None} - {"sehat", "keluar", "bahasa"}
    assert not strangers - set(LIMITED)


def test_every_form_with_a_file_is_on_an_address_that_takes_files():
    """A form with an upload whose address is not in the table would be refused above two megabytes."""
    root = Path(__file__).parents[2] / "templates"
    asking = {str(path.relative_to(root)) for path in root.rglob("*.html") if "multipart/form-data" in path.read_text()}
    assert {"voters/batch_new.html", "ektp/entry.html"} <= asking
    assert {name for name, (kind, _methods) in LIMITED.items() if kind == "upload"} >= {
        "berkas-baru", "ktp-el-baru", "ktp-el-koreksi"}


@pytest.mark.parametrize(("text", "found"), [
    ("60/h", Rate(60, 3600)), ("1200/10m", Rate(1200, 600)), ("1/d", Rate(1, 86400)), ("5/s", Rate(5, 1)), ("0", None)])
def test_rates_are_read(text, found):
    assert rate(text) == found


@pytest.mark.parametrize("text", ["", "60", "60/", "0/h", "-1/h", "60/h ", "x/h", "60/w"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ValueError):
        rate(text)


def test_the_settings_are_rates(settings):
    for name, (_kind, methods) in LIMITED.items():
        for method in methods:
            limit = limit_of(name, method)
            assert limit.network or (limit.person and limit.office)


def test_a_deadline_night_fits(settings):
    """38 offices behind one address, ten people each, upload and enter within one hour; none meets a limit."""
    entry, upload = limit_of("masuk", "POST"), limit_of("berkas-baru", "POST")
    assert entry.network.amount >= 38 * 10 * 3  # name, code, and one mistake
    assert upload.person.amount >= 30 and upload.office.amount >= 10 * 20
    assert upload.network is None  # nobody's upload counts for another office


@pytest.mark.django_db
def test_a_bucket_refills_evenly():
    three = Rate(3, 30)
    assert [spend("x", three) for _i in range(4)] == [0, 0, 0, 10]
    Bucket.objects.filter(pk="x").update(full_at=Bucket.objects.get(pk="x").full_at - timedelta(seconds=10))
    assert [spend("x", three) for _i in range(2)] == [0, 10]
    Bucket.objects.filter(pk="x").update(full_at=Bucket.objects.get(pk="x").full_at - timedelta(days=10))
    assert [spend("x", three) for _i in range(4)] == [0, 0, 0, 10]


@pytest.mark.django_db
def test_buckets_are_apart():
    one = Rate(1, 60)
    assert (spend("a", one), spend("b", one), spend("a", one) > 0) == (0, 0, True)


@pytest.mark.django_db
def test_old_buckets_are_swept(monkeypatch):
    monkeypatch.setattr(buckets, "SWEEP_EVERY", 0)
    spend("old", Rate(1, 60))
    Bucket.objects.update(full_at=Bucket.objects.get().full_at - timedelta(days=2))
    spend("new", Rate(1, 60))
    assert list(Bucket.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db
def test_overflowing_is_told_once():
    one = Rate(1, 3600)
    spend("x", one)
    assert [first_to_tell("x", one) for _i in range(3)] == [True, False, False]


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_what_is_there_and_no_more():
    seven = Rate(7, 3600)

    def one(_number):
        try:
            return spend("race", seven)
        finally:
            close_old_connections()
            connection.close()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(one, range(20)))
    assert answers.count(0) == 7
    assert all(wait > 0 for wait in answers if wait)


def test_a_stranger_is_slowed_down_by_network(tight):
    def knock(address):
        return Client().post(reverse("masuk"), {"username": "x", "password": "y"}, REMOTE_ADDR=address)
    assert [knock("192.0.2.7").status_code for _i in range(4)] == [200, 200, 200, 429]
    assert knock("198.51.100.7").status_code == 200
    page = knock("192.0.2.7")
    assert 1100 < int(page["Retry-After"]) <= 1200
    assert "Terlalu banyak permintaan" in page.content.decode() and "20 menit" in page.content.decode()
    assert Client().get(reverse("masuk"), REMOTE_ADDR="192.0.2.7").status_code == 200


def test_one_cannot_pretend_to_come_from_elsewhere(tight):
    tight.TRUSTED_PROXY_HOPS = 1

    def knock(passed):
        return Client().post(reverse("masuk"), {"username": "x", "password": "y"}, REMOTE_ADDR="127.0.0.1",
                             headers={"X-Forwarded-For": passed}).status_code
    assert [knock(f"203.0.113.{number}, 192.0.2.7") for number in range(4)] == [200, 200, 200, 429]
    assert knock("203.0.113.1, 198.51.100.7") == 200  # somebody else behind the same proxy


def test_a_person_and_his_office_have_limits_of_their_own(tight, people, enter):
    def search(name):
        return enter(name).post(reverse("pemilih"), {"words": "budi", "regency": "3578"}).status_code
    assert [search("operator") for _i in range(3)] == [200, 200, 429]
    assert [search("operator2") for _i in range(2)] == [200, 429]  # the office's third and fourth
    assert search("elsewhere") == 200
    assert enter("operator").get(reverse("beranda")).status_code == 200  # what is not heavy goes on


def test_what_a_limit_refuses_is_written_down_once(tight, people, enter):
    from sidalih.audit.models import Event

    client = enter("operator")
    before = Event.objects.count()
    for _i in range(5):
        client.post(reverse("pemilih"), {"words": "budi", "regency": "3578"})
    told = [event for event in Event.objects.all() if "too_often" in str(event.detail)]
    assert len(told) == 1 and Event.objects.count() > before
    assert told[0].by == "operator"


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "LIHAT"])
def test_no_other_method_walks_past_the_limits(method, people, enter):
    """A view answers whatever is no POST like a GET, and limits count GET, HEAD and POST only."""
    for name in ("akun", "jejak", "akun-unduh"):
        answer = enter("admin").generic(method, reverse(name))
        assert (answer.status_code, answer["Allow"], answer.content) == (405, "GET, HEAD, POST", b"")
        assert answer["Content-Security-Policy"] and "no-store" in answer["Cache-Control"]


def test_no_limit_means_none(tight, people, enter):
    tight.RATE_LIMITS = TIGHT | {"search": "0 0"}
    client = enter("operator")
    for _i in range(10):
        assert client.post(reverse("pemilih"), {"words": "budi", "regency": "3578"}).status_code == 200


def too_large(client, name, size, **more):
    return client.post(reverse(name), data=b"x", content_type=MULTIPART, CONTENT_LENGTH=str(size), **more)


def test_what_is_too_large_is_not_even_read(people, enter, settings):
    class Unread:
        def read(self, *_size):
            raise AssertionError("the body was read")

        readline = read

    page = too_large(enter("operator"), "berkas-baru", 66 * 2**20, **{"wsgi.input": Unread()})
    assert page.status_code == 413
    assert "paling banyak 65 MB" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["masuk", "bahasa", "sehat"])
def test_strangers_may_send_forms_only(name):
    assert too_large(Client(), name, 3 * 2**20).status_code == 413


def test_other_pages_take_forms_only(people, enter):
    assert too_large(enter("operator"), "pemilih", 3 * 2**20).status_code == 413


@pytest.mark.django_db
def test_who_is_out_meanwhile_is_told_so_rather_than_too_large():
    answer = too_large(Client(), "berkas-baru", 30 * 2**20)
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("masuk"))


@pytest.mark.parametrize("length", ["", "abc", "-1", "1e9", "٣"])
def test_a_length_that_is_none_reads_nothing(length, people, enter):
    answer = enter("operator").post(reverse("berkas-baru"), data=b"x" * 10, content_type=MULTIPART,
                                    CONTENT_LENGTH=length)
    assert answer.status_code in (200, 400, 422)


def spooled(settings):
    return set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())


@pytest.mark.parametrize("name", ["too many fields", "too many files", "no boundary", "a boundary nobody uses",
                                  "endless headers", "cut off"])
def test_multipart_abuse_is_a_bad_request_and_leaves_nothing(name, people, enter, settings):
    before = spooled(settings)
    client, url = enter("operator"), reverse("berkas-baru")
    part = 'Content-Disposition: form-data; name="a"; filename="a.xlsx"\r\n'
    raw = {
        "no boundary": ("multipart/form-data", b"--x--"),
        "a boundary nobody uses": ("multipart/form-data; boundary=y", b"--x\r\n\r\n--x--"),
        "endless headers": (MULTIPART, (f"--x\r\n{part}X: {'y' * 100_000}\r\n\r\nz\r\n--x--").encode()),
        "cut off": (MULTIPART, (f"--x\r\n{part}\r\n" + "z" * 3_000_000).encode()),
    }
    if name == "too many fields":
        answer = client.post(url, {f"f{number}": "1" for number in range(2001)})
    elif name == "too many files":
        answer = client.post(url, {f"f{number}": SimpleUploadedFile("a.xlsx", b"x") for number in range(4)})
    else:
        answer = client.generic("POST", url, raw[name][1], content_type=raw[name][0])
    assert answer.status_code in (200, 400, 422), name
    assert name not in ("too many fields", "too many files", "endless headers") or answer.status_code == 400
    del answer
    assert spooled(settings) == before
