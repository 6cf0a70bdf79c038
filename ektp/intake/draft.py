"""A report before it is one: every district's cells as typed, what they mean, and a sentence at each bad cell.

One shape for uploads and for the typed grid, so that whatever is wrong the rest stays in the form.
"""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from ektp.intake.numbers import clean, read_number, shown
from ektp.models import LABELS
from ektp.rules import COLUMNS, REQUIRED, Figures

FIRST_DAY = date(2011, 1, 1)  # KTP-el began in 2011
LONGEST_REMARK = 200


@dataclass(frozen=True)
class Problem:
    """One bad cell: its district ("" for none), column (or "as_of", "district", "remark"), sentence, where it stands.

    `where` names the cell of an uploaded sheet (C12), `suggestion` the number that was probably meant.
    """

    district: str
    column: str
    message: str
    where: str = ""
    suggestion: int | None = None
    reason: str = ""


@dataclass
class Line:
    """One district of the form: `typed` {column: text} to show again, `figures` None while empty or bad."""

    district: str
    name: str
    typed: dict = field(default_factory=dict)
    remark: str = ""
    figures: Figures | None = None
    problems: dict = field(default_factory=dict)   # {column: Problem}
    where: str = ""
    filled: bool = False  # whether anything stands in its columns of figures


@dataclass
class Draft:
    """A whole form, checked: a Line per district of the regency, totals as reported, every Problem in order.

    `stated` is the date that a file gives itself where it is another; `notes` are sentences that belong into the
    report's note: that date first, then what the file says that has no other place.
    """

    as_of: date | None
    label: str = ""
    lines: list = field(default_factory=list)
    totals: dict = field(default_factory=dict)
    totals_typed: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    stated: date | None = None
    notes: list = field(default_factory=list)

    @property
    def ok(self):
        """Whether it can be recorded: nothing bad, and at least one district."""
        return not self.problems and bool(self.figures)

    @property
    def figures(self):
        """{district: Figures} of the districts that report."""
        return {line.district: line.figures for line in self.lines if line.figures}

    @property
    def remarks(self):
        """{district: remark} of the districts that report and remark something."""
        return {line.district: line.remark for line in self.lines if line.figures and line.remark}


def draft_of_form(form, districts, *, as_of, today):
    """The Draft of a Form taken apart from a file; `as_of` (or None) wins over the date in its titles.

    Where the two differ a note says so. A remark on a district without figures goes into the notes too.
    """
    draft = _empty(districts, as_of or form.as_of, today, form.label)
    if form.as_of and form.as_of != draft.as_of:
        draft.stated = form.as_of
        draft.notes.append(_("Berkas bertanggal %(stated)s; dicatat per %(as_of)s.") % {
            "stated": f"{form.as_of:%d-%m-%Y}", "as_of": f"{as_of:%d-%m-%Y}"})
    lines = {line.district: line for line in draft.lines}
    for row in form.body:
        code, name = shown(form.cell(row, "code")), shown(form.cell(row, "name"))
        district, sentence = districts.find(code, name)
        place = form.place(row, "code") if code and "code" in form.header else form.place(row, "name")
        place = place or form.place(row, "code")
        if district is None:
            if form.has_figures(row):  # a footnote names no district and has no figures
                draft.problems.append(Problem("", "district", sentence, place, reason="unknown_district"))
            continue
        line = lines[district]
        if line.where:
            draft.problems.append(Problem(district, "district", _(
                "%(name)s sudah ada di %(where)s; satu kecamatan satu baris.") % {
                    "name": line.name, "where": line.where}, place, reason="duplicate_district"))
            continue
        line.where = place
        line.remark = clean(shown(form.cell(row, "remark")))[:LONGEST_REMARK]
        _read_line(draft, line, {column: form.cell(row, column) for column in COLUMNS},
                   {column: form.place(row, column) for column in COLUMNS})
        if line.remark and not line.filled:
            draft.notes.append(f"{line.name}: {line.remark}")
            line.remark = ""
    if form.totals is not None:
        _read_totals(draft, {column: form.cell(form.totals, column) for column in COLUMNS},
                     {column: form.place(form.totals, column) for column in COLUMNS})
    draft.problems += [Problem("", "district", _("Baris di bawah baris JUMLAH tidak dibaca; pindahkan ke atasnya."),
                               form.place(row, "obliged"), reason="below_totals") for row in form.below]
    return _finished(draft)


def draft_of_grid(typed, districts, *, as_of, today, totals=None, label=""):
    """The Draft of a typed grid: `typed` {district: {column or "remark": text}}, `totals` {column: text}."""
    draft = _empty(districts, as_of, today, label)
    for line in draft.lines:
        cells = typed.get(line.district, {})
        line.remark = clean(cells.get("remark") or "")[:LONGEST_REMARK]
        _read_line(draft, line, {column: cells.get(column) or None for column in COLUMNS}, {})
        if line.remark and not line.filled:
            line.problems["remark"] = Problem(line.district, "remark", _(
                "Keterangan %(name)s tidak punya angka untuk disimpan bersamanya; isi angkanya, atau pindahkan ke "
                "Catatan laporan.") % {"name": line.name}, reason="remark_alone")
            draft.problems.append(line.problems["remark"])
    for district in sorted(set(typed) - set(districts.names)):
        _none, sentence = districts.find(district, "")
        draft.problems.append(Problem("", "district", sentence, reason="unknown_district"))
    _read_totals(draft, {column: (totals or {}).get(column) or None for column in COLUMNS}, {})
    return _finished(draft)


def date_problem(as_of, today):
    """The Problem of a report's date, or None: missing, in the future, or before there was a KTP-el."""
    if as_of is None:
        return Problem("", "as_of", _("Tanggal laporan tidak ditemukan; isi “per tanggal”."), reason="no_date")
    if as_of > today:
        return Problem("", "as_of", _("Tanggal laporan %(date)s belum tiba; periksa tanggalnya.")
                       % {"date": f"{as_of:%d-%m-%Y}"}, reason="future_date")
    if as_of < FIRST_DAY:
        return Problem("", "as_of", _("Tanggal laporan %(date)s sebelum ada KTP-el (2011); periksa tahunnya.")
                       % {"date": f"{as_of:%d-%m-%Y}"}, reason="early_date")
    return None


def _empty(districts, as_of, today, label):
    problem = date_problem(as_of, today)
    return Draft(as_of, label, [Line(code, name) for code, name in districts.names.items()],
                 problems=[problem] if problem else [])


def _finished(draft):
    if not draft.problems and not draft.figures:
        draft.problems.append(Problem("", "district", _("Belum ada angka kecamatan yang diisi."), reason="empty"))
    return draft


def _read_line(draft, line, cells, places):
    """Read one district's cells; a line without any figure is a district that does not report."""
    line.typed = {column: shown(cell) for column, cell in cells.items() if cell is not None}
    values = {}
    for column, cell in cells.items():
        values[column], bad = read_number(cell, column)
        line.filled = line.filled or bad is not None or values[column] is not None
        if bad:
            line.problems[column] = Problem(line.district, column, bad.message, places.get(column, ""),
                                            bad.suggestion, bad.reason)
    for column in REQUIRED:
        if line.filled and values[column] is None and column not in line.problems:
            line.problems[column] = Problem(line.district, column, _(
                "%(label)s %(name)s wajib diisi.") % {"label": LABELS[column], "name": line.name},
                places.get(column, ""), reason="required")
    draft.problems += line.problems.values()
    if line.filled and not line.problems:
        line.figures = Figures(**values)


def _read_totals(draft, cells, places):
    draft.totals_typed = {column: shown(cell) for column, cell in cells.items() if cell is not None}
    for column, cell in cells.items():
        value, bad = read_number(cell, column)
        if bad:
            draft.problems.append(Problem("", column, bad.message, places.get(column, ""), bad.suggestion, bad.reason))
        elif value is not None:
            draft.totals[column] = value
