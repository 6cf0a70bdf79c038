"""Rows of a batch for the table of problems and for the editor of a row's eighteen cells."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sidalih.home.templatetags.sandi import NOTHING, samar, tanpa_nomor, year_only
from voters.actions.reversing import KET
from voters.intake.cells import date_of, is_number, text_of
from voters.intake.clean import date_in
from voters.intake.columns import COLUMNS
from voters.intake.messages import message
from voters.intake.roll_cells import roll_cells
from voters.intake.seats import SEATS
from voters.rules.codes import tms_label
from voters.rules.nik import is_sixteen_digits, split

PLACE = {name: index for index, name in enumerate(COLUMNS)}
SECRET = ("NIK", "NKK")
SPECIAL = ("DIS",)  # special data: masked wherever the row is not corrected
WIDE = {"NIK": "w4", "NKK": "w4", "NAMA": "w4", "JALAN": "w4", "KECAMATAN": "w3", "DESA": "w3", "TMPLHR": "w3",
        "TGLLHR": "w3"}
# The editor's order: who, when and where born, address, place in the roll, what is asked.
ORDER = ("KET", "DPID", "NIK", "NKK", "NAMA", "TMPLHR", "TGLLHR", "L/P", "STS", "JALAN", "RT", "RW", "DIS", "EKTP",
         "KECAMATAN", "DESA", "TPS", "SMBR")
CHOICES = {"L/P": ("", "L", "P"), "STS": ("", "B", "S", "P"), "EKTP": ("", "S", "B")}


@dataclass(frozen=True)
class Trouble:
    """One problem of a row: code and level (e, w, o), a title, the sentence that helps; of a W whether vouched for."""

    code: str
    level: str
    title: Any
    help: Any
    confirmed: bool = False


@dataclass(frozen=True)
class RowLine:
    """A row of the table of problems; NIK is masked, `cells` says which columns are marked (e or w)."""

    row: Any
    level: str
    nik: str
    name: str
    sex: str
    birth: str
    village: str
    tps: str
    ket: str
    troubles: list
    marks: dict
    offers: list = ()        # tables/suggestions.py Offer
    unconfirmed: bool = False  # a warning that nobody has vouched for, and no E


@dataclass(frozen=True)
class Cell:
    """A cell of the editor: the text it starts with, the roll's value beside it, and what is wrong with it."""

    name: str
    label: Any
    value: str
    was: str
    differs: bool
    width: str
    level: str
    helps: list
    choices: tuple
    hint: str


def labels():
    """{column: what people call it}."""
    return {
        "KECAMATAN": _("Kecamatan"), "DESA": _("Kelurahan/desa"), "DPID": _("DPID"), "NKK": _("No. KK"),
        "NIK": _("NIK"), "NAMA": _("Nama"), "TMPLHR": _("Tempat lahir"), "TGLLHR": _("Tanggal lahir"),
        "STS": _("Status kawin"),
        "L/P": _("L/P"), "JALAN": _("Alamat"), "RT": _("RT"), "RW": _("RW"), "DIS": _("Disabilitas"),
        "EKTP": _("KTP-el"), "KET": _("Keterangan"), "SMBR": _("Sumber"), "TPS": _("TPS"),
    }


def line_of(row, codeset, voter=None, dates=False, offers=()):
    """A BatchRow as a RowLine; a TMS row shows the voter it finds where its own cells are empty.

    With `dates` birth dates stand in full, else their year. A number in the place of a name is masked too. `offers` are
    what may be done about it with one click.
    """
    marks = {}
    for code in sorted(row.problems, reverse=True):  # E overwrites W
        for column in SEATS.get(code, ()):
            if code[0] in "EW":
                marks[column.replace("/", "")] = f"cell-{code[0].lower()}"
    unconfirmed = not row.blocked and any(code[0] == "W" and code not in row.confirmed for code in row.problems)
    level = "is-e" if row.blocked else "is-w" if unconfirmed else ""
    if not level and (row.corrected_at or row.confirmed):
        level = "is-fixed"
    text = {name: tanpa_nomor(shown(row.typed[PLACE[name]])) for name in COLUMNS}
    return RowLine(
        row=row, level=level, nik=samar(text_of(row.typed[PLACE["NIK"]]) or (voter.nik if voter else "")),
        name=text["NAMA"] or (tanpa_nomor(voter.name) if voter else ""),
        sex=text["L/P"] or (voter.sex if voter else ""),
        birth=_birth(row, text["TGLLHR"], voter, dates), village=text["DESA"], tps=text["TPS"],
        ket=_ket(row, codeset, text["KET"]), marks=marks, offers=offers, unconfirmed=unconfirmed,
        troubles=_conflict(row) + [trouble(row, code, dates) for code in row.problems])


def trouble(row, code, dates=True):
    """A code of a row, with a sentence that names the values where that helps and the reader sees birth dates."""
    known = message(code)
    said = _particular(row, code) if dates else ""
    return Trouble(code, {"E": "e", "W": "w"}.get(code[0], "o"), known.title, said or known.remedy,
                   code in row.confirmed)


def shown(cell):
    """A typed cell as the editor shows it: dates as 31-12-1990, everything else as its cleaned text."""
    if cell is not None and cell.__class__ is not str and cell[0] == "d" and (day := date_of(cell)):
        return _written(day)
    return text_of(cell)


def editor_texts(row):
    """{column: text} of a row's editor. A NIK or NKK in a number cell starts empty: its digits are lost."""
    texts = {}
    for name in COLUMNS:
        cell = row.typed[PLACE[name]]
        texts[name] = "" if name in SECRET and is_number(cell) else shown(cell)
    return texts


def editor_of(row, voter, village_names, values=None, masked=False, dates=True):
    """The eighteen Cells of a row, in the editor's order; `values` are what was typed and not yet accepted.

    `masked` hides NIK, NKK and disability, and without `dates` the day of birth: for a row that is looked at and not
    corrected. What was just typed stays.
    """
    stored = editor_texts(row) | (values or {})
    texts = _veiled(editor_texts(row), row.birth_date, dates) | (values or {}) if masked else stored
    old = roll_cells(voter, village_names) | {"SMBR": voter.source} if voter else {}
    shown_old = old | {name: samar(old[name]) for name in SECRET if old.get(name)}
    if masked:
        shown_old = _veiled(old, voter.birth_date, dates) if voter else {}
    # A place may be typed by its code: it is the same place.
    same = {"KECAMATAN": row.village[:6], "DESA": row.village} if voter and row.village and not values else {}
    same = {name for name, code in same.items() if voter.village.startswith(code)}
    cells = []
    for name in ORDER:
        codes = [code for code in row.problems if name in SEATS.get(code, ())]
        letters = {code[0] for code in codes}
        level = "has-error" if "E" in letters else "has-warning" if "W" in letters else ""
        was = old.get(name, "")
        value = texts[name]
        choices = () if masked else CHOICES.get(name, ())
        if choices and value.upper() in choices:
            value = value.upper()
        elif choices:
            choices = ()  # what stands there is no letter of the list: it must stay visible to be corrected
        cells.append(Cell(
            name=name, label=labels()[name], value=value, was=shown_old.get(name, ""),
            differs=bool(was) and row.kind == "U" and not (masked and name in SPECIAL) and name not in same
            and _differs(stored[name], was),
            width=WIDE.get(name, ""), level=level, helps=[trouble(row, code, dates) for code in codes], choices=choices,
            hint=_lost_digits(row, name)))
    return cells


def _veiled(texts, birth_date, dates):
    """{column: text} with NIK, NKK and disability masked, and numbers masked that stand where they do not belong."""
    veiled = {name: samar(text) if name in SECRET else tanpa_nomor(text) for name, text in texts.items()}
    if not dates:
        veiled["TGLLHR"] = year_only(birth_date)
    return veiled | {name: _("tersamar") for name in SPECIAL if texts.get(name)}


def _birth(row, typed, voter, dates):
    """The birth date as typed, or the found voter's; without `dates` only its year."""
    day = row.birth_date if typed else voter and voter.birth_date
    if dates:
        return typed or _written(day)
    return str(day.year) if day else NOTHING


def _lost_digits(row, name):
    cell = row.typed[PLACE[name]]
    if name in SECRET and is_number(cell):
        return _("terbaca %(n)s sebagai angka") % {"n": samar(text_of(cell))}
    return ""


def _particular(row, code):
    """What a NIK says by itself, for the two warnings that compare it."""
    if code not in ("W01", "W02") or not is_sixteen_digits(row.nik):
        return ""
    parts = split(row.nik)
    if code == "W01":
        return _("NIK memuat %(d)02d-%(m)02d-%(y)02d. Cocokkan dengan dokumen.") % {
            "d": parts.day, "m": parts.month, "y": parts.year}
    return _("NIK menunjuk %(sex)s. Cocokkan dengan dokumen.") % {"sex": parts.sex}


def _conflict(row):
    if not row.conflict:
        return []
    if row.transfer_id:
        return [Trouble("⇄", "e", _("Tidak jadi pindah masuk"), _(
            "Pindahnya ditarik kembali atau gugur, atau KET-nya bukan B atau NIK-nya bukan yang ditawarkan lagi. "
            "Betulkan, atau keluarkan baris ini; bila ditawarkan lagi, ambil dari halaman Pindah."))]
    return [Trouble("≠", "e", _("Bentrok dengan berkas lain"), _(
        "Pemilih ini sudah diubah berkas lain sejak baris ini diperiksa. Buka barisnya, lalu pilih isian yang "
        "dipakai."))]


def _ket(row, codeset, typed):
    if typed == KET:
        return {"T": _("keluar lagi"), "B": _("masuk kembali"), "U": _("seperti semula")}[row.kind]
    if row.kind == "T":
        return f"{row.code} {_(tms_label(codeset, row.code))}"
    if row.kind == "B" and row.transfer_id:
        return _("Pindah masuk")
    return row.get_kind_display() if row.kind else typed


def _differs(value, was):
    """Whether two texts differ in more than case, or in how they write the same date."""
    if value.casefold() == was.casefold():
        return False
    day = date_in(value)
    return day is None or day != date_in(was)


def _written(day):
    return day.strftime("%d-%m-%Y") if day else ""
