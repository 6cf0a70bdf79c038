"""Look here for how a free port is found; ports in use by others are never an error unless asked for by number."""

import os
import random
import socket
import time
from pathlib import Path

# Below the range from which the kernel takes ports for outgoing connections (32768 and up), so that a
# remembered port is rarely lost to one.
PRIVATE = range(20000, 30000)
PATIENCE = 5


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
    """The remembered port if it is still free, else another free one for a server only we speak to.

    A server that was killed a moment ago may hold its port a little longer; it gets half a second.
    """
    for _attempt in range(PATIENCE if remembered else 0):
        if is_free(remembered):
            return remembered
        time.sleep(0.1)
    while not is_free(port := random.choice(PRIVATE)):
        pass
    return port


def reserve(candidates, host):
    """A socket on the first free port of these; it keeps others away until it is closed. None if all are taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in candidates:
        try:
            return socket.create_server((host, port), family=family)
        except (OSError, OverflowError):
            continue
    return None


def group_listens(group, port):
    """Whether a process of this group listens on the port, and not a stranger that answers in its place."""
    rows = [row.split() for table in ("tcp", "tcp6") if (file := Path("/proc/net", table)).exists()
            for row in file.read_text().splitlines()[1:]]
    wanted = {f"socket:[{row[9]}]" for row in rows if row[3] == "0A" and int(row[1].rpartition(":")[2], 16) == port}
    return any(wanted & _open_files(int(name)) for name in os.listdir("/proc") if name.isdigit()
               and _group(int(name)) == group)


def _group(pid):
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def _open_files(pid):
    try:
        return {os.readlink(file) for file in Path(f"/proc/{pid}/fd").iterdir()}
    except OSError:
        return set()
