"""What one row says by itself: every row-local code with its borders, by kind of row."""

from datetime import date

import pytest

from tests.unit.intake_kit import JAGIR, KEBRAON, context, rows_of, typed

BIG = ["n", "3578040105909001"]


def local(ctx=None, **columns):
    """The row-local codes of the good B row with some columns replaced."""
    return list(rows_of(typed(**columns), ctx=ctx)[0].local)


def test_the_good_row_has_none():
    assert local() == []
    assert local(KET="u", DPID="1001") == []
    assert local(KET="8", DPID="1001") == []


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({"NIK": BIG}, ["E01"]),
        ({"NKK": BIG}, ["E01"]),
        ({"NIK": BIG, "NKK": BIG}, ["E01"]),
        ({"NIK": "123", "NKK": BIG}, ["E01", "E02"]),
        ({"NIK": BIG, "NKK": "123"}, ["E01", "E04"]),
        ({"NIK": None}, ["E02"]),
        ({"NIK": "357804010590900"}, ["E02"]),
        ({"NIK": "3578040 105909001"}, ["E02"]),
        ({"NIK": "3578040\u00a0105909001"}, ["E02", "I04"]),
        ({"NIK": ["d", "1990-01-02"]}, ["E02"]),
        ({"NIK": ["b", True]}, ["E02"]),
        ({"NIK": ["e", "#N/A"]}, ["E02"]),
        ({"NIK": "3578043202909001"}, ["E03"]),
        ({"NIK": "9999993202909001"}, ["E03"]),
        ({"NKK": None}, ["E04"]),
        ({"NKK": ["d", "2015-01-02"]}, ["E04"]),
        ({"NKK": ["b", False]}, ["E04"]),
        ({"NKK": "3578043206159001"}, ["E04"]),
        ({"NAMA": " \u00a0"}, ["E05"]),
        ({"TMPLHR": None}, ["E06"]),
        ({"TGLLHR": None}, ["E07"]),
        ({"TGLLHR": ["n", "32994"]}, ["E07"]),
        ({"TGLLHR": "31|12|1879"}, ["E07"]),
        ({"TGLLHR": "24|11|2026"}, ["E07"]),
        ({"STS": None}, ["E08"]),
        ({"STS": "K"}, ["E08"]),
        ({"STS": "\u017f"}, ["E08"]),
        ({"L/P": "W"}, ["E09"]),
        ({"RT": "1000"}, ["E10"]),
        ({"RT": "7.0"}, ["E10"]),
        ({"RT": ["d", "2017-02-01"]}, ["E10"]),
        ({"RW": "A", "RT": "B"}, ["E10"]),
        ({"RT": "A", "RW": "0"}, ["E10", "W08"]),
        ({"RT": "\u0663"}, ["E10"]),
        ({"RT": ["b", True]}, ["E10"]),
        ({"DIS": "7"}, ["E11"]),
        ({"DIS": "X"}, ["E11"]),
        ({"DIS": ["n", "1.5"]}, ["E11"]),
        ({"EKTP": None}, ["E12"]),
        ({"EKTP": "Y"}, ["E12"]),
        ({"TPS": None}, ["E14"]),
        ({"TPS": "0"}, ["E14"]),
        ({"TPS": "1000"}, ["E14"]),
        ({"TPS": "1A"}, ["E14"]),
        ({"TPS": ["b", True]}, ["E14"]),
        ({"DPID": "0"}, ["E16"]),
        ({"DPID": "-"}, ["E16"]),
        ({"DPID": ["b", False]}, ["E16"]),
        ({"DESA": "Kebraon"}, ["E22"]),
        ({"KECAMATAN": None}, ["E22"]),
        ({"JALAN": "\u200b"}, ["E25"]),
        ({"TGLLHR": "02|05|1990"}, ["W01"]),
        ({"TGLLHR": "01|05|1890"}, ["W05"]),
        ({"L/P": "P"}, ["W02"]),
        ({"L/P": "X", "NIK": "3578044105909001"}, ["E09"]),
        ({"NIK": "3578320105909001"}, ["W03"]),
        ({"NIK": "3273010105909001"}, ["I01"]),
        ({"NIK": "9999990105909001"}, ["I01", "W03"]),
        ({"NAMA": "AB"}, ["W07"]),
        ({"NAMA": ["n", "123"]}, ["W07"]),
        ({"RT": None}, ["W08"]),
        ({"RW": "000"}, ["W08"]),
        ({"NIK": "\u206035780401059090\uff101"}, ["I04"]),
        ({"NKK": "3578041206159001\u00a0", "NIK": "3578040105909001\u200b"}, ["I04"]),
        ({"NIK": " 3578040105909001\t"}, []),
    ],
)
def test_new_voters(columns, codes):
    assert local(**{("LP" if name == "L/P" else name): cell for name, cell in columns.items()}) == codes


@pytest.mark.parametrize(
    "columns",
    [
        {"RT": "007", "RW": ["n", "12"], "DIS": "06", "TPS": "0999"},
        {"DIS": None},
        {"RT": "999"},
        {"TPS": ["n", "1"]},
        {"STS": "s", "LP": "l", "EKTP": "b", "KET": " b "},
        {"TGLLHR": ["d", "1990-05-01"]},
        {"TGLLHR": "1-5-1990"},
        {"KECAMATAN": ["n", "357804"], "DESA": ["n", "3578041002"]},
        {"DPID": " \u00a0"},
        {"SMBR": None},
        {"JALAN": ["n", "12"]},
    ],
)
def test_what_passes_on_a_new_voter(columns):
    assert local(**columns) == []


def test_the_day_of_checking_is_the_last_birth_date():
    assert "E07" not in local(TGLLHR="23|11|2026")
    assert "E07" not in local(TGLLHR="1|1|1880")


@pytest.mark.parametrize(
    ("birth", "marital", "codes"),
    [("30|06|2012", "S", ["W06"]), ("01|07|2012", "S", ["E15"]), ("01|07|2008", "B", ["E15"]), ("30|06|2008", "B", []),
     ("01|07|2012", "X", ["E08", "E15"]), ("01|07|2008", "X", ["E08"])],
)  # fmt: skip
def test_ages_stand_besides_the_marital_state(birth, marital, codes):
    day, month, year = birth.split("|")
    assert local(TGLLHR=birth, STS=marital, NIK=f"357804{day}{month}{year[2:]}9001") == codes


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({"DPID": None, "NIK": None}, ["E02", "E17"]),
        ({"DPID": None, "NIK": BIG}, ["E01"]),
        ({"DPID": None, "NIK": "12"}, ["E02"]),
        ({"DPID": "5", "NIK": None}, ["E02"]),
        ({"DPID": None}, []),
        ({"DPID": "0", "TPS": None}, ["E14"]),
    ],
)
def test_changed_voters(columns, codes):
    assert local(KET="U", **columns) == codes


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({"DPID": None, "NIK": None}, ["E17"]),
        ({"DPID": None, "NIK": " \u200b"}, ["E17", "I04"]),
        ({"DPID": None, "NIK": BIG}, ["E01"]),
        ({"DPID": None, "NIK": ["d", "1990-01-01"]}, ["E02"]),
        ({"DPID": "1", "NIK": None}, []),
        ({"DPID": "1", "NIK": "123"}, ["E02"]),
        ({"DPID": "1", "NIK": "3578043202909001"}, []),
        ({"DPID": "1", "NKK": BIG, "NAMA": None, "TGLLHR": "x", "STS": "9", "DESA": "x", "TPS": "A", "RT": "A"}, []),
        ({"DPID": "1", "NKK": "35780412061590\u200b01"}, ["I04"]),
    ],
)
def test_strikes_ignore_the_other_columns(columns, codes):
    assert local(KET="1", **columns) == codes


@pytest.mark.parametrize(
    ("ket", "codeset", "code"),
    [("01", "2022", 1), (["n", "7"], "2022", 7), ("008", "2022", 8), ("8", "2018", 8), ("10", "2018", 10),
     ("\uff11", "2022", 1), (" 3 ", "2018", 3), ("1", "2018", 1)],
)  # fmt: skip
def test_strike_codes_of_a_set(ket, codeset, code):
    row = rows_of(typed(KET=ket, DPID="1"), ctx=context(codeset))[0]
    assert (row.kind, row.code, row.local) == ("T", code, ())


@pytest.mark.parametrize(
    ("ket", "codeset"),
    [(None, "2022"), ("0", "2022"), ("9", "2022"), ("10", "2022"), ("11", "2018"), ("BU", "2018"), ("7.0", "2018"),
     (["n", "1.5"], "2018"), (["n", "-1"], "2018"), (["b", True], "2018"), (["d", "2017-01-01"], "2018"),
     (["e", "#N/A"], "2018"), ("-1", "2018"), ("B.", "2018"), ("\u0661", "2018")],
)  # fmt: skip
def test_unknown_kinds_are_looked_at_no_further(ket, codeset):
    cells = typed(KET=ket, NIK="12", NKK=None, NAMA=None, DPID="x", TPS="x", DESA="x")
    row = rows_of(cells, ctx=context(codeset))[0]
    assert (row.kind, row.code, row.local) == ("", None, ("E13",))


def test_an_unknown_kind_still_tells_of_hidden_characters():
    assert local(KET="X", NKK="3578041206159001\u200e") == ["E13", "I04"]


def test_values_come_back_normalised_or_as_they_stand():
    cells = typed(RT="007", RW="AB", DIS="", STS="x", LP="l", EKTP="b", TPS="003", NAMA=" budi  s ")
    row = rows_of(cells)[0]
    assert (row.rt, row.rw, row.disability, row.marital, row.sex, row.ektp, row.tps, row.name) == (
        "7", "AB", "0", "x", "L", "B", 3, "budi s",
    )  # fmt: skip
    assert (row.village, row.birth_date, row.source) == (JAGIR, date(1990, 5, 1), "RT")


def test_identity_of_cells_that_are_no_text_stays_empty():
    row = rows_of(typed(NIK=BIG, NKK=["d", "2017-01-01"]))[0]
    assert (row.nik, row.nik_ok, row.nkk) == ("", False, "")


@pytest.mark.parametrize(
    ("cell", "dpid"),
    [("1001", 1001), ("0001001", 1001), (["n", "1001"], 1001), (["n", "1001.0"], 1001), ("0", 0), ("1001.0", None),
     ("9" * 18, 10**18 - 1), ("1" + "0" * 18, None), ("9223372036854775808", None), ("9" * 6000, None), ("-5", None),
     (["b", True], None), (["d", "2017-01-01"], None)],
)  # fmt: skip
def test_dpids(cell, dpid):
    row = rows_of(typed(KET="U", DPID=cell))[0]
    assert (row.dpid, row.dpid_given) == (dpid, True)


def test_names_and_codes_of_places_mix():
    assert rows_of(typed(KECAMATAN="35.78.01", DESA="KEBRAON"))[0].village == KEBRAON
