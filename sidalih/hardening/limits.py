"""The one table of what is limited: address -> kind; the amounts of each kind are settings (RATE_LIMITS).

An address that takes files, searches or opens a full number belongs here; one whose name ends like that of a download
is an export by itself. Amounts are for a deadline night, when 38 offices work behind one address.
"""

import re
from dataclasses import dataclass

from django.conf import settings

from sidalih.hardening.buckets import Rate

BY_NETWORK = frozenset({"entry", "check", "public"})  # asked for by people nobody knows
TAKE_FILES = frozenset({"upload", "paper"})
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
WRITTEN = re.compile(r"(\d+)/(\d*)([smhd])")

ANY, POST = frozenset({"GET", "HEAD", "POST"}), frozenset({"POST"})
# takes much away at once
EXPORT = re.compile(r"-(xlsx|csv|pdf|zip|unduh|bukti|salinan|surat)$")
LIMITED = {
    # before entering: per network
    "masuk": ("entry", POST),
    "masuk-kode": ("entry", POST),
    "masuk-aplikasi": ("entry", POST),
    "aktivasi": ("entry", POST),
    "aktivasi-sandi": ("entry", POST),
    "aktivasi-kode": ("entry", POST),
    # a paper compared with the database by anybody: per network
    "periksa": ("check", ANY),
    "periksa-lihat": ("check", ANY),
    "periksa-segel": ("check", ANY),
    # published figures and their files: per network
    "publik": ("public", ANY),
    "publik-lihat": ("public", ANY),
    "publik-xlsx": ("public", ANY),
    "publik-csv": ("public", ANY),
    "publik-json": ("public", ANY),
    # takes files
    "akun-daftar": ("upload", POST),
    "berkas-baru": ("upload", POST),
    "ktp-el-baru": ("upload", POST),
    "ktp-el-koreksi": ("upload", POST),
    "berkas-bukti-tambah": ("paper", POST),  # scans, one by one: many in an hour
    # looks for people, or walks through them
    "pemilih": ("search", ANY),  # an address may name a frozen list and a village
    "pemilih-lihat": ("search", ANY),
    "pemilih-keluarga": ("search", ANY),
    "pemilih-cocok": ("search", POST),
    "snapshot-banding": ("search", ANY),  # fifty voters a page
    "entri-cari": ("search", POST),
    "entri-nik": ("search", POST),
    "entri-pemilih": ("search", ANY),  # shows a voter's numbers in full while he is corrected
    "berkas-baris": ("search", ANY),  # the editor shows in full what was typed
    "berkas-saran": ("search", POST),  # may answer with the editor
    "berkas-konfirmasi": ("search", POST),
    "pindah-lihat": ("search", ANY),
    "pindah-ambil": ("search", ANY),  # an editor too
    "berkas-kisi-baris": ("search", ANY),  # so does the grid, 200 rows at once
    # saves by itself, row after row
    "berkas-kisi-simpan": ("save", POST),
    "berkas-bukti-buka": ("search", ANY),  # a paper shows a person in full
    "berkas-templat-tulis": ("export", POST),
    "berkas-anotasi-tulis": ("export", POST),
    # opens a full number
    "pemilih-buka": ("reveal", POST),
    "berkas-baris-buka": ("reveal", POST),
}


@dataclass(frozen=True)
class Limit:
    """The limits of one kind: per network for people who have not entered, else per person and per office."""

    kind: str
    network: Rate | None = None
    person: Rate | None = None
    office: Rate | None = None


def rate(text):
    """Read "60/h", "1200/10m", "150/d"; "0" means no limit (None). Raises ValueError for anything else."""
    if text == "0":
        return None
    found = WRITTEN.fullmatch(text)
    if not found or not int(found[1]):
        raise ValueError(f"{text!r} is no rate; write 60/h or 1200/10m")
    return Rate(int(found[1]), int(found[2] or 1) * UNITS[found[3]])


def limit_of(name, method):
    """The Limit of a request to the address of this name, or None."""
    kind, methods = LIMITED.get(name) or ("export", ANY if EXPORT.search(name) else ())
    if method not in methods:
        return None
    words = settings.RATE_LIMITS[kind].split()
    if kind in BY_NETWORK:
        return Limit(kind, network=rate(words[0]))
    return Limit(kind, person=rate(words[0]), office=rate(words[1]))


def takes_files(name):
    """Whether the address accepts uploads; every other accepts forms only."""
    return LIMITED.get(name, ("",))[0] in TAKE_FILES
