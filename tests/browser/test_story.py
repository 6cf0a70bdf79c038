"""The main job in a browser: an operator, an approver and the province, with a worker behind them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import give_code
from tests.conftest import SAMPLES
from voters.models import Batch, Roll, Snapshot

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def wait_for_work(page):
    """Until the page polls nothing any more: the worker is done and the page has been loaded anew."""
    expect(page.locator(".work[hx-get]")).to_have_count(0, timeout=60_000)


def confirm(page, button, submit=None, fill=None):
    """Open a confirmation, fill what it asks, and agree."""
    page.locator("summary", has_text=button).first.click()
    panel = page.locator(".confirm-panel:visible").first
    for box in panel.get_by_role("checkbox").all():
        box.check()
    if fill:
        panel.get_by_role("textbox").fill(fill)
    panel.get_by_role("button", name=submit or button).last.click()


def test_from_an_excel_file_to_the_province(rolls, people, july, person, site, tmp_path):
    operator = person("operator")
    operator.get_by_role("link", name="Berkas baru").first.click()
    operator.locator("input[type=file]").set_input_files(str(SAMPLES / "2017-07" / "mutarlih-3578-2017-07.xlsx"))
    operator.get_by_label("Nama berkas ini").fill("Mutarlih Juli")
    operator.get_by_role("button", name="Unggah dan ambil tanda terima").click()
    expect(operator.locator("body")).to_contain_text("3578/2017-07/0001")
    batch = Batch.objects.get()
    assert batch.sha256[:8] in operator.locator("body").inner_text()

    operator.goto(f"{site}/berkas/{batch.pk}/")
    wait_for_work(operator)
    expect(operator.get_by_role("heading", level=1)).to_have_text("Mutarlih Juli")
    expect(operator.locator("body")).to_contain_text("E02")

    # Only the rows with one code, then one of them corrected in place and checked again.
    operator.locator("summary", has_text="masalah lain").click()
    operator.locator("a", has_text="E05").first.click()
    expect(operator.locator("table.rows tbody")).to_have_count(2)
    operator.locator("table.rows a[data-edit]").first.click()
    name = operator.locator(".editor input[name=NAMA]")
    expect(name).to_be_focused()
    name.fill("SITI AMINAH")
    name.press("Enter")
    expect(operator.locator("table.rows tbody").first).to_contain_text("SITI AMINAH")
    batch.refresh_from_db()
    assert batch.counts["E05"] == 1

    operator.goto(f"{site}/berkas/{batch.pk}/")
    confirm(operator, "Ajukan", submit=re.compile("Ajukan"))
    expect(operator.locator("body")).to_contain_text("menunggu persetujuan")
    batch.refresh_from_db()
    assert batch.state == "submitted"

    approver = person("approver")
    approver.goto(f"{site}/berkas/{batch.pk}/")
    confirm(approver, "Setujui", submit=re.compile("Setujui"))
    wait_for_work(approver)
    expect(approver.locator("body")).to_contain_text("Diterapkan")
    batch.refresh_from_db()
    assert (batch.state, batch.revision) == ("applied", 2)
    assert Roll.objects.get(pk="3578").revision == 2

    operator.goto(f"{site}/pemilih/")
    operator.get_by_label("NIK, No. KK, DPID, atau nama").fill("santoso")
    operator.get_by_label("NIK, No. KK, DPID, atau nama").press("Enter")
    expect(operator.locator("table tbody tr").first).to_contain_text("SANTOSO")
    assert "santoso" not in operator.url.lower()
    assert not re.search(r"\b\d{16}\b", operator.locator("main").inner_text())
    operator.locator("table tbody a").first.click()
    expect(operator.locator("body")).to_contain_text("••••")

    operator.goto(f"{site}/snapshot/")
    operator.locator("summary", has_text="Buat snapshot").click()
    operator.get_by_role("button", name="Bekukan dan segel").click()
    wait_for_work(operator)
    snapshot = Snapshot.objects.get()
    assert snapshot.sealed_at
    expect(operator.locator("body")).to_contain_text(snapshot.seal[:8])
    assert snapshot.total == rolls["3578"]["total"] + batch_balance(snapshot)

    operator.get_by_role("button", name=re.compile("ZIP")).first.click()
    wait_for_work(operator)
    with operator.expect_download() as download:
        operator.get_by_role("link", name=re.compile("ZIP")).first.click()
    target = tmp_path / "snapshot.zip"
    download.value.save_as(target)
    assert target.read_bytes()[:2] == b"PK"

    province = person("province")
    province.goto(f"{site}/provinsi/")
    expect(province.locator("body")).to_contain_text("1 dari 38")
    row = province.locator("table tbody tr", has_text="Kota Surabaya")
    expect(row).to_contain_text(f"{snapshot.total:,}".replace(",", "."))
    expect(province.locator("table tbody tr", has_text="Pacitan").first).to_contain_text("Belum")
    with province.expect_download() as download:
        province.get_by_role("link", name=re.compile("xlsx")).first.click()
    assert download.value.suggested_filename.endswith(".xlsx")


def batch_balance(snapshot):
    """Baru less TMS of a snapshot's flow."""
    flow = snapshot.flow
    return sum(flow["baru"].values()) - sum(sum(sexes.values()) for sexes in flow["tms"].values())


def test_a_wrong_file_is_refused_with_its_sentence(rolls, people, july, person, site, tmp_path):
    wrong = tmp_path / "mutarlih.xlsx"
    wrong.write_bytes(b"MZ\x90 this is a program")
    operator = person("operator")
    operator.goto(f"{site}/berkas/baru/")
    operator.locator("input[type=file]").set_input_files(str(wrong))
    operator.get_by_role("button", name="Unggah dan ambil tanda terima").click()
    operator.goto(f"{site}/berkas/{Batch.objects.get().pk}/")
    wait_for_work(operator)
    expect(operator.locator("body")).to_contain_text("F01")
    assert not Batch.objects.get().lines.exists()


def test_entry_and_approval_work_without_javascript(rolls, people, july, browser, site):
    context = browser.new_context(java_script_enabled=False, locale="id-ID")
    page = context.new_page()
    page.goto(f"{site}/masuk")
    page.get_by_label("Nama pengguna").fill("operator")
    page.get_by_label("Kata sandi", exact=True).fill("rahasia sekali")
    page.get_by_role("button", name="Masuk").click()
    give_code(page, "operator")
    page.goto(f"{site}/berkas/baru/")
    page.locator("input[type=file]").set_input_files(str(SAMPLES / "2017-07" / "mutarlih-3578-2017-07.xlsx"))
    page.get_by_role("button", name="Unggah dan ambil tanda terima").click()
    batch = Batch.objects.get()
    for _attempt in range(40):
        page.goto(f"{site}/berkas/{batch.pk}/?kode=E05")
        if page.locator("table.rows tbody").count():
            break
        page.wait_for_timeout(500)
    page.locator("table.rows a[data-edit]").first.click()
    page.locator("input[name=NAMA]").fill("SITI AMINAH")
    page.get_by_role("button", name="Simpan", exact=True).click()
    batch.refresh_from_db()
    assert batch.counts["E05"] == 1
    page.goto(f"{site}/berkas/{batch.pk}/")
    confirm(page, "Ajukan", submit=re.compile("Ajukan"))
    batch.refresh_from_db()
    assert batch.state == "submitted"
    context.close()


PAGES = ("", "berkas/", "berkas/baru/", "pemilih/", "snapshot/", "pekerjaan/")


@pytest.mark.parametrize("width", [1360, 390])
def test_pages_are_accessible_light_and_do_not_overflow(rolls, people, july, person, site, width):
    from axe_playwright_python.sync_playwright import Axe

    page = person("operator", width=width)
    for path in PAGES:
        sizes = []
        page.on("response", lambda r, sizes=sizes: sizes.append(int(r.headers.get("content-length") or 0)))
        page.goto(f"{site}/{path}", wait_until="networkidle")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, path
        broken = Axe().run(page).response["violations"]
        serious = [(v["id"], v["nodes"][0]["html"]) for v in broken if v["impact"] in ("serious", "critical")]
        assert not serious, path
