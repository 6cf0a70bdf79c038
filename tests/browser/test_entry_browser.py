"""Entry in a browser: a NIK explains itself, Enter saves, what is wrong is put right; and without JavaScript."""

import os

import pytest
from playwright.sync_api import expect

from tests.kit import voters
from voters.models import Batch, BatchRow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
SHOTS = os.environ.get("ENTRY_SHOTS")


def shot(page, name):
    """Keep a picture where somebody wants to look."""
    if SHOTS:
        for width in (1360, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, (name, width)
        page.set_viewport_size({"width": 1360, "height": 900})
        page.broken.clear()  # taking a picture is itself an inline style


def type_on(page, *texts):
    """Type into the field in focus and go on by Tab, as people do who copy from paper."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def test_new_voters_by_keyboard_alone(rolls, people, july, person, site):
    page = person("operator")
    page.get_by_role("link", name="Entri", exact=True).first.click()
    shot(page, "home")
    page.locator("a.entry-kind", has_text="Baru").click()
    expect(page.get_by_label("NIK", exact=True)).to_be_focused()
    page.keyboard.type("3578044105909001", delay=5)
    expect(page.locator("#nik-kata")).to_contain_text("Belum terdaftar")
    expect(page.locator("#nik-kata")).to_contain_text("Wonokromo, Kota Surabaya")
    expect(page.get_by_label("Tanggal lahir", exact=True)).to_have_value("01-05-1990")
    expect(page.get_by_label("L/P", exact=True)).to_have_value("P")
    shot(page, "nik")
    page.keyboard.press("Tab")
    type_on(page, "3578041206159001")
    page.keyboard.press("Tab")  # the name is forgotten
    page.keyboard.press("Tab")
    type_on(page, "SURABAYA", "", "S", "JL. JAGIR 1", "1", "2", "Jagir", "3", "S", "0", "RT")
    page.get_by_label("Sumber", exact=True).press("Enter")
    expect(page.locator("#entri")).to_contain_text("Baris 1 tersimpan, tetapi masih salah")
    expect(page.get_by_label("Nama", exact=True)).to_be_focused()
    shot(page, "wrong")
    page.keyboard.type("SITI AMINAH")
    page.keyboard.press("Enter")
    expect(page.locator("#entri")).to_contain_text("Baris 1 tersimpan dan lolos pemeriksaan")
    expect(page.get_by_label("NIK", exact=True)).to_be_focused()
    expect(page.get_by_label("TPS", exact=True)).to_have_value("3")
    row = BatchRow.objects.get()
    assert (row.name, row.nik, row.sex, row.problems) == ("SITI AMINAH", "3578044105909001", "P", [])
    known = voters()[0].nik
    page.keyboard.type(known, delay=5)
    expect(page.locator("#nik-kata")).to_contain_text("Sudah terdaftar")
    shot(page, "known")
    page.locator("#nik-kata a").click()  # leaving what was typed asks first
    assert known not in page.url


def test_a_voter_is_looked_up_corrected_struck_and_moved(rolls, people, july, person, site):
    first, second, third = voters()[:3]
    page = person("operator")
    page.goto(f"{site}/entri/cari/?untuk=ubah")
    page.get_by_label("NIK, DPID, atau nama", exact=True).fill(str(first.dpid))
    page.keyboard.press("Enter")
    expect(page.locator("table.lines tbody tr")).to_have_count(1)
    shot(page, "found")
    expect(page.locator("table.lines a.btn").first).to_be_focused()
    page.keyboard.press("Enter")
    name = page.get_by_label("Nama", exact=True)
    expect(name).to_have_value(first.name)
    name.fill("NAMA YANG BETUL")
    expect(page.locator(".field.changed")).to_have_count(1)
    shot(page, "ubah")
    page.context.set_offline(True)
    name.press("Enter")
    expect(page.locator("#kabar")).to_contain_text("Belum tersimpan")
    expect(name).to_have_value("NAMA YANG BETUL")  # a cut line loses nothing
    page.context.set_offline(False)
    page.broken.clear()  # the browser itself notes the request that failed
    name.press("Enter")
    expect(page.locator("main")).to_contain_text("Baris 1 tersimpan")
    expect(page.get_by_label("NIK, DPID, atau nama", exact=True)).to_be_focused()
    page.goto(f"{site}/entri/pemilih/3578/{second.dpid}/?untuk=tms")
    page.get_by_text("Meninggal dunia").click()
    shot(page, "tms")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Baris 2 tersimpan")
    page.goto(f"{site}/entri/pemilih/3578/{third.dpid}/?untuk=pindah")
    page.get_by_label("TPS", exact=True).fill("77")
    shot(page, "pindah")
    page.get_by_label("TPS", exact=True).press("Enter")
    expect(page.locator("main")).to_contain_text("Baris 3 tersimpan")
    assert [(row.kind, row.found) for row in BatchRow.objects.order_by("ordinal")] == [
        ("U", first.dpid), ("T", second.dpid), ("U", third.dpid)]


def test_a_row_is_taken_out_of_the_table_and_put_back(rolls, people, july, person, site):
    page = person("operator")
    page.goto(f"{site}/entri/baru/")
    for _twice in range(2):
        page.get_by_label("NIK", exact=True).fill("3578044105909001")
        page.get_by_label("Nama", exact=True).fill("SITI AMINAH")
        page.get_by_label("Nama", exact=True).press("Enter")
        expect(page.locator("#entri")).to_contain_text("masih salah")
        page.get_by_role("link", name="Biarkan dulu").click()
    batch = Batch.objects.get()
    page.goto(f"{site}/berkas/{batch.pk}/?kode=E21")
    page.locator("#b-2 a[data-edit]").click()
    page.get_by_role("button", name="Keluarkan baris").click()
    expect(page.locator("#b-2")).to_contain_text("dikeluarkan")
    shot(page, "out")
    page.reload()
    expect(page.locator("table.rows tbody")).to_have_count(0)
    page.goto(f"{site}/berkas/{batch.pk}/")
    page.locator("#dikeluarkan summary").click()
    shot(page, "bin")
    page.get_by_role("button", name="Kembalikan").click()
    expect(page.locator("body")).to_contain_text("Baris dikembalikan ke berkas")
    batch.refresh_from_db()
    assert (batch.rows, batch.counts["E21"]) == (2, 2)


def test_all_of_it_without_javascript(rolls, people, july, browser, person, site):
    voter = voters()[0]
    signed = person("operator")
    context = browser.new_context(java_script_enabled=False, storage_state=signed.context.storage_state(),
                                  locale="id-ID", viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{site}/entri/baru/")
    page.get_by_label("NIK", exact=True).fill("3578044105909001")
    page.get_by_label("Nama", exact=True).fill("SITI AMINAH")
    page.get_by_role("button", name="Simpan dan isi lagi").click()
    expect(page.locator("main")).to_contain_text("Baris 1 tersimpan, tetapi masih salah")
    page.goto(f"{site}/entri/cari/?untuk=tms")
    page.get_by_label("NIK, DPID, atau nama", exact=True).fill(str(voter.dpid))
    page.get_by_role("button", name="Cari pemilih").click()
    page.locator("table.lines a.btn").first.click()
    page.get_by_text("Meninggal dunia").click()
    page.get_by_role("button", name="Simpan dan cari berikutnya").click()
    expect(page.locator("main")).to_contain_text("Baris 2 tersimpan dan lolos pemeriksaan")
    context.close()
    assert BatchRow.objects.get(ordinal=2).found == voter.dpid
