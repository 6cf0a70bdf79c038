"""Every sentence with which a file is refused; look here to change what operators read, or to add a reason."""

from django.utils.translation import gettext_lazy as _

from sidalih.refusal import Refused


class SheetRefused(Refused):
    """A file that is not read: `code` F01 (not a workbook) or F02 (too large or hostile), `message` says what to do.

    `detail["reason"]` is the key below, for tests and logs; never anything of the file's content.
    """


_RESAVE = _("Buka berkas ini di Excel, pilih Simpan Sebagai, jenis 'Excel Workbook (*.xlsx)', lalu kirim yang baru.")

SENTENCES = {
    "empty": ("F01", _("Berkas kosong (0 byte). Simpan ulang dari Excel, lalu kirim lagi.")),
    "old_xls": ("F01", _("Ini berkas Excel lama (.xls), yang tidak dapat dibaca. %(resave)s")),
    "encrypted": ("F01", _("Berkas dilindungi kata sandi. Hapus kata sandinya di Excel (Berkas, Info, Lindungi Buku "
                           "Kerja, Enkripsi dengan Kata Sandi), simpan, lalu kirim lagi.")),
    "binary_xlsb": ("F01", _("Ini buku kerja biner (.xlsb), yang tidak dapat dibaca. %(resave)s")),
    "ods": ("F01", _("Ini berkas OpenDocument (.ods), bukan .xlsx. %(resave)s")),
    "markup": ("F01", _("Isi berkas adalah halaman web atau XML, bukan buku kerja Excel. %(resave)s")),
    "text": ("F01", _("Isi berkas adalah teks (misalnya .csv), bukan buku kerja Excel. %(resave)s")),
    "other": ("F01", _("Isi berkas bukan buku kerja Excel, apa pun nama berkasnya. Pilih berkas .xlsx yang benar.")),
    "no_workbook": ("F01", _("Berkas adalah arsip ZIP tanpa buku kerja Excel di dalamnya. Pilih berkas .xlsx yang "
                             "benar.")),
    "damaged": ("F01", _("Berkas rusak atau terpotong, mungkin tidak terkirim utuh. Kirim lagi; bila tetap gagal, "
                         "buka di Excel, simpan ulang sebagai .xlsx, lalu kirim yang baru.")),
    "row_order": ("F01", _("Baris di dalam berkas tidak tersimpan berurutan. %(resave)s")),
    "file_bytes": ("F02", _("Berkas lebih besar dari %(megabytes)s MB. Bagi menjadi beberapa berkas, lalu kirim satu "
                            "per satu.")),
    "unpacked": ("F02", _("Isi berkas terlalu besar setelah dibuka. Hapus lembar dan baris yang tidak dipakai atau "
                          "bagi menjadi beberapa berkas, lalu kirim lagi.")),
    "ratio": ("F02", _("Isi berkas dimampatkan secara tidak wajar, seperti berkas yang dibuat untuk mengganggu "
                       "sistem. Salin datanya ke buku kerja baru, simpan sebagai .xlsx, lalu kirim yang baru.")),
    "entries": ("F02", _("Berkas berisi terlalu banyak bagian. Salin datanya ke buku kerja baru, simpan sebagai "
                         ".xlsx, lalu kirim yang baru.")),
    "entities": ("F02", _("Berkas berisi deklarasi XML (DOCTYPE) yang dilarang. Salin datanya ke buku kerja baru, "
                          "simpan sebagai .xlsx, lalu kirim yang baru.")),
    "sizes_lie": ("F02", _("Ukuran isi berkas tidak sesuai dengan yang tertulis di dalamnya. Salin datanya ke buku "
                           "kerja baru, simpan sebagai .xlsx, lalu kirim yang baru.")),
    "long_cell": ("F02", _("Ada sel yang lebih panjang dari 32.767 huruf. Perbaiki sel itu, lalu kirim lagi.")),
    "died": ("F02", _("Berkas memerlukan memori atau waktu melebihi batas untuk dibaca. Hapus lembar dan baris yang "
                      "tidak dipakai atau bagi menjadi beberapa berkas, lalu kirim lagi.")),
}  # fmt: skip


def refusal(reason, **values):
    """The SheetRefused for one of SENTENCES; `values` fill its placeholders."""
    code, sentence = SENTENCES[reason]
    return SheetRefused(code, str(sentence) % {"resave": _RESAVE, **values}, reason=reason)
