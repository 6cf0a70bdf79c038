"""The forms of entry as people see them: kinds, fields with the old value beside the new, codes, what a NIK says."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidalih.home.templatetags.tanggal import tanggal
from voters.intake.clean import date_in
from voters.rules.codes import DISABILITY, MARITAL, PAIRED_CODE, SEX, TMS, tms_label
from voters.rules.nik import LENGTH, has_possible_date, is_sixteen_digits, split
from voters.rules.usual_dates import of_nik, written
from voters.tables.rows import SEATS, labels, trouble

WHOLE = ("NIK", "NKK", "NAMA", "L/P", "TMPLHR", "TGLLHR", "STS", "JALAN", "RT", "RW", "DESA", "TPS", "EKTP", "DIS",
         "SMBR")
WIDE = {"NIK": "w4", "NKK": "w4", "NAMA": "w4", "L/P": "w3", "TMPLHR": "w3", "TGLLHR": "w3", "STS": "w3", "JALAN": "w6",
        "RT": "w3", "RW": "w3", "DESA": "w6", "TPS": "w3", "EKTP": "w3", "DIS": "w6", "SMBR": "w6"}
DISTRICT_END, BIRTH_END = 6, 12  # digits of a NIK after which they say the place, and the date and sex


@dataclass(frozen=True)
class Kind:
    """One kind of entry: its word in addresses, the KET of its rows, and the columns that its form asks for."""

    slug: str
    ket: str
    title: Any
    lead: Any
    icon: str
    columns: tuple

    @property
    def finds(self):
        """Whether its rows are about somebody who is on the roll."""
        return self.slug != "baru"

    @property
    def full(self):
        """Whether its form shows NIK and NKK in full: only where they are what is corrected."""
        return self.slug == "ubah"


KINDS = {kind.slug: kind for kind in (
    Kind("baru", "B", gettext_lazy("Baru"), gettext_lazy("Pemilih yang belum ada di daftar"), "user-plus", WHOLE),
    Kind("ubah", "U", gettext_lazy("Ubah"), gettext_lazy("Perbaiki elemen data pemilih"), "pencil-square", WHOLE),
    Kind("tms", "", gettext_lazy("TMS"), gettext_lazy("Saring pemilih yang tidak memenuhi syarat"), "user-minus",
         ("KET", "SMBR")),
    Kind("pindah", "U", gettext_lazy("Pindah"), gettext_lazy("Pindah TPS, kelurahan, atau alamat di dalam daerah ini"),
         "arrows-right-left", ("DESA", "TPS", "JALAN", "RT", "RW", "NKK", "SMBR")),
)}
# What to have at hand before somebody is struck; the law names papers for some codes, offices ask for the others.
EVIDENCE = {
    ("2018", 1): gettext_lazy("Akta atau surat keterangan kematian dari RT/RW atau kelurahan/desa."),
    ("2018", 2): gettext_lazy("Data yang dipertahankan: DPID lain orang yang sama."),
    ("2018", 3): gettext_lazy("KK atau akta lahir; belum kawin dan belum 17 tahun pada tanggal acuan."),
    ("2018", 4): gettext_lazy("Surat pindah Disdukcapil; pindah di dalam daerah ini bukan TMS, pakai Pindah."),
    ("2018", 5): gettext_lazy("Surat keterangan RT/RW atau kelurahan/desa bahwa orang ini tidak dikenal."),
    ("2018", 6): gettext_lazy("Surat keterangan kesatuan atau KTA TNI."),
    ("2018", 7): gettext_lazy("Surat keterangan kesatuan atau KTA Polri."),
    ("2018", 8): gettext_lazy("Surat keterangan dokter."),
    ("2018", 9): gettext_lazy("Putusan pengadilan yang berkekuatan hukum tetap."),
    ("2018", 10): gettext_lazy("Surat keterangan kelurahan/desa bahwa orang ini bukan penduduk."),
    ("2022", 5): gettext_lazy("Dokumen kewarganegaraan atau keterangan Disdukcapil."),
}


@dataclass(frozen=True)
class Field:
    """One field of a form: what stands in it, the roll's value beside it, and what is wrong with it.

    `choices` are (value, words); `groups` are choices in groups, for villages; `changed` says it is no longer `base`.
    """

    name: str
    label: Any
    value: str
    base: str = ""
    was: str = ""
    changed: bool = False
    compared: bool = False
    width: str = ""
    level: str = ""
    helps: list = field(default_factory=list)
    choices: tuple = ()
    groups: tuple = ()
    hint: Any = ""
    digits: bool = False


@dataclass(frozen=True)
class Code:
    """One TMS code to choose: its number, its words, and what evidence it wants."""

    number: int
    label: str
    evidence: Any
    chosen: bool


@dataclass(frozen=True)
class NikSaid:
    """What a NIK says while it is typed: sentences as (level, text), and what empty fields may take from it."""

    lines: list
    birth: str = ""
    sex: str = ""


def start_values(kind, voter, kept):
    """{column: text} of a fresh form: a voter as he stands on the roll, or what was kept from the row before."""
    if voter is None:
        return {"EKTP": "S", "DIS": "0"} | kept
    if kind.slug == "tms":
        return {"SMBR": kept.get("SMBR", "")}
    return roll_values(voter) | {"SMBR": kept.get("SMBR", "")} | ({} if kind.full else {"NKK": ""})


def roll_values(voter):
    """A voter's {column: text} as a form shows it; the village as its code."""
    return {
        "NIK": voter.nik, "NKK": voter.nkk, "NAMA": voter.name, "L/P": voter.sex, "TMPLHR": voter.birth_place,
        "TGLLHR": written(voter.birth_date) if voter.birth_date else voter.birth_text, "STS": voter.marital,
        "JALAN": voter.address, "RT": voter.rt, "RW": voter.rw, "DESA": voter.village, "TPS": str(voter.tps),
        "EKTP": voter.ektp, "DIS": voter.disability or "0",
    }


def cells_of(kind, typed, voter, places):
    """{column: text} of the row that a form makes; of a voter, what the form does not ask for stays as it is."""
    if kind.slug == "tms":
        return {"DPID": str(voter.dpid), "KET": typed.get("KET", ""), "SMBR": typed.get("SMBR", "")}
    values = roll_values(voter) if voter else {}
    values |= {name: text for name, text in typed.items() if kind.full or not voter or text or name != "NKK"}
    kecamatan, desa = places.cells.get(values["DESA"], ("", values["DESA"]))
    return values | {"KECAMATAN": kecamatan, "DESA": desa, "DPID": str(voter.dpid) if voter else "", "KET": kind.ket}


def fields_of(kind, values, places, codeset, voter=None, row=None):
    """The Fields of a kind's form but KET; `row` is the stored row whose problems stand beside them."""
    base = roll_values(voter) if voter else {}
    words, names = labels(), {code: name for _group, found in places.groups for code, name in found}
    made = []
    for name in kind.columns:
        if name == "KET":
            continue
        value, old = values.get(name, ""), base.get(name, "")
        blank_keeps = name == "NKK" and voter is not None and not kind.full
        helps = _helps(row, name)
        letters = {one.code[0] for one in helps}
        made.append(Field(
            name=name, label=words[name], value=value, base=old, width=WIDE.get(name, ""), helps=helps,
            was="" if blank_keeps else names.get(old, old) if name == "DESA" else _worded(name, old, codeset),
            changed=bool(base) and name in base and not (blank_keeps and not value) and not _same(value, old),
            compared=bool(base) and name in base and not blank_keeps,
            level="has-error" if "E" in letters else "has-warning" if "W" in letters else "",
            choices=_choices(name, value, codeset), groups=tuple(places.groups) if name == "DESA" else (),
            hint=_("kosong = tetap") if blank_keeps else _hint(name), digits=name in ("NIK", "NKK", "RT", "RW", "TPS")))
    return made


def codes_of(codeset, chosen=""):
    """The TMS codes of a period's set. The one that needs a pair is left out: moving the voter says it in one row."""
    return [Code(number, _(tms_label(codeset, number)), EVIDENCE.get((codeset, number)) or EVIDENCE["2018", number],
                 str(number) == chosen) for number in TMS[codeset] if number != PAIRED_CODE.get(codeset)]


def loose_troubles(kind, row):
    """The problems of a row that stand beside no field of its form."""
    seen = {code for name in kind.columns for code in _seated(row, name)}
    return [trouble(row, code) for code in row.problems if code not in seen and code[0] != "I"]


def said_by(nik, names, reference):
    """What the digits of a NIK typed so far say; `names` are those of its kecamatan and kabupaten/kota."""
    if not nik:
        return NikSaid([])
    if not (nik.isascii() and nik.isdigit()) or len(nik) > LENGTH:
        return NikSaid([("e", _("NIK terdiri atas 16 digit."))])
    lines, birth, sex = [], "", ""
    if len(nik) >= DISTRICT_END:
        place = [names[code] for code in (nik[:6], nik[:4]) if code in names]
        lines.append(("o", _("Terdaftar pertama di %(place)s.") % {"place": ", ".join(place)}) if nik[:6] in names
                     else ("w", _("Enam digit pertama bukan kecamatan di Indonesia.")))
    if len(nik) >= BIRTH_END:
        parts = split(nik)
        if not has_possible_date(parts):
            lines.append(("e", _("Tanggal di dalam NIK tidak mungkin.")))
        else:
            born, sex = of_nik(parts, reference), parts.sex
            birth = written(born) if born else ""
            lines.append(("o", _("Lahir %(day)s, %(sex)s.") % {
                "day": tanggal(born) if born else f"{parts.day:02d}-{parts.month:02d}-'{parts.year:02d}",
                "sex": _(SEX[parts.sex]).lower()}))
    if not is_sixteen_digits(nik):
        lines.append(("", _("%(n)d dari 16 digit.") % {"n": len(nik)}))
    return NikSaid(lines, birth, sex)


def _seated(row, name):
    """The problems of a row that concern a column; the village's field stands for the district too."""
    seats = ("DESA", "KECAMATAN") if name == "DESA" else (name,)
    return [code for code in row.problems if set(seats) & set(SEATS.get(code, ()))]


def _helps(row, name):
    return [trouble(row, code) for code in _seated(row, name) if code[0] != "I"] if row else []


def _choices(name, value, codeset):
    """The letters of a column with their words; one that is no letter of the list stays, to be seen and corrected."""
    if name == "DIS":
        found = [(str(n), f"{n} · {_(words)}") for n, words in DISABILITY[codeset].items()]
    else:
        table = {"L/P": SEX, "STS": MARITAL, "EKTP": {"S": _("Sudah"), "B": _("Belum")}}.get(name)
        if table is None:
            return ()
        found = [("", "–"), *((letter, _(words)) for letter, words in table.items())]  # each begins with its letter
    return tuple(found) if value in dict(found) else (*found, (value, value))


def _worded(name, value, codeset):
    return dict(_choices(name, value, codeset)).get(value, value)


def _hint(name):
    return {"TGLLHR": _("hh-bb-tttt"), "RT": "", "RW": ""}.get(name, "")


def _same(value, old):
    """Whether two texts say the same to the check: case, leading zeros, and how a date is written aside."""
    if value.strip().casefold() == old.strip().casefold():
        return True
    if value.isdigit() and old.isdigit() and len(value) < LENGTH:
        return value.lstrip("0") == old.lstrip("0")
    return date_in(value) is not None and date_in(value) == date_in(old)
