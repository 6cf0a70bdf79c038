"""The last day of a period at 390 px: the time left runs down, the announcement goes, a photo is attached to a row."""

import re
from datetime import timedelta

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sidalih.accounts.scope import scoped
from tests.kit import new, workbook
from tests.papers import jpeg
from voters.actions import periods, receiving
from voters.models import Batch, Evidence, Period

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def photo(name, data):
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def test_the_last_hour_of_the_portal_on_a_telephone(people, rolls, july, person, site):
    Period.objects.update(closes_at=timezone.now() + timedelta(minutes=30))
    periods.announce(code="2017-07", text="Ditutup pukul 16.00.", by=people["province_approver"])
    with scoped("3578"):
        file = ContentFile(workbook(new(9001, NAMA="")), name="a.xlsx")
        batch = receiving.receive(file=file, regency="3578", period=Period.objects.get(), by=people["operator"])
    page = person("operator", width=390)
    left = page.locator("[data-left]")
    expect(left).to_have_text(re.compile(r"· \d+ menit \d+ detik lagi"))
    before = left.inner_text()
    expect(left).not_to_have_text(before)
    notice = page.get_by_text("Ditutup pukul 16.00.")
    page.get_by_role("button", name="Tutup pengumuman").click()
    expect(notice).to_have_count(0)
    page.goto(f"{site}{reverse('berkas')}")
    expect(notice).to_have_count(0)

    for _try in range(60):  # the worker reads it
        if Batch.objects.get(pk=batch.pk).state == "checked":
            break
        page.wait_for_timeout(500)
    page.goto(f"{site}{reverse('berkas-lihat', args=[batch.pk])}")
    page.locator("a[data-edit]").first.click()
    papers = page.locator(".row-papers")
    papers.get_by_label("Bukti (PDF, JPEG, PNG)").set_input_files(photo("IMG 1.jpg", b"<html>"))
    papers.get_by_role("button", name="Lampirkan").click()
    expect(papers.get_by_role("alert")).to_contain_text("bukan PDF, JPEG, atau PNG")
    papers.get_by_label("Bukti (PDF, JPEG, PNG)").set_input_files(photo("IMG 1.jpg", jpeg()))
    papers.get_by_role("button", name="Lampirkan").click()
    expect(papers.get_by_role("link", name="IMG 1.jpg")).to_be_visible()
    assert Evidence.objects.get().row.ordinal == 1 and page.evaluate(WIDER) == 0
    with page.expect_download() as taken:
        papers.get_by_role("link", name="IMG 1.jpg").click()
    assert taken.value.suggested_filename == "IMG 1.jpg"
