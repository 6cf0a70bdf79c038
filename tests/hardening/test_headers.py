"""Every address, whoever asks and whatever comes back, has all headers; cookies are the safe kind where served."""

import pytest
from django.test import Client
from django.urls import reverse

from sidalih.addresses import ADDRESSES, EVERYBODY
from sidalih.hardening.policy import CSP, PERMISSIONS_POLICY
from tests.hardening.conftest import address, patterns
from tests.web.test_access import things  # noqa: F401  (fixture)

pytestmark = pytest.mark.django_db
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
}
POLICY = {f"{name} {' '.join(values)}" for name, values in CSP.items()}
# What people have scanned is handed out under a policy of its own, which lets nothing run.
STRICTER = {"berkas-bukti-buka": {"default-src 'none'", "sandbox"}}
HSTS = "max-age=31536000; includeSubDomains; preload"


def complete(response, policy=POLICY):
    """What is missing or different, as {header: value}."""
    wrong = {name: response.get(name) for name, value in HEADERS.items() if response.get(name) != value}
    if set(response.get("Content-Security-Policy", "").split("; ")) != policy:
        wrong["Content-Security-Policy"] = response.get("Content-Security-Policy")
    return wrong


def client_of(who, enter):
    client = Client() if who == "stranger" else enter(who)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("who", ["stranger", "operator", "approver", "viewer", "province", "admin"])
@pytest.mark.parametrize("method", ["get", "post", "head", "put"])
def test_every_address_has_every_header(who, method, things, enter):  # noqa: F811
    statuses = {}
    for pattern in patterns():
        client = client_of(who, enter) if pattern.name == "keluar" else statuses.get("client") or client_of(who, enter)
        if pattern.name != "keluar":
            statuses["client"] = client
        response = getattr(client, method)(address(pattern, things))
        policy = STRICTER.get(pattern.name, POLICY) if response.status_code == 200 else POLICY
        assert complete(response, policy) == {}, (pattern.name, response.status_code)
        assert response.status_code < 500, pattern.name


def test_pieces_of_pages_have_them_too(things, enter):  # noqa: F811
    for name in ("beranda", "berkas-lihat", "pekerjaan-kemajuan"):
        pattern = next(p for p in patterns() if p.name == name)
        assert complete(enter("operator").get(address(pattern, things), headers={"HX-Request": "true"})) == {}


def test_refusals_and_errors_have_them_too(things, enter, settings, monkeypatch):  # noqa: F811
    settings.ROOT_URLCONF = "tests.hardening.broken_urls"
    monkeypatch.setitem(ADDRESSES, "rusak", EVERYBODY)
    strict = Client(enforce_csrf_checks=True)
    operator = client_of("operator", enter)
    answers = {
        400: operator.get("/%00"), 403: strict.post(reverse("masuk"), {"username": "x"}),
        404: operator.get("/tidak-ada"), 405: operator.get(reverse("keluar")),
        413: operator.post(reverse("masuk"), data=b"x", content_type="text/plain", CONTENT_LENGTH="99999999"),
        500: operator.get("/rusak")}
    for status, response in answers.items():
        assert response.status_code == status
        assert complete(response) == {}, status
    assert complete(operator.get("/", HTTP_HOST="lain.example")).keys() <= {"Cache-Control"}  # 400 before any page
    assert b"3578010101909001" not in answers[500].content


def test_static_files_may_be_kept_and_nothing_else():
    """NoStoreMiddleware stands inside WhiteNoise, so it never meets a static file."""
    from django.conf import settings

    order = settings.MIDDLEWARE
    white = order.index("whitenoise.middleware.WhiteNoiseMiddleware")
    assert order[white + 1] == "sidalih.hardening.headers.NoStoreMiddleware"
    assert {"sidalih.hardening.headers.HeadersMiddleware", "csp.middleware.CSPMiddleware"} <= set(order[:white])


def test_the_policy_allows_nothing_inline_and_nobody_else():
    values = {value for values in CSP.values() for value in values}
    assert values == {"'self'", "'none'"}
    assert CSP["default-src"] == ["'none'"]


def test_cookies_of_a_served_installation(as_served, people, enter):
    client = Client()
    page = client.get(reverse("masuk"), secure=True)
    client.post(reverse("bahasa"), {"language": "en", "next": "/"}, secure=True)
    session = enter("operator").cookies
    made = {**client.cookies, **session}
    assert page["Strict-Transport-Security"] == HSTS
    assert set(made) == {"__Host-sesi", "__Host-csrf", "__Host-bahasa"}
    for name, cookie in client.cookies.items():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
            True, True, "Lax", "/", ""), name


def test_the_session_cookie_as_the_browser_gets_it(as_served, rf, people):
    from django.contrib.sessions.middleware import SessionMiddleware
    from django.http import HttpResponse

    def view(request):
        request.session["x"] = 1
        return HttpResponse()

    cookie = SessionMiddleware(view)(rf.get("/", secure=True)).cookies["__Host-sesi"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
        True, True, "Lax", "/", "")


def test_plain_http_is_led_to_tls_with_all_headers(as_served, people):
    response = Client().get(reverse("masuk"))
    assert (response.status_code, response["Location"]) == (301, f"https://testserver{reverse('masuk')}")
    assert complete(response).keys() <= {"Cache-Control"}
    trusted = Client().get(reverse("masuk"), headers={"X-Forwarded-Proto": "https"})
    assert trusted.status_code == 200
