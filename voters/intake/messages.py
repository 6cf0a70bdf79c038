"""What each code says to an operator, in the words KPU's data staff use; look here for the wording of a problem.

The codes themselves are promises (E blocks the row, W is confirmed, I informs, F refuses the file, L refuses a
line of a roll export) and never change meaning; these sentences may be improved.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Message(NamedTuple):
    """A short title, a sentence that explains, and a sentence that says what to do."""

    title: str
    meaning: str
    remedy: str


def message(code):
    """The Message of a code; raises KeyError for a code that the rules do not have."""
    return MESSAGES[code]


_TEXT_COLUMN = _("Ubah kolom menjadi Teks, lalu ketik ulang nomor dari KK atau KTP-el; jangan dari lembar ini.")
_FROM_DOCUMENT = _("Periksa KTP-el atau KK, lalu betulkan.")

MESSAGES = {
    "E01": Message(_("NIK/NKK berupa angka"),
                   _("NIK atau NKK tersimpan sebagai angka, sehingga Excel sudah menghilangkan digit terakhir."),
                   _TEXT_COLUMN),
    "E02": Message(_("NIK Invalid"), _("NIK tidak tepat 16 digit."), _FROM_DOCUMENT),
    "E03": Message(_("NIK Invalid: tanggal"),
                   _("Tanggal di dalam NIK tidak mungkin (hari 1-31 atau 41-71, bulan 1-12)."), _FROM_DOCUMENT),
    "E04": Message(_("NKK Invalid"),
                   _("NKK tidak tepat 16 digit, atau tanggal di dalamnya tidak mungkin."),
                   _("Periksa Kartu Keluarga, lalu betulkan.")),
    "E05": Message(_("Data tidak lengkap: nama"), _("Nama kosong."), _("Isi nama sesuai KTP-el.")),
    "E06": Message(_("Data tidak lengkap: tempat lahir"), _("Tempat lahir kosong."),
                   _("Isi tempat lahir sesuai KTP-el.")),
    "E07": Message(_("Tanggal Lahir Invalid"),
                   _("Tanggal lahir kosong, tidak dikenali, tidak ada dalam kalender, sebelum 1880, "
                     "atau setelah hari ini."),
                   _("Tulis sebagai hh|bb|tttt, misalnya 31|07|1990.")),
    "E08": Message(_("Status Invalid"), _("STS bukan B, S atau P."),
                   _("Isi B (belum), S (sudah) atau P (pernah kawin).")),
    "E09": Message(_("Jenis Kelamin Invalid"), _("L/P bukan L atau P."), _("Isi L atau P.")),
    "E10": Message(_("RT/RW Invalid"), _("RT atau RW bukan bilangan bulat 0-999."),
                   _("Isi angka saja, misalnya 7 atau 007.")),
    "E11": Message(_("DIS Invalid"), _("DIS bukan angka 0-6."), _("Isi kode disabilitas 0-6; kosong berarti 0.")),
    "E12": Message(_("KTPel Invalid"), _("EKTP bukan S atau B."), _("Isi S (sudah) atau B (belum).")),
    "E13": Message(_("Kode Keterangan Invalid"), _("KET kosong atau tidak dikenal pada periode ini."),
                   _("Isi B (baru), U (ubah) atau kode TMS periode ini.")),
    "E14": Message(_("TPS Invalid"), _("TPS bukan bilangan bulat 1-999."), _("Isi nomor TPS dengan angka saja.")),
    "E15": Message(_("Pemilih Dibawah Umur"),
                   _("Umur di bawah 17 tahun dan belum kawin, atau di bawah 13 tahun, pada tanggal acuan periode."),
                   _("Periksa tanggal lahir dan STS; jika benar, hapus baris ini.")),
    "E16": Message(_("Invalid DPID (harus kosong untuk BARU)"), _("Baris baru tidak boleh membawa DPID."),
                   _("Kosongkan DPID, atau ubah KET menjadi U.")),
    "E17": Message(_("Data tidak lengkap: DPID dan NIK"), _("DPID dan NIK kosong, pemilih tidak dapat dicari."),
                   _("Isi DPID atau NIK pemilih.")),
    "E18": Message(_("Pemilih tidak ditemukan"),
                   _("DPID atau NIK tidak ada pada daftar pemilih aktif kabupaten/kota ini, atau NIK-nya aktif "
                     "lebih dari satu."),
                   _("Cari pemilih pada daftar dan isi DPID-nya.")),
    "E19": Message(_("NIK berbeda dengan DPID"), _("NIK pada baris TMS bukan NIK pemilih dengan DPID ini."),
                   _("Betulkan DPID atau NIK; baris TMS tidak dapat mengubah NIK.")),
    "E20": Message(_("Terdaftar sebagai NIK Pemilih Aktif"),
                   _("NIK ini sudah dipakai pemilih aktif di kabupaten/kota ini."),
                   _("Periksa NIK; jika orangnya sama, gunakan KET U.")),
    "E21": Message(_("NIK Ganda"), _("NIK yang sama ada di lebih dari satu baris berkas ini."),
                   _("Sisakan satu baris saja.")),
    "E22": Message(_("KECAMATAN/DESA Invalid"),
                   _("KECAMATAN dan DESA tidak menunjuk kelurahan/desa di kabupaten/kota ini."),
                   _("Tulis nama atau kode resmi; kelurahan/desa harus berada di kecamatan itu.")),
    "E23": Message(_("Pemilih Tidak Padan"),
                   _("Baris kode 8 harus berpasangan dengan baris B dengan NIK yang sama di TPS lain, dan keduanya "
                     "harus benar."),
                   _("Lengkapi atau betulkan baris pasangannya.")),
    "E24": Message(_("Pemilih diubah dua kali"), _("Lebih dari satu baris berkas ini menunjuk pemilih yang sama."),
                   _("Sisakan satu baris untuk pemilih ini.")),
    "E25": Message(_("Data tidak lengkap: alamat"), _("JALAN kosong."), _("Isi alamat sesuai KTP-el.")),
    "W01": Message(_("NIK berbeda dengan tanggal lahir"),
                   _("Tanggal di dalam NIK tidak sama dengan tanggal lahir."),
                   _("Periksa; NIK tetap sah bila tanggal lahir dikoreksi Dukcapil.")),
    "W02": Message(_("NIK berbeda dengan jenis kelamin"), _("Hari di dalam NIK menunjuk jenis kelamin lain."),
                   _FROM_DOCUMENT),
    "W03": Message(_("Kecamatan NIK tidak dikenal"),
                   _("Enam digit pertama NIK bukan kecamatan di Indonesia."), _FROM_DOCUMENT),
    "W04": Message(_("Satu NKK beda TPS"), _("Pemilih dengan NKK ini tersebar di beberapa TPS."),
                   _("Satukan keluarga dalam satu TPS, atau konfirmasi.")),
    "W05": Message(_("Umur di atas 100 tahun"), _("Umur 101 tahun atau lebih pada tanggal acuan."),
                   _("Pastikan pemilih masih hidup dan tanggal lahirnya benar.")),
    "W06": Message(_("Umur 13-16 sudah/pernah kawin"), _("Umur 13-16 tahun dengan STS S atau P."),
                   _("Pastikan ada bukti perkawinan.")),
    "W07": Message(_("Nama tidak wajar"), _("Nama hanya dua huruf, memuat angka atau tanda tanya."), _FROM_DOCUMENT),
    "W08": Message(_("RT/RW kosong atau 0"), _("RT atau RW kosong atau nol."), _("Isi RT dan RW bila ada.")),
    "W09": Message(_("NIK aktif di kabupaten/kota lain"),
                   _("NIK ini masih aktif di kabupaten/kota lain di provinsi ini."),
                   _("Koordinasikan pencoretan dengan daerah asal.")),
    "W10": Message(_("Berkas tampak rusak oleh spreadsheet"),
                   _("Lebih dari separuh NIK berakhir dengan 0."),
                   _("Ekspor ulang data dengan NIK sebagai teks sebelum mengirim.")),
    "I01": Message(_("NIK dari daerah lain"), _("Empat digit pertama NIK bukan kabupaten/kota ini; wajar bila pindah."),
                   _("Tidak perlu tindakan.")),
    "I02": Message(_("Ditemukan lewat NIK"), _("DPID kosong; pemilih ditemukan lewat NIK."),
                   _("Tidak perlu tindakan.")),
    "I03": Message(_("Dataset sama"), _("Tidak ada yang berubah dari data pemilih sekarang."),
                   _("Tidak perlu tindakan; baris ini tidak mengubah apa pun.")),
    "I04": Message(_("Karakter tersembunyi dibersihkan"),
                   _("NIK atau NKK memuat karakter tak terlihat atau angka lebar yang dibersihkan."),
                   _("Tidak perlu tindakan.")),
    "F01": Message(_("Bukan buku kerja Excel"),
                   _("Berkas bukan .xlsx yang dapat dibaca: jenis salah, terkunci sandi, terpotong atau kosong."),
                   _("Buka di Excel, simpan sebagai Excel Workbook (.xlsx) tanpa sandi, lalu kirim lagi.")),
    "F02": Message(_("Berkas terlalu besar atau berbahaya"),
                   _("Berkas melampaui batas ukuran atau isinya tidak wajar."),
                   _("Pecah menjadi beberapa berkas, atau salin barisnya (sebagai nilai) ke buku kerja baru.")),
    "F03": Message(_("Kolom tidak lengkap"), _("Baris judul tidak memuat semua 18 kolom Bulk Sidalih."),
                   _("Tambahkan kolom yang kurang di baris judul, lalu kirim lagi.")),
    "F04": Message(_("Tidak ada data"), _("Tidak ada judul kolom pada baris 1-10, atau tidak ada baris data."),
                   _("Pastikan baris judul ada di baris 1–10 dan data ada di bawahnya, lalu kirim lagi.")),
    "F05": Message(_("Berkas sudah diterima"), _("Berkas yang persis sama sudah diterima untuk periode ini."),
                   _("Buka tanda terima pertama; kirim hanya berkas yang sudah diperbaiki.")),
    "F06": Message(_("Terlalu banyak baris"), _("Berkas memuat lebih dari 200.000 baris data."),
                   _("Pecah menjadi beberapa berkas.")),
    "L01": Message(_("DPID tidak dapat dipakai"), _("DPID kosong, bukan bilangan bulat, atau ada di beberapa baris."),
                   _("Betulkan DPID pada baris ini.")),
    "L02": Message(_("Jumlah kolom salah"), _("Jumlah isian pada baris ini tidak sama dengan judulnya."),
                   _("Periksa tanda # yang kurang atau berlebih.")),
}  # fmt: skip
