"""Look here for how the portal is stopped, whole or what a crash left of it."""

import os
import signal

from sidalih.embedded import processes
from sidalih.embedded.places import locked, open_private, try_lock
from sidalih.embedded.postgres import Postgres
from sidalih.embedded.valkey import Valkey

# Web, workers and beat, and all they start, carry this in their environment; its value is the installation's folder.
MARK = "SIDALIH_STARTED_BY_UP"
STOP_SECONDS = 15


def take_turn(places):
    """The open lock file that makes this process the installation's only `up`; None if another one runs.

    Keep it open: the lock goes with it, also when we are killed.
    """
    places.make(places.run)
    file = open_private(places.run / "up.lock", "a")
    if try_lock(file):
        return file
    file.close()
    return None


def running_up(places):
    """The process of the installation's running `up` and its facts ("address"); (None, {}) if none runs."""
    if not (places.run / "up.lock").exists():
        return None, {}
    if (turn := take_turn(places)) is not None:
        turn.close()
        return None, {}
    return processes.recall(places.run / "up.json")


def stop_children(places):
    """Stop web, worker and beat, recorded or not, as a running `up` or a crashed one left them; names of those found.

    They are asked together, have a time limit together, and then their whole groups are killed: work in
    hand is kept in the job's row and taken up again.
    """
    found = {path.stem: process for path in places.run.glob("*.json") if path.stem != "up"
             and (process := processes.recall(path)[0])}
    processes.stop(list(found.values()), seconds=STOP_SECONDS, group=True)
    strays = processes.carrying(MARK, str(places.var))
    processes.stop(strays, seconds=0, first=signal.SIGKILL)
    for path in places.run.glob("*.json"):
        path.unlink(missing_ok=True)
    return sorted(found) + (["sisa"] if strays and not found else [])


def stop_servers(places, *, names=("redis", "postgres")):
    """Stop the embedded servers, the broker first; names of those that ran."""
    if not places.var.exists():
        return []
    with locked(places):
        servers = {"redis": Valkey(places), "postgres": Postgres(places)}
        return [name for name in names if servers[name].stop()]


def stop_everything(places):
    """Stop a running `up` (it stops the rest in order), then whatever is left; names of what was stopped."""
    if not places.var.exists():
        return []
    up, _facts = running_up(places)
    if up and up.pid != os.getpid():
        processes.stop([up], seconds=STOP_SECONDS + 45)
    return (["up"] if up else []) + stop_children(places) + stop_servers(places)
