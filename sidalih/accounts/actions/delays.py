"""Slowing guesses down without ever shutting anybody out: a growing pause for one name on one network.

The numbers stand in docs/operations.md, the reasons in docs/adr/0005-entering.md.
"""

import hashlib
import math
import unicodedata
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih.accounts.models import Delay
from sidalih.refusal import Refused

FREE_FAILURES = 3
LONGEST = 15 * 60                # seconds
FORGOTTEN_AFTER = timedelta(days=1)
EVERYWHERE = "*"                 # stands for all networks from which somebody has never entered
FREE_EVERYWHERE = 10

# One statement, so that of many attempts at once each finds the count of those before it.
_CLAIM = """
    INSERT INTO accounts_delay AS d (name_hash, network, failures, failed_at, until)
    VALUES (%(name)s, %(network)s, 1, %(now)s, %(now)s)
    ON CONFLICT (name_hash, network) DO UPDATE SET
        failures = CASE WHEN d.failed_at < %(forgotten)s THEN 1 ELSE least(d.failures, 1000000) + 1 END,
        failed_at = %(now)s,
        until = %(now)s + CASE WHEN d.failed_at < %(forgotten)s OR d.failures < %(free)s THEN interval '0'
            ELSE make_interval(secs => least(power(2, least(d.failures - %(free)s, 20)), %(longest)s)) END
    WHERE d.until <= %(now)s
    RETURNING d.failures
"""


def name_key(username):
    """What a typed name is counted under: a hash, since people type passwords there too."""
    return _key("name", unicodedata.normalize("NFKC", username).strip().casefold())


def code_key(user):
    """What wrong codes of a person are counted under, apart from wrong passwords."""
    return _key("code", str(user.pk))


def own_key(user):
    """What wrong present passwords of somebody who is signed in are counted under."""
    return _key("own", str(user.pk))


def attempt(key, network, *, free=FREE_FAILURES):
    """Count an attempt as failed before it is looked at; `forgive` forgets it when it was right.

    Counted first, a hundred attempts at once get no further than one after the other. Raises
    Refused("wait", seconds=n) while the pause lasts; such an attempt is neither counted nor looked at.
    """
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"name": key, "network": network, "now": now, "free": free, "longest": LONGEST,
                                "forgotten": now - FORGOTTEN_AFTER})
        counted = cursor.fetchone()
    if counted is None:
        until = Delay.objects.filter(name_hash=key, network=network).values_list("until", flat=True).first()
        seconds = max(1, math.ceil((until - now).total_seconds())) if until else 1
        raise Refused("wait", waiting(seconds), seconds=seconds)


def forgive(key, network):
    """Forget the wrong attempts of a name on a network, after a right one."""
    Delay.objects.filter(name_hash=key, network=network).delete()


def take_back(key, network):
    """Uncount one attempt, after a right one where earlier wrong ones shall stay counted."""
    Delay.objects.filter(name_hash=key, network=network, failures__gt=0).update(
        failures=F("failures") - 1, until=timezone.now())


def waiting(seconds):
    """The sentence for somebody who must wait; the same whether the name is anybody's or not."""
    if seconds < 60:
        return _("Terlalu banyak percobaan. Tunggu %(n)d detik, lalu coba lagi.") % {"n": seconds}
    return _("Terlalu banyak percobaan. Tunggu %(n)d menit, lalu coba lagi.") % {"n": math.ceil(seconds / 60)}


def sweep(now=None):
    """Remove what is forgotten; returns how many rows."""
    now = now or timezone.now()
    gone, _kinds = Delay.objects.filter(failed_at__lt=now - FORGOTTEN_AFTER, until__lt=now).delete()
    return gone


def _key(kind, text):
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()
