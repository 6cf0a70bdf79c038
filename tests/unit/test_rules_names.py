"""Names are found however they are spelt, and what is no spelling of them is not."""

import re

import pytest

from voters.rules.names import pattern, words


def finds(asked, name):
    """As PostgreSQL reads the pattern, without regard to case."""
    return re.search(pattern(asked).replace(r"\m", r"\b").replace(r"\M", r"\b"), name, re.I) is not None


@pytest.mark.parametrize("asked", ["Moch. Hasan", "MUHAMMAD HASSAN", "M. HASAN", "Muh.Hasan", "mohammed hasan"])
@pytest.mark.parametrize("name", ["MOH HASAN", "MOCHAMAD HASAN", "MUHAMMAD HASAN", "H. MUH. HASAN BASRI", "M HASSAN"])
def test_muhammad_is_one_name(asked, name):
    assert finds(asked, name)


@pytest.mark.parametrize(("asked", "name"), [
    ("SUKARNO", "SOEKARNO"), ("SOEKARNO", "SUKARNO"), ("JOKO", "DJOKO SUSILO"), ("DJOKO", "JOKO"), ("CIPTO", "TJIPTO"),
    ("TJIPTO", "CIPTO"), ("KHOIRUL", "CHOIRUL"), ("CHOIRUL", "KHOIRUL ANAM"), ("YUSUF", "JOESOEF"), ("NUR", "NOOR"),
    ("NOER", "NUR"), ("ACHMAD", "AHMAD"), ("AHMAD", "AKHMAD FAUZI"), ("ABD. RAHMAN", "ABDUL RAHMAN"),
    ("SITI AMINAH", "ST. AMINAH"), ("SUPARDI", "SUPPARDI"), ("SUPPARDI", "SUPARDI"), ("SYAFI'I", "SJAFII"),
    ("budi", "BUDI SANTOSO"), ("AL-AMIN", "AL AMIN"), ("SANTOSO", "BUDI SANTOSO"), ("MARIÁ", "MARIA")])
def test_other_spellings(asked, name):
    assert finds(asked, name)


@pytest.mark.parametrize(("asked", "name"), [
    ("MOH HASAN", "HASAN"), ("HASAN MOH", "MOH HASAN"), ("M HASAN", "AMIN HASAN"), ("BUDI", "BUDHA"),
    ("AHMAD", "MUHAMAD"), ("SITI", "SITUMORANG"), ("JOKO", "TOKO")])
def test_other_names_are_not_found(asked, name):
    assert not finds(asked, name)


@pytest.mark.parametrize(("asked", "kept"), [
    ("H. Muhammad Hasan, S.Pd", ["MUHAMMAD", "HASAN"]), ("Drs. Ir. SUKARNO, M.M.", ["SUKARNO"]),
    ("Prof. Dr. H. Abdul S.H.", ["ABDUL"]), ("HJ", ["HJ"]), ("Drs. H.", ["DRS", "H"]), ("", []), ("...", [])])
def test_titles_are_left_out_where_a_name_is_left(asked, kept):
    assert words(asked) == kept


@pytest.mark.parametrize("text", [".*", "(", "[a", "a\\", "a{2}", "x|y", "^$", "%", "_", "\x00"])
def test_nothing_typed_is_read_as_an_expression(text):
    assert re.fullmatch(r"[\w().*+?|\[\]\\]*", pattern(text))
    re.compile(pattern(text).replace(r"\m", r"\b").replace(r"\M", r"\b"))
    assert not finds(text, "1") or not pattern(text)
