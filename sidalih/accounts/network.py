"""Where a request comes from, as entering counts it: the address, and the network it stands for."""

from ipaddress import ip_address, ip_network


def client_address(request):
    """The address of whoever asks, as text; "" when the server gives none.

    ProxyMiddleware (sidalih/hardening/network.py) has put it into REMOTE_ADDR: what clients claim of themselves
    is not in it (ASVS 15.3.4).
    """
    one = _parsed(request.META.get("REMOTE_ADDR", ""))
    return "" if one is None else str(one)


def network_of(address):
    """What one customer of a provider usually holds: the IPv4 /24 or IPv6 /64 around an address, as text.

    Wider than what hardening's limits count by: who guesses passwords changes his last byte first. What is no
    address ("" behind a socket) is one network.
    """
    one = _parsed(address)
    return "" if one is None else str(ip_network((one, 24 if one.version == 4 else 64), strict=False))


def _parsed(text):
    """The address, an IPv4 one out of its IPv6 clothes; None for what is none."""
    try:
        one = ip_address(text)
    except ValueError:
        return None
    return getattr(one, "ipv4_mapped", None) or one
