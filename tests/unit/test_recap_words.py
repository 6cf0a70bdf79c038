"""Numbers in Indonesian words, told again by reading them back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voters.rules import words

KNOWN = {0: "nol", 1: "satu", 10: "sepuluh", 11: "sebelas", 12: "dua belas", 19: "sembilan belas", 20: "dua puluh",
         21: "dua puluh satu", 100: "seratus", 101: "seratus satu", 110: "seratus sepuluh", 111: "seratus sebelas",
         200: "dua ratus", 1000: "seribu", 1001: "seribu satu", 1100: "seribu seratus", 2000: "dua ribu",
         2017: "dua ribu tujuh belas", 2025: "dua ribu dua puluh lima", 11_000: "sebelas ribu",
         100_000: "seratus ribu", 101_000: "seratus satu ribu", 1_000_000: "satu juta",
         1_001_000: "satu juta seribu", 2_256_140: "dua juta dua ratus lima puluh enam ribu seratus empat puluh",
         10**9: "satu miliar", 999_999_999_999: "sembilan ratus sembilan puluh sembilan miliar sembilan ratus sembilan "
         "puluh sembilan juta sembilan ratus sembilan puluh sembilan ribu sembilan ratus sembilan puluh sembilan"}
UNITS = {word: value for value, word in enumerate(words.DIGITS)}


def read(text):
    """The number that words mean, by another way than they were made."""
    total = group = digit = 0
    for word in text.split():
        if word in UNITS:
            digit = UNITS[word]
        elif word == "belas":
            group, digit = group + 10 + digit, 0
        elif word == "puluh":
            group, digit = group + 10 * digit, 0
        elif word == "ratus":
            group, digit = group + 100 * digit, 0
        elif word in ("sepuluh", "sebelas", "seratus"):
            group += {"sepuluh": 10, "sebelas": 11, "seratus": 100}[word]
        elif word == "seribu":
            total += 1000
        else:
            total += (group + digit) * {"ribu": 10**3, "juta": 10**6, "miliar": 10**9}[word]
            group = digit = 0
    return total + group + digit


@pytest.mark.parametrize(("value", "text"), KNOWN.items())
def test_known_numbers(value, text):
    assert words.number(value) == text


@given(st.one_of(st.integers(0, words.LARGEST), st.integers(0, 12_000)))
def test_words_are_read_back_as_the_number(value):
    text = words.number(value)
    assert read(text) == value
    assert "  " not in text
    assert text == text.strip().lower()
    assert not any(wrong in text for wrong in ("satu puluh", "satu ratus", "satu belas"))


def test_a_thousand_is_never_satu_ribu_by_itself():
    assert not any(words.number(value).startswith("satu ribu") for value in (1000, 1001, 1100, 1999))
    assert words.number(21_000) == "dua puluh satu ribu"


@pytest.mark.parametrize("value", [-1, words.LARGEST + 1])
def test_beyond_that_nothing_is_guessed(value):
    with pytest.raises(ValueError, match="0 to"):
        words.number(value)


def test_days_and_months():
    day = date(2017, 7, 14)
    assert (words.day_name(day), words.month_name(day)) == ("Jumat", "Juli")
    assert words.day_month_year(date(2025, 12, 8)) == "8 Desember 2025"
    assert words.day_name(date(2025, 12, 8)) == "Senin"
    assert words.dotted(2_256_140) == "2.256.140"
