"""What operators write where a letter or a code belongs, and what they mean by it; look here when KAWIN should be S.

Only words that mean one thing are here. What can mean two is left to people: a bare dash as EKTP, PINDAH ALAMAT (out of
the city, or within it), ANAK (a child of the family, or somebody under age).
"""

import re

from voters.rules.codes import TMS

_NOT_LETTERS = re.compile(r"[^A-Z0-9]+")


def plain(text):
    """Capitals and single blanks only, marks gone: "Laki - laki." is LAKI LAKI."""
    return _NOT_LETTERS.sub(" ", text.upper()).strip()


def _table(**groups):
    """{word: what it means} from groups written as words apart by commas."""
    return {word.strip(): meaning.lstrip("_") for meaning, words in groups.items() for word in words.split(",")}


SEX = _table(
    L="L, LK, LAKI, LAKI LAKI, LAKILAKI, LAKI2, LAKI 2, PRIA, COWOK, LELAKI",
    P="P, PR, PRP, PEREMPUAN, WANITA, W, CEWEK, PUAN")
MARITAL = _table(
    B="B, BELUM, BELUM KAWIN, BLM KAWIN, BLM, BK, BELUM MENIKAH, BELUM NIKAH, TIDAK KAWIN, LAJANG, BUJANG, GADIS",
    S="S, SUDAH, SUDAH KAWIN, SDH KAWIN, SDH, KAWIN, K, MENIKAH, NIKAH, SUDAH MENIKAH, KAWIN TERCATAT, "
      "KAWIN BELUM TERCATAT, KAWIN TIDAK TERCATAT",
    P="P, PERNAH, PERNAH KAWIN, CERAI, CERAI HIDUP, CERAI MATI, CERAI TERCATAT, JANDA, DUDA, CH, CM")
EKTP = _table(
    S="S, SUDAH, SDH, YA, Y, ADA, PUNYA, SUDAH ADA, SUDAH MEMILIKI, SUDAH REKAM, SUDAH PEREKAMAN, MEMILIKI",
    B="B, BELUM, BLM, TIDAK, TDK, BELUM ADA, BELUM MEMILIKI, BELUM REKAM, BELUM PEREKAMAN, TIDAK ADA, BELUM PUNYA")
_NONE = "TIDAK, TIDAK ADA, TDK, TDK ADA, NORMAL, NIHIL, BUKAN, NON DISABILITAS, NON"
DISABILITY = {
    "2018": _table(_0=_NONE, _1="FISIK, DAKSA, TUNA DAKSA, TUNADAKSA", _2="NETRA, TUNA NETRA, TUNANETRA, BUTA",
                   _3="RUNGU, WICARA, RUNGU WICARA, TUNA RUNGU, TUNA WICARA, TUNA RUNGU WICARA, TUNARUNGU, TUNAWICARA",
                   _4="GRAHITA, TUNA GRAHITA, TUNAGRAHITA", _5="LAINNYA, LAIN LAIN, DISABILITAS LAINNYA"),
    "2022": _table(_0=_NONE, _1="FISIK, DAKSA, TUNA DAKSA, TUNADAKSA",
                   _2="INTELEKTUAL, GRAHITA, TUNA GRAHITA, TUNAGRAHITA", _3="MENTAL, GANGGUAN MENTAL",
                   _4="WICARA, SENSORIK WICARA, TUNA WICARA, TUNAWICARA, BISU",
                   _5="RUNGU, SENSORIK RUNGU, TUNA RUNGU, TUNARUNGU, TULI",
                   _6="NETRA, SENSORIK NETRA, TUNA NETRA, TUNANETRA, BUTA"),
}
_KINDS = _table(
    B="B, BARU, PEMILIH BARU, TAMBAH, TAMBAHAN, DATA BARU, PEMULA, PEMILIH PEMULA",
    U="U, UBAH, UBAH DATA, PERUBAHAN, PERUBAHAN DATA, RUBAH, EDIT, PERBAIKAN, PERBAIKAN DATA, UBAH ELEMEN")
_STRIKES = {
    "MENINGGAL": "MENINGGAL, MENINGGAL DUNIA, WAFAT, MATI, MD, MENINGGA, MENINGAL, ALM, ALMARHUM, ALMARHUMAH, KEMATIAN",
    "GANDA": "GANDA, DOUBLE, DOBEL, DATA GANDA, NIK GANDA",
    "DI BAWAH UMUR": "DI BAWAH UMUR, DIBAWAH UMUR, BELUM CUKUP UMUR, BAWAH UMUR",
    "PINDAH": "PINDAH, PINDAH DOMISILI, PINDAH KELUAR, PINDAH PENDUDUK",
    "WNA": "WNA, ORANG ASING, WARGA ASING",
    "TNI": "TNI, TENTARA, TNI AD, TNI AL, TNI AU",
    "POLRI": "POLRI, POLISI, ANGGOTA POLRI",
    "TIDAK DIKENAL": "TIDAK DIKENAL, TDK DIKENAL, TIDAK DITEMUKAN",
    "HILANG INGATAN": "HILANG INGATAN, GILA, ODGJ",
    "DICABUT": "HAK PILIH DICABUT, DICABUT, DICABUT HAK PILIH",
    "BUKAN PENDUDUK": "BUKAN PENDUDUK, BUKAN PENDUDUK SETEMPAT, BUKAN WARGA",
    "SALAH TPS": "SALAH TPS, TPS SALAH, BEDA TPS, PINDAH TPS, TPS TIDAK SESUAI",
}
_NUMBERS = {
    "2018": {"MENINGGAL": 1, "GANDA": 2, "DI BAWAH UMUR": 3, "PINDAH": 4, "TIDAK DIKENAL": 5, "TNI": 6, "POLRI": 7,
             "HILANG INGATAN": 8, "DICABUT": 9, "BUKAN PENDUDUK": 10},
    "2022": {"MENINGGAL": 1, "GANDA": 2, "DI BAWAH UMUR": 3, "PINDAH": 4, "WNA": 5, "TNI": 6, "POLRI": 7,
             "SALAH TPS": 8},
}
_KET = {
    codeset: _KINDS | {word.strip(): str(numbers[cause]) for cause, words in _STRIKES.items() if cause in numbers
                       for word in words.split(",")}
    for codeset, numbers in _NUMBERS.items()
}
_CODED = re.compile(r"(?:TMS|KODE|KET|CODE)?\s*0*([1-9][0-9]?)").fullmatch


def ket(text, codeset):
    """The KET that a text means in a code set: PINDAH is 4, "TMS 1" is 1, BARU is B; "" where it means none."""
    word = plain(text)
    if word in _KET[codeset]:
        return _KET[codeset][word]
    match = _CODED(word)
    return match[1] if match and int(match[1]) in TMS[codeset] else ""
