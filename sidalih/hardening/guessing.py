"""Whole numbers that nobody has: whoever asks for many of them is guessing, and is slowed down."""

from django.conf import settings
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.hardening.buckets import spend, wait_for
from sidalih.hardening.limits import rate
from sidalih.refusal import Refused


def refuse_guessing(user):
    """To be called before a number is looked up. Raises Refused when the person, or his office, missed too often."""
    wait = max((wait_for(key, one) for key, one in _buckets(user)), default=0)
    if wait:
        raise Refused("too_many_misses", _("Terlalu banyak nomor yang tidak ditemukan. Coba lagi dalam %(n)d menit, "
                                           "atau cari menurut nama.") % {"n": -(-wait // 60)})


def missed(user):
    """Count a number that nobody has; the one that empties a bucket is recorded as a refusal to come."""
    for key, one in _buckets(user):
        spend(key, one)
        if wait_for(key, one):
            audit.later("refused", by=user.username, regency=user.area, why="guessing", limit=key)


def _buckets(user):
    """(key, Rate) of the person's and the office's misses; none where the setting says no limit."""
    person, office = map(rate, settings.RATE_LIMITS["miss"].split())
    found = ((f"miss:person:{user.pk}", person), (f"miss:office:{user.area[:4]}", office))
    return [(key, one) for key, one in found if one]
