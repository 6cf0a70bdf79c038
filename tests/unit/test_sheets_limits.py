"""What is refused before a workbook is opened, with the sentence that tells what to do."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from sidalih import sheets
from sidalih.sheets.limits import Limits
from sidalih.sheets.refusals import SENTENCES
from tests.shapes import GOOD, MAIN, data, ole, packed, parts, row, text, with_parts, workbook

MB = 1 << 20


def zip64():
    """A good workbook whose end says: look at the zip64 record, which says a million entries."""
    whole = bytearray(workbook(GOOD))
    at = whole.rindex(b"PK\x05\x06")
    record = b"PK\x06\x06" + bytes(28) + (10**6).to_bytes(8, "little") + bytes(16)
    locator = b"PK\x06\x07" + bytes(4) + at.to_bytes(8, "little") + (1).to_bytes(4, "little")
    return bytes(whole[:at] + record + locator + whole[at:])


def claimed(**sizes):
    """A workbook with this many entries or bytes of directory written at its end."""
    whole = bytearray(workbook(GOOD))
    at = whole.rindex(b"PK\x05\x06")
    if "entries" in sizes:
        whole[at + 10 : at + 12] = sizes["entries"].to_bytes(2, "little")
    if "directory" in sizes:
        whole[at + 12 : at + 16] = sizes["directory"].to_bytes(4, "little")
    return bytes(whole)


def encrypted_entries():
    whole = bytearray(workbook(GOOD))
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    return bytes(whole)


SHEET = f'<worksheet xmlns="{MAIN}">{GOOD}</worksheet>'
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'
PLAIN = workbook(GOOD)
MANY_BLANKS = " " * 5000

REFUSED = {
    "0 bytes": ("empty", b""),
    "one byte": ("other", b"\x01"),
    "old xls": ("old_xls", ole("Workbook")),
    "encrypted": ("encrypted", ole("EncryptionInfo", "EncryptedPackage")),
    "encrypted zip": ("encrypted", encrypted_entries()),
    "xlsb": ("binary_xlsb", packed({"[Content_Types].xml": "<a/>", "xl/workbook.bin": b"\0"})),
    "ods": ("ods", packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"})),
    "docx": ("no_workbook", packed({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"})),
    "any zip": ("no_workbook", packed({"a.txt": "a"})),
    "empty zip": ("no_workbook", packed({})),
    "nested workbook": ("no_workbook", packed({"buku.xlsx": PLAIN})),
    "csv": ("text", b"DPID#NKK#NIK\n1#2#3\n"),
    "csv with BOM": ("text", "\ufeffNIK;NAMA\n".encode()),
    "csv in UTF-16": ("text", "NIK\tNAMA\n".encode("utf-16")),
    "html named xls": ("markup", b"\n<html><table><tr><td>NIK</td></tr></table></html>"),
    "xml spreadsheet 2003": ("markup", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>'),
    "executable": ("other", b"MZ\x90\0" + bytes(100) + PLAIN),
    "ELF": ("other", b"\x7fELF" + bytes(100)),
    "pdf": ("other", b"%PDF-1.7\n"),
    "picture": ("other", b"\x89PNG\r\n\x1a\n" + bytes(50)),
    "truncated in the middle": ("damaged", PLAIN[: len(PLAIN) // 2]),
    "truncated by one byte": ("damaged", PLAIN[:-1]),
    "only the magic": ("damaged", b"PK\x03\x04"),
    "directory overwritten": ("damaged", PLAIN.replace(b"PK\x01\x02", b"PK\x01\x03")),
    "local header overwritten": ("damaged", PLAIN[:30] + PLAIN[30:].replace(b"PK\x03\x04", b"PK\x03\x05")),
    "2,001 entries": ("entries", with_parts(**{f"xl__media__{n}_dot_png": "" for n in range(2001)})),
    "entries claimed": ("entries", claimed(entries=65_000)),
    "directory claimed": ("entries", claimed(directory=2_000_000)),
    "a million entries in zip64": ("entries", zip64()),
    "8 MB of zeros": ("ratio", with_parts(xl__worksheets__sheet1_dot_xml=b"<worksheet>" + bytes(8 * MB))),
    "DOCTYPE in a sheet": ("entities", with_parts(xl__worksheets__sheet1_dot_xml=DOCTYPE + SHEET)),
    "DOCTYPE in shared strings": (
        "entities",
        with_parts(xl__sharedStrings_dot_xml='<?xml version="1.0"?>\n' + EXTERNAL + "<sst/>"),
    ),
    "DOCTYPE in styles": ("entities", with_parts(xl__styles_dot_xml="<!-- x -->" + DOCTYPE + "<styleSheet/>")),
    "DOCTYPE in relationships": ("entities", with_parts(_rels___dot_rels=EXTERNAL + "<Relationships/>")),
    "DOCTYPE far down": ("entities", with_parts(xl__styles_dot_xml=f"<!--{MANY_BLANKS}-->{DOCTYPE}<styleSheet/>")),
    "DOCTYPE in UTF-16": ("entities", with_parts(xl__styles_dot_xml=(DOCTYPE + "<styleSheet/>").encode("utf-16"))),
    "a prolog without end": ("entities", with_parts(xl__styles_dot_xml="<!--" + 40 * MANY_BLANKS)),
    "an ENTITY alone": ("entities", with_parts(xl__styles_dot_xml="<!ENTITY a 'b'><styleSheet/>")),
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "berkas.xlsx"

    def writer(content):
        path.write_bytes(content)
        return path

    return writer


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name, file):
    reason, content = REFUSED[name]
    with pytest.raises(sheets.SheetRefused) as caught:
        sheets.open_workbook(file(content))
    assert caught.value.detail["reason"] == reason
    assert caught.value.code == SENTENCES[reason][0]
    assert "%" not in caught.value.message


@pytest.mark.parametrize("reason", SENTENCES)
def test_each_sentence_says_what_to_do(reason):
    code, sentence = SENTENCES[reason]
    assert code in ("F01", "F02")
    asks = ("Simpan", "Hapus", "Pilih", "Kirim", "Bagi", "Salin", "Perbaiki", "%(resave)s")
    assert any(word in str(sentence) for word in asks)


@pytest.mark.parametrize("limit", ["file_bytes", "unpacked_bytes"])
def test_sizes_have_limits(limit, file):
    with pytest.raises(sheets.SheetRefused) as caught:
        sheets.check(file(PLAIN), Limits(**{limit: 500}))
    assert caught.value.code == "F02"


def test_good_workbooks_pass(file):
    sheets.check(file(PLAIN))
    sheets.check(file(with_parts(xl__vbaProject_dot_bin=b"macro" * 100)))


def test_text_about_a_doctype_is_no_declaration(file):
    sheets.check(file(workbook(data(row(1, text("A1", "<![CDATA[<!DOCTYPE x>]]>"))))))


def test_small_parts_may_be_as_regular_as_they_like(file):
    sheets.check(file(with_parts(xl__custom_dot_xml="<a>" + " " * (MB - 100))))


def test_a_workbook_behind_a_comment_of_the_archive_passes(file):
    out = BytesIO(PLAIN)
    with ZipFile(out, "a") as archive:
        archive.comment = b"dibuat oleh portal"
    sheets.check(file(out.getvalue()))


def test_no_part_of_the_content_is_in_the_refusal(file):
    with pytest.raises(sheets.SheetRefused) as caught:
        sheets.check(file(b"3578041705089001;WARGA\n"))
    assert "3578" not in f"{caught.value} {caught.value.message} {caught.value.detail}"


def test_a_missing_file_is_no_bad_workbook(tmp_path):
    with pytest.raises(FileNotFoundError):
        sheets.open_workbook(tmp_path / "tidak-ada.xlsx")


def test_the_parts_of_shapes_make_a_workbook():
    assert "xl/workbook.xml" in parts({"A": GOOD})
