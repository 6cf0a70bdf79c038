"""A real Chromium against a live server with a real worker and broker behind it."""

import os
import shutil

import pytest
from django.conf import settings as project

from sidalih.accounts.models import User
from tests.crash import workers
from tests.entered import code_of

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# Nothing in the background: the browser must talk to this machine only.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--lang=id"]


def chromium():
    """The path of an installed Chromium, or None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if chromium() is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the session."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in this thread; Django only sees that
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield instance
        instance.close()


@pytest.fixture
def plain_static(settings):
    """Pages name their static files without the manifest of a collected tree."""
    settings.STORAGES = project.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.MIDDLEWARE = [name for name in project.MIDDLEWARE if "whitenoise" not in name]


@pytest.fixture
def site(transactional_db, plain_static, live_server, settings):
    """The live server's address, with a worker and a broker of the test's own behind it."""
    with workers.broker() as redis:
        settings.REDIS_URL = redis.url
        with workers.start_worker(workers.database_url(), redis.url, lease=5):
            yield live_server.url


def give_code(page, username):
    """The second step of signing in, as the person's telephone would answer it."""
    page.get_by_label("Enam angka").fill(code_of(User.objects.get(username=username)))
    page.get_by_role("button", name="Lanjutkan").click()


@pytest.fixture
def person(browser, site):
    """Open a fresh browser profile and sign in; collects what the pages ask of other hosts and what breaks."""
    opened = []

    def enter(username, password="rahasia sekali", width=1360, height=900):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="id-ID")
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.foreign, page.broken = [], []
        page.on("request", lambda r: r.url.startswith((site, "data:", "blob:")) or page.foreign.append(r.url))
        page.on("pageerror", lambda error: page.broken.append(str(error)))
        page.on("console", lambda m: m.type == "error" and "422" not in m.text and page.broken.append(m.text))
        opened.append((context, page))
        page.goto(f"{site}/")
        page.get_by_label("Nama pengguna").fill(username)
        page.get_by_label("Kata sandi", exact=True).fill(password)
        page.get_by_role("button", name="Masuk").click()
        give_code(page, username)
        page.wait_for_url(f"{site}/")
        return page
    yield enter
    for context, page in opened:
        assert page.foreign == []
        assert page.broken == []
        context.close()
