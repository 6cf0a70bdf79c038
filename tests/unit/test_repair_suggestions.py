"""What is suggested for one row: words, dates, numbers, places, and people of the roll."""

from datetime import date

import pytest

from voters.intake.check import RollVoter
from voters.rules.closest import Places, Village
from voters.rules.suggestions import WITH_SUGGESTIONS, Known, suggest
from voters.rules.usual_dates import in_usual_form, of_nik
from voters.rules.usual_words import ket

ON = date(2017, 7, 31)
PLACES = Places([
    Village("3578041001", "Jagir", "357804", "Wonokromo"), Village("3578041002", "Wonokromo", "357804", "Wonokromo"),
    Village("3578041003", "Ngagel", "357804", "Wonokromo"), Village("3578081001", "Ngagelrejo", "357808", "Gubeng"),
    Village("3578081002", "Airlangga", "357808", "Gubeng"), Village("3578091001", "Kebonsari", "357809", "Jambangan"),
    Village("3578101001", "Kebonsari", "357810", "Sukolilo"),
    Village("3578091002", "Pagesangan", "357809", "Jambangan"),
])
GOOD = {
    "KECAMATAN": "Wonokromo", "DESA": "Jagir", "DPID": "", "NKK": "3578041206159001", "NIK": "3578040105909001",
    "NAMA": "BUDI SANTOSO", "TMPLHR": "SURABAYA", "TGLLHR": "01-05-1990", "STS": "S", "L/P": "L",
    "JALAN": "JL. JAGIR NO 1", "RT": "1", "RW": "2", "DIS": "0", "EKTP": "S", "KET": "B", "SMBR": "RT", "TPS": "3",
}
HASAN = RollVoter(17, "3578041206159002", "3578040301499002", "MOCHAMAD HASAN", "SURABAYA", date(1949, 1, 3), "S", "L",
                  "JL. NGAGEL 5", "4", "2", "0", "S", "3578041003", 7)
SITI = RollVoter(18, "3578041206159003", "3578044105709003", "SITI AMINAH", "GRESIK", date(1970, 5, 1), "P", "P",
                 "JL. JAGIR 9", "1", "1", "0", "S", "3578041001", 2)


def offered(code, cells, codeset="2018", **known):
    return suggest(GOOD | cells, [code], Known(codeset=codeset, on=ON, today=date(2017, 8, 1), places=PLACES, **known))


def first(code, cells, **known):
    """(changes, sure) of the first suggestion, or None."""
    found = offered(code, cells, **known)
    return (found[0].cells, found[0].sure) if found else None


@pytest.mark.parametrize(("code", "cells", "changes", "sure"), [
    ("W01", {"TGLLHR": "02-05-1990"}, {"TGLLHR": "01-05-1990"}, True),
    ("W01", {"NIK": "3578044105909001", "L/P": "P", "TGLLHR": "02-05-1990"}, {"TGLLHR": "01-05-1990"}, True),
    ("W01", {"NIK": "3578040105049001", "TGLLHR": "02-05-2004"}, {"TGLLHR": "01-05-2004"}, True),
    ("W01", {"NIK": "3578040105109001", "TGLLHR": "02-05-1910"}, {"TGLLHR": "01-05-1910"}, True),
    ("W02", {"L/P": "P"}, {"L/P": "L"}, True),
    ("W02", {"NIK": "3578044105909001"}, {"L/P": "P"}, True),
    ("E07", {"TGLLHR": ""}, {"TGLLHR": "01-05-1990"}, True),
    ("E07", {"TGLLHR": "1 Mei 1990"}, {"TGLLHR": "01-05-1990"}, True),
    ("E07", {"TGLLHR": "1-MEI-1990"}, {"TGLLHR": "01-05-1990"}, True),
    ("E07", {"TGLLHR": "1990-05-01"}, {"TGLLHR": "01-05-1990"}, True),
    ("E07", {"TGLLHR": "01.05.1990"}, {"TGLLHR": "01-05-1990"}, True),
    ("E07", {"TGLLHR": "32994"}, {"TGLLHR": "01-05-1990"}, True),
    ("E07", {"TGLLHR": "32995"}, {"TGLLHR": "02-05-1990"}, False),
    ("E07", {"TGLLHR": "01/05/90"}, {"TGLLHR": "01-05-1990"}, True),
    ("E07", {"TGLLHR": "02/05/90"}, {"TGLLHR": "02-05-1990"}, False),
    ("E07", {"TGLLHR": "31|02|1990"}, {"TGLLHR": "01-05-1990"}, True),
    ("E07", {"TGLLHR": "17 Agustus 1945", "NIK": "1"}, {"TGLLHR": "17-08-1945"}, True),
    ("E09", {"L/P": "LAKI-LAKI"}, {"L/P": "L"}, True),
    ("E09", {"L/P": "Pria"}, {"L/P": "L"}, True),
    ("E09", {"L/P": "L."}, {"L/P": "L"}, True),
    ("E09", {"L/P": "wanita"}, {"L/P": "P"}, True),
    ("E09", {"L/P": "Perempuan"}, {"L/P": "P"}, True),
    ("E09", {"L/P": ""}, {"L/P": "L"}, True),
    ("E08", {"STS": "KAWIN"}, {"STS": "S"}, True),
    ("E08", {"STS": "Belum Kawin"}, {"STS": "B"}, True),
    ("E08", {"STS": "CERAI HIDUP"}, {"STS": "P"}, True),
    ("E12", {"EKTP": "Sudah"}, {"EKTP": "S"}, True),
    ("E12", {"EKTP": "belum"}, {"EKTP": "B"}, True),
    ("E11", {"DIS": "Tuna Netra"}, {"DIS": "2"}, True),
    ("E11", {"DIS": "Tidak ada"}, {"DIS": "0"}, True),
    ("E10", {"RT": "003/002", "RW": ""}, {"RT": "3", "RW": "2"}, True),
    ("E10", {"RT": "RT 3", "RW": "RW.05"}, {"RT": "3", "RW": "5"}, True),
    ("E10", {"RT": "-", "RW": "IV"}, {"RT": "", "RW": "4"}, True),
    ("E14", {"TPS": "TPS 3"}, {"TPS": "3"}, True),
    ("E14", {"TPS": "003/.."}, {"TPS": "3"}, True),
    ("E14", {"TPS": "7.0"}, {"TPS": "7"}, True),  # never 70
    ("E10", {"RT": "7,0"}, {"RT": "7"}, True),
    ("E10", {"RT": "003/002", "RW": "002"}, {"RT": "3", "RW": "2"}, True),
    ("E10", {"RT": "003/002", "RW": "003/002"}, {"RT": "3", "RW": "2"}, True),
    ("E10", {"RT": "003/002", "RW": "5"}, {"RT": "3", "RW": "2"}, False),
    ("E02", {"NIK": "35.78.04.010590.9001"}, {"NIK": "3578040105909001"}, True),
    ("E02", {"NIK": "3578 0401 0590 9001"}, {"NIK": "3578040105909001"}, True),
    ("E02", {"NIK": "'3578040105909001"}, {"NIK": "3578040105909001"}, True),
    ("E02", {"NIK": "357804O1O59O9OOl"}, {"NIK": "3578040105909001"}, False),
    ("E04", {"NKK": "3578-0412-0615-9001"}, {"NKK": "3578041206159001"}, True),
    ("E13", {"KET": "MENINGGAL"}, {"KET": "1"}, True),
    ("E13", {"KET": "Pindah"}, {"KET": "4"}, True),
    ("E13", {"KET": "ganda"}, {"KET": "2"}, True),
    ("E13", {"KET": "Baru"}, {"KET": "B"}, True),
    ("E13", {"KET": "TMS 1"}, {"KET": "1"}, True),
    ("E16", {"DPID": "99"}, {"DPID": ""}, True),
    ("E22", {"DESA": "WONOKRMO"}, {"KECAMATAN": "Wonokromo", "DESA": "Wonokromo"}, True),
    ("E22", {"KECAMATAN": "WONOKRMO", "DESA": "jagir"}, {"KECAMATAN": "Wonokromo", "DESA": "Jagir"}, True),
    ("E22", {"KECAMATAN": "", "DESA": "Airlangga"}, {"KECAMATAN": "Gubeng", "DESA": "Airlangga"}, True),
    ("E22", {"DESA": "Airlangga"}, {"KECAMATAN": "Gubeng", "DESA": "Airlangga"}, False),
    ("E22", {"KECAMATAN": "", "DESA": "Kebonsari"}, {"KECAMATAN": "Jambangan", "DESA": "Kebonsari"}, False),
    ("E22", {"DESA": "Kel. Jagirr"}, {"KECAMATAN": "Wonokromo", "DESA": "Jagir"}, True),
])
def test_what_is_suggested_first(code, cells, changes, sure):
    assert first(code, cells) == (changes, sure)


@pytest.mark.parametrize(("code", "cells"), [
    ("E01", {"NIK": ""}),                       # digits are lost: nobody knows which
    ("E02", {"NIK": "357804010590900"}),        # one is missing
    ("E02", {"NIK": "35780401059090011"}),
    ("E02", {"NIK": "3578.0499.0590.9001"}),    # no such day
    ("E03", {"NIK": "3578043502909001"}),
    ("E04", {"NKK": "3578044506159001"}),
    ("E05", {"NAMA": ""}), ("E25", {"JALAN": ""}),
    ("E07", {"TGLLHR": "besok", "NIK": "3578043502909001"}),
    ("E07", {"TGLLHR": "31 Februari 1990", "NIK": "1"}),
    ("E08", {"STS": "X"}), ("E12", {"EKTP": "-"}), ("E11", {"DIS": "9"}), ("E13", {"KET": "12"}), ("E13", {"KET": ""}),
    ("E14", {"TPS": "1-2"}), ("E14", {"TPS": "1.5"}), ("E14", {"TPS": "-1"}), ("E10", {"RT": "1-2"}),
    ("E13", {"KET": "PINDAH ALAMAT"}), ("E13", {"KET": "ANAK"}),  # both mean two things
    ("E14", {"TPS": "TPS 0"}), ("E14", {"TPS": "baru"}), ("E10", {"RT": "Dusun Krajan"}),
    ("E18", {"DPID": "99", "KET": "1"}), ("E17", {"KET": "1", "NIK": ""}),
    ("E22", {"DESA": "Kuta"}), ("E22", {"DESA": "x" * 200}), ("E22", {"DESA": ""}),
    ("W01", {"NIK": "3578040105109001", "TGLLHR": "01-05-1990"}),  # nobody of 7 or of 107 years
])
def test_where_nothing_is_suggested(code, cells):
    assert offered(code, cells) == []


@pytest.mark.parametrize(("text", "codeset", "meant"), [
    ("SALAH TPS", "2022", "8"), ("SALAH TPS", "2018", ""), ("WNA", "2022", "5"), ("WNA", "2018", ""),
    ("TIDAK DIKENAL", "2018", "5"), ("TIDAK DIKENAL", "2022", ""), ("Meninggal Dunia", "2022", "1"),
    ("POLRI", "2018", "7"),
    ("UBAH", "2018", "U"), ("kode 10", "2018", "10"), ("kode 10", "2022", ""), ("PINDAH DATANG", "2018", ""),
])
def test_a_word_means_what_it_means_in_the_periods_set(text, codeset, meant):
    assert ket(text, codeset) == meant


def test_words_of_a_disability_follow_the_set():
    assert first("E11", {"DIS": "NETRA"}, codeset="2022") == ({"DIS": "6"}, True)


def test_a_dpid_on_a_new_row_is_emptied_or_makes_it_a_change():
    found = offered("E16", {"DPID": "17"}, by_dpid=HASAN)
    assert [(one.cells, one.sure) for one in found] == [({"KET": "U"}, False), ({"DPID": ""}, False)]
    assert first("E16", {"DPID": "17", "NIK": HASAN.nik}, by_dpid=HASAN) == ({"KET": "U"}, True)


def test_candidates_by_name_are_named_and_never_sure():
    one, = offered("E18", {"KET": "1", "NAMA": "MOH. HASAN", "NIK": "3578040301499009"}, candidates=(HASAN,))
    assert one.cells == {"DPID": "17", "NIK": ""} and not one.sure and one.shows == (17,)
    assert one.says % one.words == "Tidak ada di daftar; satu calon: MOCHAMAD HASAN, 03-01-1949, Ngagel RT 4/RW 2."
    many = offered("E17", {"KET": "1", "NIK": "", "NAMA": "X"}, candidates=(HASAN, SITI, HASAN, SITI))
    assert len(many) == 3 and many[0].cells == {"DPID": "17"}


def test_a_wrong_dpid_beside_a_right_nik():
    cells = {"KET": "1", "DPID": "99", "NIK": HASAN.nik, "NAMA": "MOCHAMAD HASAN", "TGLLHR": "03-01-1949"}
    assert first("E18", cells, by_nik=(HASAN,)) == ({"DPID": "17"}, True)
    assert first("E18", cells | {"NAMA": "ALI"}, by_nik=(HASAN,)) == ({"DPID": "17"}, False)
    twice = offered("E18", cells | {"DPID": ""}, by_nik=(HASAN, SITI))
    assert [one.cells for one in twice] == [{"DPID": "17"}, {"DPID": "18"}]


def test_two_voters_on_one_strike_are_two_suggestions():
    found = offered("E19", {"KET": "1", "DPID": "17", "NIK": SITI.nik}, by_dpid=HASAN, by_nik=(SITI,), found=HASAN)
    assert [one.cells for one in found] == [{"NIK": HASAN.nik}, {"DPID": "18"}]
    assert not any(one.sure for one in found)
    assert HASAN.nik not in str([one.words for one in found])


def test_a_new_row_for_somebody_on_the_roll_becomes_a_change():
    same = {"NIK": HASAN.nik, "NAMA": "Mochamad Hasan", "TGLLHR": "03/01/1949"}
    assert first("E20", same, by_nik=(HASAN,)) == ({"KET": "U", "DPID": "17"}, True)
    assert first("E20", same | {"NAMA": "ALI"}, by_nik=(HASAN,)) == ({"KET": "U", "DPID": "17"}, False)
    assert offered("E20", same, by_nik=(HASAN, SITI)) == []
    changed = offered("E20", {"KET": "U", "DPID": "17", "NIK": SITI.nik}, by_nik=(SITI,), found=HASAN)
    assert [one.cells for one in changed] == [{"DPID": "18"}, {"NIK": HASAN.nik}]


def test_what_a_change_leaves_empty_is_taken_from_the_roll_and_a_new_row_gets_nothing():
    empty = {"KET": "U", "NAMA": "", "JALAN": "", "STS": "", "TGLLHR": "", "NIK": ""}
    assert first("E05", empty, found=HASAN) == ({"NAMA": "MOCHAMAD HASAN"}, True)
    assert first("E25", empty, found=HASAN) == ({"JALAN": "JL. NGAGEL 5"}, True)
    assert first("E08", empty, found=HASAN) == ({"STS": "S"}, True)
    assert first("E07", empty, found=HASAN) == ({"TGLLHR": "03-01-1949"}, True)
    assert first("E02", empty, found=HASAN) == ({"NIK": HASAN.nik}, True)
    assert first("E22", {"KET": "U", "DESA": "", "KECAMATAN": "", "NIK": HASAN.nik}, found=HASAN) == (
        {"KECAMATAN": "Wonokromo", "DESA": "Ngagel"}, True)
    assert offered("E05", {"NAMA": ""}, found=HASAN) == []


def test_the_dpid_of_who_was_found_by_nik():
    assert first("I02", {"KET": "1", "NIK": HASAN.nik}, found=HASAN) == ({"DPID": "17"}, True)


def test_the_century_is_that_of_a_living_voter():
    from voters.rules.nik import split

    assert of_nik(split("3578040105049001"), ON) == date(2004, 5, 1)
    assert of_nik(split("3578040105179001"), ON) == date(1917, 5, 1)
    assert of_nik(split("3578040108049001"), ON) is None  # 12 years, or 112
    assert of_nik(split("3578042902009001"), ON) == date(2000, 2, 29)
    assert of_nik(split("3578042902019001"), ON) is None


@pytest.mark.parametrize("text", ["", "x", "1", "99999", "1/2", "00/00/0000", "1 Mai 1990 sore", "٣١-١٢-١٩٩٠x"])
def test_what_is_no_date(text):
    assert in_usual_form(text, ON) is None


def test_alike_is_alike_and_every_sentence_fits_its_words():
    one, other = (offered("E22", {"DESA": desa})[0] for desa in ("WONOKRMO", "wono krmo"))
    assert one.kind == other.kind
    assert offered("E22", {"DESA": "WONOKROM"})[0].kind != one.kind
    assert one.says % one.words
    assert {"E01", "E03", "E15", "E21", "E23", "E24"}.isdisjoint(WITH_SUGGESTIONS)


@pytest.mark.parametrize(("code", "cells"), [
    ("E02", {"NIK": ""}), ("E04", {"NKK": ""}), ("E08", {"STS": ""}), ("E14", {"TPS": ""}), ("E25", {"JALAN": ""}),
    ("E22", {"DESA": "", "KECAMATAN": ""}), ("W08", {"RT": "", "RW": ""}),
])
def test_a_change_that_names_another_person_than_its_dpid_gets_nothing_of_the_roll(code, cells):
    assert offered(code, {"KET": "U", "DPID": "17"} | cells, found=HASAN) == []
    own = {"KET": "U", "DPID": "17", "NIK": HASAN.nik, "NAMA": "MOHAMAD HASAN", "TGLLHR": "03-01-1949"}
    assert first(code, own | cells, found=HASAN)[1]
    assert first(code, own | cells | {"TGLLHR": "04-01-1949", "NIK": HASAN.nik}, found=HASAN) or code == "E02"


def test_where_the_roll_agrees_with_a_row_its_nik_is_not_believed_for_all_alike():
    wrong = {"KET": "U", "NIK": "3578040105909001", "TGLLHR": "03-01-1949", "L/P": "P"}
    assert first("W01", wrong, found=HASAN) == ({"TGLLHR": "01-05-1990"}, False)
    assert first("W02", wrong, found=SITI) == ({"L/P": "L"}, False)
    assert first("W02", wrong, found=HASAN) == ({"L/P": "L"}, True)
