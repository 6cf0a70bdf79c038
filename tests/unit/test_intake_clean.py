"""Cleaning, whole numbers, dates, cells and village names: the small print that files are nasty with."""

from datetime import date

import pytest

from tests.unit.intake_kit import JAGIR, KEBRAON, villages
from voters.intake.cells import date_of, is_blank, is_number, text_of
from voters.intake.clean import clean, date_in, held_odd_character, whole
from voters.intake.places import VillageIndex


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  A  B ", "A B"),
        ("\tA\r\nB ", "A B"),
        ("A\u00a0B", "A B"),
        ("\u3000A\u2007 \u202fB\ufeff", "A B"),
        ("A\u00adB\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", "AB"),
        ("\uff11\uff12", "12"),
        ("\u200b \u00a0", ""),
        ("A\x0bB", "A\x0bB"),
        ("A\u2028B\u2003C", "A\u2028B\u2003C"),
        ("A \u200b B", "A B"),
        ("\x0c", "\x0c"),
    ],
)
def test_clean(text, cleaned):
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "odd"), [("12 \t3", False), ("\u00a012", True), ("1\u200b2", True), ("\uff11", True), ("\u0663", False)]
)
def test_odd_characters(text, odd):
    assert held_odd_character(text) is odd


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("0" * 5000, 0), ("9" * 19, int("9" * 19)), ("9" * 20, None), ("9" * 5000, None),
     ("7.0", None), ("-1", None), ("+1", None), ("", None), ("1 2", None), ("\u0663", None), ("\u00b2", None)],
)  # fmt: skip
def test_whole_numbers(text, number):
    assert whole(text) == number


@pytest.mark.parametrize("text", ["31|07|1990", "31-7-1990", "31/07/1990"])
def test_accepted_dates(text):
    assert date_in(text) == date(1990, 7, 31)


@pytest.mark.parametrize(
    "text",
    ["", "31|07/1990", "31.07.1990", "1990-07-31", "31|07|90", "31 07 1990", "31|02|1990", "0|1|1990", "01|01|0000",
     "001|1|1990", "31 | 07 | 1990", "31|07|1990 00:00", "33085", "31|13|1990", "3\u0661|07|1990"],
)  # fmt: skip
def test_refused_dates(text):
    assert date_in(text) is None


def test_cells_as_text():
    assert text_of(None) == ""
    assert text_of(["n", "7"]) == "7"
    assert text_of(["n", "7.0"]) == "7"
    assert text_of(["n", "7.5"]) == "7.5"
    assert text_of(["n", "70"]) == "70"
    assert text_of(["b", True]) == "TRUE"
    assert text_of(["d", "2017-07-31"]) == "2017-07-31"
    assert text_of(["e", "#N/A"]) == "#N/A"


def test_only_number_cells_are_numbers():
    assert is_number(["n", "1"])
    assert not any(map(is_number, [None, "1", ["b", True], ["d", "2017-07-31"], ["e", "#N/A"]]))


def test_cells_as_dates():
    assert date_of(["d", "2017-07-31"]) == date(2017, 7, 31)
    assert date_of(" 31|07|2017\u200b") == date(2017, 7, 31)
    assert date_of(["n", "42947"]) is None
    assert date_of(["b", True]) is None
    assert date_of(["d", "0000-00-00"]) is None
    assert date_of(None) is None


def test_blank_cells():
    assert all(map(is_blank, [None, "", " \u00a0\u200b"]))
    assert not any(map(is_blank, ["x", ["n", "0"], ["b", False], ["e", "#N/A"]]))


@pytest.mark.parametrize(
    ("kecamatan", "desa", "village"),
    [
        ("Wonokromo", "Jagir", JAGIR),
        ("WONO KROMO.", " ja gir", JAGIR),
        ("35.78.04", "Jagir", JAGIR),
        ("357804", "35.78.04.1002", JAGIR),
        ("wonokromo", "3578041002", JAGIR),
        ("KARANGPILANG", "kebraon", KEBRAON),
        ("Karang Pilang", "Jagir", None),
        ("357801", "3578041002", None),
        ("Wonokromo", "Antah", None),
        ("", "Jagir", None),
        ("Wonokromo", "", None),
        ("3578041002", "Jagir", None),
        ("Sidoarjo", "Lebo", None),
    ],
)
def test_villages(kecamatan, desa, village):
    assert villages().find(kecamatan, desa) == village
    assert villages().find(kecamatan, desa) == village


def test_a_name_that_two_villages_share_is_not_guessed():
    index = VillageIndex([("120110", "Sorkam")], [("1201101001", "Kanan"), ("1201102018", "Kanan")])
    assert index.find("Sorkam", "Kanan") is None
    assert index.find("Sorkam", "1201102018") == "1201102018"


def test_village_by_code_alone():
    assert villages().by_code("35.78.04.1002") == JAGIR
    assert villages().by_code("Jagir") is None
    assert villages().by_code("3515082001") is None
