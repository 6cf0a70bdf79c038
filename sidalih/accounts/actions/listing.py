"""Handing out who has what: names masked, the copy marked and recorded."""

from django.db import transaction
from django.utils.translation import gettext as _

from sidalih.accounts.roles import ROLES
from sidalih.home.templatetags.tanggal import tanggal_pendek, waktu_pendek
from sidalih.marking import marked_table
from sidalih.sheets import Column


@transaction.atomic
def export_credentials(*, lines, title, subtitle, by):
    """The .xlsx of Credentials as the list shows them, names masked; never a slip, there is none to show."""
    columns = [Column(_("Kode"), 8, "code"), Column(_("Kantor"), 30), Column(_("Nama (disamarkan)"), 26),
               Column(_("Nama pengguna"), 18), Column(_("Peran"), 26), Column(_("Status"), 18),
               Column(_("Surat berlaku sampai"), 22), Column(_("Terakhir masuk"), 22), Column(_("Berakhir"), 14)]
    return marked_table(
        what="credentials", by=by, regency=by.scope.regency, title=title, subtitle=subtitle, sheet=_("Akun"),
        columns=columns, rows=[_row(one) for one in lines])


def masked_name(name):
    """The first letter of each word: `Siti Rahmawati` is `S••• R••••••••`."""
    return " ".join(word[0] + "•" * (len(word) - 1) for word in name.split())


def _row(one):
    user = one.user
    if user is None:
        return [one.area, one.office, "", "", str(ROLES["operator"].name), str(one.state_name), "", "", ""]
    return [one.area, one.office, masked_name(user.full_name), user.username, str(user.role_name), str(one.state_name),
            _or_blank(waktu_pendek, one.slip_expires), _or_blank(waktu_pendek, user.seen_at),
            _or_blank(tanggal_pendek, user.ends_on)]


def _or_blank(write, value):
    return write(value) if value else ""
