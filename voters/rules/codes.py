"""The code lists of KPU with their Indonesian labels; look here for what a KET number, STS or DIS means.

The same TMS number means different things in different sets (5 and 8 do): always keep (set, code) together.
"""

TMS = {
    "2018": {
        1: "Meninggal dunia",
        2: "Ganda",
        3: "Di bawah umur",
        4: "Pindah domisili",
        5: "Tidak dikenal",
        6: "TNI",
        7: "Polri",
        8: "Hilang ingatan",
        9: "Hak pilih dicabut",
        10: "Bukan penduduk",
    },
    "2022": {
        1: "Meninggal",
        2: "Ganda",
        3: "Di bawah umur",
        4: "Pindah domisili",
        5: "WNA",
        6: "TNI",
        7: "Polri",
        8: "TPS tidak sesuai",
    },
}

# The code that moves a voter to another TPS, by set: a strike that needs its B row (a pair).
PAIRED_CODE = {"2022": 8}

MARITAL = {"B": "Belum kawin", "S": "Sudah kawin", "P": "Pernah kawin"}
SEX = {"L": "Laki-laki", "P": "Perempuan"}
EKTP = {"S": "Sudah memiliki KTP-el", "B": "Belum memiliki KTP-el"}

# Both sets accept 0-6 on input; the older set gave names to 1-5 only.
DISABILITY = {
    "2018": {
        0: "Tidak ada",
        1: "Tuna daksa",
        2: "Tuna netra",
        3: "Tuna rungu/wicara",
        4: "Tuna grahita",
        5: "Disabilitas lainnya",
    },
    "2022": {
        0: "Tidak ada",
        1: "Fisik",
        2: "Intelektual",
        3: "Mental",
        4: "Sensorik wicara",
        5: "Sensorik rungu",
        6: "Sensorik netra",
    },
}
HIGHEST_DISABILITY = 6


def tms_label(codeset, code):
    """The Indonesian label of a TMS code; the bare number where the set does not know it."""
    return TMS.get(codeset, {}).get(code, str(code))


def disability_label(codeset, code):
    """The Indonesian label of a disability code; the bare number where the set gave it no name."""
    return DISABILITY.get(codeset, {}).get(code, str(code))
