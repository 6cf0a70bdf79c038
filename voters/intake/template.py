"""The workbook that the portal gives out to be filled in: its columns, choices, and the sheet that explains."""

from django.utils.translation import gettext as _

from sidalih.sheets import Choice, FillIn, Groups
from voters.intake.columns import COLUMNS
from voters.intake.messages import MESSAGES
from voters.rules.codes import EKTP, MARITAL, SEX, TMS, disability_label
from voters.rules.eligibility import VOTING_AGE

WIDTHS = {"KECAMATAN": 20, "DESA": 22, "DPID": 12, "NKK": 19, "NIK": 19, "NAMA": 32, "TMPLHR": 18, "TGLLHR": 13,
          "JALAN": 34, "SMBR": 18}
NARROW = 7
SHEET, GUIDE, PLACES = "ENTRI", "PETUNJUK", "WILAYAH"


def columns(codeset):
    """The eighteen columns as FillIn, with what may be picked in each under a code set."""
    choices = _choices(codeset)
    return [FillIn(name, WIDTHS.get(name, NARROW), choices.get(name)) for name in COLUMNS]


def places(districts, stations=()):
    """The kecamatan and kelurahan to pick from; `districts` are (name, [village names]) with names in capitals.

    `stations` are (kecamatan, desa, [TPS]) of the villages that have voters.
    """
    return Groups(PLACES, ("KECAMATAN", "DESA", "TPS"), tuple(sorted(districts)), tuple(sorted(stations)))


def guide(period, regency):
    """The lines of the explaining sheet: how to fill in, the period's codes, and what each problem means."""
    yield [_("Templat mutarlih %(where)s, %(period)s") % {"where": regency, "period": period.label}]
    yield [_("Cara mengisi"), _("Satu baris satu pemilih di lembar ENTRI. Jangan mengubah judul kolom; kolom tambahan "
                                "boleh. Semua kolom bertipe teks: tempel sebagai nilai.")]
    yield [_("Tanggal"), _("hh|bb|tttt, misalnya 31|07|1990; tanda - dan / juga boleh.")]
    yield [_("Baris yang sudah terisi"), _("KET U tanpa perubahan tidak mengubah apa pun. Ganti KET dengan kode TMS "
                                           "untuk mencoret, atau betulkan isinya. Baris yang tidak perlu boleh "
                                           "dihapus.")]
    yield [_("Usia"), _("Dihitung pada %(day)s: %(age)d tahun, atau sudah/pernah kawin.") % {
        "day": f"{period.reference_date:%d-%m-%Y}", "age": VOTING_AGE}]
    yield []
    yield [_("KET: kode keterangan periode ini")]
    yield ["B", _("Baru: semua kolom diisi, DPID kosong")]
    yield ["U", _("Ubah: DPID atau NIK yang terdaftar, semua kolom sebagaimana seharusnya")]
    for code, label in TMS[period.codeset].items():
        yield [str(code), _("TMS: %(label)s. Cukup DPID atau NIK; kolom lain diabaikan") % {"label": _(label)}]
    for heading, table in ((_("STS: status kawin"), MARITAL), (_("L/P: jenis kelamin"), SEX), (_("EKTP"), EKTP)):
        yield []
        yield [heading]
        yield from ([letter, _(label)] for letter, label in table.items())
    yield []
    yield [_("DIS: disabilitas")]
    yield from ([str(code), _(disability_label(period.codeset, code))] for code in range(7))
    yield []
    yield [_("Arti kode masalah")]
    for code, said in MESSAGES.items():
        if code[0] in "EWI":
            yield [code, f"{said.title}. {said.meaning} {said.remedy}"]


def _choices(codeset):
    kinds = ("B", "U", *map(str, TMS[codeset]))
    number = _("16 digit sebagai teks")
    return {
        "KECAMATAN": Choice("KECAMATAN", _("Pilih, atau ketik nama atau kode resminya."), group=True),
        "DESA": Choice("DESA", _("Pilih setelah KECAMATAN terisi, atau ketik nama atau kode resminya."),
                       of="KECAMATAN"),
        "NKK": Choice("NKK", number, exactly=16), "NIK": Choice("NIK", number, exactly=16),
        "TGLLHR": Choice("TGLLHR", "hh|bb|tttt, 31|07|1990", exactly=10),
        "STS": Choice("STS", _coded(MARITAL), among=tuple(MARITAL)),
        "L/P": Choice("L/P", _coded(SEX), among=tuple(SEX)),
        "EKTP": Choice("EKTP", _coded(EKTP), among=tuple(EKTP)),
        "DIS": Choice("DIS", "\n".join(f"{code} {_(disability_label(codeset, code))}" for code in range(7)),
                      among=tuple(map(str, range(7)))),
        "KET": Choice("KET", "\n".join(["B " + _("Baru"), "U " + _("Ubah"),
                                        *(f"{code} {_(label)}" for code, label in TMS[codeset].items())]), among=kinds),
        "RT": Choice("RT", "0–999", whole=(0, 999)), "RW": Choice("RW", "0–999", whole=(0, 999)),
        "TPS": Choice("TPS", _("1–999. Pilih setelah DESA terisi; TPS yang baru boleh diketik."), whole=(1, 999),
                      within=("KECAMATAN", "DESA")),
    }


def _coded(table):
    return "\n".join(f"{letter} {_(label)}" for letter, label in table.items())
