"""Growing pauses for one name on one network; what outsiders do never shuts anybody out."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from sidalih.accounts.actions import add_user, delays, entering
from sidalih.accounts.models import Delay, Visit
from sidalih.accounts.network import client_address, network_of
from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests.entered import code_of, give_app

HERE, THERE = "203.0.113.7", "198.51.100.9"


def seconds_to_wait(act):
    """What an attempt is told to wait; 0 when it was looked at."""
    try:
        act()
    except Refused as refused:
        return refused.detail["seconds"] if refused.code == "wait" else 0
    return 0


def later(seconds):
    """Let time pass for all pauses; a negative time makes them longer, for machines that are slow themselves."""
    for row in Delay.objects.all():
        Delay.objects.filter(pk=row.pk).update(until=row.until - timedelta(seconds=seconds),
                                               failed_at=row.failed_at - timedelta(seconds=seconds))


@pytest.mark.parametrize(("address", "network"), [
    ("203.0.113.7", "203.0.113.0/24"), ("::ffff:203.0.113.7", "203.0.113.0/24"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("", ""), ("unix:", "")])
def test_networks(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(("hops", "passed", "address"), [
    (0, "198.51.100.9", "10.0.0.2"), (1, "198.51.100.9", "198.51.100.9"), (1, "", "10.0.0.2"),
    (1, "203.0.113.7, 198.51.100.9", "198.51.100.9"), (2, "203.0.113.7, 198.51.100.9", "203.0.113.7"),
    (2, "198.51.100.9", "10.0.0.2"), (1, "198.51.100.9:5123", "198.51.100.9"), (1, "[2001:db8::1]:443", "2001:db8::1"),
    (1, "198.51.100.9, unknown", "10.0.0.2")])
def test_behind_proxies_of_ours_only_what_they_appended_is_believed(rf, settings, hops, passed, address):
    settings.TRUSTED_PROXY_HOPS = hops
    assert client_address(rf.get("/", REMOTE_ADDR="10.0.0.2", headers={"X-Forwarded-For": passed})) == address


@pytest.mark.django_db
def test_three_are_free_then_the_pause_doubles_up_to_a_quarter_of_an_hour():
    key, pauses = delays.name_key("budi"), []
    for _attempt in range(17):
        delays.attempt(key, HERE)
        row = Delay.objects.get()
        pauses.append(round((row.until - row.failed_at).total_seconds()))
        later(pauses[-1] + 1)
    assert pauses == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]
    later(24 * 3600)
    delays.attempt(key, HERE)
    assert Delay.objects.get().failures == 1


@pytest.mark.django_db
def test_during_the_pause_nothing_is_counted_and_other_networks_do_not_notice():
    key = delays.name_key("budi")
    for _attempt in range(4):
        delays.attempt(key, HERE)
    later(-600)  # long enough for a slow machine
    waits = [seconds_to_wait(lambda: delays.attempt(key, HERE)) for _attempt in range(50)]
    assert 590 < min(waits) <= max(waits) <= 601
    assert Delay.objects.get().failures == 4
    assert not seconds_to_wait(lambda: delays.attempt(key, THERE))
    delays.forgive(key, HERE)
    assert not seconds_to_wait(lambda: delays.attempt(key, HERE))


@pytest.mark.django_db
def test_what_was_typed_is_kept_as_a_hash_and_swept_after_a_day():
    delays.attempt(delays.name_key("  Kata Sandi Saya "), HERE)
    row = Delay.objects.get()
    assert row.name_hash == delays.name_key("kata sandi saya") and len(row.name_hash) == 64
    assert delays.sweep() == 0
    assert delays.sweep(timezone.now() + timedelta(days=1, minutes=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_hundred_at_once_get_no_further_than_one_after_the_other():
    key, passed, start = delays.name_key("budi"), [], threading.Barrier(25)

    def attempt():
        try:
            start.wait()
            for _attempt in range(4):
                if not seconds_to_wait(lambda: delays.attempt(key, HERE)):
                    passed.append(1)
        finally:
            connection.close()
    threads = [threading.Thread(target=attempt) for _one in range(25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 4 <= len(passed) <= 8  # three free, one that begins the pause, and seconds that passed meanwhile


@pytest.fixture
def budi(areas):
    user = add_user(username="budi", role="operator", area="3578", password="rahasia sekali", by="test")
    give_app(user)
    return user


def enter(address, user, password="rahasia sekali"):
    """Both steps as actions."""
    found = entering.first_step(username=user.username, password=password, address=address)
    return entering.second_step(user=found, code=code_of(user), address=address)


@pytest.mark.django_db
def test_a_thousand_wrong_passwords_from_elsewhere_do_not_keep_the_owner_out(budi):
    for _attempt in range(1000):
        with pytest.raises(Refused):
            entering.first_step(username="budi", password="salah", address=THERE)
        later(0.5)
    later(-60)
    assert seconds_to_wait(lambda: entering.first_step(username="budi", password="rahasia sekali", address=THERE)) > 0
    assert enter(HERE, budi) == "app"
    # A flood leaves few records: what was not looked at is not written down.
    assert Event.objects.filter(act="entry_refused").count() < 20


@pytest.mark.django_db
def test_the_owner_enters_though_somebody_has_his_password_and_guesses_codes_everywhere(budi):
    Visit.objects.create(user=budi, key_hash="x" * 64, started_at=timezone.now(), seen_at=timezone.now(),
                         confirmed_at=timezone.now(), network=HERE)
    looked_at = 0
    for number in range(60):
        address = f"198.51.{number}.9"
        if not seconds_to_wait(lambda address=address: entering.second_step(user=budi, code="x", address=address)):
            looked_at += 1
    assert looked_at <= delays.FREE_EVERYWHERE + 6, "a thousand networks get no further than one"
    assert enter(HERE, budi) == "app"


@pytest.mark.django_db
def test_a_right_code_from_a_new_network_is_no_wrong_one(budi):
    entering.second_step(user=budi, code=code_of(budi), address=THERE)
    assert Delay.objects.get(network=delays.EVERYWHERE).failures == 0


@pytest.mark.django_db
def test_neighbours_behind_one_address_do_not_shut_each_other_out(budi):
    other = add_user(username="siti", role="approver", area="3578", password="rahasia sekali", by="test")
    give_app(other)
    for _attempt in range(50):
        with pytest.raises(Refused):
            entering.first_step(username="siti", password="salah", address=HERE)
    assert enter(HERE, budi) == "app"


@pytest.mark.django_db
def test_wrong_codes_are_not_forgiven_by_the_right_password(budi):
    for _round in range(3):
        entering.first_step(username="budi", password="rahasia sekali", address=THERE)
        for _attempt in range(2):
            with pytest.raises(Refused):
                entering.second_step(user=budi, code="000 00x", address=THERE)
    later(-60)
    assert seconds_to_wait(lambda: entering.second_step(user=budi, code=code_of(budi), address=THERE)) >= 1
