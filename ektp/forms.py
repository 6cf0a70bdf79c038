"""What people type for a report: the words around it, and the grid of districts as a template shows it."""

import json
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ektp.intake.draft import LONGEST_REMARK
from ektp.intake.form import HEADING_PATTERNS
from ektp.models import LABELS
from ektp.rules import COLUMNS, REQUIRED, share

TOTALS = "jumlah"
REMARK = "remark"
LONGEST_CELL = 60
NAMED = frozenset({"required", "remark_alone"})  # problems whose sentence names the place itself


class ReportForm(forms.Form):
    """The words around the figures. The date is judged with the figures, so that all is said at once.

    `base_version` is the version of `base_date` that the form began from, or was told of: with another date in the
    form it says nothing. `kept` is an upload that waits to be saved. A correction keeps its report's date and is not
    `dated`.
    """

    as_of = forms.DateField(label=_("Per tanggal"), required=False, input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
                            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
                            error_messages={"invalid": _("Tanggal tidak dikenal; tulis seperti 31-08-2017.")})
    label = forms.CharField(label=_("Semester"), max_length=60, required=False, widget=forms.TextInput(
        attrs={"placeholder": _("mis. Semester II 2017")}))
    source = forms.CharField(label=_("Sumber"), max_length=120, required=False, widget=forms.TextInput(
        attrs={"placeholder": _("mis. Dispendukcapil"), "list": "sumber"}))
    evidence = forms.FileField(label=_("Berkas bukti"), required=False, max_length=255, widget=forms.FileInput(
        attrs={"accept": ".pdf,.jpg,.jpeg,.png,.xlsx,.csv"}))
    note = forms.CharField(label=_("Catatan"), max_length=4000, required=False, widget=forms.Textarea(
        attrs={"rows": 2, "placeholder": _("mis. sumber menyebut belum rekam > 300.000")}))
    base_version = forms.IntegerField(min_value=0, max_value=2**31, widget=forms.HiddenInput)
    base_date = forms.CharField(required=False, widget=forms.HiddenInput)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, dated=True, **options):
        super().__init__(*args, **options)
        if not dated:
            del self.fields["as_of"], self.fields["base_date"]


class FormFile(forms.Form):
    """The offices' form as a file, to fill the grid with."""

    file = forms.FileField(label=_("Formulir .xlsx atau .csv"), max_length=255, allow_empty_file=True, error_messages={
        "required": _("Pilih berkas .xlsx atau .csv yang akan dibaca."),
        "max_length": _("Nama berkas terlalu panjang.")})


class ExplanationForm(forms.Form):
    """The office's word on a finding; empty takes it back."""

    explanation = forms.CharField(label=_("Penjelasan"), required=False, max_length=2000, widget=forms.Textarea)


@dataclass
class GridCell:
    """One field of the grid: its name, what stands in it, and the Problem it has, if any."""

    name: str
    label: Any
    value: str
    problem: Any = None


@dataclass
class GridRow:
    """One district: a GridCell for each column, its remark, its coverage while both figures are good."""

    code: str
    name: str
    cells: list
    remark: str
    coverage: float | None = None
    problems: list = field(default_factory=list)
    remark_problem: Any = None

    @property
    def remark_name(self):
        """The name of the remark's field."""
        return f"{self.code}.{REMARK}"


@dataclass
class Grid:
    """The whole grid: a row per district, the totals row as reported, sums of what is good, problems of no cell."""

    rows: list
    totals: GridRow
    sums: list         # (column, sum or None)
    problems: list     # all of them, in order
    loose: list        # those that belong to no cell: unknown districts, duplicates, nothing filled
    date_problem: Any = None
    suggestions: int = 0

    @property
    def jumps(self):
        """[(Problem, its place in words, the id of its cell or "")], in order: what the head of the form lists."""
        names = {row.code: row.name for row in self.rows}
        found = []
        for one in self.problems:
            in_cell = one.column in COLUMNS or one.column == REMARK
            place = names.get(one.district, _("Baris jumlah") if in_cell else "")
            said = f"{place}, {LABELS[one.column]}" if in_cell and one.reason not in NAMED else ""
            found.append((one, said, f"c-{one.district or TOTALS}-{one.column}" if in_cell else ""))
        return found

    @property
    def headings(self):
        """How headings are known, for the browser: a pasted block may bring its own."""
        return json.dumps(HEADING_PATTERNS)

    @property
    def columns(self):
        """[(column, label, whether it must be filled)]."""
        return [(column, LABELS[column], column in REQUIRED) for column in COLUMNS]


def grid_of(draft):
    """The Grid that shows a Draft."""
    rows = []
    for line in draft.lines:
        cells = [GridCell(f"{line.district}.{column}", LABELS[column], line.typed.get(column, ""),
                          line.problems.get(column)) for column in COLUMNS]
        coverage = share(line.figures.recorded, line.figures.obliged) if line.figures else None
        rows.append(GridRow(line.district, line.name, cells, line.remark, coverage,
                            [cell for cell in cells if cell.problem], line.problems.get(REMARK)))
    bad_totals = {one.column: one for one in draft.problems if not one.district and one.column in COLUMNS}
    cells = [GridCell(f"{TOTALS}.{column}", LABELS[column], draft.totals_typed.get(column, ""), bad_totals.get(column))
             for column in COLUMNS]
    totals = GridRow(TOTALS, "", cells, "", problems=[cell for cell in cells if cell.problem])
    return Grid(rows, totals, list(_sums(draft)), draft.problems,
                [one for one in draft.problems if one.column == "district"],
                next((one for one in draft.problems if one.column == "as_of"), None),
                sum(one.suggestion is not None for one in draft.problems))


def typed_in(post, codes):
    """({district: {column or "remark": text}}, {column: text} of the totals row) of a posted grid."""
    typed = {code: {column: post.get(f"{code}.{column}", "")[:LONGEST_CELL] for column in COLUMNS}
             | {REMARK: post.get(f"{code}.{REMARK}", "")[:LONGEST_REMARK]} for code in codes}
    return typed, {column: post.get(f"{TOTALS}.{column}", "")[:LONGEST_CELL] for column in COLUMNS}


def with_suggestions(draft, typed, totals):
    """The typed grid with every suggested number in the place of what was typed, and the totals row likewise."""
    typed, totals = {code: dict(cells) for code, cells in typed.items()}, dict(totals)
    for one in draft.problems:
        if one.suggestion is not None:
            (typed[one.district] if one.district else totals)[one.column] = str(one.suggestion)
    return typed, totals


def _sums(draft):
    for column in COLUMNS:
        known = [value for value in (getattr(figures, column) for figures in draft.figures.values())
                 if value is not None]
        yield column, sum(known) if known else None
