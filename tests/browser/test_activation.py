"""From the admin's form to the operator's home page in a real browser: letter, QR's fragment, password, app, codes."""

import base64
import time

import pytest
from django.urls import reverse
from django_otp.oath import TOTP
from playwright.sync_api import expect

from sidalih.accounts.actions import add_user, credentials
from sidalih.accounts.models import Slip, User
from sidalih.accounts.printing import activation_link
from tests.entered import give_app

PASSWORD = "kuda biru naik sepeda"


@pytest.fixture
def stranger(browser, site):
    """A fresh browser profile of somebody who has not entered; with or without JavaScript."""
    opened = []

    def open_profile(scripts=True, width=390):
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="id-ID",
                                      java_script_enabled=scripts)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.foreign, page.broken, page.asked = [], [], []
        page.on("request", lambda r: page.asked.append(r.url))
        page.on("request", lambda r: r.url.startswith((site, "data:")) or page.foreign.append(r.url))
        page.on("pageerror", lambda error: page.broken.append(str(error)))
        page.on("console", lambda m: m.type == "error" and "422" not in m.text and page.broken.append(m.text))
        opened.append((context, page))
        return page
    yield open_profile
    for context, page in opened:
        assert page.foreign == []
        assert page.broken == []
        context.close()


def app_code(page):
    """What a telephone would show for the secret on the page."""
    totp = TOTP(base64.b32decode(page.locator("code.secret").inner_text().replace(" ", "")))
    totp.time = time.time()
    return f"{totp.token():06d}"


def finish(page):
    """Password, app, recovery codes."""
    expect(page.get_by_label("Kata sandi baru")).to_be_visible()
    page.get_by_label("Kata sandi baru").fill("sidalih-2017!")
    page.get_by_label("Sekali lagi").fill("sidalih-2017!")
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_text("mudah ditebak")).to_be_visible()
    page.get_by_label("Kata sandi baru").fill(PASSWORD)
    page.get_by_label("Sekali lagi").fill(PASSWORD)
    page.get_by_role("button", name="Lanjut").click()
    expect(page.locator("svg.qr")).to_be_visible()
    page.locator("input[name=code]").fill("000000")
    page.get_by_role("button", name="Aktifkan akun dan masuk").click()
    expect(page.get_by_text("Kode tidak cocok")).to_be_visible()
    page.locator("input[name=code]").fill(app_code(page))
    page.get_by_role("button", name="Aktifkan akun dan masuk").click()
    expect(page.locator(".recovery li")).to_have_count(10)
    page.get_by_role("link", name="Sudah saya simpan, ke beranda").click()
    expect(page.locator("h1")).to_contain_text("Beranda")


def test_an_admin_issues_and_the_operator_activates_from_the_qr(people, person, site, stranger):
    give_app(add_user(username="ad-35-1", role="admin", area="35", password="rahasia sekali", by="test"))
    page = person("ad-35-1")
    page.goto(site + reverse("akun-baru"))
    page.get_by_label("Nama lengkap").fill("Siti Rahmawati")
    page.get_by_label("Kantor").select_option("3501")
    page.get_by_role("button", name="Terbitkan akun dan surat").click()
    expect(page.locator("td.slip")).to_have_count(1)
    with page.expect_download() as letter:
        page.get_by_role("button", name="Unduh surat (PDF)").click()
    assert letter.value.suggested_filename.endswith(".pdf")
    slip = Slip.objects.get()
    issued = credentials.Issued(slip.user, page.locator("td.slip").inner_text(), slip.expires_at, slip.pk)

    phone = stranger()
    phone.goto(activation_link(site + reverse("aktivasi"), issued))
    expect(phone.get_by_label("Nama pengguna")).to_have_value("op-3501-1")
    expect(phone.get_by_text("Isi surat sudah terbaca dari QR.")).to_be_visible()
    assert "#" not in phone.url
    phone.get_by_role("button", name="Lanjut").click()
    finish(phone)
    assert not [address for address in phone.asked if issued.slip in address.split("#")[0]]
    assert User.objects.get(username="op-3501-1").check_password(PASSWORD)

    page.goto(site + reverse("akun") + "?kantor=3501")
    expect(page.locator("#t-akun")).to_contain_text("Aktif")
    again = stranger()
    again.goto(activation_link(site + reverse("aktivasi"), issued))
    again.get_by_role("button", name="Lanjut").click()
    expect(again.get_by_text("tidak berlaku lagi")).to_be_visible()


def test_everything_works_by_typing_without_javascript(people, site, stranger):
    issued = credentials.issue(role="approver", area="3515", full_name="Budi Santoso", by="system")
    page = stranger(scripts=False, width=1360)
    page.goto(site + reverse("aktivasi"))
    page.get_by_label("Nama pengguna").fill(issued.user.username)
    page.get_by_label("Kode surat").fill(issued.slip.lower().replace("-", " "))
    page.get_by_role("button", name="Lanjut").click()
    finish(page)
