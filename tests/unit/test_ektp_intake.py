"""The offices' KTP-el form: cells, headings, dates, districts; every bad value is told at its cell, the rest stays."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ektp.intake.draft import date_problem, draft_of_form, draft_of_grid
from ektp.intake.files import rows_of
from ektp.intake.form import column_of, date_in_titles, take_apart
from ektp.intake.numbers import LARGEST, read_number
from ektp.intake.places import Districts
from ektp.rules import COLUMNS, DIFFERENCES, Figures
from sidalih.refusal import Refused
from sidalih.sheets.reader import SheetRow

TODAY = date(2017, 9, 15)
SAMPLE = Path(__file__).parent.parent / "samples" / "2017-07" / "ektp-3578-2017-08-31.xlsx"
HEADER = ["KODE", "KECAMATAN", "WAJIB KTP", "SUDAH REKAM", "SUDAH CETAK", "BELUM REKAM", "BELUM CETAK", "PRR",
          "KETERANGAN"]
SURABAYA = Districts("3578", "Kota Surabaya", [
    ("357801", "Karangpilang"), ("357804", "Wonokromo"), ("357808", "Gubeng"), ("357828", "Asemrowo")])


def n(value):
    return ["n", str(value)]


def sheet(*rows, header=HEADER, titles=(["PERKEMBANGAN KTP-EL"], ["Per tanggal", "31-08-2017"])):
    cells = [*map(list, titles), header, *rows]
    return [SheetRow("KTP-el", number, row) for number, row in enumerate(cells, 1)]


def draft(*rows, as_of=None, today=TODAY, **options):
    return draft_of_form(take_apart(sheet(*rows, **options)), SURABAYA, as_of=as_of, today=today)


GOOD = ["35.78.04", "WONOKROMO", n(97274), n(97686), n(84062), n(-412), n(13624), n(12261), None]


# --- numbers -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("cell", "value"), [
    (None, None), ("", None), ("  ", None), ("\u00a0", None), ("75038", 75038), (" 0 ", 0), ("007", 7),
    (n(75038), 75038),
    (n("0"), 0), ("１２３", 123), ("12\u200b3", 123), (n(LARGEST), LARGEST)])
def test_whole_numbers(cell, value):
    assert read_number(cell, "recorded") == (value, None)


@pytest.mark.parametrize(("cell", "reason", "suggestion"), [
    ("1.974.325", "separators", 1974325), ("1,974,325", "separators", 1974325), ("1 974 325", "separators", 1974325),
    ("75.038", "separators", 75038), ("> 300.000", "bound", None), (">300.000", "bound", None),
    ("lebih dari 300000", "bound", None), ("± 5000", "bound", None), ("5000+", "bound", None),
    ("-5", "negative", None), (n(-5), "negative", None), (n("7.5"), "fraction", None), ("7,5", "fraction", None),
    ("1.5", "fraction", None), ("99,68 %", "percent", None), ("99%", "percent", None), ("-", "not_a_number", None),
    ("nihil", "not_a_number", None), ("1.85 juta", "not_a_number", None), (["e", "#REF!"], "error", None),
    (["d", "2017-08-31"], "not_a_number", None), (["b", True], "not_a_number", None),
    (n(LARGEST + 1), "too_large", None), ("9" * 5000, "too_large", None), ("1e5", "not_a_number", None),
    ("=1+1", "not_a_number", None), ("٣٤", "not_a_number", None)])
def test_bad_numbers_are_told(cell, reason, suggestion):
    value, bad = read_number(cell, "recorded")
    assert value is None
    assert (bad.reason, bad.suggestion) == (reason, suggestion)
    assert len(bad.message) > 20


def test_only_the_differences_may_be_negative():
    for column in COLUMNS:
        value, bad = read_number(n(-412), column)
        assert (value == -412) == (column in DIFFERENCES)
        assert (bad is None) == (column in DIFFERENCES)
    assert read_number("−412", "not_recorded") == (-412, None)  # Excel's minus


@given(st.text(max_size=30), st.sampled_from(COLUMNS))
def test_any_text_is_a_number_or_a_sentence(text, column):
    value, bad = read_number(text, column)
    assert value is None or bad is None
    if bad:
        assert bad.message
    elif value is None:
        assert not text.strip(" \t\r\n\u00a0\u200b") or not text.isprintable() or not text.isascii()


@given(st.integers(0, LARGEST), st.sampled_from([".", ",", " "]))
def test_the_suggestion_is_what_was_meant(number, separator):
    written = f"{number:,}".replace(",", separator)
    value, bad = read_number(written, "obliged")
    assert (value if bad is None else bad.suggestion) == number


# --- headings, titles ----------------------------------------------------------------------------------------

@pytest.mark.parametrize(("heading", "column"), [
    ("WAJIB KTP", "obliged"), ("Jumlah Penduduk Wajib KTP-el", "obliged"), ("SUDAH REKAM", "recorded"),
    ("Sudah melakukan\nperekaman", "recorded"), ("BELUM REKAM", "not_recorded"), ("Belum Perekaman", "not_recorded"),
    ("Wajib KTP belum rekam", "not_recorded"), ("SUDAH CETAK", "printed"), ("Tercetak", "printed"),
    ("BELUM CETAK", "not_printed"), ("Sudah Rekam Belum Cetak", "not_printed"), ("Belum dicetak", "not_printed"),
    ("PRR", "print_ready"), ("Siap Cetak (PRR)", "print_ready"), ("SUKET", "suket"), ("Surat Keterangan", "suket"),
    ("KET.", "remark"), ("Keterangan", "remark"), ("Kode Kecamatan", "code"), ("Nama Kecamatan", "name"),
    ("% Rekam", ""), ("Persentase perekaman", ""), ("NO", ""), ("L", "")])
def test_headings_are_known_by_their_words(heading, column):
    assert column_of(heading) == column


@pytest.mark.parametrize("titles", [
    [["Per tanggal", "31-08-2017"]], [["Per tanggal", ["d", "2017-08-31"]]], [["KEADAAN PER 31 AGUSTUS 2017"]],
    [["Dicetak 01/09/2017"], ["posisi: 31/08/2017"]], [["PER 31.08.2017"]], [["2017-08-31"]]])
def test_the_date_stands_in_the_titles(titles):
    assert date_in_titles(sheet(titles=titles)[:len(titles)]) == date(2017, 8, 31)


@pytest.mark.parametrize("titles", [[], [["PERKEMBANGAN"]], [["31-08-2017"], ["30-09-2017"]], [["31-02-2017"]]])
def test_no_date_or_two_are_none(titles):
    assert date_in_titles(sheet(titles=titles)[:len(titles)]) is None


def test_the_semester_is_read_from_the_titles():
    form = take_apart(sheet(GOOD, titles=[["DATA KTP-EL SEMESTER 2 TAHUN 2017"], ["Per 31-08-2017"]]))
    assert (form.label, form.as_of) == ("Semester II 2017", date(2017, 8, 31))


@pytest.mark.parametrize(("rows", "code"), [
    ([], "no_header"), ([["a", "b"]], "no_header"), ([["KODE", "KECAMATAN", "SUDAH REKAM"]], "missing_columns"),
    ([["NO", "WAJIB KTP", "SUDAH REKAM", "SUDAH CETAK"]], "missing_columns"),
    ([["KECAMATAN", "WAJIB KTP", "SUDAH REKAM", "PEREKAMAN"]], "double_column"),
    ([HEADER] + [["x"]] * 2100, "too_long")])
def test_files_that_are_no_form_are_refused(rows, code):
    with pytest.raises(Refused) as refused:
        take_apart([SheetRow("1", number, list(row)) for number, row in enumerate(rows, 1)])
    assert refused.value.code == code


def test_two_sheets_with_a_form_are_refused():
    with pytest.raises(Refused) as refused:
        take_apart([SheetRow("1", 1, HEADER), SheetRow("1", 2, GOOD), SheetRow("2", 1, HEADER)])
    assert refused.value.code == "two_tables"


# --- forms ---------------------------------------------------------------------------------------------------

def test_a_form_becomes_figures_with_its_totals():
    done = draft(["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"], GOOD,
                 [None, "Kec. ASEM ROWO", n(10), n(9), None, None, None, None, "baru"],
                 [None, "JUMLAH", n(97284), n(97695), n(84062), n(-412), n(13624)], [None, "Sumber: Dispenduk"])
    assert done.ok and done.as_of == date(2017, 8, 31)
    assert done.figures == {"357804": Figures(97274, 97686, 84062, -412, 13624, 12261), "357828": Figures(10, 9)}
    assert done.remarks == {"357828": "baru"}
    assert done.totals == {"obliged": 97284, "recorded": 97695, "printed": 84062, "not_recorded": -412,
                           "not_printed": 13624}
    assert [line.district for line in done.lines] == list(SURABAYA.names)


def test_a_district_without_any_figure_does_not_report():
    done = draft(GOOD, ["35.78.01", "KARANG PILANG"], [None, "JUMLAH", n(97274), n(97686)])
    assert done.ok and list(done.figures) == ["357804"]


@pytest.mark.parametrize(("row", "column", "where", "words"), [
    (["35.78.01", "", n(-5), n(4)], "obliged", "C5", "negatif"),
    (["35.78.01", "", n(5), n("4.5")], "recorded", "D5", "pecahan"),
    (["35.78.01", "", "1.974.325", n(4)], "obliged", "C5", "tulis 1974325"),
    (["35.78.01", "", "1,974,325", n(4)], "obliged", "C5", "tulis 1974325"),
    (["35.78.01", "", n(5), n(4), None, "> 300.000"], "not_recorded", "F5", "keterangan"),
    (["35.78.01", "", n(5)], "recorded", "D5", "wajib diisi"),
    (["35.15.01", "", n(5), n(4)], "district", "A5", "bukan wilayah Kota Surabaya"),
    (["35.78.99", "", n(5), n(4)], "district", "A5", "tidak ada di Kota Surabaya"),
    (["", "TARIK", n(5), n(4)], "district", "B5", "bukan kecamatan di Kota Surabaya"),
    (["35.78.01", "GUBENG", n(5), n(4)], "district", "A5", "tetapi namanya"),
    (["35.78.04", "", n(5), n(4)], "district", "A5", "sudah ada di A4"),
    ([None, None, n(5), n(4)], "district", "B5", "tidak menyebut kecamatan")])
def test_what_is_bad_is_told_at_its_cell_and_the_rest_stays(row, column, where, words):
    done = draft(GOOD, row)
    assert not done.ok
    [problem] = done.problems
    assert (problem.column, problem.where) == (column, where)
    assert words in problem.message
    assert done.figures == {"357804": Figures(97274, 97686, 84062, -412, 13624, 12261)}


def test_what_was_typed_stays_as_it_was():
    line = next(line for line in draft(["35.78.01", "", "1.974.325", n(4)]).lines if line.district == "357801")
    assert line.typed == {"obliged": "1.974.325", "recorded": "4"}
    assert line.problems["obliged"].suggestion == 1974325


def test_figures_beneath_the_totals_row_are_told():
    done = draft(GOOD, [None, "TOTAL", n(1), n(1)], ["35.78.01", "KARANG PILANG", n(5), n(4)])
    assert [problem.reason for problem in done.problems] == ["below_totals"]


def test_a_bad_total_is_told():
    told = draft(GOOD, [None, "JUMLAH", "1.974.325"]).problems
    assert [(one.column, one.where) for one in told] == [("obliged", "C5")]


@pytest.mark.parametrize(("as_of", "reason"), [
    (None, "no_date"), (TODAY + timedelta(days=1), "future_date"), (date(1917, 8, 31), "early_date"), (TODAY, None)])
def test_dates_that_cannot_be(as_of, reason):
    problem = date_problem(as_of, TODAY)
    assert (problem.reason if problem else None) == reason


def test_the_date_given_wins_over_the_titles():
    assert draft(GOOD, as_of=date(2017, 7, 31)).as_of == date(2017, 7, 31)
    assert [one.reason for one in draft(GOOD, titles=[["KTP-EL"]]).problems] == ["no_date"]


def test_a_date_given_that_is_not_the_form_s_is_a_note():
    assert draft(GOOD, as_of=date(2017, 7, 31)).notes == ["Berkas bertanggal 31-08-2017; dicatat per 31-07-2017."]
    assert draft(GOOD, as_of=date(2017, 8, 31)).notes == [] == draft(GOOD).notes
    assert draft(GOOD, as_of=date(2017, 8, 31), titles=[["KTP-EL"]]).notes == []


def test_an_empty_form_is_told():
    assert [one.reason for one in draft().problems] == ["empty"]


def test_running_numbers_and_foreign_codes_in_the_code_column_do_not_matter_beside_a_name():
    done = draft(["1", "WONOKROMO", n(5), n(4)], ["3578010", "Gubeng", n(5), n(4)])
    assert list(done.figures) == ["357804", "357808"]


def test_a_typed_grid_is_the_same_draft():
    done = draft_of_grid({"357804": {"obliged": "10", "recorded": " 9 ", "printed": "", "remark": "x"},
                          "351501": {"obliged": "1", "recorded": "1"}, "357808": {"obliged": "> 5", "recorded": "4"}},
                         SURABAYA, as_of=TODAY, today=TODAY, totals={"obliged": "11", "printed": ""})
    assert done.figures == {"357804": Figures(10, 9)}
    assert done.remarks == {"357804": "x"} and done.totals == {"obliged": 11}
    assert {(one.district, one.column) for one in done.problems} == {("357808", "obliged"), ("", "district")}


def test_a_remark_stands_beside_figures_only():
    done = draft_of_grid({"357804": {"obliged": "10", "recorded": "9", "remark": "x"}, "357801": {"remark": "sepi"}},
                         SURABAYA, as_of=TODAY, today=TODAY)
    assert [(one.district, one.column, one.reason) for one in done.problems] == [("357801", "remark", "remark_alone")]
    assert "Catatan" in done.problems[0].message and done.lines[0].remark == "sepi"
    form = draft(GOOD, ["35.78.01", "", None, None, None, None, None, None, "belum masuk"])
    assert form.ok and form.notes == ["Karangpilang: belum masuk"] and form.remarks == {}


def test_a_bound_is_told_where_it_can_be_kept():
    assert "Catatan laporan" in read_number("> 300.000", "recorded")[1].message
    assert "pada keterangan" in read_number("> 300.000", "not_recorded")[1].message


@pytest.mark.parametrize("label", ["GRAND TOTAL", "Total", "JUMLAH TOTAL", "jumlah"])
def test_totals_rows_by_their_names(label):
    assert draft(GOOD, [None, label, n(97274), n(97686)]).totals == {"obliged": 97274, "recorded": 97686}


@pytest.mark.parametrize("row", [
    ["35.78.01", "KARANG PILANG", n(5)], ["35.78.01", "KARANG PILANG", None, n(4)], ["35.78.01", "", "1.974"],
    [None, None, None, None, n(7)], [None, None, n(1), n(1)]])
def test_nothing_beneath_the_totals_is_dropped_silently(row):
    assert [one.reason for one in draft(GOOD, [None, "JUMLAH", n(1), n(1)], row).problems] == ["below_totals"]


@pytest.mark.parametrize("row", [
    [None, "Sumber: Dispenduk"], [None, None, None, "Surabaya, 31 Agustus 2017"],
    [None, None, None, "NIP. 19650101 199003 1 001"], [None, "PERSENTASE", n("0.94"), n("1.0")],
    [None, "Selisih", n(4), n(3)], ["% rekam", None, None, n("94.1")]])
def test_signatures_and_worked_out_rows_beneath_the_totals_are_nobody_s(row):
    assert draft(GOOD, [None, "JUMLAH", n(97274), n(97686)], row).ok


def test_a_row_of_our_own_sums_is_passed_over():
    done = draft(GOOD, [None, "Penjumlahan", n(1), n(1)], [None, "JUMLAH", n(97274), n(97686)])
    assert done.ok and done.totals["obliged"] == 97274
    assert draft(GOOD, [None, "Penjumlahan", n(1), n(1)]).totals == {}


def test_a_row_of_units_is_passed_over():
    assert draft([None, None, "(orang)", "(orang)", "keping"], GOOD).ok


@pytest.mark.parametrize("rows", [
    [["KODE", "KECAMATAN", "WAJIB KTP", "PEREKAMAN", None, "PENCETAKAN", None],
     [None, None, None, "SUDAH", "BELUM", "SUDAH", "BELUM"]],
    [["NO", "KECAMATAN", "JUMLAH", None], [None, None, "WAJIB KTP", "SUDAH REKAM"]],
    [["KECAMATAN", "WAJIB", "SUDAH"], [None, "KTP", "REKAM"]]])
def test_headings_in_two_rows_are_told_and_never_guessed(rows):
    with pytest.raises(Refused) as refused:
        take_apart([SheetRow("1", number, row) for number, row in enumerate([["PER 31-08-2017"], *rows, GOOD], 1)])
    assert refused.value.code == "two_headers" and "baris 2 dan 3" in str(refused.value.message)


cells = st.one_of(st.none(), st.text(max_size=12), st.integers(-10**12, 10**12).map(n), st.just(["e", "#REF!"]),
                  st.just(GOOD[0]))


@given(st.lists(st.lists(cells, max_size=10), max_size=8))
def test_no_sheet_breaks_the_reading(rows):
    done = draft(*rows)
    for one in done.figures.values():
        assert one.obliged >= 0 and one.recorded >= 0
    assert done.ok == (not done.problems)


# --- files ---------------------------------------------------------------------------------------------------

def test_the_sample_is_taken_apart():
    form = take_apart(rows_of(SAMPLE))
    assert (form.as_of, len(form.body), form.totals.row, form.below) == (date(2017, 8, 31), 31, 36, [])
    assert set(form.header) == {"code", "name", "remark", *COLUMNS} - {"suket"}


@pytest.mark.parametrize(("delimiter", "encoding"), [
    (",", "utf-8"), (";", "utf-8-sig"), ("\t", "cp1252"), ("#", "utf-8")])
def test_csv_reads_like_the_workbook(tmp_path, delimiter, encoding):
    lines = [["KTP-EL – Kota Surabaya"], ["Per tanggal", "31-08-2017"], [], HEADER,
             ["35.78.04", "WONOKROMO", "97274", "97686", "84062", "-412", "13624", "12261", ""],
             ["", "JUMLAH", "97274", "97686"]]
    path = tmp_path / "ektp.csv"
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    done = draft_of_form(take_apart(rows_of(path)), SURABAYA, as_of=None, today=TODAY)
    assert done.ok and done.as_of == date(2017, 8, 31)
    assert done.figures == {"357804": Figures(97274, 97686, 84062, -412, 13624, 12261)}


@pytest.mark.parametrize(("delimiter", "quote"), [(";", ""), (";", '"'), (",", '"'), ("\t", ""), ("|", "")])
def test_the_delimiter_is_the_one_that_makes_a_header(tmp_path, delimiter, quote):
    lines = [["Kota Surabaya, Jawa Timur, Indonesia"], HEADER[:5],
             *([f"35.78.{number:02d}", "", *[f"{quote}1,974,325{quote}"] * 3] for number in (1, 4, 8, 28))]
    path = tmp_path / "ektp.csv"
    path.write_text("\n".join(delimiter.join(line) for line in lines))
    done = draft_of_form(take_apart(rows_of(path)), SURABAYA, as_of=TODAY, today=TODAY)
    assert {one.suggestion for one in done.problems} == {1974325} and len(done.problems) == 12


@pytest.mark.parametrize("name", ["x.txt", "x.tsv"])
def test_only_csv_and_workbooks_are_read(tmp_path, name):
    path = tmp_path / name
    path.write_text("KECAMATAN\tWAJIB KTP\tSUDAH REKAM\nWONOKROMO\t10\t9\n")
    with pytest.raises(Refused):
        take_apart(rows_of(path))


@pytest.mark.parametrize(("name", "content", "code"), [
    ("x.csv", b"", "encoding"), ("x.csv", b"a\0b", "encoding"), ("x.xlsx", b"", "F01"), ("x.xlsx", b"a;b;c", "F01"),
    ("x.pdf", b"%PDF-1.4", "F01"), ("x.csv", b"a" * (6 * 2**20), "F02"), ("x.csv", b"PK\x03\x04 no archive", "F01")])
def test_files_that_are_not_read(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        take_apart(rows_of(path))
    assert refused.value.code == code


@pytest.mark.parametrize(("heading", "column"), [
    ("BELUM PENCETAKAN", "not_printed"), ("SISA CETAK", "not_printed"), ("SISA REKAM", "not_recorded"),
    ("BELUM PEREKAMAN", "not_recorded"), ("TIDAK TEREKAM", "not_recorded"), ("SUDAH PEREKAMAN", "recorded"),
    ("PENCETAKAN", "printed"), ("SIAP CETAK (PRR)", "print_ready"), ("BLM REKAM", "not_recorded"),
    ("Blm. Cetak", "not_printed"), ("TDK TEREKAM", "not_recorded"), ("NON REKAM", "not_recorded"),
    ("SDH REKAM", "recorded")])
def test_what_is_not_done_is_never_read_as_done(heading, column):
    from ektp.intake.form import column_of

    assert column_of(heading) == column
