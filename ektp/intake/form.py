"""Where things stand in the offices' form: titles above, a header known by its words, districts, a totals row.

Look here when a file's columns, date or totals row are not found.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from ektp.intake.numbers import clean, is_figure, shown
from ektp.models import LABELS
from ektp.rules import COLUMNS, REQUIRED
from sidalih.refusal import Refused

LAST_HEADER_ROW = 30
MOST_ROWS = 2_000  # the largest regency has fewer than 50 districts

# Which heading means which column; the first that fits wins, "" is passed over (shares are computed here). The
# browser uses the same patterns for pasted blocks (static/js/ektp.js), so they are plain: no lookbehind, no flags.
HEADING_PATTERNS = (
    ("", r"%|\bPERSEN|\bPROSEN|\bSELISIH\b|\bTARGET\b"),
    # Whatever is said not to be: such a heading must never fall through to what is.
    ("not_printed", r"\b(BELUM|BLM|SISA|TIDAK|TDK|KURANG|NON)\b.*CETAK"),
    ("not_recorded", r"\b(BELUM|BLM|SISA|TIDAK|TDK|KURANG|NON)\b.*REKAM"),
    ("print_ready", r"\bPRR\b|\bSIAP CETAK\b|\bPRINT READY\b"),
    ("suket", r"\bSUKET\b|\bSURAT KETERANGAN\b"),
    ("obliged", r"\bWAJIB\b"),
    ("recorded", r"REKAM"),
    ("printed", r"CETAK"),
    ("code", r"\bKODE\b"),
    ("name", r"\bKECAMATAN\b|\bWILAYAH\b"),
    ("remark", r"\bKETERANGAN\b|\bKET\b|\bCATATAN\b"),
)
_HEADINGS = tuple((column, re.compile(pattern)) for column, pattern in HEADING_PATTERNS)
_TOTALS = re.compile(r"(GRAND )?(JUMLAH|TOTAL)\b", re.I).match
# Rows that forms work out beneath their districts: shares, differences, our own sums beside a stated total.
_WORKED_OUT = re.compile(r"%|(PERSEN|PROSEN|SELISIH|PENJUMLAHAN|RATA-RATA)", re.I).match
_PART_OF_HEADING = re.compile(r"\b(SUDAH|SDH|BELUM|BLM|REKAM|PEREKAMAN|CETAK|PENCETAKAN)\b", re.I).search
_UNIT = re.compile(r"\(?(ORANG|JIWA|KEPING)\)?", re.I).fullmatch
_MONTHS = ("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober",
           "november", "desember")
_DATES = (re.compile(r"\b(?P<d>\d{1,2})[-/.|](?P<m>\d{1,2})[-/.|](?P<y>\d{4})\b"),
          re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b"),
          re.compile(rf"\b(?P<d>\d{{1,2}}) (?P<m>{'|'.join(_MONTHS)}) (?P<y>\d{{4}})\b", re.I))
_SEMESTER = re.compile(r"\bSEMESTER (II|I|2|1)\b(?:.*?\b(20\d\d)\b)?", re.I)


@dataclass
class Form:
    """A form taken apart: `header` {column: index of its cell}, `body` and `totals` rows, the date in its titles."""

    header: dict
    body: list = field(default_factory=list)
    totals: Any = None
    below: list = field(default_factory=list)  # rows with figures under the totals row: nobody's
    as_of: date | None = None
    label: str = ""

    def cell(self, row, column):
        """The cell of a row in a column, None where the form or the row does not have it."""
        at = self.header.get(column)
        return row.cells[at] if at is not None and at < len(row.cells) else None

    def place(self, row, column):
        """The cell's name in the sheet: C12; "" for a column that the form does not have."""
        at = self.header.get(column)
        return f"{_letters(at)}{row.row}" if at is not None else ""

    def has_figures(self, row):
        """Whether anything stands in the row's columns of figures."""
        return any(clean(shown(self.cell(row, column))) for column in COLUMNS)


def take_apart(rows):
    """The Form that SheetRows make.

    Raises Refused: no_header, missing_columns, double_column, two_headers, two_tables, too_long.
    """
    form, titles, nearly, table = None, [], None, None
    for count, row in enumerate(rows):
        if count > MOST_ROWS:
            raise Refused("too_long", _("Berkas memuat lebih dari %(n)d baris; ini bukan formulir KTP-el.")
                          % {"n": MOST_ROWS})
        if row.row <= LAST_HEADER_ROW and row.sheet != table:
            header, double = read_header(row.cells)
            nearly = nearly or (header if _nearly(header) else None)
            if _complete(header):
                if form:
                    raise Refused("two_tables", _("Ada formulir di lebih dari satu lembar; sisakan satu lembar."))
                if double:
                    raise Refused("double_column", _("Ada dua kolom “%(label)s”; sisakan satu.")
                                  % {"label": LABELS.get(double, double)})
                form, table = Form(header), row.sheet
            elif form is None:
                titles.append(row)
        elif row.sheet == table:
            if not form.body and _goes_on(form, row):
                raise _two_headers(row.row - 1, row.row)
            _add(form, row)
    if form is None:
        raise _no_form(nearly, titles)
    form.as_of, form.label = date_in_titles(titles), _semester(titles)
    return form


def read_header(cells):
    """({column: index}, a column that stands twice or ""): what a row's headings name."""
    header, double = {}, ""
    for index, cell in enumerate(cells):
        column = column_of(cell) if isinstance(cell, str) else ""
        if column in header:
            double = column
        elif column:
            header[column] = index
    return header, double


def column_of(heading):
    """The column that a heading means, "" for none of ours."""
    words = " ".join(re.sub(r"[^A-Z0-9%]+", " ", clean(heading).upper()).split())
    return next((column for column, pattern in _HEADINGS if pattern.search(words)), "")


def date_in_titles(rows):
    """The one date that the titles give, preferably beside "per" or "tanggal"; None for none or several."""
    texts = [" ".join(shown(cell) for cell in row.cells if cell) for row in rows]
    beside = [text for text in texts if re.search(r"\b(per|tanggal|tgl|keadaan|posisi)\b", text, re.I)]
    for some in (beside, texts):
        dates = {found for text in some for found in _dates(clean(text))}
        if dates:
            return dates.pop() if len(dates) == 1 else None
    return None


def _dates(text):
    for pattern in _DATES:
        for match in pattern.finditer(text):
            month = match["m"].casefold()
            number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
            try:
                yield date(int(match["y"]), number, int(match["d"]))
            except ValueError:
                continue


def _semester(rows):
    for row in rows:
        match = _SEMESTER.search(clean(" ".join(shown(cell) for cell in row.cells if cell)))
        if match:
            number = {"1": "I", "2": "II"}.get(match[1], match[1].upper())
            return f"Semester {number} {match[2] or ''}".strip()
    return ""


def _add(form, row):
    """Put a row under the header where it belongs; numbering, footnotes and signatures belong nowhere."""
    figures = form.has_figures(row)
    first_figure = min(form.header[column] for column in COLUMNS if column in form.header)
    words = [clean(cell) for cell in row.cells[:first_figure] if isinstance(cell, str)]
    if any(map(_WORKED_OUT, words)):
        return
    if form.totals is not None:
        if any(is_figure(form.cell(row, column), column) for column in COLUMNS):
            form.below.append(row)
    elif any(map(_TOTALS, words)):
        form.totals = row
    elif (figures or _names_place(form, row)) and not (not form.body and _is_beneath_header(row.cells)):
        form.body.append(row)


def _goes_on(form, row):
    """Whether this row, right beneath the header, says more about its columns: SUDAH | BELUM under a merged heading."""
    cells = [clean(cell) for cell in row.cells if isinstance(cell, str) and clean(cell)]
    return (not _names_place(form, row) and bool(cells) and len(cells) == sum(cell is not None for cell in row.cells)
            and any(map(_PART_OF_HEADING, cells)))


def _names_place(form, row):
    return any(clean(shown(form.cell(row, column))) for column in ("code", "name"))


def _is_beneath_header(cells):
    """The row "(1) (2) (3) ..." or "(orang) (orang) ..." that forms print under their header."""
    texts = [clean(shown(cell)) for cell in cells if cell is not None]
    if all(map(_UNIT, texts)):
        return True
    texts = [text.strip("()") for text in texts]
    if len(texts) < 3 or not all(text.isascii() and text.isdigit() and len(text) < 3 for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def is_header(cells):
    """Whether the cells of a row name every column that a form must have."""
    return _complete(read_header(cells)[0])


def _complete(header):
    return all(column in header for column in REQUIRED) and ("code" in header or "name" in header)


def _together(above, beneath):
    """The header that two rows make as one; an empty cell goes on with its neighbour on the left, as merged ones do."""
    words, carried = [], ""
    for index in range(max(len(above.cells), len(beneath.cells))):
        upper, lower = (row.cells[index] if index < len(row.cells) else None for row in (above, beneath))
        carried = upper if isinstance(upper, str) and upper.strip() else carried
        words.append(f"{lower if isinstance(lower, str) else ''} {carried}")
    return read_header(words)[0]


def _nearly(header):
    return len(header) > 2 and any(column in header for column in COLUMNS)


def _two_headers(above, beneath):
    return Refused("two_headers", _("Judul kolom terbagi di dua baris (baris %(above)d dan %(beneath)d). Jadikan satu "
                                    "baris, mis. KECAMATAN, WAJIB KTP, SUDAH REKAM, BELUM REKAM, SUDAH CETAK.")
                   % {"above": above, "beneath": beneath})


def _no_form(nearly, rows):
    for above, beneath in pairwise(rows):
        if above.sheet == beneath.sheet and _complete(_together(above, beneath)):
            return _two_headers(above.row, beneath.row)
    if nearly is None:
        return Refused("no_header", _("Judul kolom tidak ditemukan. Formulir perlu kolom Kecamatan, Wajib KTP dan "
                                      "Sudah Rekam pada satu baris."))
    missing = [str(LABELS[column]) for column in REQUIRED if column not in nearly]
    if "code" not in nearly and "name" not in nearly:
        missing.insert(0, _("Kecamatan"))
    return Refused("missing_columns", _("Kolom tidak lengkap; tambahkan: %(names)s.") % {"names": ", ".join(missing)})


def _letters(index):
    return (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)
