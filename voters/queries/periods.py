"""Periods: which there are, and which one people work in now."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih.refusal import Refused
from voters.models import Period


def period_of(code):
    """The period with this code. Raises Refused when there is none."""
    period = Period.objects.filter(pk=code).first()
    if period is None:
        raise Refused("unknown_period", _("Periode %(code)s tidak ada.") % {"code": code})
    return period


def periods():
    """All periods, newest first."""
    return Period.objects.all()


def current():
    """The newest period whose portal is open now, else the newest of all, else None."""
    now = timezone.now()
    is_open = (Q(opens_at=None) | Q(opens_at__lte=now)) & (Q(closes_at=None) | Q(closes_at__gt=now))
    return Period.objects.filter(is_open).first() or Period.objects.first()
