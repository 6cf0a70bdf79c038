"""Repairing with the keyboard in a browser: suggestions, the next problem of the same kind, warnings vouched for."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import give_code
from tests.browser.test_story import wait_for_work
from tests.kit import new, receive, voters
from voters.models import BatchRow

expect.set_options(timeout=20_000)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def rows():
    """60 rows of one kind of mistake (two pages), others in between, two warnings, and one who is on the roll."""
    voter = voters()[0]
    wrong = [new(9000 + n, STS="KAWIN" if n % 2 else "X") for n in range(60)]
    return [*wrong, new(9100, TPS="x"), new(9101, **{"L/P": "P"}), new(9102, **{"L/P": "P"}),
            {"KET": "1", "NIK": "3578040105909777", "NAMA": voter.name,
             "TGLLHR": voter.birth_date.strftime("%d|%m|%Y")}]


def row(batch, ordinal):
    return BatchRow.objects.get(batch=batch, ordinal=ordinal)


def test_a_kind_of_problem_is_worked_through_by_keyboard_alone(rolls, people, july, person, site):
    batch = receive(people, july, *rows())
    page = person("operator")
    page.goto(f"{site}/berkas/{batch.pk}/?kode=E08")
    page.locator("#b-1 tr").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#b-1 .editor input[name=STS]")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("S")
    page.keyboard.press("Enter")  # saves what was typed: no suggestion is taken by it
    expect(page.locator("#b-2 .editor input[name=STS]")).to_be_focused()
    assert row(batch, 1).marital == "S"
    page.keyboard.press("Alt+S")
    expect(page.locator("#b-3 .editor input[name=STS]")).to_be_focused()
    assert (row(batch, 2).marital, row(batch, 2).problems) == ("S", [])
    page.keyboard.press("Escape")
    expect(page.locator(".editor")).to_have_count(0)
    expect(page.locator("#b-3 tr")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+S")  # on the line, without opening it
    expect(page.locator("#b-4")).to_contain_text("Siap entry")
    assert row(batch, 4).marital == "S"
    expect(page.locator("#ringkas [aria-current=true]").first).to_contain_text("E08")
    page.locator("#b-50 tr").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#b-50 .editor input[name=STS]")).to_be_focused()
    page.keyboard.press("Control+Enter")  # the last of this page: on to the next page of the same kind
    page.wait_for_url(re.compile("dari=51"))
    expect(page.locator("#b-51 .editor input[name=STS]")).to_be_focused()


def test_warnings_are_confirmed_by_keyboard(rolls, people, july, person, site):
    batch = receive(people, july, *rows())
    page = person("operator")
    page.goto(f"{site}/berkas/{batch.pk}/?kode=W02")
    page.locator("#b-62 tr").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#b-62 .editor .has-warning select")).to_be_focused()
    page.keyboard.press("Alt+K")
    expect(page.locator("#b-63 .editor .has-warning select")).to_be_focused()
    expect(page.locator("#ringkas")).to_contain_text("1 dari 2 peringatan dikonfirmasi")
    page.keyboard.press("Escape")
    expect(page.locator(".editor")).to_have_count(0)
    page.keyboard.press("Alt+K")
    expect(page.locator("#b-63")).to_contain_text("dikonfirmasi operator")
    assert row(batch, 63).confirmed == ["W02"]


def test_one_suggestion_for_all_alike(rolls, people, july, person, site, tmp_path):
    batch = receive(people, july, *rows())
    page = person("operator")
    page.goto(f"{site}/berkas/{batch.pk}/")
    page.get_by_role("link", name="Semua masalah dan sarannya").click()
    page.locator(".problem", has_text="E08").get_by_role("link", name="Terapkan saran").click()
    page.get_by_role("button", name="Terapkan ke 30 baris").click()
    wait_for_work(page)
    expect(page.locator("body")).to_contain_text("diterapkan ke 30 baris oleh operator")
    batch.refresh_from_db()
    assert batch.counts["E08"] == 30
    page.get_by_role("button", name="Urungkan").click()
    wait_for_work(page)
    batch.refresh_from_db()
    assert batch.counts["E08"] == 60


def test_without_javascript(rolls, people, july, browser, site):
    batch = receive(people, july, *rows())
    context = browser.new_context(java_script_enabled=False, locale="id-ID")
    page = context.new_page()
    page.goto(f"{site}/masuk")
    page.get_by_label("Nama pengguna").fill("operator")
    page.get_by_label("Kata sandi", exact=True).fill("rahasia sekali")
    page.get_by_role("button", name="Masuk").click()
    give_code(page, "operator")
    page.goto(f"{site}/berkas/{batch.pk}/?kode=E08")
    page.locator("#b-2").get_by_role("button", name="Status kawin: S").click()
    assert page.url.endswith("?kode=E08") and row(batch, 2).marital == "S"
    page.locator("#b-4 a[data-edit]").click()
    page.locator("input[name=NAMA]").fill("SITI AMINAH")
    page.locator(".offers button").first.click()
    assert (row(batch, 4).marital, row(batch, 4).name) == ("S", "SITI AMINAH")
    page.goto(f"{site}/berkas/{batch.pk}/?kode=E18")
    expect(page.locator("#b-64")).to_contain_text("satu calon")
    page.locator("#b-64 [data-offer]").click()
    assert row(batch, 64).problems == []
    page.goto(f"{site}/berkas/{batch.pk}/?kode=W02")
    page.locator("#b-62").get_by_role("button", name="Konfirmasi").click()
    page.get_by_role("button", name="Konfirmasi semua (1)").click()
    batch.refresh_from_db()
    assert batch.review["confirmed"] == {"W02": 2}
    context.close()


@pytest.mark.parametrize("width", [1360, 390])
def test_the_pages_are_accessible_and_do_not_overflow(rolls, people, july, person, site, width):
    from axe_playwright_python.sync_playwright import Axe

    batch = receive(people, july, *rows())
    page = person("operator", width=width)
    for path in ("?kode=E08", "?kode=W02", "?kode=E18", "masalah/", "serentak/?kode=E08", "baris/2/?kode=E08"):
        page.goto(f"{site}/berkas/{batch.pk}/{path}", wait_until="networkidle")
        if path == "?kode=E08":
            page.locator("#b-2 a[data-edit]").click()
            expect(page.locator("#b-2 .offers")).to_be_visible()
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, path
        broken = Axe().run(page).response["violations"]
        assert not [(v["id"], v["nodes"][0]["html"]) for v in broken if v["impact"] in ("serious", "critical")], path
        _keep(page, f"{width}-{path.strip('?/').replace('/?', '-').replace('/', '-').replace('=', '-')}")


def _keep(page, name):
    import os

    if folder := os.environ.get("KEEP_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=False)
