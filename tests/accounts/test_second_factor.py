"""The second factor: codes that work once, recovery codes, secrets that a stolen table does not give away."""

import threading
import time

import pytest
from cryptography.fernet import InvalidToken
from django.core.management import call_command
from django.db import connection

from sidalih.accounts import second_factor as arithmetic
from sidalih.accounts.actions import add_user, second_factor
from sidalih.accounts.models import Authenticator, RecoveryCode
from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests.entered import code_of, give_app

SEED = b"12345678901234567890"  # of RFC 6238, appendix B


@pytest.fixture
def clock(monkeypatch):
    """Sets the time at which codes are looked at."""
    def at(seconds):
        monkeypatch.setattr(time, "time", lambda: seconds)
    return at


@pytest.mark.parametrize(("at", "code"), [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
    (20000000000, "353130")])
def test_codes_are_those_of_the_standard(clock, at, code):
    clock(at)
    assert arithmetic.code_at(SEED, at // 30) == code
    assert arithmetic.check(SEED, code) == at // 30
    assert arithmetic.check(SEED, f"{code[:3]} {code[3:]}") == at // 30


def test_a_code_is_taken_one_step_early_or_late_and_no_more(clock):
    clock(3_000_000_015)
    now = 3_000_000_015 // 30
    taken = [offset for offset in range(-4, 5) if arithmetic.check(SEED, arithmetic.code_at(SEED, now + offset))]
    assert taken == [-1, 0, 1]
    assert arithmetic.check(SEED, arithmetic.code_at(SEED, now), last_step=now) is None
    assert arithmetic.check(SEED, arithmetic.code_at(SEED, now + 1), last_step=now) == now + 1


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "12345\n6x", "0" * 5000])
def test_what_is_no_code_is_no_code(code):
    assert arithmetic.check(SEED, code) is None


def test_the_address_in_the_qr_is_what_apps_read():
    made = arithmetic.enrolment(SEED, "op-3578-1")
    assert made.uri == ("otpauth://totp/Sidalih%3Aop-3578-1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Sidalih"
                        "&algorithm=SHA1&digits=6&period=30")
    assert made.secret_text.startswith("GEZD GNBV ")
    assert made.svg.startswith("<svg") and "style" not in made.svg and 'class="qr"' in made.svg
    assert len(arithmetic.new_secret()) * 8 == 160


def test_a_secret_is_sealed_for_one_person_and_survives_a_change_of_keys(settings):
    sealed = arithmetic.seal(SEED, 7)
    assert SEED not in sealed
    assert arithmetic.unseal(sealed, 7) == SEED
    assert arithmetic.unseal(sealed, 8) is None
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key " * 5
    assert arithmetic.unseal(sealed, 7) is None
    with pytest.raises(InvalidToken):
        arithmetic.reseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert arithmetic.unseal(sealed, 7) == SEED
    renewed = arithmetic.reseal(sealed)
    settings.SECRET_KEY_FALLBACKS = []
    assert arithmetic.unseal(renewed, 7) == SEED


def test_a_recovery_code_has_eighty_bits_and_is_read_however_it_is_typed():
    codes = {arithmetic.new_recovery_code() for _code in range(500)}
    assert len(codes) == 500 and all(len(code) == 19 for code in codes)
    code = "0A1B-CDEF-GHJK-MNPQ"
    same = {arithmetic.recovery_hash(one) for one in (code, code.lower(), code.replace("-", " "), "oaib cdefghjkmnpq")}
    assert len(same) == 1 and None not in same
    assert arithmetic.recovery_hash("0A1B-CDEF-GHJK-MNP") is None
    assert arithmetic.recovery_hash("0A1B-CDEF-GHJK-MNPU") is None


@pytest.fixture
def person(areas):
    return add_user(username="budi", role="operator", area="3578", password="rahasia sekali", by="test")


@pytest.mark.django_db
def test_enrolling(person):
    begun = second_factor.begin(user=person)
    assert second_factor.begin(user=person) == begun
    assert not second_factor.prove(user=person, code=code_of(person))
    with pytest.raises(Refused) as refused:
        second_factor.confirm(user=person, code="000000" if code_of(person) != "000000" else "000001", by=person)
    assert refused.value.code == "wrong_code"
    first = code_of(person)
    codes = second_factor.confirm(user=person, code=first, by=person)
    assert len(set(codes)) == 10 == RecoveryCode.objects.filter(user=person, used_at=None).count()
    assert not second_factor.prove(user=person, code=first), "the code that confirmed is spent"
    for again in (lambda: second_factor.begin(user=person),
                  lambda: second_factor.confirm(user=person, code=first, by=person)):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.code == "already_enrolled"
    kept = bytes(Authenticator.objects.get(user=person).secret)
    assert begun.secret_text.replace(" ", "").encode() not in kept
    assert not RecoveryCode.objects.filter(code_hash__in=codes).exists()
    assert Event.objects.filter(act="second_factor_enrolled", subject="user:budi").count() == 1


@pytest.mark.django_db
def test_a_code_of_the_app_works_once(person):
    give_app(person)
    code = code_of(person)
    assert second_factor.prove(user=person, code=code)
    assert not second_factor.prove(user=person, code=code)


@pytest.mark.django_db
def test_a_recovery_code_works_once_and_is_recorded(person):
    second_factor.begin(user=person)
    codes = second_factor.confirm(user=person, code=code_of(person), by=person)
    assert second_factor.proof_of(user=person, code=codes[3].lower()) == second_factor.PAPER
    assert second_factor.proof_of(user=person, code=codes[3]) is None
    other = add_user(username="siti", role="operator", area="3578", by="test")
    give_app(other)
    assert second_factor.proof_of(user=other, code=codes[4]) is None
    assert Event.objects.get(act="recovery_code_used").detail == {"left": 9}
    fresh = second_factor.renew_recovery_codes(user=person, by=person)
    assert second_factor.proof_of(user=person, code=codes[4]) is None
    assert second_factor.proof_of(user=person, code=fresh[4]) == second_factor.PAPER


@pytest.mark.django_db
def test_another_app_takes_over_only_when_it_is_confirmed(person):
    give_app(person)
    sealed = second_factor.renewal()
    assert second_factor.renewal_enrolment(user=person, sealed=sealed)
    assert second_factor.prove(user=person, code=code_of(person))
    with pytest.raises(Refused):
        second_factor.replace(user=person, sealed=sealed, code="x", by=person)
    old = code_of(person)
    code, _seconds = arithmetic.next_code(arithmetic.unseal(sealed.encode(), 0))
    assert len(second_factor.replace(user=person, sealed=sealed, code=code, by=person)) == 10
    assert not second_factor.prove(user=person, code=old)
    assert second_factor.prove(user=person, code=code_of(person))


@pytest.mark.django_db
def test_only_invented_people_get_an_app_of_their_own_and_only_a_demonstration_shows_its_codes(person, settings):
    with pytest.raises(Refused):
        second_factor.give_demo(user=person)
    person.demo = True
    second_factor.give_demo(user=person)
    second_factor.give_demo(user=person)
    assert second_factor.demo_code(person) is None
    settings.DEMO = True
    code, seconds = second_factor.demo_code(person)
    assert second_factor.prove(user=person, code=code) and not seconds
    assert second_factor.prove(user=person, code=second_factor.demo_code(person)[0]), "the next one, at once"
    code, seconds = second_factor.demo_code(person)
    assert code == "" and 1 <= seconds <= 60
    person.demo = False
    assert second_factor.demo_code(person) is None


@pytest.mark.django_db
def test_the_command_of_a_rotation(person, settings, capsys):
    give_app(person)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key, long enough for anybody"
    call_command("renew_second_factors", "--json")
    assert '{"renewed": 1, "unreadable": 0}' in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    assert second_factor.prove(user=person, code=code_of(person))
    settings.SECRET_KEY = "and another one, after a leak of the last"
    call_command("renew_second_factors", "--json")
    assert '{"renewed": 0, "unreadable": 1}' in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "paper"])
def test_of_twenty_at_once_with_the_same_code_one_wins(person, kind):
    second_factor.begin(user=person)
    codes = second_factor.confirm(user=person, code=code_of(person), by=person)
    code = codes[0] if kind == "paper" else code_of(person)
    start, won = threading.Barrier(20), []

    def use():
        try:
            start.wait()
            if second_factor.prove(user=person, code=code):
                won.append(1)
        finally:
            connection.close()
    threads = [threading.Thread(target=use) for _one in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
