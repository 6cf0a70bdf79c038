"""The public page as a telephone shows it: a code typed, figures compared, and nothing wider than the screen."""

import pytest
from playwright.sync_api import expect

from tests.kit import applied, new, strike, voters
from voters.actions import snapshots
from voters.models import Snapshot
from voters.rules.papers import spelled

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def phone(browser):
    """A telephone's browser that must get no cookie, and what breaks in it."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="id-ID")
    page = context.new_page()
    page.broken = []
    page.on("pageerror", lambda error: page.broken.append(str(error)))
    page.on("console", lambda m: m.type == "error" and "404" not in m.text and page.broken.append(m.text))
    yield page
    assert page.broken == []
    assert context.cookies() == []
    context.close()


def test_a_paper_is_checked_from_a_telephone(transactional_db, plain_static, live_server, phone, rolls, people, july):
    applied(people, july, new(9001), strike(voters()[0]))
    taken = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=taken.pk)
    sealed = Snapshot.objects.get(pk=taken.pk)
    phone.goto(f"{live_server.url}/periksa/")
    assert phone.evaluate(WIDE) <= 0
    phone.get_by_label("Kode pada kertas").fill(spelled(sealed.code).lower())
    phone.get_by_role("button", name="Periksa").click()
    expect(phone.get_by_role("heading", name="DPB Juli 2017, Kota Surabaya")).to_be_visible()
    assert phone.evaluate(WIDE) <= 0
    phone.get_by_label("Laki-laki (L)").fill(str(sealed.male))
    phone.get_by_label("Perempuan (P)").fill(str(sealed.female + 1))
    phone.get_by_role("button", name="Bandingkan").click()
    expect(phone.get_by_text("1 angka pada kertas berbeda")).to_be_visible()
    expect(phone.get_by_text("✓ sama dengan basis data")).to_be_visible()
    assert phone.evaluate(WIDE) <= 0
    phone.get_by_role("link", name="Memeriksa ZIP sendiri").click()
    expect(phone.get_by_role("heading", name="Apa itu segel")).to_be_visible()
    assert phone.evaluate(WIDE) <= 0
    phone.goto(f"{live_server.url}/periksa/AAAA-AAAA-AAAA-AAAA/")
    expect(phone.get_by_role("heading", name="Kode tidak dikenal")).to_be_visible()
    assert phone.evaluate(WIDE) <= 0
