"""Lines of an annotated workbook that comes back: which are in already, which were changed, which are new."""

import random

import pytest

from voters.intake.row_keys import fingerprint, read_key, write_key
from voters.intake.sent_again import Sent, Stored, sort_out


def line(ordinal, says, key=None, kept=None, nik="", dpid=""):
    return Sent(ordinal, says, key, kept, nik, dpid)


def rows(*says):
    """Stored rows 1, 2, ... that say these things; their keys are their numbers."""
    return {at: Stored(at, one, "", "") for at, one in enumerate(says, 1)}


def sorted_out(lines, stored):
    found = sort_out(lines, stored)
    return found.skipped, found.changed


def test_untouched_changed_and_new():
    lines = [line(1, "a", 1, "a"), line(2, "B", 2, "b"), line(3, "c")]
    assert sorted_out(lines, rows("a", "b")) == ({1: 1}, {2: 2})


def test_a_line_as_it_was_given_out_is_no_change_whatever_became_of_the_row():
    assert sorted_out([line(1, "a", 1, "a")], rows("diperbaiki di portal")) == ({1: 1}, {})


def test_a_line_corrected_to_what_the_portal_says_is_no_change():
    assert sorted_out([line(1, "b", 1, "a")], rows("b")) == ({1: 1}, {})


def test_a_key_that_stands_twice_is_the_first_lines():
    lines = [line(1, "a", 1, "a"), line(2, "a", 1, "a"), line(3, "x", 1, "a")]
    assert sorted_out(lines, rows("a")) == ({1: 1}, {})
    assert sorted_out([line(1, "x", 1, "a"), line(2, "y", 1, "a")], rows("a")) == ({}, {1: 1})


def test_a_copy_that_was_rewritten_above_its_original_is_the_new_row():
    lines = [line(1, "orang lain", 1, "a"), line(2, "a", 1, "a")]
    assert sorted_out(lines, rows("a")) == ({2: 1}, {})


def test_lines_sorted_without_the_hidden_column_are_known_by_what_they_say():
    lines = [line(1, "c", 1, "a"), line(2, "a", 2, "b"), line(3, "b", 3, "c")]
    assert sorted_out(lines, rows("a", "b", "c")) == ({1: 3, 2: 1, 3: 2}, {})


def test_a_corrected_line_beside_a_wrong_key_is_known_by_its_person():
    stored = {1: Stored(1, "a", "3578040101909001", ""), 2: Stored(2, "b", "", "17")}
    lines = [line(1, "b", 1, "a"), line(2, "a2", 2, "b", nik="3578040101909001")]
    assert sorted_out(lines, stored) == ({1: 2}, {2: 1})
    lines = [line(1, "a", 2, "b"), line(2, "b2", 1, "a", dpid="17")]
    assert sorted_out(lines, stored) == ({1: 1}, {2: 2})


def test_a_key_of_nobody_is_no_key():
    assert sorted_out([line(1, "a", 77, "a"), line(2, "b", 77, "x", nik="1")], rows("c")) == ({}, {})


def test_two_keys_of_one_row_which_was_replaced_are_one_row():
    stored = {1: Stored(9, "baru", "", ""), 9: Stored(9, "baru", "", "")}
    assert sorted_out([line(1, "lama", 1, "lama"), line(2, "baru", 9, "baru")], stored) == ({1: 9}, {})


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_done_to_a_file_no_row_answers_twice(seed):
    chance = random.Random(seed)
    stored = {at: Stored(at, f"isi {at}", f"nik {at}", "") for at in range(1, 30)}
    lines = [line(0, f"isi {at}", at, f"isi {at}", f"nik {at}") for at in stored]
    touched = set()
    for _n in range(chance.randrange(12)):
        at, what = chance.randrange(len(lines)), chance.randrange(5)
        if what == 0:
            touched.add(lines[at].key)
            lines[at] = lines[at]._replace(now=f"diubah {at} {_n}")
        elif what == 1:
            del lines[at]
        elif what == 2:
            lines.insert(chance.randrange(len(lines)), lines[at])
        elif what == 3:
            lines.append(line(0, f"baru {_n}"))
        else:
            chance.shuffle(lines)
    if chance.random() < 0.3:  # sorted without the keys
        keys = [(one.key, one.kept) for one in lines]
        chance.shuffle(keys)
        lines = [one._replace(key=key, kept=kept) for one, (key, kept) in zip(lines, keys, strict=True)]
    lines = [one._replace(ordinal=at) for at, one in enumerate(lines, 1)]
    found = sort_out(lines, stored)
    answered = [*found.skipped.values(), *found.changed.values()]
    assert len(answered) == len(set(answered)) and not found.skipped.keys() & found.changed.keys()
    says = {one.ordinal: one.now for one in lines}
    assert all(says[ordinal] == stored[row].now for ordinal, row in found.skipped.items())
    # A row that the file still holds as it was is never replaced, and never taken a second time unless it stands twice.
    kept = {one.now for one in lines}
    assert not [row for row in found.changed.values() if stored[row].now in kept]
    new = [one.now for one in lines if one.ordinal not in found.skipped and one.ordinal not in found.changed]
    keyed = {stored[one.key].now for one in lines if one.key in stored}
    for text in set(new) & keyed:
        assert sum(one.now == text for one in lines) > 1


def test_keys_are_sealed(settings):
    cells = ["Wonokromo", "Jagir", None, "3578041206159001", "3578040105909001", "BUDI", *[None] * 12]
    key = write_key(4711, fingerprint(cells))
    assert read_key(key) == (4711, fingerprint(cells)) and not key.startswith(("=", "+", "-", "@"))
    for forged in (key[:-1], key + "A", "S1." + key[3:][::-1], "S1.", "", "4711", key.lower(), "S1.Ω"):
        assert read_key(forged) is None
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "lain"
    assert read_key(key)
    settings.SECRET_KEY_FALLBACKS = []
    assert read_key(key) is None


@pytest.mark.parametrize("column, one, other, equal", [
    (5, "BUDI  SANTOSO ", "BUDI SANTOSO", True), (5, "BUDI", "BUDY", False), (5, None, "  ", True),
    (7, ["d", "1990-05-01"], "01|05|1990", True), (7, "1-5-1990", "01/05/1990", True),
    (7, "1-5-1990", "2-5-1990", False),
    (4, "3578040105909001", ["n", "3578040105909001"], False), (4, "３578040105909001", "3578040105909001", True),
    (11, ["n", "7"], "7", True), (11, ["n", "7.0"], "7", True), (11, ["b", True], "7", False),
])
def test_lines_are_equal_as_the_checker_reads_them(column, one, other, equal):
    first, second = [None] * 18, [None] * 18
    first[column], second[column] = one, other
    assert (fingerprint(first) == fingerprint(second)) == equal
