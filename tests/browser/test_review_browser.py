"""An approver decides row by row in a real browser: with htmx, by the keyboard, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import give_code
from tests.browser.test_story import confirm, wait_for_work
from tests.kit import change, new, strike, submitted, voters
from voters.models import Batch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def batch(rolls, people, july):
    """Three new voters, one changed, one struck, waiting for approval."""
    first, second = voters()[:2]
    return submitted(people, july, new(9001), new(9002, RT=""), new(9003), change(first, NAMA="NAMA BARU"),
                     strike(second))


def test_rows_are_marked_by_the_keyboard_and_the_rest_is_approved(batch, person, site):
    page = person("approver")
    page.goto(f"{site}/berkas/{batch.pk}/tinjau/")
    page.get_by_role("link", name=re.compile("^Baru")).click()
    expect(page.locator("input[name=rows]")).to_have_count(3)
    assert page.url.endswith("?jenis=B")
    box = page.locator("input[name=rows]").nth(1)
    box.focus()
    box.press("Space")
    reason = page.get_by_label("Alasan pengembalian")
    reason.fill("RT belum diisi")
    reason.press("Enter")
    expect(page.locator("#tinjau")).to_contain_text("1 baris ditandai")
    expect(page.locator("#tinjau")).to_contain_text("RT belum diisi")
    expect(page.locator("#aksi-tinjau")).to_contain_text("Setujui 4, kembalikan 1")
    page.go_back()
    expect(page.locator("input[name=rows]")).to_have_count(3)
    page.goto(f"{site}/berkas/{batch.pk}/tinjau/")
    confirm(page, "Setujui 4", submit=re.compile("Setujui"))
    wait_for_work(page)
    expect(page.locator("body")).to_contain_text("Diterapkan")
    draft = Batch.objects.get(rest_of=batch)
    assert (draft.state, draft.rows) == ("returned", 1)


def test_rows_are_marked_without_javascript(batch, browser, site):
    context = browser.new_context(java_script_enabled=False, locale="id-ID")
    page = context.new_page()
    page.goto(f"{site}/masuk")
    page.get_by_label("Nama pengguna").fill("approver")
    page.get_by_label("Kata sandi", exact=True).fill("rahasia sekali")
    page.get_by_role("button", name="Masuk").click()
    give_code(page, "approver")
    page.goto(f"{site}/berkas/{batch.pk}/")
    page.get_by_role("link", name="Tinjau").click()
    page.get_by_role("link", name=re.compile("^Ubah")).click()
    page.locator("input[name=rows]").check()
    page.get_by_label("Alasan pengembalian").fill("Nama tidak sesuai KK")
    page.get_by_role("button", name="Tandai yang dicentang").click()
    expect(page.locator("body")).to_contain_text("1 baris ditandai")
    page.get_by_role("link", name=re.compile("Hapus saringan")).click()
    page.locator("summary", has_text="Sekaligus").click()
    page.get_by_role("button", name="Lepas semua tanda").click()
    assert Batch.objects.get(pk=batch.pk).marked == 0
    page.locator("input[name=rows]").last.check()
    page.get_by_label("Alasan pengembalian").fill("Masih hidup")
    page.get_by_role("button", name="Tandai yang dicentang").click()
    confirm(page, "Setujui 4", submit=re.compile("Setujui"))
    expect(page.locator("body")).to_contain_text("4 baris disetujui, 1 dikembalikan.")
    assert Batch.objects.get(rest_of=batch).lines.get().return_reason == "Masih hidup"
    context.close()


@pytest.mark.parametrize("width", [1360, 390])
def test_the_pages_are_accessible_and_do_not_overflow(batch, person, site, width, settings):
    from axe_playwright_python.sync_playwright import Axe

    for who, path in (("approver", f"berkas/{batch.pk}/tinjau/"), ("province_approver", "tanda-tangan/")):
        page = person(who, width=width)
        page.goto(f"{site}/{path}", wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        broken = Axe().run(page).response["violations"]
        assert not [(v["id"], v["nodes"][0]["html"]) for v in broken if v["impact"] in ("serious", "critical")], path
