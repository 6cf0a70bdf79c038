"""What a NIK and an NKK say by themselves, at the borders of every clause (E02-E04)."""

import pytest

from voters.rules.nik import has_possible_date, is_possible_nkk, is_sixteen_digits, split


@pytest.mark.parametrize(
    ("nik", "possible"),
    [
        ("3578010101909001", True),
        ("3578014101909001", True),
        ("3578017101909001", True),
        ("3578010001909001", False),
        ("3578013201909001", False),
        ("3578014001909001", False),
        ("3578017201909001", False),
        ("3578010100909001", False),
        ("3578010113909001", False),
        ("3578013102909001", False),
        ("3578013104909001", False),
        ("3578017104909001", False),
        ("3578013004909001", True),
        ("3578012902009001", True),
        ("3578012902019001", False),
        ("3578016902049001", True),
        ("3578016902059001", False),
        ("3578013002049001", False),
    ],
)
def test_the_date_inside(nik, possible):
    assert has_possible_date(split(nik)) is possible


def test_taking_apart():
    assert split("3578045512909001") == ("357804", 15, 12, 90, "P")
    assert split("3578041512009001") == ("357804", 15, 12, 0, "L")


@pytest.mark.parametrize(
    "text", ["", "357801010190901", "35780101019090011", "35780101O1909001", "٣578010101909001", "3578 10101909001"]
)
def test_only_sixteen_ascii_digits_count(text):
    assert not is_sixteen_digits(text)


@pytest.mark.parametrize(
    ("nkk", "possible"),
    [
        ("3578043102159001", True),  # no calendar here: an issuing day 31 February is not looked into
        ("3578040012159001", False),
        ("3578043212159001", False),
        ("3578044112159001", False),  # nor the women's 40
        ("3578040100159001", False),
        ("3578040113159001", False),
        ("0000000000000000", False),
        ("357804010115900", False),
        ("", False),
    ],
)
def test_family_card_numbers(nkk, possible):
    assert is_possible_nkk(nkk) is possible
