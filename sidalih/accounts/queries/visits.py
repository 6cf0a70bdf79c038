"""Reading visits: the one of a session, a person's own, and how a browser is called on a page."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings

from sidalih.accounts.models import Visit

ENDED_SHOWN = 10
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
             ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))


def of_key(key_hash):
    """The Visit of a session's key, open or ended, or None."""
    return Visit.objects.filter(key_hash=key_hash).first()


def reason_to_end(visit, now):
    """Why an open visit is over by now: "idle", "ten_hours", or "" when it is not."""
    if now - visit.started_at >= timedelta(hours=settings.VISIT_HOURS):
        return "ten_hours"
    if now - visit.seen_at >= timedelta(minutes=settings.VISIT_IDLE_MINUTES):
        return "idle"
    return ""


def open_visits(user, now):
    """A person's visits that are open, the newest first; those that ran out unseen are left out."""
    found = Visit.objects.filter(user=user, ended_at=None)
    return [visit for visit in found if not reason_to_end(visit, now)]


def ended_visits(user):
    """The last ten that have ended."""
    return Visit.objects.filter(user=user, ended_at__isnull=False)[:ENDED_SHOWN]


def has_entered_from(user, network):
    """Whether the person has entered from a network before, among his last hundred visits."""
    try:
        known = ip_network(network)
    except ValueError:
        return False
    recent = Visit.objects.filter(user=user).values_list("network", flat=True)[:100]
    return any(_parsed(address) in known for address in set(recent) if _parsed(address))


def browser_name(agent):
    """"Chrome, Windows": the family of browser and system that a User-Agent claims; "" when it names none."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return ", ".join(filter(None, (browser, system)))


def _parsed(address):
    try:
        return ip_address(address)
    except ValueError:
        return None
