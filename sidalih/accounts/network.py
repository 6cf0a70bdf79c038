"""Where a request comes from, as entering counts it: the address, and the network it stands for."""

from ipaddress import ip_address, ip_network

from django.conf import settings


def client_address(request):
    """The address of whoever asks, as text; "" when the server gives none.

    With TRUSTED_PROXY_HOPS=0 that of the connection. With n, what the n-th proxy counted from us appended to
    X-Forwarded-For: the last entry for one proxy. What stands further left was written by the client and is
    never believed (ASVS 15.3.4). A request that came by fewer proxies has the connection's address.
    """
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    hops = settings.TRUSTED_PROXY_HOPS
    said = _parsed(_bare(passed[-hops])) if 0 < hops <= len(passed) else None
    one = said or _parsed(request.META.get("REMOTE_ADDR", ""))
    return "" if one is None else str(one)


def network_of(address):
    """What one customer of a provider usually holds: the IPv4 /24 or IPv6 /64 around an address, as text.

    Wider than what hardening's limits count by: who guesses passwords changes his last byte first. What is no
    address ("" behind a socket) is one network.
    """
    one = _parsed(address)
    return "" if one is None else str(ip_network((one, 24 if one.version == 4 else 64), strict=False))


def _bare(text):
    """An entry of X-Forwarded-For without the port and the brackets that some proxies write."""
    text = text.strip()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _parsed(text):
    """The address, an IPv4 one out of its IPv6 clothes; None for what is none."""
    try:
        one = ip_address(text)
    except ValueError:
        return None
    return getattr(one, "ipv4_mapped", None) or one
