"""Activation: a slip works once, for one person, for 72 hours; whatever is wrong with it is answered alike."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sidalih.accounts import slips
from sidalih.accounts.actions import activation, credentials, leaving
from sidalih.accounts.actions import second_factor as factors
from sidalih.accounts.models import Authenticator, Delay, RecoveryCode, Slip, User, Visit
from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests.accounts.credentials_kit import NETWORK, PASSWORD, activated, code_now


@pytest.fixture(autouse=True)
def plain_static(settings):
    """Pages name their static files without the manifest of a collected tree."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def issued(areas):
    """An operator's letter."""
    return credentials.issue(role="operator", area="3578", full_name="Siti Rahmawati", by="system")


def first(client, username, slip):
    return client.post(reverse("aktivasi"), {"username": username, "slip": slip})


def through_password(client, issued):
    assert first(client, issued.user.username, issued.slip).url == reverse("aktivasi-sandi")
    done = client.post(reverse("aktivasi-sandi"), {"password": PASSWORD, "again": PASSWORD})
    assert done.url == reverse("aktivasi-kode")
    assert client.get(done.url).status_code == 200


def test_from_letter_to_home_page(issued):
    client = Client()
    through_password(client, issued)
    user = User.objects.get(pk=issued.user.pk)
    assert not user.has_usable_password() and user.activated_at is None and Slip.objects.get().used_at is None
    wrong = client.post(reverse("aktivasi-kode"), {"code": "000000"})
    assert wrong.status_code == 422 and Slip.objects.get().used_at is None
    done = client.post(reverse("aktivasi-kode"), {"code": code_now(user)})
    codes = re.findall(r"<code>([0-9A-Z-]{19})</code>", done.content.decode())
    assert len(codes) == len(set(codes)) == 10
    user.refresh_from_db()
    assert user.check_password(PASSWORD) and user.activated_at and user.password.split("$")[0] == "md5"
    assert Slip.objects.get().used_at and Visit.objects.filter(user=user, ended_at=None).count() == 1
    assert client.get(reverse("beranda")).status_code == 200
    assert "activation" not in client.session
    assert Event.objects.filter(act="account_activated", by=user.username).count() == 1
    again = client.post(reverse("aktivasi-kode"), {"code": "000000"})
    assert again.status_code == 302 and not RecoveryCode.objects.exclude(user=user).exists()


def spoiled(kind, issued):
    """(username, slip) that must not work, of each kind."""
    name, slip = issued.user.username, issued.slip
    if kind == "unknown name":
        name = "op-9999-1"
    elif kind == "invented":
        slip = slips.grouped(slips.new_secret())
    elif kind == "another person's":
        other = credentials.issue(role="operator", area="3515", full_name="Budi", by="system")
        slip = other.slip
    elif kind == "used":
        activated(issued)
    elif kind == "expired":
        Slip.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif kind == "withdrawn":
        credentials.reissue(user_id=issued.user.pk, reason="hilang", by="system")
    elif kind == "revoked":
        leaving.revoke(user_id=issued.user.pk, reason="x", by="system")
    elif kind == "on leave":
        today = timezone.localdate()
        leaving.set_leave(user_id=issued.user.pk, first=today, last=today, reason="x", by="system")
    elif kind == "ended":
        User.objects.update(ends_on=timezone.localdate() - timedelta(1))
    return name, slip


KINDS = ("unknown name", "invented", "another person's", "used", "expired", "withdrawn", "revoked", "on leave", "ended")


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_wrong_is_answered_alike(issued, kind):
    Delay.objects.all().delete()
    name, slip = spoiled(kind, issued)
    client = Client()
    answer = first(client, name, slip)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nama pengguna atau kode surat tidak cocok, atau suratnya tidak berlaku lagi." in page
    shown = re.sub(r"csrfmiddlewaretoken\" value=\"\w+\"|value=\"[^\"]*\"", "", page)
    plain = re.sub(r"csrfmiddlewaretoken\" value=\"\w+\"|value=\"[^\"]*\"", "", first(
        Client(), "tidak-ada", slips.grouped(slips.new_secret())).content.decode())
    assert shown == plain
    assert "activation" not in client.session
    assert client.get(reverse("aktivasi-sandi")).url == reverse("aktivasi")
    assert client.get(reverse("aktivasi-kode")).url == reverse("aktivasi")


def test_a_slip_that_ends_between_the_steps_ends_the_activation(issued):
    client = Client()
    through_password(client, issued)
    code = code_now(issued.user)
    credentials.reissue(user_id=issued.user.pk, reason="hilang", by="system")
    assert client.post(reverse("aktivasi-kode"), {"code": code}).url == reverse("aktivasi")
    user = User.objects.get(pk=issued.user.pk)
    assert not user.has_usable_password() and not Authenticator.objects.exists()


def test_wrong_slips_are_slowed_by_name_and_network_and_typing_errors_count_nothing(issued):
    client = Client()
    for _attempt in range(9):
        assert first(client, issued.user.username, issued.slip[:-1] + "?").status_code == 422
    assert not Delay.objects.exists()
    said = [first(client, issued.user.username, slips.grouped(slips.new_secret())).status_code for _one in range(5)]
    assert said[:3] == [422] * 3 and said[-1] == 429
    assert first(client, issued.user.username, issued.slip).status_code == 429
    assert first(Client(REMOTE_ADDR="203.0.113.9"), issued.user.username, issued.slip).status_code == 302
    refusals = Event.objects.filter(act="activation_refused")
    assert refusals.exists() and issued.slip not in str(list(refusals.values()))


@pytest.mark.django_db(transaction=True)
def test_of_eight_activations_at_once_one_comes_through(issued):
    slip = activation.open_slip(username=issued.user.username, text=issued.slip, network=NETWORK)
    factors.begin(user=slip.user)
    code = code_now(slip.user)
    passwords = [activation.password_hash(user=slip.user, password=f"{PASSWORD} {n}") for n in range(8)]

    def finish(password):
        try:
            return activation.activate(slip_id=slip.pk, password=password, code=code)[1]
        except Refused as error:
            return error.code
        finally:
            connection.close()
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(finish, passwords))
    assert sum(isinstance(one, list) for one in said) == 1
    assert set(map(str, said)) - {str(one) for one in said if isinstance(one, list)} == {"slip_wrong"}
    winner = passwords[next(n for n, one in enumerate(said) if isinstance(one, list))]
    assert User.objects.get(pk=slip.user_id).password == winner
    assert RecoveryCode.objects.count() == 10 and Event.objects.filter(act="account_activated").count() == 1


def test_an_unfinished_activation_leaves_no_app_secret_to_the_next(issued):
    client = Client()
    through_password(client, issued)
    shown = bytes(Authenticator.objects.get().secret)
    through_password(Client(), issued)
    assert bytes(Authenticator.objects.get().secret) != shown


def test_steps_cannot_be_skipped_and_end_by_themselves(issued, monkeypatch):
    client = Client()
    assert client.get(reverse("aktivasi-sandi")).url == reverse("aktivasi")
    first(client, issued.user.username, issued.slip)
    assert client.get(reverse("aktivasi-kode")).url == reverse("aktivasi-sandi")
    from sidalih.accounts.views import activation as views

    later = views.time.time() + views.SECONDS + 1
    monkeypatch.setattr(views.time, "time", lambda: later)
    assert client.get(reverse("aktivasi-sandi")).url == reverse("aktivasi")


def test_pages_are_kept_nowhere_and_hold_no_secret(issued):
    client = Client()
    for name in ("aktivasi", "aktivasi-sandi", "aktivasi-kode"):
        page = client.get(reverse(name))
        assert "no-store" in page["Cache-Control"] and page["Referrer-Policy"] in ("same-origin", "no-referrer")
    first(client, issued.user.username, issued.slip)
    assert slips.read(issued.slip) not in str(dict(client.session)) and issued.slip not in str(dict(client.session))


def test_whoever_is_signed_in_leaves_first(people):
    client = Client()
    client.force_login(people["operator"])
    assert client.get(reverse("aktivasi")).url == reverse("beranda")


@pytest.mark.parametrize("password", [
    "pendek 11ab", "password2017", "Sidalih2017!!", "kpu-surabaya-2024", "Rahasia-KPU-2023", "op-3578-1-op-3578-1",
    "SitiRahmawati1990", "katasandi123456", "1234567890123456", "qwertyuiop12", "S1d4l1h_Jatim_2024", "a" * 20,
    "x" * 129, "iloveyou1234", "1-christopher-9", "justinbieber"])
def test_passwords_that_others_would_try_are_refused(issued, password):
    with pytest.raises(ValidationError):
        activation.password_hash(user=issued.user, password=password)


@pytest.mark.parametrize("password", [
    PASSWORD, "hujan turun di kebun jeruk", "saya suka kpu tapi bukan durian", "tanpaangkasamasekali",
    "四季の歌を静かに歌う夜明け",
    "v9#kTq2!mZ7w", "perahu-layar-menuju-bawean " + "z1y2" * 25])
def test_any_sentence_of_ones_own_will_do(issued, password):
    assert len(password) <= 128
    assert activation.password_hash(user=issued.user, password=password)


def test_both_passwords_must_agree_and_the_page_says_so(issued):
    client = Client()
    first(client, issued.user.username, issued.slip)
    page = client.post(reverse("aktivasi-sandi"), {"password": PASSWORD, "again": PASSWORD + "x"})
    assert page.status_code == 422 and "Kedua kata sandi tidak sama." in page.content.decode()
    assert PASSWORD not in page.content.decode()
