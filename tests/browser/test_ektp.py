"""KTP-el progress in a real browser: a block pasted from Excel, one cell corrected, saved, seen as chart and table."""

import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from ektp.actions.reporting import record_report
from ektp.actions.rollups import build_rollup
from ektp.models import Report
from ektp.queries.drafts import districts_of
from ektp.rules import Figures
from tests.browser.conftest import give_code

SAMPLE = Path(__file__).parent.parent / "samples" / "2017-07" / "ektp-3578-2017-08-31.xlsx"
PASTE = """([name, text]) => {
  const input = document.querySelector(`input[name="${name}"]`);
  const data = new DataTransfer();
  data.setData("text/plain", text);
  input.focus();
  input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def copied(separator=""):
    """Columns C to H of the sample's districts as Excel puts them on the clipboard."""
    rows = openpyxl.load_workbook(SAMPLE).active.iter_rows(5, 35, 3, 8, values_only=True)
    return "".join("\t".join(f"{n:,}".replace(",", separator) for n in row) + "\r\n" for row in rows)


def cell(page, district, column):
    return page.locator(f'input[name="{district}.{column}"]')


def before():
    """An earlier report, so that there is a line to draw."""
    figures = dict.fromkeys(districts_of("3578").names, Figures(60_000, 55_000, 50_000))
    record_report(regency="3578", as_of=date(2017, 7, 31), figures=figures, by="system", announce=False)


def test_a_pasted_block_is_corrected_saved_and_drawn(people, person, site):
    before()
    page = person("operator")
    page.goto(f"{site}/ktp-el/baru/")
    page.get_by_label("Per tanggal").fill("2017-08-31")
    page.evaluate(PASTE, ["357801.obliged", copied(".")])
    expect(cell(page, "357831", "print_ready")).to_have_value("7.003")
    button = page.get_by_role("button", name=re.compile("Hapus pemisah ribuan"))
    expect(button).to_contain_text("(18")
    button.click()
    expect(cell(page, "357831", "obliged")).to_have_value("100057")
    expect(page.locator('[data-sum="recorded"]')).to_have_text("1.974.325")
    expect(page.locator("tr", has_text="Wonokromo").locator("[data-coverage]")).to_have_text("100,4%")

    cell(page, "357804", "recorded").fill("97x")
    page.get_by_role("button", name="Simpan laporan").click()
    expect(page.get_by_text("bukan angka").first).to_be_visible()
    expect(cell(page, "357831", "obliged")).to_have_value("100057")
    assert Report.objects.count() == 1
    cell(page, "357804", "recorded").fill("97686")
    cell(page, "357804", "recorded").press("Enter")
    expect(cell(page, "357805", "recorded")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(cell(page, "357804", "recorded")).to_be_focused()
    page.keyboard.press("Tab")
    expect(cell(page, "357804", "printed")).to_be_focused()
    page.get_by_role("button", name="Simpan laporan").click()
    expect(page.locator("h1")).to_contain_text("31 Agustus 2017")
    made = Report.objects.get(as_of=date(2017, 8, 31))
    assert (made.recorded, made.districts) == (1_974_325, 31)
    expect(page.locator("body")).to_contain_text("Sudah rekam 97.686, wajib KTP 97.274 (+412).")

    page.get_by_role("link", name="Koreksi").click()
    cell(page, "357808", "not_printed").fill("4982")
    page.get_by_role("button", name="Simpan sebagai versi 2").click()
    expect(page.locator("body")).to_contain_text("versi 2")
    first = page.locator(".findings > li").first
    first.locator("summary").click()
    first.locator("textarea").fill("Penduduk pindah keluar masih terekam di sini.")
    first.get_by_role("button", name="Simpan penjelasan").click()
    expect(page.locator(".findings > li").first).to_contain_text("pindah keluar")

    page.goto(f"{site}/ktp-el/")
    chart = page.locator(".plot").first
    expect(chart.locator("circle.recorded")).to_have_count(2)
    expect(chart.locator("circle.recorded title").last).to_have_text("31 Agustus 2017: Sudah rekam 1.974.325")
    expect(page.locator("#t-tren tbody tr").first).to_contain_text("1.974.325")
    expect(page.locator("#t-sisa tbody tr").first).to_contain_text("Sambikerep")


def test_a_block_with_names_finds_its_districts(people, person, site):
    page = person("operator")
    page.goto(f"{site}/ktp-el/baru/")
    page.evaluate(PASTE, ["357801.obliged", "NO\tNama Kecamatan\tSUDAH REKAM\tWAJIB KTP\tKET\r\n"
                          "1\tKec. WONOKROMO\t90\t100\tulang\r\n2\tAsemrowo\t8\t10\t\r\n3\tTARIK\t1\t2\t\r\n"
                          "\tPERSENTASE\t90%\t\t\r\n\tGRAND TOTAL\t98\t110\t\r\n"])
    expect(cell(page, "357804", "obliged")).to_have_value("100")
    expect(cell(page, "357804", "recorded")).to_have_value("90")
    expect(cell(page, "357804", "remark")).to_have_value("ulang")
    expect(cell(page, "357828", "recorded")).to_have_value("8")
    expect(page.locator('input[name="jumlah.obliged"]')).to_have_value("110")
    expect(cell(page, "357801", "obliged")).to_have_value("")
    expect(page.locator("[data-pasted]")).to_have_text(
        "3 baris ditempel menurut nama kecamatannya. Tidak ditempel, karena bukan kecamatan di sini: TARIK.")
    # codes and bare figures go to the right of where they were pasted; words of elsewhere go nowhere
    page.evaluate(PASTE, ["357801.printed", "35.78.04\t70\r\n357828\t7\r\n"])
    expect(cell(page, "357804", "printed")).to_have_value("70")
    page.evaluate(PASTE, ["357801.obliged", "TARIK\t5\r\nPRAMBON\t6\r\n"])
    expect(page.locator("[data-pasted]")).to_contain_text("Tidak ada yang ditempel")
    page.evaluate(PASTE, ["357802.obliged", "50\t40\r\n60\t30\r\n"])
    expect(cell(page, "357803", "recorded")).to_have_value("30")
    expect(page.locator("[data-pasted]")).to_be_hidden()

    coverage = page.locator("tfoot [data-coverage]")
    expect(coverage).to_have_text("76,4%")  # 168 of 220
    cell(page, "357804", "obliged").fill("1x0")
    expect(coverage).to_have_text("65,0%")  # 78 of 120: a district counts with both of its figures or not at all
    assert not page.broken


@pytest.mark.parametrize(("text", "said", "taken"), [
    # headings with line breaks, as Excel copies them, in another order than the grid's
    ('NO\t"NAMA\nKECAMATAN"\t"BELUM\nREKAM"\t"SUDAH ""REKAM""\nKTP-el"\t"WAJIB\nKTP"\r\n'
     '1\tWonokromo\t10\t90\t100\r\n2\tBulak\t1\t8\t9\r\n', "2 baris ditempel",
     {"357804.obliged": "100", "357804.recorded": "90", "357804.not_recorded": "10", "357829.obliged": "9"}),
    ("KECAMATAN\tWAJIB KTP\tSUDAH REKAM\r\nWONOKROMO\t100\t90\r\nBULAK\t9\t8\r\nWonokromo\t7\t6\r\n",
     "sudah ada di baris lain: Wonokromo.", {"357804.obliged": "100", "357829.obliged": "9"}),
    ("KECAMATAN\tWAJIB KTP\tPEREKAMAN\t\r\n\t\tBELUM\tSUDAH\r\nWONOKROMO\t100\t10\t90\r\n",
     "terbagi di dua baris", {"357804.obliged": "", "357804.recorded": ""}),
    ("KECAMATAN\tWAJIB KTP L\tWAJIB KTP P\tREKAM\r\nWONOKROMO\t50\t50\t90\r\n", "angka yang sama",
     {"357804.obliged": "", "357804.recorded": ""}),
    ("KECAMATAN\tSDH REKAM\tBLM REKAM\tWAJIB\r\nWONOKROMO\t90\t10\t100\r\n", "1 baris ditempel",
     {"357804.recorded": "90", "357804.not_recorded": "10", "357804.obliged": "100"}),
    ("1\t2\r\n" * 34, "4 sel tidak ditempel", {"357801.obliged": "1", "jumlah.recorded": "2"})])
def test_a_block_that_can_be_misread_is_told(people, person, site, text, said, taken):
    page = person("operator")
    page.goto(f"{site}/ktp-el/baru/")
    page.evaluate(PASTE, ["357801.obliged", text])
    expect(page.locator("[data-pasted]")).to_contain_text(said)
    assert {name: page.locator(f'input[name="{name}"]').input_value() for name in taken} == taken
    assert not page.broken


def test_an_uploaded_form_fills_the_grid_without_javascript(people, browser, site):
    context = browser.new_context(java_script_enabled=False, locale="id-ID")
    page = context.new_page()
    page.goto(f"{site}/masuk")
    page.get_by_label("Nama pengguna").fill("operator")
    page.get_by_label("Kata sandi", exact=True).fill("rahasia sekali")
    page.get_by_role("button", name="Masuk").click()
    give_code(page, "operator")
    page.goto(f"{site}/ktp-el/baru/")
    page.locator("#id_file").set_input_files(str(SAMPLE))
    page.get_by_role("button", name="Baca ke tabel").click()
    expect(cell(page, "357804", "recorded")).to_have_value("97686")
    expect(page.get_by_label("Per tanggal")).to_have_value("2017-08-31")
    expect(page.locator("body")).to_contain_text("31 kecamatan terisi")
    assert not Report.objects.exists()
    cell(page, "357804", "recorded").fill("97000")
    cell(page, "357804", "recorded").press("Enter")  # counts, and saves nothing
    assert not Report.objects.exists()
    page.get_by_role("button", name="Simpan laporan").click()
    made = Report.objects.get()
    assert made.recorded == 1_974_325 - 686 and made.evidence_name == SAMPLE.name
    context.close()


@pytest.mark.parametrize("width", [1360, 390])
def test_pages_are_accessible_and_do_not_overflow(people, person, site, width):
    from axe_playwright_python.sync_playwright import Axe

    before()
    build_rollup(area="35", on=date(2017, 7, 31))
    build_rollup(area="", on=date(2017, 7, 31))
    made = Report.objects.get()
    for who, paths in (("operator", ("ktp-el/", "ktp-el/baru/", f"ktp-el/{made.pk}/", f"ktp-el/{made.pk}/koreksi/",
                                     "ktp-el/daerah/3578/pemilih/")),
                       ("province", ("ktp-el/provinsi/", "ktp-el/daerah/3501/", "ktp-el/rekap/", "ktp-el/nasional/"))):
        page = person(who, width=width)
        for path in paths:
            page.goto(f"{site}/{path}", wait_until="networkidle")
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, path
            broken = Axe().run(page).response["violations"]
            assert not [(one["id"], one["nodes"][0]["html"]) for one in broken], path


CUT_OFF = """[...document.querySelectorAll(".card")].filter((card) => card.scrollWidth > card.clientWidth + 1)
    .map((card) => card.getAttribute("aria-label") || card.textContent.trim().slice(0, 40))"""


def test_no_table_is_cut_off_on_a_small_laptop(people, person, site):
    before()
    build_rollup(area="35", on=date(2017, 7, 31))
    build_rollup(area="", on=date(2017, 7, 31))
    made = Report.objects.get()
    for who, paths in (("operator", ("ktp-el/", "ktp-el/baru/", f"ktp-el/{made.pk}/", f"ktp-el/{made.pk}/koreksi/")),
                       ("province", ("ktp-el/provinsi/", "ktp-el/rekap/", "ktp-el/nasional/"))):
        page = person(who, width=1280)
        for path in paths:
            page.goto(f"{site}/{path}", wait_until="networkidle")
            assert page.evaluate(CUT_OFF) == [], path
    page = person("operator", width=1280)
    page.goto(f"{site}/ktp-el/baru/")
    for district, column, typed in (("357801", "obliged", "> 300.000"), ("357802", "remark", "belum masuk"),
                                    ("357803", "suket", "lebih dari 300000 orang")):
        cell(page, district, column).fill(typed)
    page.get_by_role("button", name="Simpan laporan").click()
    expect(page.locator(".sentences").first).to_be_visible()
    assert page.evaluate(CUT_OFF) == []


def test_the_map_leads_to_an_office(people, person, site):
    before()
    page = person("province")
    page.goto(f"{site}/ktp-el/")
    expect(page).to_have_url(f"{site}/ktp-el/provinsi/")
    page.get_by_role("link", name="Kota Surabaya: 91,7%").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("KTP-el Kota Surabaya")
