"""Every address of the portal and who may open it, on one screen. Look here first when you review access.

The views carry the same by `@requires` and `@public`; a test compares the two, line by line, and fails for an address
that stands in one of them only. In service an address that is not here does not exist.
"""

import logging
from typing import NamedTuple

from django.http import Http404

from sidalih.accounts.roles import Permission as P

log = logging.getLogger(__name__)


class Address(NamedTuple):
    """Who may open it: a permission, or None for everybody; `fresh` asks again for a code first."""

    permission: P | None
    fresh: bool = False


EVERYBODY = Address(None)
ADDRESSES = {
    # The door, and what a supervisor asks.
    "sehat": EVERYBODY, "masuk": EVERYBODY, "masuk-kode": EVERYBODY, "masuk-aplikasi": EVERYBODY,
    "keluar": EVERYBODY, "bahasa": EVERYBODY,
    "aktivasi": EVERYBODY, "aktivasi-sandi": EVERYBODY, "aktivasi-kode": EVERYBODY,
    # A paper compared with the database: sums that stand on it, nobody's data.
    "periksa": EVERYBODY, "periksa-lihat": EVERYBODY, "periksa-segel": EVERYBODY,
    # Figures that a province has given to everybody: sums, nobody's data.
    "publik": EVERYBODY, "publik-lihat": EVERYBODY, "publik-xlsx": EVERYBODY, "publik-csv": EVERYBODY,
    "publik-json": EVERYBODY,
    # One's own account.
    "saya": Address(P.OWN_ACCOUNT), "saya-sesi": Address(P.OWN_ACCOUNT), "saya-sesi-lain": Address(P.OWN_ACCOUNT),
    "saya-sandi": Address(P.OWN_ACCOUNT), "saya-aplikasi": Address(P.OWN_ACCOUNT, fresh=True),
    "saya-kode": Address(P.OWN_ACCOUNT, fresh=True),
    # Other people's accounts.
    "akun": Address(P.ACCOUNT_VIEW), "akun-lihat": Address(P.ACCOUNT_VIEW),
    "akun-unduh": Address(P.ACCOUNT_VIEW, fresh=True), "akun-baru": Address(P.ACCOUNT_ISSUE, fresh=True),
    "akun-daftar": Address(P.ACCOUNT_ISSUE, fresh=True), "akun-daftar-terbit": Address(P.ACCOUNT_ISSUE, fresh=True),
    "akun-surat": Address(P.ACCOUNT_ISSUE), "akun-surat-ulang": Address(P.ACCOUNT_ISSUE, fresh=True),
    "akun-ulang": Address(P.ACCOUNT_ISSUE, fresh=True), "akun-cabut": Address(P.ACCOUNT_ISSUE, fresh=True),
    "akun-cuti": Address(P.ACCOUNT_ISSUE, fresh=True), "akun-akhir": Address(P.ACCOUNT_ISSUE, fresh=True),
    # Home and work in the background.
    "beranda": Address(P.HOME_VIEW), "pekerjaan": Address(P.JOB_VIEW), "pekerjaan-kemajuan": Address(P.JOB_VIEW),
    "pekerjaan-ulang": Address(P.JOB_RETRY),
    # The record of acts.
    "jejak": Address(P.AUDIT_VIEW), "jejak-lihat": Address(P.AUDIT_VIEW), "jejak-akun": Address(P.AUDIT_VIEW),
    "jejak-unduh": Address(P.AUDIT_VIEW, fresh=True),
    # Batches and their rows.
    "berkas": Address(P.BATCH_VIEW), "berkas-lihat": Address(P.BATCH_VIEW),
    "berkas-tanda-terima": Address(P.BATCH_VIEW), "berkas-baru": Address(P.BATCH_EDIT),
    "berkas-ajukan": Address(P.BATCH_EDIT), "berkas-batalkan": Address(P.BATCH_EDIT),
    "berkas-setujui": Address(P.BATCH_APPROVE, fresh=True), "berkas-kembalikan": Address(P.BATCH_APPROVE),
    "berkas-tinjau": Address(P.BATCH_VIEW), "berkas-tandai": Address(P.BATCH_APPROVE),
    "berkas-tanda-tangan": Address(P.BATCH_COUNTERSIGN, fresh=True),
    "berkas-kembalikan-provinsi": Address(P.BATCH_COUNTERSIGN), "tanda-tangan": Address(P.BATCH_COUNTERSIGN),
    "berkas-baris": Address(P.BATCH_EDIT), "berkas-baris-tutup": Address(P.BATCH_VIEW),
    "berkas-baris-buka": Address(P.VOTER_REVEAL),
    "berkas-masalah": Address(P.BATCH_VIEW), "berkas-saran": Address(P.BATCH_EDIT),
    "berkas-serentak": Address(P.BATCH_EDIT), "berkas-serentak-urungkan": Address(P.BATCH_EDIT),
    "berkas-konfirmasi": Address(P.BATCH_EDIT),
    "berkas-pembatalan": Address(P.BATCH_EDIT), "berkas-periksa-ulang": Address(P.BATCH_EDIT),
    "berkas-gabungkan": Address(P.BATCH_EDIT), "berkas-bentrok": Address(P.BATCH_EDIT),
    "berkas-anotasi": Address(P.BATCH_EDIT), "berkas-anotasi-tulis": Address(P.BATCH_EDIT, fresh=True),
    "berkas-anotasi-unduh": Address(P.BATCH_EDIT, fresh=True),
    "berkas-kisi": Address(P.BATCH_VIEW), "berkas-kisi-baris": Address(P.BATCH_VIEW),
    "berkas-kisi-simpan": Address(P.BATCH_EDIT),
    "berkas-keluarkan": Address(P.BATCH_EDIT), "berkas-pulihkan": Address(P.BATCH_EDIT),
    # Rows typed into the portal.
    "entri": Address(P.BATCH_EDIT), "entri-baru": Address(P.BATCH_EDIT), "entri-cari": Address(P.BATCH_EDIT),
    "entri-nik": Address(P.BATCH_EDIT), "entri-pemilih": Address(P.BATCH_EDIT),
    "berkas-bukti-lihat": Address(P.BATCH_VIEW), "berkas-bukti-tambah": Address(P.BATCH_EDIT),
    "berkas-bukti-buka": Address(P.VOTER_REVEAL), "berkas-bukti-hapus": Address(P.BATCH_EDIT),
    "berkas-sumber": Address(P.BATCH_VIEW), "berkas-sumber-unduh": Address(P.BATCH_VIEW, fresh=True),
    "berkas-templat": Address(P.BATCH_EDIT), "berkas-templat-kosong-xlsx": Address(P.BATCH_EDIT),
    "berkas-templat-tulis": Address(P.BATCH_EDIT, fresh=True),
    "berkas-templat-unduh": Address(P.BATCH_EDIT, fresh=True),
    # Voters.
    "pemilih": Address(P.VOTER_VIEW), "pemilih-cocok": Address(P.VOTER_VIEW), "pemilih-lihat": Address(P.VOTER_VIEW),
    "pemilih-keluarga": Address(P.VOTER_VIEW), "pemilih-buka": Address(P.VOTER_REVEAL),
    # Voters on the way between offices.
    "pindah": Address(P.BATCH_VIEW), "pindah-lihat": Address(P.BATCH_VIEW), "pindah-tawarkan": Address(P.BATCH_EDIT),
    "pindah-ambil": Address(P.BATCH_EDIT), "pindah-tarik": Address(P.BATCH_EDIT), "pindah-tolak": Address(P.BATCH_EDIT),
    "pindah-setujui": Address(P.BATCH_APPROVE, fresh=True), "pindah-kembalikan": Address(P.BATCH_APPROVE),
    # Snapshots and the province.
    "snapshot": Address(P.SNAPSHOT_VIEW), "snapshot-lihat": Address(P.SNAPSHOT_VIEW),
    "snapshot-periksa": Address(P.SNAPSHOT_VIEW), "snapshot-baru": Address(P.SNAPSHOT_TAKE),
    "snapshot-zip": Address(P.SNAPSHOT_EXPORT, fresh=True), "snapshot-salinan": Address(P.COPY_EXPORT, fresh=True),
    "snapshot-salinan-unduh": Address(P.COPY_EXPORT, fresh=True), "salinan": Address(P.COPY_EXPORT),
    "snapshot-banding": Address(P.VOTER_VIEW), "snapshot-banding-pilih": Address(P.VOTER_VIEW),
    "snapshot-banding-unduh": Address(P.COPY_EXPORT, fresh=True),
    "snapshot-bersama": Address(P.ROLLUP_VIEW), "snapshot-bersama-lihat": Address(P.ROLLUP_VIEW),
    "snapshot-bersama-baru": Address(P.SNAPSHOT_TAKE_ALL), "snapshot-bersama-batal": Address(P.SNAPSHOT_TAKE_ALL),
    "snapshot-bersama-ulang": Address(P.SNAPSHOT_TAKE_ALL), "snapshot-batal": Address(P.SNAPSHOT_TAKE),
    "snapshot-jelaskan": Address(P.SNAPSHOT_EXPLAIN, fresh=True),
    "berita-acara": Address(P.SNAPSHOT_VIEW), "berita-acara-pdf": Address(P.SNAPSHOT_VIEW, fresh=True),
    "provinsi-berita-acara": Address(P.ROLLUP_VIEW), "provinsi-berita-acara-pdf": Address(P.ROLLUP_VIEW, fresh=True),
    "rekap": Address(P.SNAPSHOT_VIEW), "rekap-wilayah": Address(P.SNAPSHOT_VIEW),
    "rekap-xlsx": Address(P.SNAPSHOT_VIEW, fresh=True), "rekap-pdf": Address(P.SNAPSHOT_VIEW, fresh=True),
    "provinsi-rekap": Address(P.ROLLUP_VIEW), "provinsi-rekap-xlsx": Address(P.ROLLUP_VIEW, fresh=True),
    "provinsi-rekap-pdf": Address(P.ROLLUP_VIEW, fresh=True),
    "provinsi": Address(P.ROLLUP_VIEW), "provinsi-unduh": Address(P.ROLLUP_VIEW, fresh=True),
    "provinsi-tren": Address(P.ROLLUP_VIEW), "provinsi-tren-xlsx": Address(P.ROLLUP_VIEW, fresh=True),
    "provinsi-banding": Address(P.ROLLUP_VIEW), "provinsi-banding-xlsx": Address(P.ROLLUP_VIEW, fresh=True),
    "provinsi-sumber": Address(P.ROLLUP_VIEW), "provinsi-bangun": Address(P.ROLLUP_BUILD),
    "provinsi-publikasi": Address(P.ROLLUP_VIEW), "provinsi-publikasi-tinjau": Address(P.ROLLUP_VIEW),
    "provinsi-publikasi-terbit": Address(P.PUBLIC_PUBLISH, fresh=True),
    "provinsi-publikasi-tarik": Address(P.PUBLIC_PUBLISH, fresh=True),
    # The portal's window: when offices may send, and exceptions from it.
    "periode": Address(P.BATCH_VIEW), "periode-baru": Address(P.PERIOD_OPEN, fresh=True),
    "periode-lihat": Address(P.ROLLUP_VIEW), "periode-jadwal": Address(P.PERIOD_OPEN, fresh=True),
    "periode-tutup": Address(P.PERIOD_OPEN, fresh=True), "periode-pengumuman": Address(P.PERIOD_OPEN),
    "periode-kunci": Address(P.PERIOD_OPEN, fresh=True), "periode-kantor": Address(P.BATCH_VIEW),
    "periode-minta": Address(P.BATCH_VIEW), "periode-jawab": Address(P.PERIOD_OPEN, fresh=True),
    "periode-izin": Address(P.PERIOD_OPEN, fresh=True), "periode-akhiri": Address(P.PERIOD_OPEN, fresh=True),
    "pengumuman-tutup": Address(P.HOME_VIEW),
    # KTP-el: sums of districts, no personal data.
    "ktp-el": Address(P.EKTP_VIEW), "ktp-el-kantor": Address(P.EKTP_VIEW), "ktp-el-kantor-xlsx": Address(P.EKTP_VIEW),
    "ktp-el-pemilih": Address(P.EKTP_VIEW), "ktp-el-pemilih-xlsx": Address(P.EKTP_VIEW),
    "ktp-el-pemilih-pdf": Address(P.EKTP_VIEW), "ktp-el-lihat": Address(P.EKTP_VIEW),
    "ktp-el-bukti": Address(P.EKTP_VIEW), "ktp-el-xlsx": Address(P.EKTP_VIEW), "ktp-el-pdf": Address(P.EKTP_VIEW),
    "ktp-el-baru": Address(P.EKTP_EDIT), "ktp-el-koreksi": Address(P.EKTP_EDIT), "ktp-el-temuan": Address(P.EKTP_EDIT),
    "ktp-el-provinsi": Address(P.EKTP_ROLLUP_VIEW), "ktp-el-provinsi-xlsx": Address(P.EKTP_ROLLUP_VIEW),
    "ktp-el-provinsi-pdf": Address(P.EKTP_ROLLUP_VIEW), "ktp-el-rekap": Address(P.EKTP_ROLLUP_VIEW),
    "ktp-el-rekap-xlsx": Address(P.EKTP_ROLLUP_VIEW), "ktp-el-rekap-pdf": Address(P.EKTP_ROLLUP_VIEW),
    "ktp-el-nasional": Address(P.EKTP_ROLLUP_VIEW), "ktp-el-nasional-xlsx": Address(P.EKTP_ROLLUP_VIEW),
    "ktp-el-nasional-pdf": Address(P.EKTP_ROLLUP_VIEW),
}


class AddressMiddleware:
    """Opens no view whose address is not in the table."""

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Nothing of its own: the view is not known yet."""
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """404 for an address that nobody has declared; the log names it."""
        if request.resolver_match.view_name not in ADDRESSES:
            log.error("address %s is not in sidalih/addresses.py", request.resolver_match.route)
            raise Http404
