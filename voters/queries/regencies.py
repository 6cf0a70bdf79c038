"""Regencies as commands and forms name them."""

from django.utils.translation import gettext as _

from sidalih.areas.models import Area, Level
from sidalih.refusal import Refused


def regency_of_command(code):
    """The code itself, when it is a regency; dots are allowed (35.78). Raises Refused otherwise."""
    plain = code.replace(".", "")
    if not Area.objects.filter(pk=plain, level=Level.REGENCY).exists():
        raise Refused("unknown_regency", _("Kode %(code)s bukan kabupaten/kota.") % {"code": code})
    return plain
