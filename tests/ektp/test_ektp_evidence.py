"""What a form leaves behind: files that are what they say, kept until saved, swept when nobody wants them; notes."""

import json
import os
import re
import time
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from ektp import printing
from ektp.actions.reporting import record_report
from ektp.actions.uploads import SWEPT_AFTER, is_chosen, keep_upload
from ektp.models import Report
from ektp.queries.drafts import districts_of, draft_from_file
from ektp.queries.reports import findings_of
from ektp.rules import Figures
from sidalih.refusal import Refused
from tests.ektp.test_ektp_pages import SAMPLE, grid, sheet, text_of
from tests.papers import archive, jpeg, pdf, png

pytestmark = pytest.mark.django_db
AUGUST = date(2017, 8, 31)
PNG, JPEG = png(), jpeg()


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}}
    return tmp_path


@pytest.fixture
def operator(people):
    client = Client()
    client.force_login(people["operator"])
    return client


def kept_in(page):
    """The token of the kept upload that the form carries, "" for none."""
    found = re.search(r'name="kept" value="([^"]+)"', page)
    return found.group(1) if found else ""


def record(people, figures=None, **options):
    figures = figures or dict.fromkeys(districts_of("3578").names, Figures(1000, 940))
    return record_report(regency="3578", as_of=AUGUST, figures=figures, by=people["operator"], **options)


# --- content ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("name", "content", "good"), [
    ("a.pdf", pdf(), True), ("a.pdf", pdf(before=b"\r\n"), True), ("a.pdf", b"PK\x03\x04", False),
    ("a.pdf", b"<html>", False), ("a.jpg", JPEG, True), ("a.JPEG", JPEG, True), ("a.pdf", JPEG, False),
    ("a.jpg", PNG, False), ("a.png", PNG, True), ("a.png", b"GIF89a", False), ("a.xlsx", b"PK\x03\x04", True),
    ("a.xlsx", b"a;b;c", False), ("a.csv", b"a;b;c", True), ("a.csv", b"MZ\x90", False), ("a.csv", b"%PDF-1", False),
    ("a.csv", b"a\0b", False)])
def test_evidence_is_what_its_name_says(people, name, content, good):
    if good:
        assert record(people, evidence=ContentFile(content, name=name)).evidence_name == name
        return
    with pytest.raises(Refused) as refused:
        record(people, evidence=ContentFile(content, name=name))
    assert refused.value.code == "evidence_content" and name in str(refused.value.message)
    assert not Report.objects.exists()


@pytest.mark.parametrize(("content", "code"), [
    (pdf()[:-20], "scan_broken"), (pdf(after=archive()), "scan_mixed"), (pdf(b"/S /JavaScript"), "scan_active")])
def test_a_paper_that_is_more_or_less_than_one_is_refused(people, content, code):
    with pytest.raises(Refused) as refused:
        record(people, evidence=ContentFile(content, name="a.pdf"))
    assert refused.value.code == code and not Report.objects.exists()


def test_a_wrong_evidence_is_told_at_its_field_and_the_grid_stays(operator):
    answer = operator.post(reverse("ktp-el-baru"), grid() | {
        "evidence": SimpleUploadedFile("surat.pdf", b"bukan pdf sama sekali")})
    assert answer.status_code == 422 and "Isi surat.pdf bukan berkas .pdf" in text_of(answer)
    assert answer.content.decode().count('value="940"') == 31 and not Report.objects.exists()


# --- kept until saved ---------------------------------------------------------------------------------------------

def test_an_evidence_chosen_with_a_form_is_the_evidence(operator):
    answer = operator.post(reverse("ktp-el-baru"), {
        "act": "read", "base_version": 0, "file": SimpleUploadedFile("ektp.xlsx", SAMPLE.read_bytes()),
        "evidence": SimpleUploadedFile("surat.pdf", pdf())})
    page = answer.content.decode()
    assert 'name="357801.obliged" value="75038"' in page and "✓ surat.pdf" in page
    again = operator.post(reverse("ktp-el-baru"), {  # the form is read once more, the evidence stays
        "act": "read", "base_version": 0, "kept": kept_in(page),
        "file": SimpleUploadedFile("lain.xlsx", SAMPLE.read_bytes())}).content.decode()
    assert "✓ surat.pdf" in again
    assert operator.post(reverse("ktp-el-baru"), grid() | {"kept": kept_in(again)}).status_code == 302
    assert Report.objects.get().evidence_name == "surat.pdf"


def test_an_evidence_chosen_with_a_file_that_cannot_be_read_is_kept(operator):
    answer = operator.post(reverse("ktp-el-baru"), grid(act="read") | {
        "file": SimpleUploadedFile("x.xlsx", b"MZ"), "evidence": SimpleUploadedFile("surat.pdf", pdf())})
    assert answer.status_code == 422 and "✓ surat.pdf" in answer.content.decode()


def test_a_form_that_was_read_is_the_evidence_where_there_is_no_other(people):
    token = keep_upload(file=ContentFile(b"a;b", name="a.csv"), regency="3578", by=people["operator"])
    chosen = keep_upload(file=ContentFile(PNG, name="a.png"), regency="3578", by=people["operator"], chosen=True)
    assert not is_chosen(token, "3578") and is_chosen(chosen, "3578") and not is_chosen(chosen, "3515")
    assert not is_chosen("x", "3578")


def test_a_kept_file_that_is_gone_is_told_and_the_next_attempt_passes(operator, people, stored):
    token = keep_upload(file=ContentFile(PNG, name="a.png"), regency="3578", by=people["operator"], chosen=True)
    next(path for path in stored.rglob("*.png")).unlink()
    answer = operator.post(reverse("ktp-el-baru"), grid() | {"kept": token})
    assert answer.status_code == 422 and "sudah tidak disimpan; pilih lagi" in text_of(answer)
    assert kept_in(answer.content.decode()) == ""
    assert operator.post(reverse("ktp-el-baru"), grid()).status_code == 302


def test_leftovers_are_swept_and_what_a_report_rests_on_never(people, stored):
    rests = record(people, evidence=ContentFile(pdf(b"/N 1"), name="rests.pdf"))
    keep_upload(file=ContentFile(pdf(b"/N 2"), name="left.pdf"), regency="3578", by=people["operator"])
    keep_upload(file=ContentFile(pdf(b"/N 3"), name="again.pdf"), regency="3578", by=people["operator"])
    long_ago = time.time() - SWEPT_AFTER.total_seconds() - 60
    for path in stored.rglob("*.pdf"):
        os.utime(path, (long_ago, long_ago))
    keep_upload(file=ContentFile(pdf(b"/N 3"), name="again.pdf"), regency="3515", by=people["elsewhere"])
    assert len(list((stored / "ektp" / "3578").iterdir())) == 3  # another regency's upload sweeps nothing here
    keep_upload(file=ContentFile(pdf(b"/N 4"), name="new.pdf"), regency="3578", by=people["operator"])
    left = {path.read_bytes() for path in (stored / "ektp" / "3578").iterdir()}
    assert left == {pdf(b"/N 1"), pdf(b"/N 4")}
    assert (stored / rests.evidence).exists()


def test_what_is_uploaded_again_has_its_day_again(people, stored):
    keep_upload(file=ContentFile(pdf(b"/N 1"), name="a.pdf"), regency="3578", by=people["operator"])
    path = next(stored.rglob("*.pdf"))
    long_ago = time.time() - SWEPT_AFTER.total_seconds() + 30
    os.utime(path, (long_ago, long_ago))
    keep_upload(file=ContentFile(pdf(b"/N 1"), name="a.pdf"), regency="3578", by=people["operator"])
    assert path.stat().st_mtime > time.time() - 60


# --- words of a report --------------------------------------------------------------------------------------------

def test_a_file_says_nothing_of_source_and_note_so_they_stay(people, capsys):
    typed = record(people, source="Dispendukcapil", note="angka sementara", label="Semester II 2017")
    call_command("load_ektp", str(SAMPLE), "--regency", "3578", "--by", "operator", "--json")
    newer = Report.objects.get(current=True)
    assert (newer.version, newer.source, newer.note, newer.label) == (
        2, typed.source, typed.note, typed.label)
    assert record(people, source="", note="").source == ""  # what was typed empty is empty


def test_a_date_given_that_is_not_the_file_s_is_told(people, capsys):
    for _again in range(2):
        call_command("load_ektp", str(SAMPLE), "--regency", "3578", "--by", "operator", "--as-of", "2017-07-31",
                     "--json")
        answer = json.loads(capsys.readouterr().out)
        assert answer["notes"] == ["Berkas bertanggal 31-08-2017; dicatat per 31-07-2017."]
        report = Report.objects.get()
        assert report.note == answer["notes"][0] and report.version == 1
    call_command("load_ektp", str(SAMPLE), "--regency", "3578", "--by", "operator", "--as-of", "31-08-2017", "--json")
    assert json.loads(capsys.readouterr().out)["notes"] == []


def test_the_page_tells_a_date_that_is_not_the_file_s(operator):
    upload = SimpleUploadedFile("ektp.xlsx", SAMPLE.read_bytes())
    answer = operator.post(reverse("ktp-el-baru"), {
        "act": "read", "file": upload, "base_version": 0, "as_of": "2017-07-31", "note": "tetap"})
    said = text_of(answer)
    assert "Berkas bertanggal 31-08-2017; dicatat per 31-07-2017." in said
    assert 'data-use="as_of"' in said and "Pakai tanggal berkas, 31 Agustus 2017" in said
    note = answer.context["form"]["note"].value()
    assert note == "tetap\nBerkas bertanggal 31-08-2017; dicatat per 31-07-2017."
    assert 'value="2017-07-31"' in said


def test_a_remark_without_figures_is_told_in_the_grid_and_nothing_is_lost(operator):
    posted = grid(**{"357801_obliged": "", "357801_recorded": "", "357801_remark": "data belum masuk"})
    answer = operator.post(reverse("ktp-el-baru"), posted)
    page = answer.content.decode()
    assert answer.status_code == 422 and not Report.objects.exists()
    assert "Keterangan Karang Pilang tidak punya angka" in text_of(answer) and 'value="data belum masuk"' in page
    assert 'id="c-357801-remark" aria-invalid="true"' in " ".join(page.split())
    assert 'href="#c-357801-remark"' in page


def test_a_remark_without_figures_in_a_file_becomes_a_note(people, tmp_path, capsys):
    path = tmp_path / "ektp.csv"
    path.write_text("Per 31-08-2017\nKODE;KECAMATAN;WAJIB KTP;SUDAH REKAM;KETERANGAN\n"
                    "35.78.01;KARANG PILANG;;;data belum masuk\n35.78.04;WONOKROMO;10;9;cetak ulang\n")
    draft = draft_from_file(path, name="ektp.csv", regency="3578")
    assert draft.ok and draft.notes == ["Karang Pilang: data belum masuk"]
    assert draft.remarks == {"357804": "cetak ulang"}
    call_command("load_ektp", str(path), "--regency", "3578", "--by", "operator", "--json")
    assert Report.objects.get().note == "Karang Pilang: data belum masuk"


# --- paper and sheets ---------------------------------------------------------------------------------------------

def test_a_downloaded_report_is_the_same_report_when_it_is_uploaded(people, operator, tmp_path):
    figures = dict.fromkeys(districts_of("3578").names, Figures(1000, 940, 900, 60, 41, 30))
    for totals in ({}, {"obliged": 31_001, "recorded": 29_140}):
        done = record(people, figures=figures, totals=totals, remarks={"357804": "cetak ulang"})
        rows = sheet(operator.get(reverse("ktp-el-xlsx", args=[done.pk])))
        assert [row[1] for row in rows[4 + 31:]] == (["Penjumlahan", "JUMLAH"] if totals else ["Penjumlahan"])
        path = tmp_path / "lagi.xlsx"
        path.write_bytes(operator.get(reverse("ktp-el-xlsx", args=[done.pk])).content)
        again = draft_from_file(path, name="lagi.xlsx", regency="3578")
        assert again.ok and (again.figures, again.totals, again.remarks) == (
            figures, totals, {"357804": "cetak ulang"}), totals
        same = record(people, figures=again.figures, totals=again.totals, remarks=again.remarks)
        assert same.pk == done.pk
    assert "totals_differ" in {one.code for one in findings_of(done)}


def test_a_replaced_version_says_so_in_every_form(people, operator, monkeypatch):
    first = record(people)
    record(people, figures=dict.fromkeys(districts_of("3578").names, Figures(1000, 941)))
    answer = operator.get(reverse("ktp-el-xlsx", args=[first.pk]))
    assert "SUDAH DIGANTI versi 2" in sheet(answer)[1][0] and "v1-diganti.xlsx" in answer["Content-Disposition"]
    told = {}
    monkeypatch.setattr(printing, "_compiled", lambda **data: told.update(data) or b"%PDF-")
    operator.get(reverse("ktp-el-pdf", args=[first.pk]))
    assert "SUDAH DIGANTI versi 2" in told["subtitle"]
    operator.get(reverse("ktp-el-pdf", args=[Report.objects.get(current=True).pk]))
    assert "DIGANTI" not in told["subtitle"]


# --- sending it twice, and forms that are broken ---------------------------------------------------------------------

def test_the_same_form_sent_twice_is_one_version(operator):
    first = operator.post(reverse("ktp-el-baru"), grid())
    second = operator.post(reverse("ktp-el-baru"), grid())
    assert (first.status_code, second.status_code) == (302, 302) and first.url == second.url
    assert Report.objects.count() == 1


@pytest.mark.parametrize("base", ["", "x", "-1", "99999999999999"])
def test_a_broken_form_says_so_and_passes_the_next_time(operator, base):
    answer = operator.post(reverse("ktp-el-baru"), grid(base=base))
    page = answer.content.decode()
    assert answer.status_code == 422 and "tidak utuh ketika dikirim" in text_of(answer)
    assert 'name="base_version" value="0"' in page and page.count('value="940"') == 31
    assert operator.post(reverse("ktp-el-baru"), grid()).status_code == 302


def test_an_unknown_date_is_told_once_and_the_same(operator):
    page = text_of(operator.post(reverse("ktp-el-baru"), grid(as_of="31-02-2017")))
    assert page.count("Tanggal tidak dikenal; tulis seperti 31-08-2017.") == 2  # in the head, and at the field
    assert "tidak ditemukan" not in page


def test_a_correction_needs_no_date(people, operator):
    done = record(people)
    answer = operator.post(reverse("ktp-el-koreksi", args=[done.pk]), grid(as_of="x", base=1, **{
        "357801_recorded": "950"}))
    assert answer.status_code == 302 and Report.objects.get(current=True).version == 2
