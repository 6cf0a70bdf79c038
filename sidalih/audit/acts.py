"""Every act that the portal writes down, with its name for people; look here before inventing one.

One table for all rooms, so that an auditor reads in one place what is recorded. tests/audit/test_audit_acts.py finds
every call of `audit.record` and `audit.later` whose act is not in it.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# What an act showed to somebody or let out of the portal.
VOTER, ROW, ROWS, SEARCH, EXPORT = "voter", "row", "rows", "search", "export"


@dataclass(frozen=True)
class Act:
    """An act's name, the group it is listed in, what it showed (VOTER, ROW, ..., or "") and its tone."""

    name: Any
    group: str
    saw: str = ""
    tone: str = ""


GROUPS = {
    "reading": _("Melihat dan mengekspor"),
    "entering": _("Masuk dan penolakan"),
    "accounts": _("Akun"),
    "batches": _("Berkas mutarlih"),
    "roll": _("Daftar pemilih dan snapshot"),
    "ektp": _("KTP-el"),
    "portal": _("Portal"),
}

ACTS = {
    "voter_viewed": Act(_("Melihat data pemilih"), "reading", VOTER),
    "voter_revealed": Act(_("Membuka NIK lengkap pemilih"), "reading", VOTER, "warn"),
    "voter_opened": Act(_("Membuka pemilih untuk diubah"), "reading", VOTER),
    "voter_searched": Act(_("Mencari pemilih"), "reading", SEARCH),
    "rows_revealed": Act(_("Membuka NIK lengkap baris berkas"), "reading", ROW, "warn"),
    "row_opened": Act(_("Membuka baris untuk diperbaiki"), "reading", ROW),
    "rows_opened": Act(_("Membuka baris di kisi untuk diisi"), "reading", ROWS),
    "list_exported": Act(_("Mengunduh daftar"), "reading", EXPORT, "warn"),
    "snapshot_exported": Act(_("Menyiapkan ZIP snapshot"), "reading", EXPORT, "warn"),
    "snapshot_downloaded": Act(_("Mengunduh ZIP snapshot"), "reading", EXPORT, "warn"),
    "evidence_opened": Act(_("Membuka bukti berkas"), "reading", EXPORT),
    "batch_annotated": Act(_("Menyiapkan berkas beranotasi"), "reading", EXPORT, "warn"),
    "annotated_downloaded": Act(_("Mengunduh berkas beranotasi"), "reading", EXPORT, "warn"),
    "audit_exported": Act(_("Mengunduh jejak"), "reading", EXPORT),

    "entered": Act(_("Masuk"), "entering"),
    "left": Act(_("Keluar"), "entering"),
    "entry_refused": Act(_("Gagal masuk"), "entering", tone="bad"),
    "confirmation_refused": Act(_("Gagal membuktikan diri"), "entering", tone="bad"),
    "activation_refused": Act(_("Gagal mengaktifkan akun"), "entering", tone="bad"),
    "refused": Act(_("Ditolak: tidak berwenang"), "entering", tone="bad"),
    "visit_ended": Act(_("Mengakhiri satu sesi"), "entering"),
    "visits_ended": Act(_("Mengakhiri semua sesi"), "entering"),

    "user_added": Act(_("Membuat akun"), "accounts"),
    "credential_issued": Act(_("Menerbitkan surat kredensial"), "accounts"),
    "credential_reissued": Act(_("Menerbitkan ulang surat kredensial"), "accounts"),
    "credential_revoked": Act(_("Mencabut akun"), "accounts", tone="warn"),
    "slips_printed": Act(_("Mencetak surat kredensial"), "accounts"),
    "account_activated": Act(_("Mengaktifkan akun"), "accounts"),
    "leave_set": Act(_("Mengatur cuti"), "accounts"),
    "leave_ended": Act(_("Mengakhiri cuti"), "accounts"),
    "end_date_set": Act(_("Mengatur akhir tugas"), "accounts"),
    "password_changed": Act(_("Mengganti kata sandi"), "accounts"),
    "second_factor_enrolled": Act(_("Memasang aplikasi kode"), "accounts"),
    "second_factor_replaced": Act(_("Mengganti aplikasi kode"), "accounts"),
    "second_factors_resealed": Act(_("Menyandikan ulang rahasia aplikasi kode"), "accounts"),
    "recovery_codes_renewed": Act(_("Memperbarui kode pemulihan"), "accounts"),
    "recovery_code_used": Act(_("Memakai kode pemulihan"), "accounts", tone="warn"),

    "batch_received": Act(_("Menerima berkas"), "batches"),
    "batch_refused": Act(_("Menolak berkas saat diterima"), "batches", tone="bad"),
    "batch_checked": Act(_("Membaca dan memeriksa berkas"), "batches"),
    "row_corrected": Act(_("Memperbaiki baris"), "batches"),
    "rows_repaired": Act(_("Menerapkan saran ke banyak baris"), "batches"),
    "repair_undone": Act(_("Mengurungkan perbaikan banyak baris"), "batches"),
    "warnings_confirmed": Act(_("Mengonfirmasi peringatan"), "batches"),
    "draft_started": Act(_("Memulai entri di portal"), "batches"),
    "rows_typed": Act(_("Mengetik baris"), "batches"),
    "rows_set_aside": Act(_("Mengeluarkan baris dari berkas"), "batches"),
    "rows_brought_back": Act(_("Mengembalikan baris ke berkas"), "batches"),
    "evidence_attached": Act(_("Melampirkan bukti"), "batches"),
    "evidence_removed": Act(_("Menghapus bukti"), "batches", tone="warn"),
    "rows_sent_again": Act(_("Menerima baris yang dikirim ulang"), "batches"),
    "batch_submitted": Act(_("Mengajukan berkas"), "batches"),
    "batch_approved": Act(_("Menyetujui berkas"), "batches"),
    "rows_marked": Act(_("Menandai baris untuk dikembalikan"), "batches"),
    "rows_unmarked": Act(_("Melepas tanda kembali dari baris"), "batches"),
    "batch_braked": Act(_("Menahan berkas untuk tanda tangan provinsi"), "batches", tone="warn"),
    "batch_countersigned": Act(_("Menandatangani berkas untuk provinsi"), "batches", tone="warn"),
    "batch_returned": Act(_("Mengembalikan berkas"), "batches"),
    "batch_cancelled": Act(_("Membatalkan berkas"), "batches"),
    "reversal_prepared": Act(_("Menyiapkan pembatalan penerapan"), "batches", tone="warn"),
    "reversal_made": Act(_("Membuat berkas pembatalan"), "batches", tone="warn"),
    "batch_reversed": Act(_("Membatalkan penerapan berkas"), "batches", tone="warn"),
    "conflict_resolved": Act(_("Menyelesaikan baris bentrok"), "batches"),
    "batch_rechecked": Act(_("Memeriksa ulang baris berkas"), "batches"),
    "batch_applied": Act(_("Menerapkan berkas ke daftar pemilih"), "batches"),

    "transfer_opened": Act(_("Membuka data pemilih yang ditawarkan"), "reading", VOTER, "warn"),
    "transfer_proposed": Act(_("Mengusulkan pindah pemilih"), "batches"),
    "transfer_offered": Act(_("Menawarkan pemilih ke daerah lain"), "batches"),
    "transfer_withdrawn": Act(_("Menarik kembali pemilih yang ditawarkan"), "batches"),
    "transfer_declined": Act(_("Menolak pemilih yang ditawarkan"), "batches"),
    "transfer_taken": Act(_("Mengambil pemilih yang ditawarkan ke konsep"), "batches"),
    "transfer_accepted": Act(_("Memindahkan pemilih antardaerah"), "batches"),
    "transfer_lapsed": Act(_("Menggugurkan pindah: data berubah di daerah asal"), "batches", tone="warn"),

    "roll_loaded": Act(_("Memuat daftar pemilih"), "roll"),
    "snapshot_taken": Act(_("Membuat snapshot"), "roll"),
    "snapshots_taken": Act(_("Membuat snapshot semua kabupaten/kota"), "roll"),
    "snapshot_sealed": Act(_("Menyegel snapshot"), "roll"),
    "snapshot_cancelled": Act(_("Membatalkan snapshot"), "roll", tone="warn"),
    "snapshot_unclosed": Act(_("Menolak menyegel: angka tidak tertutup"), "roll", tone="warn"),
    "snapshot_explained": Act(_("Menjelaskan angka yang tidak tertutup"), "roll", tone="warn"),
    "snapshot_verified": Act(_("Memeriksa segel snapshot"), "roll"),
    "minutes_saved": Act(_("Menulis berita acara"), "roll"),
    "figures_published": Act(_("Menerbitkan angka untuk umum"), "roll", tone="warn"),
    "publication_withdrawn": Act(_("Menarik angka yang sudah terbit"), "roll", tone="warn"),
    "rollup_built": Act(_("Membangun rekap provinsi"), "roll"),
    "invariants_checked": Act(_("Memeriksa keutuhan data"), "roll"),

    "ektp_reported": Act(_("Melaporkan KTP-el"), "ektp"),
    "ektp_finding_explained": Act(_("Menjelaskan temuan KTP-el"), "ektp"),
    "ektp_finding_reopened": Act(_("Menarik penjelasan temuan KTP-el"), "ektp"),
    "ektp_rollup_built": Act(_("Membangun rekap KTP-el"), "ektp"),

    "period_opened": Act(_("Membuka periode"), "portal"),
    "period_moved": Act(_("Mengubah jadwal portal"), "portal", tone="warn"),
    "period_announced": Act(_("Mengubah pengumuman"), "portal"),
    "reopening_asked": Act(_("Meminta portal dibuka kembali"), "portal"),
    "reopening_granted": Act(_("Mengizinkan portal dibuka kembali"), "portal", tone="warn"),
    "reopening_declined": Act(_("Menolak permintaan buka kembali"), "portal"),
    "office_reopened": Act(_("Membuka kembali portal satu kantor"), "portal", tone="warn"),
    "office_locked": Act(_("Mengunci kantor"), "portal", tone="warn"),
    "exception_ended": Act(_("Mengakhiri pengecualian portal"), "portal"),
    "job_retried": Act(_("Mengulang pekerjaan"), "portal"),
    "job_cancelled": Act(_("Membatalkan pekerjaan"), "portal"),
    "audit_verified": Act(_("Memeriksa rantai jejak"), "portal"),
    "demo_begun": Act(_("Memulai peragaan"), "portal"),
    "demo_seeded": Act(_("Mengisi peragaan"), "portal"),
}


def act_of(code):
    """The Act of a code; one that is no longer in the table is shown by its code, never hidden."""
    return ACTS.get(code) or Act(code, "portal")


def in_group(group):
    """The codes of a group."""
    return [code for code, act in ACTS.items() if act.group == group]


def that_saw(*kinds):
    """The codes of acts that showed one of these kinds, or anything at all."""
    return [code for code, act in ACTS.items() if act.saw and (not kinds or act.saw in kinds)]
