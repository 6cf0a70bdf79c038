"""Loading a whole roll: who is refused, who is loaded with defects, and which lines are skipped."""

from datetime import date

import pytest

from tests.unit.intake_kit import JAGIR, KEBRAON, villages
from voters.intake.columns import FileRefused
from voters.intake.roll_export import COLUMNS, Loaded, RefusedLine, Skipped, read_roll_export

HEADER = ["KEL_ID", *COLUMNS]
LINE = {
    "KEL_ID": "", "DPID": "1001", "NKK": "3578041206159001", "NIK": "3578040105909001", "NAMA": "BUDI",
    "KELAMIN": "L", "TEMPAT LAHIR": "SURABAYA", "TANGGAL LAHIR": "01|05|1990", "KAWIN": "S", "ALAMAT": "JL",
    "RT": "1", "RW": "2", "DISABILITAS": "0", "EKTP": "S", "SUMBER": "DP4", "TPS": "3", "STATUS": "AKTIF",
    "KECAMATAN": "WONOKROMO", "KELURAHAN": "JAGIR",
}  # fmt: skip


def line(**columns):
    """One data line with some columns replaced (blanks in names as underscores)."""
    columns = {(name if name in LINE else name.replace("_", " ")): text for name, text in columns.items()}
    return "#".join((LINE | columns).values())


@pytest.fixture
def load(tmp_path):
    """Load lines below the header; bytes are taken as the whole file."""

    def loader(*lines):
        path = tmp_path / "roll.csv"
        body = lines[0] if lines and isinstance(lines[0], bytes) else "\n".join(["#".join(HEADER), *lines]).encode()
        path.write_bytes(body)
        return list(read_roll_export(path, "3578", villages(), date(2026, 11, 23)))

    return loader


def test_a_good_line(load):
    assert load(line()) == [
        Loaded(
            2,
            (1001, "3578041206159001", "3578040105909001", "BUDI", "SURABAYA", date(1990, 5, 1), "", "S", "L", "JL",
             "1", "2", "0", "S", JAGIR, 3, "DP4"),
            frozenset(),
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({"DPID": ""}, ("L01",)),
        ({"DPID": "7.0"}, ("L01",)),
        ({"DPID": "-1"}, ("L01",)),
        ({"DPID": "A"}, ("L01",)),
        ({"DPID": "9" * 25}, ("L01",)),
        ({"KELAMIN": ""}, ("E09",)),
        ({"TPS": "0"}, ("E14",)),
        ({"KELURAHAN": "LEBO"}, ("E22",)),
        ({"KEL_ID": "3578990001"}, ("E22",)),
        ({"KEL_ID": "3515082001"}, ("E22",)),
        ({"KEL_ID": "x"}, ("E22",)),
        ({"DPID": "", "KELAMIN": "X", "TPS": "1A", "KEL_ID": "1", "NIK": "1"}, ("E09", "E14", "E22", "L01")),
    ],
)
def test_refused_lines(load, columns, codes):
    assert load(line(**columns)) == [RefusedLine(2, codes)]


@pytest.mark.parametrize(
    ("columns", "defects"),
    [
        ({"NIK": ""}, {"E02"}),
        ({"NIK": "3578040105900"}, {"E02"}),
        ({"NIK": "3578043202909001"}, {"E03"}),
        ({"NKK": "0000000000000000"}, {"E04"}),
        ({"NAMA": ""}, {"E05"}),
        ({"TEMPAT_LAHIR": ""}, {"E06"}),
        ({"TANGGAL_LAHIR": "31|02|1990"}, {"E07"}),
        ({"TANGGAL_LAHIR": "24|11|2026"}, {"E07"}),
        ({"KAWIN": "X"}, {"E08"}),
        ({"RT": "AB", "RW": "1000"}, {"E10"}),
        ({"DISABILITAS": "9"}, {"E11"}),
        ({"EKTP": ""}, {"E12"}),
        ({"ALAMAT": ""}, {"E25"}),
        ({"RT": "", "NAMA": "A1", "TANGGAL_LAHIR": "01|01|2020"}, set()),
    ],
)
def test_defects_are_loaded_as_they_stand(load, columns, defects):
    assert load(line(**columns))[0].defects == defects


def test_values_as_they_stand_and_normalised(load):
    values = load(
        line(TANGGAL_LAHIR="31|02|1990", KAWIN="x", RT="AB", RW="007", DISABILITAS="", EKTP="b", NAMA="A \u00a0 B",
             KELAMIN="p", TPS="003", DPID="0001001", STATUS="aktif", NIK=" 12 ", NKK="")
    )[0].values  # fmt: skip
    assert values == (1001, "", "12", "A B", "SURABAYA", None, "31|02|1990", "x", "P", "JL",
                      "AB", "7", "0", "B", JAGIR, 3, "DP4")  # fmt: skip


def test_the_village_code_wins(load):
    assert load(line(KEL_ID="3578011002"))[0].values[14] == KEBRAON
    assert load(line(KEL_ID="35.78.01.1002", KECAMATAN="", KELURAHAN=""))[0].values[14] == KEBRAON


def test_status(load):
    lines = load(line(), line(DPID="2", STATUS="UBAH"), line(DPID="3", STATUS="BARU"), line(DPID="4", STATUS="TMS"),
                 line(DPID="5", STATUS=""), line(DPID="", STATUS="HAPUS", TPS="x"))  # fmt: skip
    assert [type(one) for one in lines] == [Loaded, Loaded, Loaded, Skipped, Skipped, Skipped]


def test_dpids_on_several_lines(load):
    lines = load(line(), line(DPID="01001"), line(DPID="1002"), line(DPID="1002", STATUS="TMS"), line(DPID="1003"))
    assert [type(one) for one in lines] == [RefusedLine, RefusedLine, RefusedLine, Skipped, Loaded]
    assert lines[0].codes == ("L01",)


def test_wrong_number_of_fields(load):
    lines = load(line() + "#x", line(DPID="1002"), "", "a#b", line(DPID="1003"), "", "", "  ")
    assert lines[0] == RefusedLine(2, ("L02",))
    assert [one.line for one in lines] == [2, 3, 4, 5, 6]
    assert [type(one) for one in lines[1:]] == [Loaded, RefusedLine, RefusedLine, Loaded]


def test_line_ends_and_marks_that_are_no_line_ends(load):
    body = ("\ufeff" + "#".join(HEADER) + "\r\n" + line(NAMA="A\u2028B\x0bC\x85D") + "\r\n\r\n").encode()
    assert load(body)[0].values[3] == "A\u2028B\x0bC\x85D"


def test_header_in_any_case_and_order(load):
    header = "#".join(reversed(HEADER)).lower().replace("tempat lahir", " Tempat  Lahir ")
    body = header + "\n" + "#".join(reversed(LINE.values()))
    assert load(body.encode())[0].values[0] == 1001


def test_incomplete_header(load):
    for body in (b"", b"\n\n", "#".join(HEADER).replace("NKK#", "").replace("#TPS", "").encode()):
        with pytest.raises(FileRefused) as caught:
            load(body)
        assert caught.value.code == "header"
    assert caught.value.detail["missing"] == ["NKK", "TPS"]


@pytest.mark.parametrize("junk", [b"\xff\xfe", b"\xe9", b"a\x00b", b"\xed\xa0\x80"])
def test_bytes_that_are_no_text_refuse_the_file(load, junk):
    with pytest.raises(FileRefused) as caught:
        load("#".join(HEADER).encode() + b"\n" + line().encode() + b"\n" + junk)
    assert (caught.value.code, caught.value.detail) == ("encoding", {"line": 3})
