"""Look here for how a free port is found; ports in use by others are never an error unless asked for by number."""

import random
import socket

# Below the range from which the kernel takes ports for outgoing connections (32768 and up), so that a
# remembered port is rarely lost to one.
PRIVATE = range(20000, 30000)


def is_free(port, host="127.0.0.1"):
    """Whether a server could listen on this port now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


def private_port(remembered=None):
    """The remembered port if it is still free, else another free one for a server only we speak to."""
    if remembered and is_free(remembered):
        return remembered
    while not is_free(port := random.choice(PRIVATE)):
        pass
    return port


def next_free(first, host):
    """The first free port from `first` on; None if a hundred are taken."""
    return next((port for port in range(first, first + 100) if is_free(port, host)), None)
