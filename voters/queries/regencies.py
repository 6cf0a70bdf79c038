"""Regencies as commands and forms name them."""

from django.db import connection
from django.utils.translation import gettext as _

from sidalih.areas.models import Area, Level
from sidalih.refusal import Refused

HIGHEST = 2**63 - 1  # the database refuses to look for a greater number


def regency_of_command(code):
    """The code itself, when it is a regency; dots are allowed (35.78). Raises Refused otherwise."""
    plain = code.replace(".", "")
    if not Area.objects.filter(pk=plain, level=Level.REGENCY).exists():
        raise Refused("unknown_regency", _("Kode %(code)s bukan kabupaten/kota.") % {"code": code})
    return plain


def regency_of_batch(batch_id):
    """The regency of a batch, to open its scope by. Raises Refused when there is no such batch."""
    return _regency("SELECT voters_regency_of_batch(%s)", batch_id) or _nothing(_("Berkas ini tidak ada."))


def regency_of_snapshot(snapshot_id):
    """The regency of a snapshot, to open its scope by. Raises Refused when there is no such snapshot."""
    return _regency("SELECT voters_regency_of_snapshot(%s)", snapshot_id) or _nothing(_("Snapshot ini tidak ada."))


def _regency(question, number):
    if not 0 < number <= HIGHEST:
        return None
    with connection.cursor() as cursor:
        cursor.execute(question, [number])
        return cursor.fetchone()[0]


def _nothing(sentence):
    raise Refused("not_found", sentence)
