"""Letters with one-time slips as PDF: one A4 page a person; `surat.typ` is the form, this fills it."""

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import segno
import typst
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sidalih.accounts.roles import ROLES
from sidalih.home.templatetags.tanggal import tanggal, waktu


def letters_pdf(letters, address):
    """The PDF of the letters, [(Issued, office name)]; `address` is that of the activation page.

    The slip stands in the QR behind #, a part of an address that browsers send to nobody: no log has it.
    """
    with translation.override("id"):  # it is for whoever receives it, whatever language the admin reads
        return _letters_pdf(letters, address)


def _letters_pdf(letters, address):
    pages = [{
        "office": office.upper(), "name": issued.user.full_name, "username": issued.user.username,
        "role": str(ROLES[issued.user.role].name), "groups": issued.slip.split("-"),
        "until": waktu(issued.expires_at), "qr": _qr(activation_link(address, issued)),
        "subject": _("Surat akun %(username)s") % {"username": issued.user.username},
    } for issued, office in letters]
    words = {
        "address": address.split("://")[-1], "portal": _("Portal data pemilih KPU"), "today": tanggal(timezone.now()),
        "title": _("SURAT AKUN SIDALIH"), "secret": _("RAHASIA · HANYA UNTUK PENERIMA"),
        "to": _("Diserahkan kepada"), "role": _("Peran"), "username": _("Nama pengguna"),
        "slip": _("Kode surat (0 adalah angka nol; huruf I, L, O, dan U tidak dipakai)"),
        "until": _("Berlaku sampai"), "or": _("Pindai dengan telepon, atau ketik alamat ini di peramban:"),
        "steps_title": _("Tiga langkah"),
        "steps": [
            _("Buka halaman aktivasi: pindai QR, atau ketik alamatnya, nama pengguna, dan kode surat."),
            _("Pilih kata sandi Anda sendiri, sedikitnya 12 huruf. Tidak seorang pun perlu tahu, admin pun tidak."),
            _("Pindai QR di layar dengan aplikasi autentikator, ketik enam angkanya, simpan kode pemulihan."),
        ],
        "warning_title": _("Jangan difoto, jangan dikirim lewat pesan"),
        "warning": _("Serahkan langsung kepada penerima. Siapa yang memegang surat ini dapat membuka akunnya. Surat "
                     "berlaku sekali; sesudah akun aktif, musnahkan. Bila hilang, terbuka, atau kedaluwarsa, minta "
                     "admin menerbitkan ulang: surat ini langsung tidak berlaku."),
        "receipt": _("Diterima oleh"), "date": _("Tanggal"), "sign": _("Tanda tangan"),
        "page": _("Hal"), "of": _("dari"), "foot": _("Sidalih · dicetak %(when)s") % {"when": waktu(timezone.now())},
    }
    return typst.compile(_form(), format="pdf", ignore_system_fonts=True,
                         sys_inputs={"data": json.dumps(words | {"letters": pages}, ensure_ascii=False)})


def activation_link(address, issued):
    """The address in the QR: activation page, #, username, slip."""
    return f"{address}#{quote(issued.user.username)}.{issued.slip}"


def _qr(text):
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgclass=None,
                                                  lineclass=None)
    return out.getvalue().decode()


@cache
def _form():
    return (Path(__file__).parent / "surat.typ").read_bytes()
