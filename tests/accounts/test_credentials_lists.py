"""Lists of people: every line is understood or said to be wrong, whatever it came as."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sidalih.accounts.actions import credentials
from sidalih.accounts.lists import MOST_LINES, lines_of, offices_text, text_of_file
from sidalih.areas import queries as regions
from sidalih.refusal import Refused


def understood(text, area="35"):
    return [(line.area, line.full_name, line.role) for line in lines_of(text, area) if not line.problems]


def problems(text, area="35"):
    return [" ".join(line.problems) for line in lines_of(text, area)]


@pytest.mark.parametrize("line", [
    "3578\tSiti Rahmawati\toperator", "35.78;Siti Rahmawati;Operator", "3578,Siti Rahmawati,operator",
    "3578 Kota Surabaya\tSiti  Rahmawati\t", "Kota Surabaya\tSiti Rahmawati", "surabaya;Siti Rahmawati;OPERATOR",
    "KPU Kota Surabaya\tSiti Rahmawati\toperator", "3578\tKota Surabaya\tSiti Rahmawati\toperator",
    "\ufeffkode;kantor;nama lengkap;peran\n3578;Surabaya;Siti Rahmawati;operator".lstrip("\ufeff"),
    "Daftar operator\n\nNama\tPeran\tKantor\nSiti Rahmawati\toperator\tKota Surabaya"])
def test_offices_by_code_or_name_in_any_of_the_usual_forms(areas, line):
    assert understood(line) == [("3578", "Siti Rahmawati", "operator")]


@pytest.mark.parametrize(("text", "said"), [
    ("Malang\tSiti\toperator", "ada dua: tulis Kabupaten Malang / Kota Malang"),
    ("3171\tSiti\toperator", "tidak ada di wilayah Anda"), ("\tSiti\toperator", "Kantor kosong"),
    ("3578\t\toperator", "Nama lengkap kosong"), ("3578\t12345\toperator", "tidak terbaca sebagai nama"),
    ("3578\tSiti\tbos", "Peran bos tidak dikenal"), ("3578\tSiti\tprovinsi", "tidak berlaku untuk"),
    ("35\tSiti\toperator", "tidak berlaku untuk"), ("3578\tSiti\n3578\tsiti\toperator", "Sama dengan baris 1")])
def test_what_is_wrong_is_said(areas, text, said):
    assert said in problems(text)[-1]


def test_everything_wrong_with_a_line_is_said_at_once_and_other_lines_stand(areas):
    lines = lines_of("Atlantis\t\tbos\n3515\tBudi Santoso\tpenyetuju", "35")
    assert len(lines[0].problems) == 3 and lines[1].problems == []
    assert (lines[1].role, lines[1].office) == ("approver", "Kabupaten Sidoarjo")
    assert lines[0].text == "Atlantis\t\tbos"


def test_an_office_knows_only_itself(areas):
    assert understood("3578\tSiti", "3578") == [("3578", "Siti", "operator")]
    assert "tidak ada di wilayah Anda" in problems("3515\tSiti", "3578")[0]


def test_who_has_an_account_is_named_with_it(areas):
    credentials.issue(role="operator", area="3578", full_name="Siti Rahmawati", by="system")
    assert "Sudah punya akun op-3578-1" in problems("3578\tSITI RAHMAWATI")[0]


def test_a_name_with_commas_survives_a_list_with_commas(areas):
    assert understood("3578,Siti Rahmawati, S.Kom., M.AP.,operator") == [
        ("3578", "Siti Rahmawati, S.Kom., M.AP.", "operator")]


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("daftar.xlsx", out.getvalue())


def test_workbooks_with_numbers_for_codes_are_read(areas):
    text = text_of_file(workbook(["Kode", "Nama lengkap", "Peran"], [3578, "Siti", "operator"], [35.1, "Budi", None],
                                 ["35.15", "Agus", "Penyetuju"]))
    assert understood(text) == [("3578", "Siti", "operator"), ("3510", "Budi", "operator"),
                                ("3515", "Agus", "approver")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_csv_files_of_excel_are_read(areas, encoding):
    data = "Kantor;Nama lengkap;Peran\r\n3578;André Wijaya;operator\r\n".encode(encoding)
    assert understood(text_of_file(SimpleUploadedFile("daftar.csv", data))) == [("3578", "André Wijaya", "operator")]


def test_other_files_and_endless_lists_are_refused(areas):
    with pytest.raises(Refused):
        text_of_file(SimpleUploadedFile("daftar.xlsx", b"no workbook"))
    with pytest.raises(Refused):
        lines_of("3578\tSiti\n" * (MOST_LINES + 2), "35")


def test_the_prepared_list_names_all_offices_and_lacks_only_names(areas):
    lines = lines_of(offices_text("35"), "35")
    assert [line.area for line in lines] == [one.code for one in regions.regencies_of("35")]
    assert {" ".join(line.problems) for line in lines} == {"Nama lengkap kosong."}


@pytest.mark.parametrize("data", [b"3578;Budi Santoso;operator\r3515;Siti Rahmawati;\r",
                                  b"3578;Budi\0 Santoso;\r\n3515;Siti Rahmawati;"])
def test_line_ends_of_old_programs_and_nul_break_nothing(areas, data):
    assert understood(text_of_file(SimpleUploadedFile("a.csv", data))) == [
        ("3578", "Budi Santoso", "operator"), ("3515", "Siti Rahmawati", "operator")]
    assert understood("3578\tBudi\rSantoso\toperator") == [("3578", "Budi", "operator")]
