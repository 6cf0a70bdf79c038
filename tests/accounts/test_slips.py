"""The secret on a slip: enough bits, typed as people type, nothing but its hash to keep."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from sidalih.accounts import slips


def test_a_secret_has_more_than_128_random_bits_and_groups_of_four():
    assert slips.RANDOM_SIGNS * 5 >= 128
    secrets = {slips.new_secret() for _one in range(500)}
    assert len(secrets) == 500
    for secret in secrets:
        assert len(secret) == slips.LENGTH and set(secret) <= set(slips.ALPHABET)
        groups = slips.grouped(secret).split("-")
        assert len(groups) == 7 and all(len(group) == 4 for group in groups)
        assert slips.read(slips.grouped(secret)) == secret


@given(st.text(alphabet=" -\t", max_size=3), st.booleans())
def test_blanks_hyphens_and_small_letters_do_not_matter(between, small):
    secret = slips.new_secret()
    typed = between.join(secret)
    assert slips.read(typed.lower() if small else typed) == secret


def test_letters_that_look_like_digits_are_those_digits():
    secret = next(one for one in iter(slips.new_secret, None) if "0" in one and "1" in one)
    assert slips.read(secret.replace("0", "o").replace("1", "l")) == secret
    assert slips.read(secret.replace("1", "I").replace("0", "O")) == secret


def test_most_slips_of_the_finger_are_found_here():
    secret, found = slips.new_secret(), 0
    for place in range(slips.LENGTH):
        for sign in slips.ALPHABET:
            if sign != secret[place]:
                found += slips.read(secret[:place] + sign + secret[place + 1:]) is None
    assert found >= 0.99 * slips.LENGTH * 31


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_secret_or_none(text):
    secret = slips.read(text)
    assert secret is None or slips.read(secret) == secret


def test_what_is_kept_is_a_sha_256():
    secret = slips.new_secret()
    assert slips.hash_of(secret) == hashlib.sha256(secret.encode()).hexdigest()
