"""The columns of the figures that anybody may have, and a place's figures written into them; docs/public.md lists them.

Sums only. What is public by design, and what is left out where few people are counted, is in docs/threat-model.md.
"""

from dataclasses import dataclass

from voters.rules.codes import HIGHEST_DISABILITY, TMS, disability_label, tms_label
from voters.rules.figures import both, moved


def _(label):
    """Mark a text for translation and leave it as it is: whoever shows it translates it."""
    return label


LEVELS = {2: "provinsi", 4: "kabupaten_kota", 6: "kecamatan", 10: "desa_kelurahan"}
DETAILED = 4    # digits of the smallest area whose disabilities are given by kind
IN, MISSING = "masuk", "belum_masuk"    # the words of the column status


@dataclass(frozen=True)
class Column:
    """One column: its key in .csv and .json, its heading in .xlsx, what it means. A `text` holds no number.

    `before` is what stands before a heading that is a label of a code.
    """

    key: str
    heading: str
    meaning: str
    text: bool = False
    before: str = ""


_PLACE = [
    Column("tingkat", _("Tingkat"), _("provinsi, kabupaten_kota, kecamatan, atau desa_kelurahan; jangan menjumlahkan "
                                      "baris yang berbeda tingkat"), True),
    Column("kode", _("Kode"), _("kode wilayah Kemendagri, dengan titik"), True),
    Column("provinsi", _("Provinsi"), _("nama provinsi"), True),
    Column("kabupaten_kota", _("Kabupaten/kota"), _("nama kabupaten/kota; kosong pada baris provinsi"), True),
    Column("kecamatan", _("Kecamatan"), _("nama kecamatan; kosong di atasnya"), True),
    Column("desa_kelurahan", _("Desa/kelurahan"), _("nama desa atau kelurahan; kosong di atasnya"), True),
    Column("status", _("Status"), _("masuk, atau belum_masuk: daerah itu belum menyegel daftarnya, angkanya kosong "
                                    "(bukan nol) dan tidak ikut dijumlahkan"), True),
    Column("periode", _("Periode"), _("kode periode"), True),
    Column("tahapan", _("Tahapan"), _("DPB, DPS, DPSHP, atau DPT"), True),
    Column("kode_periksa", _("Kode periksa"), _("kode rekap provinsi, untuk halaman /periksa/"), True),
]
_COUNTS = [
    Column("jumlah_kecamatan", _("Jumlah kecamatan"), _("kecamatan yang berpemilih; kosong di bawah kabupaten/kota")),
    Column("jumlah_desa_kelurahan", _("Jumlah desa/kelurahan"), _("desa dan kelurahan yang berpemilih")),
    Column("tps", _("TPS"), _("TPS yang berpemilih, termasuk lokasi khusus")),
    Column("tps_khusus", _("TPS lokasi khusus"), _("TPS di lokasi khusus, nomor 901 ke atas")),
    Column("pemilih_l", _("Pemilih L"), _("pemilih laki-laki")),
    Column("pemilih_p", _("Pemilih P"), _("pemilih perempuan")),
    Column("pemilih", _("Pemilih L+P"), _("semua pemilih: sebelumnya + baru − tms + pindah")),
    Column("pemilih_reguler", _("Pemilih TPS reguler"), _("pemilih di TPS biasa")),
    Column("pemilih_khusus", _("Pemilih lokasi khusus"), _("pemilih di TPS lokasi khusus")),
    Column("sebelumnya_l", _("Sebelumnya L"), _("laki-laki di daftar sebelumnya")),
    Column("sebelumnya_p", _("Sebelumnya P"), _("perempuan di daftar sebelumnya")),
    Column("sebelumnya", _("Sebelumnya L+P"), _("pemilih di daftar sebelumnya")),
    Column("baru_l", _("Baru L"), _("pemilih baru, laki-laki")),
    Column("baru_p", _("Baru P"), _("pemilih baru, perempuan")),
    Column("baru", _("Baru L+P"), _("pemilih baru")),
    Column("tms_l", _("TMS L"), _("dicoret karena tidak memenuhi syarat, laki-laki")),
    Column("tms_p", _("TMS P"), _("dicoret karena tidak memenuhi syarat, perempuan")),
    Column("tms", _("TMS L+P"), _("dicoret karena tidak memenuhi syarat")),
    Column("pindah_l", _("Pindah L"), _("masuk dikurangi keluar, laki-laki; termasuk pembetulan jenis kelamin "
                                       "dan pembatalan")),
    Column("pindah_p", _("Pindah P"), _("masuk dikurangi keluar, perempuan; termasuk pembetulan jenis kelamin "
                                       "dan pembatalan")),
    Column("pindah", _("Pindah L+P"), _("masuk dikurangi keluar")),
    Column("ubah", _("Ubah"), _("pemilih yang datanya diubah; tidak mengubah jumlah")),
    Column("tanpa_ktpel", _("Belum KTP-el"), _("pemilih yang belum memiliki KTP-el")),
    Column("disabilitas", _("Disabilitas"), _("pemilih penyandang disabilitas, semua ragam")),
]
_TMS_MEANING = _("bagian dari tms menurut sebabnya, L+P")
_DISABILITY_MEANING = _("bagian dari disabilitas menurut ragamnya; hanya untuk provinsi dan kabupaten/kota")
KINDS = range(1, HIGHEST_DISABILITY + 1)    # taken on input whatever the set; 0 is none


def columns(codeset):
    """All Columns of a period whose TMS codes and kinds of disability are those of a code set, in their order.

    Codes that the set does not know are counted in tms_lain and disabilitas_lain, so that parts are their whole.
    """
    return [*_PLACE, *_COUNTS,
            *(Column(f"tms_{code}", tms_label(codeset, code), _TMS_MEANING, before=f"TMS {code}")
              for code in TMS[codeset]),
            Column("tms_lain", _("TMS kode lain"), _TMS_MEANING),
            *(Column(f"disabilitas_{kind}", disability_label(codeset, kind), _DISABILITY_MEANING,
                     before=f"DIS {kind}") for kind in KINDS),
            Column("disabilitas_lain", _("Disabilitas kode lain"), _DISABILITY_MEANING)]


def values(figures, codeset, code):
    """The numbers of a place (rules/figures.py) for the columns behind the place's own; None for what is not given.

    `figures` is None for an office whose snapshot is missing: then every number is None, and never 0.
    """
    if figures is None:
        return [None] * (len(columns(codeset)) - len(_PLACE))
    detailed = len(code) <= DETAILED
    pairs = {name: figures[name] for name in ("pemilih", "sebelumnya", "baru", "tms")} | {"pindah": moved(figures)}
    found = {
        "jumlah_kecamatan": figures["kecamatan"] if detailed else None, "jumlah_desa_kelurahan": figures["desa"],
        "tps": figures["tps"], "tps_khusus": figures["tps_khusus"],
        "pemilih_reguler": both(figures["reguler"]), "pemilih_khusus": both(figures["khusus"]),
        "ubah": both(figures["ubah"]), "tanpa_ktpel": figures["tanpa_ktpel"],
        "disabilitas": sum(figures["disabilitas"].values())}
    for name, sexes in pairs.items():
        found |= {f"{name}_l": sexes["L"], f"{name}_p": sexes["P"], name: both(sexes)}
    struck = {key: both(sexes) for key, sexes in figures["tms_kode"].items()}
    numbers = [found[column.key] for column in _COUNTS]
    numbers += _apart(struck, TMS[codeset], found["tms"])
    parts = _apart(figures["disabilitas"], KINDS, found["disabilitas"])
    return numbers + (parts if detailed else [None] * len(parts))


def _apart(counts, known, whole):
    """The count of each known code, then that of all others."""
    named = [counts.get(str(code), 0) for code in known]
    return [*named, whole - sum(named)]
