"""Look here for how a process is started, known again after a crash, and stopped (Linux /proc)."""

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from sidalih.embedded.places import write_private

_children = []  # processes this one started: polled, so that an ended one does not look alive as a zombie


@dataclass(frozen=True)
class Process:
    """A process by number *and* start time (clock ticks since boot), so a reused number is never taken for it."""

    pid: int
    started: int

    @classmethod
    def find(cls, pid):
        """The living process with this number, or None."""
        started = _started(pid)
        return cls(pid, started) if started is not None else None

    def alive(self):
        """Whether that very process still runs; a zombie counts as gone."""
        return _started(self.pid) == self.started

    def signal(self, number, *, group=False):
        """Signal it, or the whole group it leads. A process that has gone is no error."""
        try:
            if group:
                os.killpg(self.pid, number)
            elif self.alive():
                os.kill(self.pid, number)
        except (ProcessLookupError, PermissionError):
            pass


def _started(pid):
    for child in _children[:]:
        if child.poll() is not None:
            _children.remove(child)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def launch(argv, *, cwd, log, env, **identity):
    """Start a process of its own session that writes to `log` and holds nothing of the caller's.

    None of the caller's files is inherited: a pipe that captures a command's output closes with the command
    although the server lives on. `identity` is subprocess's user, group, extra_groups. Returns the Popen object.
    """
    with open(log, "ab", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
        child = subprocess.Popen(argv, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                 start_new_session=True, **identity)
    _children.append(child)
    return child


def remember(path, process, **facts):
    """Write down which process does a job, with more facts (JSON values) for whoever finds the record."""
    write_private(path, json.dumps({"pid": process.pid, "started": process.started, **facts}))


def recall(path):
    """The living process of a record and its facts; (None, facts) if it has gone, (None, {}) without a record."""
    try:
        facts = json.loads(path.read_text())
        process = Process(facts.pop("pid"), facts.pop("started"))
    except (OSError, ValueError, KeyError, TypeError):
        return None, {}
    return (process if process.alive() else None), facts


def stop(processes, *, seconds, first=signal.SIGTERM, group=False):
    """Ask processes to end, wait, then kill those left; with `group`, also what is left of the groups they lead.

    The first signal goes to the process alone: a Celery worker lets its children finish, if they are let alone.
    """
    for process in processes:
        process.signal(first)
    left = wait_gone(processes, seconds)
    for process in processes if group else left:
        process.signal(signal.SIGKILL, group=group)
    wait_gone(left, 5)


def wait_gone(processes, seconds):
    """Wait until all have ended; those that have not after `seconds` are returned."""
    deadline = time.monotonic() + seconds
    while (left := [process for process in processes if process.alive()]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def working_in(directory, names):
    """Processes of a program (its file's name begins with one of `names`) whose working directory is `directory`."""
    found = []
    for pid in _pids():
        try:
            here = os.path.samefile(f"/proc/{pid}/cwd", directory)
            program = os.path.basename(os.readlink(f"/proc/{pid}/exe"))
        except OSError:
            continue
        if here and program.startswith(names):
            found.append(Process.find(pid))
    return [process for process in found if process]


def carrying(variable, value):
    """Processes started with an environment variable of this value, by whomever; not the caller itself."""
    wanted = f"{variable}={value}".encode()
    found = []
    for pid in _pids():
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in environment and pid != os.getpid():
            found.append(Process.find(pid))
    return [process for process in found if process]


def _pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def tail(log, lines=8):
    """The last lines of a log, for a sentence about why a server did not start."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def shorten(log, limit=10_000_000):
    """Set a log aside (one older copy is kept) once it is over `limit` bytes."""
    if log.exists() and log.stat().st_size > limit:
        log.replace(log.with_suffix(".old"))
