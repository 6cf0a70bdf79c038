"""Pages of evidence: attached from a row or the batch, opened as a download only, nowhere for other offices."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sidalih.audit.models import Event
from tests.kit import new, receive, submitted
from tests.papers import jpeg, pdf
from voters.models import Evidence

pytestmark = pytest.mark.django_db
NIK = "3578040105909001"


@pytest.fixture
def draft(rolls, people, july, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {"default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}}
    return receive(people, july, new(9001, NAMA=""), new(9002))


def paper(content=None, name="akta.pdf"):
    return SimpleUploadedFile(name, pdf() if content is None else content, content_type="text/html")


def add(client, batch, *, follow=True, htmx=False, **values):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("berkas-bukti-tambah", args=[batch.pk]), {"file": paper()} | values, follow=follow,
                       headers=headers)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_paper_of_a_row_is_added_counted_seen_by_the_approver_and_opened(draft, enter):
    page = add(enter("operator"), draft, ordinal=1, note="akta kematian")
    assert page.redirect_chain[-1][0] == reverse("berkas-bukti-lihat", args=[draft.pk]) + "?baris=1"
    assert "Bukti tersimpan." in text_of(page) and "akta kematian" in text_of(page)
    seen = enter("approver").get(reverse("berkas-lihat", args=[draft.pk]) + "?lihat=semua").content.decode()
    assert "1 bukti" in seen and f"{reverse('berkas-bukti-lihat', args=[draft.pk])}?baris=1" in seen
    listed = enter("approver").get(reverse("berkas-bukti-lihat", args=[draft.pk])).content.decode()
    place = reverse("berkas-bukti-buka", args=[draft.pk, Evidence.objects.get().pk])
    assert place in listed and "paper-add" not in listed
    answer = enter("approver").get(place)
    assert b"".join(answer.streaming_content) == pdf()
    assert answer["Content-Type"] == "application/pdf" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'attachment; filename="akta.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert Event.objects.filter(act="evidence_opened", by="approver").count() == 1


def test_the_editor_of_a_row_takes_papers(draft, enter):
    for headers in ({"HX-Request": "true"}, {}):
        editor = enter("operator").get(reverse("berkas-baris", args=[draft.pk, 1]), headers=headers).content.decode()
        assert 'accept="image/*,application/pdf"' in editor and 'enctype="multipart/form-data"' in editor
    box = add(enter("operator"), draft, ordinal=1, htmx=True)
    assert box.status_code == 200 and 'id="bukti-1"' in box.content.decode() and "akta.pdf" in box.content.decode()
    wrong = add(enter("operator"), draft, ordinal=1, htmx=True, file=paper(b"<html>"))
    assert wrong.status_code == 200 and "bukan PDF, JPEG, atau PNG" in text_of(wrong)
    assert "akta.pdf" in wrong.content.decode()
    assert "Pilih berkas pindaian" in text_of(add(enter("operator"), draft, htmx=True, file=""))


def test_what_the_browser_says_of_a_file_is_not_believed(draft, enter):
    add(enter("operator"), draft, file=paper(jpeg(), name=f"{NIK} surat.pdf"))
    one = Evidence.objects.get()
    assert one.kind == "jpeg" and one.row is None and NIK not in one.name
    answer = enter("operator").get(reverse("berkas-bukti-buka", args=[draft.pk, one.pk]))
    assert answer["Content-Type"] == "image/jpeg" and NIK not in answer["Content-Disposition"]
    page = enter("operator").get(reverse("berkas-lihat", args=[draft.pk])).content.decode()
    assert NIK not in page and "surat.jpg" in page


def test_a_paper_is_removed_on_its_page(draft, enter, django_capture_on_commit_callbacks, tmp_path):
    add(enter("operator"), draft, ordinal=1)
    one = Evidence.objects.get()
    place = reverse("berkas-bukti-hapus", args=[draft.pk, one.pk])
    assert enter("approver").post(place).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        gone = enter("operator").post(place, {"baris": "1"}, follow=True)
    assert "Bukti dihapus." in text_of(gone) and not list(tmp_path.rglob("evidence/*/*.pdf"))
    assert enter("operator").get(reverse("berkas-bukti-buka", args=[draft.pk, one.pk])).status_code == 404
    assert enter("operator").post(place).status_code == 404


def test_other_offices_find_nothing(draft, enter):
    add(enter("operator"), draft, ordinal=1)
    one, client = Evidence.objects.get(), enter("elsewhere")
    for name in ("berkas-bukti-buka", "berkas-bukti-hapus"):
        assert client.post(reverse(name, args=[draft.pk, one.pk])).status_code == 404
    assert client.get(reverse("berkas-bukti-lihat", args=[draft.pk])).status_code == 404
    assert add(client, draft).status_code == 404 and Evidence.objects.count() == 1


def test_who_may_see_nobodys_numbers_opens_no_paper(draft, enter):
    add(enter("operator"), draft, ordinal=1)
    place = reverse("berkas-bukti-buka", args=[draft.pk, Evidence.objects.get().pk])
    for who, status in (("admin", 403), ("viewer", 200), ("approver", 200)):
        assert enter(who).get(place).status_code == status
        page = enter(who).get(reverse("berkas-bukti-lihat", args=[draft.pk])).content.decode()
        assert "akta.pdf" in page and (place in page) == (status == 200)


@pytest.mark.parametrize("query", ["baris=99", "baris=x", "baris=-1", "baris=99999999999999999999", "sesudah=%00x",
                                   "sesudah=abc"])
def test_odd_addresses_are_no_errors(draft, enter, query):
    answer = enter("operator").get(reverse("berkas-bukti-lihat", args=[draft.pk]) + f"?{query}")
    assert answer.status_code in (200, 400, 404)


def test_the_recap_by_source_and_its_workbook_agree(rolls, people, july, enter):
    batch = submitted(people, july, new(9001, SMBR="Disdukcapil"), new(9002, SMBR=f"RT {NIK}"))
    page = enter("province").get(reverse("berkas-sumber") + "?periode=2017-07&kantor=3578")
    assert "Disdukcapil" in text_of(page) and NIK not in page.content.decode()
    assert "Disdukcapil" in text_of(enter("approver").get(reverse("berkas-lihat", args=[batch.pk])))
    answer = enter("approver").get(reverse("berkas-sumber-unduh") + "?periode=2017-07")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert ("Disdukcapil", 1, 0, 0, 0, 0, 0, 1) in rows and ("Jumlah", 2, 0, 0, 0, 0, 0, 2) in rows
    assert NIK not in str(rows)
    event = Event.objects.get(act="list_exported")
    assert event.detail["what"] == "rekap sumber" and event.detail["mark"]
    assert enter("elsewhere").get(reverse("berkas-sumber") + "?kantor=3578").status_code == 404
    assert enter("elsewhere").get(reverse("berkas-sumber-unduh") + "?kantor=3578").status_code == 404
    assert "Belum ada berkas yang diajukan" in text_of(enter("elsewhere").get(reverse("berkas-sumber")))
