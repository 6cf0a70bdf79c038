"""Where a request comes from: an address nobody can claim for himself, and the network it stands for."""

from ipaddress import ip_address, ip_network

from django.conf import settings


def client_address(request):
    """The address of whoever asks, as text; "" when the server gives none.

    With TRUSTED_PROXY_HOPS=0 that of the connection. With n, what the n-th proxy counted from us appended to
    X-Forwarded-For: the last entry for one proxy. What stands further left was written by the client and is
    never believed (ASVS 15.3.4). A request that came by fewer proxies has the connection's address.
    """
    connection = _address(request.META.get("REMOTE_ADDR", ""))
    hops = settings.TRUSTED_PROXY_HOPS
    passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if hops < 1 or len(passed) < hops:
        return connection
    return _address(passed[-hops]) or connection


def network_of(address):
    """What one customer of a provider usually holds: the IPv4 /24 or IPv6 /64 around an address, as text.

    An address that is none ("" behind a socket) is a network of its own.
    """
    try:
        one = ip_address(address)
    except ValueError:
        return address[:45]
    return str(ip_network((one, 24 if one.version == 4 else 64), strict=False))


def _address(text):
    """The address in its usual form, without port, brackets or an IPv4 address's IPv6 clothes; "" for none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        one = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(one, "ipv4_mapped", None) or one)
