"""Every page of every role in Chromium: the content policy is never offended, and nothing is asked of another host."""

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import reverse

from sidalih.hardening.limits import EXPORT
from tests.hardening.conftest import address, patterns
from tests.web.test_access import things  # noqa: F401  (fixture)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
LISTEN = """document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`CSP ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""


class Visitor:
    """A browser profile that notes offences and requests to elsewhere."""

    def __init__(self, browser, site, who):
        self.site, self.offences, self.seen = site, [], 0
        self.context = browser.new_context(viewport={"width": 1360, "height": 900}, locale="id-ID")
        self.context.set_default_timeout(20_000)
        self.context.add_init_script(LISTEN)
        if who:
            client = Client()
            client.force_login(who)
            name = project.SESSION_COOKIE_NAME
            self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self._note_request(request.url))
        self.page.on("pageerror", lambda error: self.offences.append((self.page.url, str(error))))
        self.page.on("console", lambda message: self._note_line(message.text))

    def _note_request(self, url):
        if not url.startswith(self.site):
            self.offences.append((self.page.url, f"asked {url}"))

    def _note_line(self, text):
        if any(word in text for word in ("CSP ", "Content Security Policy", "Content-Security-Policy",
                                         "Permissions-Policy", "Permissions policy")):
            self.offences.append((self.page.url, text))

    def open(self, path):
        """Look at a page, and into every dialog and editor that its buttons open."""
        answer = self.context.request.get(self.site + path, max_redirects=0)
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        if "html" not in answer.headers.get("content-type", "") or not answer.body():
            return
        self.page.goto(self.site + path)
        if answer.status != 200:
            return
        self.seen += 1
        for summary in self.page.locator("main summary:visible").all()[:8]:
            if summary.is_visible():
                summary.click()
                closer = self.page.locator("dialog[open] [data-close]")
                if closer.count():
                    closer.first.click()
        editor = self.page.locator("main a[data-edit]")
        if editor.count():
            editor.first.click()
            self.page.locator(".editor").first.wait_for()

    def close(self):
        self.context.close()


ROLES = ["stranger", "operator", "approver", "viewer", "province", "province_approver", "admin"]


@pytest.mark.parametrize("role", ROLES)
def test_no_page_offends_the_policy_or_asks_elsewhere(role, things, people, plain_static, live_server,  # noqa: F811
                                                     browser):
    who = people.get(role)
    visitor = Visitor(browser, live_server.url, who)
    for pattern in sorted(patterns(), key=lambda one: one.name):
        permission = pattern.callback.permission
        if EXPORT.search(pattern.name) or pattern.name == "sehat" or not (permission is None or who):
            continue
        if who is None or permission is None or who.may(permission):
            visitor.open(address(pattern, things))
    visitor.open("/tidak-ada")
    visitor.close()
    assert visitor.offences == []
    assert visitor.seen >= (1 if who is None else 5)


def test_an_inline_script_would_not_run(live_server, plain_static, transactional_db, browser):
    """The listener is awake: what the policy forbids is seen, and does nothing."""
    visitor = Visitor(browser, live_server.url, None)
    visitor.page.goto(live_server.url + reverse("masuk"))
    visitor.page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = 1";
        document.body.append(script);
    }""")
    visitor.page.wait_for_timeout(200)
    assert visitor.page.evaluate("window.ran") is None
    assert any("CSP script-src" in text for _url, text in visitor.offences)
    visitor.close()
