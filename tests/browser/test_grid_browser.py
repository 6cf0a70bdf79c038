"""The grid in a real browser: 500 rows pasted, the keys, saving by itself, a cut connection, two people on one row."""

import re

import pytest
from django.conf import settings as project
from playwright.sync_api import expect

from sidalih.accounts.scope import scoped
from sidalih.audit.models import Event
from tests import kit
from voters.actions import entering
from voters.intake.columns import COLUMNS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PLACE = {name: index for index, name in enumerate(COLUMNS)}
SAVED = re.compile(r"^Semua baris tersimpan pukul \d\d\.\d\d WIB\.$")


@pytest.fixture
def site(transactional_db, plain_static, live_server):
    """The live server alone: nothing of the grid is work for a worker."""
    return live_server.url


def draft(people, period, who="operator"):
    """An empty typed draft."""
    with scoped("3578"):
        return entering.start_draft(regency="3578", period=period, by=people[who], label="Ketikan")


def excel(rows, headers=None):
    """Rows as Excel puts them on the clipboard."""
    def cell(value):
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if re.search(r'[\n\t"]', text) else text
    lines = [headers] if headers else []
    lines += [[row.get(name) for name in headers or COLUMNS] for row in rows]
    return "".join("\t".join(map(cell, line)) + "\r\n" for line in lines)


def month(n=500):
    """Rows of all kinds with all kinds of mistakes, some tied to each other, with quotes and line breaks."""
    voters = kit.voters()
    wrong = [{"TPS": "0"}, {"NIK": "123"}, {"TGLLHR": "31|02|1990"}, {"STS": "X", "EKTP": ""}, {"DESA": "Entah"},
             {"NAMA": ""}, {"L/P": "P"}, {"RT": "", "RW": "x"}, {"KET": "99"}, {"DPID": "100001"}, {"JALAN": ""}]
    for at in range(n):
        row = kit.new(9000 + at, NKK=f"357804120615{9000 + at // 3}", TPS=str(1 + at % 2),
                      JALAN=f'Gang "Buntu"\nNo {at}' if at % 50 == 0 else f"JL. JAGIR NO {at}")
        if at % 5 == 1:
            row |= wrong[at // 5 % len(wrong)]
        elif at % 7 == 2:
            row = kit.change(voters[at], NAMA=f"GANTI NAMA {'ABCDEFGH'[at % 8]}")
        elif at % 11 == 3:
            row = kit.strike(voters[at // 2], code=str(1 + at % 10))
        elif at % 60 == 4:
            row["NIK"] = kit.new(9000)["NIK"]
        yield row


def cell(page, row, column):
    """A cell by its line on the page (from 0) and its column's name."""
    return page.locator(".kisi tbody tr").nth(row).locator("> *").nth(PLACE[column] + 2)


def status_of(page, row):
    return page.locator(".kisi tbody tr").nth(row).locator(".k-st")


def open_grid(page, site, batch):
    page.goto(f"{site}/berkas/{batch.pk}/kisi/")
    expect(page.locator(".kisi tbody tr").nth(0)).to_be_visible()
    expect(page.locator("[data-loaded]")).to_contain_text("dimuat")


def paste(page, text):
    """Ctrl+V of what lies on the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def waiting(page):
    """How many rows wait in the tab."""
    return page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('kisi:')).length")


def forgive(page):
    """The browser itself notes requests that failed."""
    page.wait_for_timeout(300)
    page.broken[:] = [one for one in page.broken if "net::ERR_" not in one]


@pytest.mark.parametrize("with_header", [True, False])
def test_five_hundred_rows_are_pasted_and_checked_like_a_workbook(people, person, site, july, rolls, with_header):
    rows = list(month())
    page, batch = person("operator"), draft(people, july)
    open_grid(page, site, batch)
    cell(page, 0, "KECAMATAN").click()
    paste(page, excel(rows, COLUMNS[::-1]) if with_header else excel(rows))
    expect(page.locator("[data-note]")).to_contain_text("500 baris ditempel")
    expect(page.locator("[data-status]")).to_have_text(SAVED, timeout=90_000)
    as_file = kit.receive(people, july, *rows)
    assert kit.codes(batch) == kit.codes(as_file) and len(kit.codes(batch)) == 500
    batch.refresh_from_db()
    assert (batch.rows, batch.blocked, batch.counts) == (500, as_file.blocked, as_file.counts)
    assert len([code for code in batch.counts if code[0] == "E"]) > 9 and batch.blocked > 100
    assert batch.lines.get(ordinal=51).address == 'Gang "Buntu" No 50'
    assert waiting(page) == 0
    for row in (0, 1, 26, 499):
        codes = [code for code in batch.lines.get(ordinal=row + 1).problems if code[0] == "E"]
        expect(status_of(page, row)).to_contain_text(f"{len(codes)} masalah {codes[0]}" if codes else re.compile(
            "tersimpan|peringatan"))
    expect(page.locator("[data-total]")).to_have_text(["500", "500"])  # in the head, and on the chip of all rows
    expect(page.locator("[data-state]")).to_have_text("Perlu diperbaiki")
    expect(page.locator("[data-loaded]")).to_have_text("500 baris dimuat")
    page.reload()
    expect(page.locator("[data-more]")).to_have_text("Muat 200 baris berikutnya")
    page.locator("[data-more]").click()
    expect(page.locator("[data-loaded]")).to_have_text("400 baris dimuat")
    assert Event.objects.filter(act="rows_opened").count() == 2
    cell(page, 399, "NAMA").click()
    paste(page, "SATU\nDUA\n")  # the rows beneath are not loaded: nothing is passed over
    expect(page.locator("[data-note]")).to_contain_text("belum dimuat")
    paste(page, "X\n" * 501)
    expect(page.locator("[data-note]")).to_contain_text("paling banyak 500")


def test_the_keyboard_is_enough(people, person, site, july, rolls):
    page, batch = person("operator"), draft(people, july)
    open_grid(page, site, batch)
    cell(page, 0, "KECAMATAN").click()
    values = [str(kit.GOOD[name] or "") for name in COLUMNS]
    for text in values:
        if text:
            page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(cell(page, 1, "KECAMATAN")).to_be_focused()  # from the last column on to the next row: the first is saved
    expect(status_of(page, 0)).to_have_text("✓ tersimpan")
    row = batch.lines.get()
    assert (row.name, row.village, row.tps, row.problems) == ("BUDI SANTOSO", "3578041002", 3, [])

    page.keyboard.press("Control+Home")
    expect(cell(page, 0, "KECAMATAN")).to_be_focused()
    page.keyboard.press("End")
    expect(cell(page, 0, "TPS")).to_be_focused()
    page.keyboard.press("F2")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(cell(page, 0, "TPS")).to_have_text("37")
    expect(cell(page, 1, "TPS")).to_be_focused()
    expect(status_of(page, 0)).to_have_text("✓ tersimpan")
    assert batch.lines.get().tps == 37
    page.keyboard.press("ArrowUp")
    page.keyboard.type("x")
    page.keyboard.press("Escape")
    expect(cell(page, 0, "TPS")).to_have_text("37")
    page.keyboard.press("Delete")
    page.keyboard.press("ArrowDown")
    expect(status_of(page, 0)).to_contain_text("1 masalah E14")
    page.keyboard.press("F8")
    expect(cell(page, 0, "TPS")).to_be_focused()
    expect(page.locator("[data-detail]")).to_contain_text("TPS bukan bilangan bulat 1-999.")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+s")
    expect(status_of(page, 0)).to_have_text("✓ tersimpan")
    assert batch.lines.get().tps == 37

    # a list is spelt: 1, then 0; Enter after Tab returns to where the run began
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    for _step in range(PLACE["KET"]):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    expect(page.locator(".kisi select option")).to_have_count(13)
    page.keyboard.type("10")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(cell(page, 1, "KET")).to_have_text("10")
    expect(cell(page, 2, "KET")).to_be_focused()
    # villages of the kecamatan that stands in the row
    cell(page, 0, "DESA").click()
    page.keyboard.press("F2")
    assert "Jagir" in page.locator("#kisi-tempat option").evaluate_all("all => all.map((one) => one.value)")
    expect(page.locator("#kisi-tempat option")).to_have_count(6)
    page.keyboard.press("Escape")
    # several cells: chosen, copied, pasted below; and out of the grid
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "Jagir\t\t3578041206159001"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.kisi')")


def test_what_was_pasted_can_be_undone_and_leaves_the_batch(people, person, site, july, rolls):
    page, batch = person("operator"), draft(people, july)
    open_grid(page, site, batch)
    cell(page, 0, "KECAMATAN").click()
    paste(page, excel([kit.new(9001), kit.new(9002), kit.new(9003)]))
    expect(page.locator("[data-status]")).to_have_text(SAVED)
    assert batch.lines.count() == 3
    page.keyboard.press("Control+z")
    expect(page.locator("[data-note]")).to_contain_text("3 baris kosong dikeluarkan")
    expect(page.locator("[data-total]").first).to_have_text("0")
    assert batch.lines.count() == 0
    page.keyboard.press("Control+y")
    expect(page.locator("[data-total]").first).to_have_text("3")
    expect(status_of(page, 2)).to_contain_text("tersimpan")
    assert sorted(batch.lines.values_list("nik", flat=True)) == [kit.new(9001 + n)["NIK"] for n in range(3)]


def test_a_cut_connection_loses_and_doubles_nothing(people, person, site, july, rolls):
    page, batch = person("operator"), draft(people, july)
    open_grid(page, site, batch)
    page.context.set_offline(True)
    cell(page, 0, "KECAMATAN").click()
    paste(page, excel([kit.new(9000 + n) for n in range(120)]))
    expect(page.locator("[data-status]")).to_contain_text("120 baris belum tersimpan; sambungan terputus")
    expect(status_of(page, 119)).to_have_text("● belum disimpan")
    assert waiting(page) == 120
    page.context.set_offline(False)
    expect(page.locator("[data-status]")).to_have_text(SAVED)
    assert batch.lines.count() == 120 and waiting(page) == 0

    # the server has it, and its answer is lost; meanwhile something else is typed into the row
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()
    page.route("**/kisi/simpan/", lose, times=1)
    cell(page, 120, "KECAMATAN").click()
    paste(page, excel([kit.new(9500), kit.new(9501)]))
    expect(page.locator("[data-status]")).to_contain_text("dicoba lagi dalam")
    cell(page, 0, "TPS").click()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_have_text(SAVED)
    assert lost == [200] and batch.lines.count() == 122 and batch.lines.get(ordinal=1).tps == 9
    page.route("**/kisi/simpan/", lose, times=1)
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_contain_text("dicoba lagi dalam")
    expect(page.locator("[data-status]")).to_have_text(SAVED)
    assert batch.lines.get(ordinal=2).tps == 8 and batch.lines.get(ordinal=2).version == 2
    forgive(page)


def test_unsaved_rows_come_back_after_a_reload_and_go_with_the_person(people, person, site, july, rolls):
    batch = kit.receive(people, july, kit.new(9001), kit.new(9002))
    page = person("operator")
    open_grid(page, site, batch)
    page.route("**/kisi/simpan/", lambda route: route.abort())
    cell(page, 1, "NAMA").click()
    page.keyboard.type("SITI")
    page.keyboard.press("Enter")
    page.keyboard.press("Home")
    paste(page, excel([kit.new(9003)]))
    cell(page, 2, "TPS").click()
    page.keyboard.type("5")  # the editor is still open
    warned = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    page.reload()
    assert warned == ["beforeunload"]
    expect(page.locator("[data-note]")).to_contain_text("2 baris yang belum tersimpan dikembalikan")
    expect(cell(page, 1, "NAMA")).to_have_text("SITI")
    expect(cell(page, 2, "TPS")).to_have_text("5")
    assert waiting(page) == 2 and batch.lines.count() == 2
    page.unroute("**/kisi/simpan/")
    expect(page.locator("[data-status]")).to_have_text(SAVED)
    assert batch.lines.get(ordinal=2).name == "SITI" and batch.lines.get(ordinal=3).tps == 5
    assert waiting(page) == 0

    page.route("**/kisi/simpan/", lambda route: route.abort())
    cell(page, 0, "NAMA").click()
    page.keyboard.type("SRI")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_contain_text("1 baris belum tersimpan")
    page.get_by_role("button", name="Keluar").first.click()
    expect(page.get_by_label("Nama pengguna")).to_be_visible()
    assert waiting(page) == 0
    forgive(page)


def test_an_ended_session_says_so_and_keeps_what_was_typed(people, person, site, july, rolls):
    page, batch = person("operator"), draft(people, july)
    open_grid(page, site, batch)
    cookies = page.context.cookies()
    page.context.clear_cookies(name=project.SESSION_COOKIE_NAME)
    cell(page, 0, "KECAMATAN").click()
    paste(page, excel([kit.new(9001)]))
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-status]")).to_contain_text("sesi Anda berakhir")
    assert waiting(page) == 1
    page.context.add_cookies(cookies)
    page.get_by_role("link", name="Masuk lagi").click()
    page.wait_for_url(f"**/berkas/{batch.pk}/kisi/")  # the door leads back to where he was
    expect(page.locator("[data-status]")).to_have_text(SAVED)
    assert batch.lines.count() == 1


def test_two_people_on_one_row_choose_between_their_values(people, person, site, july, rolls):
    batch = kit.receive(people, july, kit.new(9001), kit.new(9002))
    mine, theirs = person("operator"), person("operator2")
    for page in (mine, theirs):
        open_grid(page, site, batch)
    for column, text in (("NAMA", "SITI DIA"), ("RT", "9")):
        cell(theirs, 0, column).click()
        theirs.keyboard.type(text)
        theirs.keyboard.press("Tab")
    theirs.keyboard.press("ArrowDown")
    expect(theirs.locator("[data-status]")).to_have_text(SAVED)
    for column, text in (("NAMA", "SITI SAYA"), ("TPS", "8")):
        cell(mine, 0, column).click()
        mine.keyboard.type(text)
        mine.keyboard.press("Enter" if column == "TPS" else "Tab")
    expect(status_of(mine, 0)).to_have_text("✕ bentrok")
    mine.keyboard.press("F8")
    mine.keyboard.press("Control+Enter")
    dialog = mine.locator("dialog[open]")
    expect(dialog).to_contain_text("Disimpan oleh operator2")
    expect(dialog.locator("tbody tr")).to_have_count(3)
    expect(dialog.get_by_label("RT: Punya dia")).to_be_checked()    # only he has changed it
    expect(dialog.get_by_label("TPS: Punya saya")).to_be_checked()  # only I have
    expect(dialog.get_by_label("Nama: Punya saya")).not_to_be_checked()
    dialog.get_by_label("Nama: Punya saya").check()
    dialog.get_by_role("button", name="Simpan pilihan").click()
    expect(mine.locator("[data-status]")).to_have_text(SAVED)
    row = batch.lines.get(ordinal=1)
    assert (row.name, row.rt, row.tps, row.version) == ("SITI SAYA", "9", 8, 3)

    cell(theirs, 0, "NAMA").click()
    theirs.keyboard.type("DIA LAGI")
    theirs.keyboard.press("Enter")
    expect(status_of(theirs, 0)).to_have_text("✕ bentrok")
    cell(theirs, 0, "NAMA").click()
    theirs.get_by_role("button", name="Buang isian saya").click()
    expect(cell(theirs, 0, "NAMA")).to_have_text("SITI SAYA")
    assert waiting(theirs) == 0
    assert batch.lines.get(ordinal=1).name == "SITI SAYA"


@pytest.mark.parametrize("width", [1360, 390])
def test_it_fits_and_is_accessible(people, person, site, july, rolls, width):
    from axe_playwright_python.sync_playwright import Axe

    batch = kit.receive(people, july, kit.new(9001), kit.new(9002, TPS="0"), kit.change(kit.voters()[0], NAMA="G2"))
    for who in ("operator", "viewer"):
        page = person(who, width=width)
        open_grid(page, site, batch)
        cell(page, 1, "KECAMATAN").click()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        broken = Axe().run(page).response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in broken]
        if who == "viewer":
            page.keyboard.type("x")
            page.keyboard.press("Delete")
            expect(cell(page, 1, "KECAMATAN")).to_have_text("Wonokromo")
            assert not re.search(r"(?<!\d)\d{16}(?!\d)", page.locator("main").inner_text())
