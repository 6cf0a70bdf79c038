"""Rows of an uploaded form, .xlsx or .csv alike; look here for which files are taken."""

import csv
import io
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from ektp.intake.form import LAST_HEADER_ROW, is_header
from sidalih import sheets
from sidalih.refusal import Refused
from sidalih.sheets.reader import SheetRow

MOST_BYTES = 5 * 2**20
_DELIMITERS = ";,\t#|"


def rows_of(path, name=""):
    """An iterable of SheetRows of the file at `path`, which its sender called `name`.

    Raises Refused: F01/F02 for workbooks that are none or too large, "encoding" for a .csv that is no text.
    """
    path = Path(path)
    if path.stat().st_size > MOST_BYTES:
        raise Refused("F02", _("Berkas lebih besar dari %(mb)d MB; ini bukan formulir KTP-el.")
                      % {"mb": MOST_BYTES // 2**20})
    with path.open("rb") as file:
        begins = file.read(4)
    if Path(name or path.name).suffix.lower() == ".csv" and not begins.startswith(b"PK\x03\x04"):
        return _csv_rows(path.read_bytes())
    return sheets.open_workbook(path)


def _csv_rows(data):
    text = _decoded(data)
    delimiter = _delimiter(text)
    try:
        return [SheetRow("", number, [cell or None for cell in cells])
                for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1) if any(cells)]
    except csv.Error:
        raise Refused("encoding", _("Berkas .csv ini rusak; simpan ulang dari Excel.")) from None


def _delimiter(text):
    """The sign that makes a header complete; else the one that stands most often in the first lines.

    Counting alone is misled by figures such as "1,974,325" in a file of semicolons.
    """
    begin = "\n".join(text.splitlines()[:2 * LAST_HEADER_ROW])
    ranked = sorted(_DELIMITERS, key=begin.count, reverse=True)
    return next((sign for sign in ranked if _makes_header(begin, sign)), ranked[0])


def _makes_header(text, delimiter):
    try:
        return any(map(is_header, islice(csv.reader(io.StringIO(text), delimiter=delimiter), LAST_HEADER_ROW)))
    except csv.Error:
        return False


def _decoded(data):
    """UTF-8 with or without a mark, else what older Excel writes. Raises Refused for what is no text."""
    if not data.strip() or b"\0" in data:
        raise Refused("encoding", _("Berkas ini kosong atau bukan teks .csv; simpan sebagai .xlsx atau CSV UTF-8."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
