"""Dates and times as Indonesian offices write them: `14 Juli 2017 pukul 16.02 WIB`, in the time of Jakarta."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

register = template.Library()

NOTHING = "–"
JAKARTA = ZoneInfo("Asia/Jakarta")


def _local(value: object) -> date | None:
    """Return a date as it is and a datetime in Jakarta's time (a naive one is taken to be there already)."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=JAKARTA) if is_naive(value) else value.astimezone(JAKARTA)
    return value if isinstance(value, date) else None


@register.filter(expects_localtime=False)
def tanggal(value: object) -> str:
    """Write the day: `14 Juli 2017`; None → `–`. Month names follow the language of the page."""
    day = _local(value)
    return NOTHING if day is None else date_format(day, "j F Y", use_l10n=False)


@register.filter(expects_localtime=False)
def tanggal_pendek(value: object) -> str:
    """Write the day for a narrow column: `14 Jul 2017`; None → `–`."""
    day = _local(value)
    return NOTHING if day is None else date_format(day, "j M Y", use_l10n=False)


@register.filter(expects_localtime=False)
def waktu(value: object) -> str:
    """Write a moment in full: `14 Juli 2017 pukul 16.02 WIB`; a plain date is written as a day."""
    moment = _local(value)
    if not isinstance(moment, datetime):
        return tanggal(value)
    return _("%(day)s pukul %(clock)s WIB") % {"day": tanggal(moment), "clock": moment.strftime("%H.%M")}


@register.filter(expects_localtime=False)
def waktu_pendek(value: object) -> str:
    """Write a moment for a table or a line of history: `14 Jul 2017, 16.02`."""
    moment = _local(value)
    if not isinstance(moment, datetime):
        return tanggal_pendek(value)
    return f"{tanggal_pendek(moment)}, {moment.strftime('%H.%M')}"


@register.filter(expects_localtime=False)
def waktu_detik(value: object) -> str:
    """Write a moment to the second, where the order of acts counts: `14 Jul 2017, 16.02.07`."""
    moment = _local(value)
    if not isinstance(moment, datetime):
        return tanggal_pendek(value)
    return f"{tanggal_pendek(moment)}, {moment.strftime('%H.%M.%S')}"


@register.filter(expects_localtime=False)
def jam_detik(value: object) -> str:
    """Write the time of day of a moment to the second: `16.02.07`; anything else → `–`."""
    moment = _local(value)
    return moment.strftime("%H.%M.%S") if isinstance(moment, datetime) else NOTHING


@register.filter
def lama(seconds: object) -> str:
    """Write how long something took: 4 → `4 detik`, 95 → `1 menit 35 detik`, 4000 → `1 jam 6 menit`; None → `–`."""
    if seconds is None:
        return NOTHING
    total = max(0, round(float(seconds)))
    minutes, rest = divmod(total, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(h)d jam %(m)d menit") % {"h": hours, "m": minutes}
    if minutes:
        return _("%(m)d menit %(s)d detik") % {"m": minutes, "s": rest}
    return _("%(s)d detik") % {"s": rest}
