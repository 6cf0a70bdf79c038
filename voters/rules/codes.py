"""The code lists of KPU with their Indonesian labels; look here for what a KET number, STS or DIS means.

The same TMS number means different things in different sets (5 and 8 do): always keep (set, code) together.
"""


def _(label):
    """Mark a label for translation and leave it as it is: whoever shows it translates it."""
    return label


TMS = {
    "2018": {
        1: _("Meninggal dunia"),
        2: _("Ganda"),
        3: _("Di bawah umur"),
        4: _("Pindah domisili"),
        5: _("Tidak dikenal"),
        6: _("TNI"),
        7: _("Polri"),
        8: _("Hilang ingatan"),
        9: _("Hak pilih dicabut"),
        10: _("Bukan penduduk"),
    },
    "2022": {
        1: _("Meninggal"),
        2: _("Ganda"),
        3: _("Di bawah umur"),
        4: _("Pindah domisili"),
        5: _("WNA"),
        6: _("TNI"),
        7: _("Polri"),
        8: _("TPS tidak sesuai"),
    },
}

# The code that moves a voter to another TPS, by set: a strike that needs its B row (a pair).
PAIRED_CODE = {"2022": 8}

MARITAL = {"B": _("Belum kawin"), "S": _("Sudah kawin"), "P": _("Pernah kawin")}
SEX = {"L": _("Laki-laki"), "P": _("Perempuan")}
EKTP = {"S": _("Sudah memiliki KTP-el"), "B": _("Belum memiliki KTP-el")}

# Both sets accept 0-6 on input; the older set gave names to 1-5 only.
DISABILITY = {
    "2018": {
        0: _("Tidak ada"),
        1: _("Tuna daksa"),
        2: _("Tuna netra"),
        3: _("Tuna rungu/wicara"),
        4: _("Tuna grahita"),
        5: _("Disabilitas lainnya"),
    },
    "2022": {
        0: _("Tidak ada"),
        1: _("Fisik"),
        2: _("Intelektual"),
        3: _("Mental"),
        4: _("Sensorik wicara"),
        5: _("Sensorik rungu"),
        6: _("Sensorik netra"),
    },
}
HIGHEST_DISABILITY = 6


def tms_label(codeset, code):
    """The Indonesian label of a TMS code; the bare number where the set does not know it."""
    return TMS.get(codeset, {}).get(code, str(code))


def disability_label(codeset, code):
    """The Indonesian label of a disability code; the bare number where the set gave it no name."""
    return DISABILITY.get(codeset, {}).get(code, str(code))
