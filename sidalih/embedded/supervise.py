"""Look here for how `up` keeps web, worker and beat alive and ends them together."""

import os
import signal
import sys
import time

from sidalih.embedded import processes
from sidalih.embedded.places import CHECKOUT, locked
from sidalih.embedded.postgres import Postgres
from sidalih.embedded.processes import Process
from sidalih.embedded.stopping import MARK, stop_children
from sidalih.embedded.valkey import Valkey

STEADY_SECONDS = 60  # a child that lived this long starts afresh with the shortest pause
PAUSES = (0.5, 1, 2, 5, 10, 30)


def commands(host, port):
    """What each child runs; sized for two cores."""
    python = sys.executable
    return {
        "web": [python, "-m", "granian", "--interface", "wsgi", "sidalih.wsgi:application", "--host", host,
                "--port", str(port), "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers",
                "--workers-kill-timeout", "8", "--no-ws"],
        "worker": [python, "-m", "celery", "-A", "sidalih", "worker", "-c", "2", "--loglevel", "INFO",
                   "--without-mingle", "--without-gossip", "-n", f"worker-{port}@localhost"],
        "beat": [python, "-m", "celery", "-A", "sidalih", "beat", "--loglevel", "WARNING", "--pidfile="],
    }


class Child:
    """One supervised process: started, started again with growing pauses when it dies."""

    def __init__(self, places, name, argv):
        self.places, self.name, self.argv = places, name, argv
        self.log = places.logs / f"{name}.log"
        self.process = None
        self.failures = 0
        self.started_at = self.again_at = 0.0

    def start(self):
        """Start it in a group of its own and write down who it is."""
        processes.shorten(self.log)
        environment = os.environ | {MARK: str(self.places.var), "PYTHONUNBUFFERED": "1"}
        child = processes.launch(self.argv, cwd=CHECKOUT, log=self.log, env=environment)
        self.process = Process.find(child.pid) or Process(child.pid, -1)
        self.started_at = time.monotonic()
        processes.remember(self.places.run / f"{self.name}.json", self.process)

    def tend(self, say):
        """Start it again if it has died and its pause is over."""
        now = time.monotonic()
        if self.process and not self.process.alive():
            self.process.signal(signal.SIGKILL, group=True)  # its own children must not hold port or queue
            self.failures = 0 if now - self.started_at > STEADY_SECONDS else self.failures + 1
            pause = PAUSES[min(self.failures, len(PAUSES) - 1)]
            self.process, self.again_at = None, now + pause
            say(self.name, pause)
        if self.process is None and now >= self.again_at:
            self.start()


class Supervisor:
    """The children of one `up`, and the embedded servers under them (`ours`: "postgres", "redis" or both)."""

    def __init__(self, places, host, port, *, ours, say):
        self.places, self.ours, self.say = places, ours, say
        self.children = [Child(places, name, argv) for name, argv in commands(host, port).items()]
        self.stopping = False
        self.parent = os.getppid() if _parent_is_make() else None

    def start(self):
        """Start all children; from now on SIGTERM, SIGINT and SIGHUP ask for an orderly end."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if number == signal.SIGINT or signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, self._order_to_stop)
        self.places.make(self.places.logs)
        for child in self.children:
            child.start()

    def tend(self):
        """One look at everything: servers first, since children that lost theirs are started again anyway."""
        if self.parent and os.getppid() != self.parent:
            self.stopping = True  # `make` was killed; nobody could stop us any more
        if not self.stopping:
            self._tend_servers()
            for child in self.children:
                child.tend(self.say)

    def stop(self):
        """End all children; a second order to stop (Ctrl-C twice) kills them at once."""
        signal.signal(signal.SIGINT, self._kill)
        signal.signal(signal.SIGTERM, self._kill)
        stop_children(self.places)

    def _tend_servers(self):
        for name, variable, server in (("postgres", "DATABASE_URL", Postgres(self.places)),
                                       ("redis", "REDIS_URL", Valkey(self.places))):
            if name not in self.ours or server.running():
                continue
            self.say(name, 0)
            with locked(self.places):
                url = server.ensure()
            if url != os.environ[variable]:  # the old port was taken meanwhile: everybody must learn the new one
                os.environ[variable] = url
                for child in self.children:
                    if child.process:
                        child.process.signal(signal.SIGKILL, group=True)

    def _order_to_stop(self, _number, _frame):
        self.stopping = True

    def _kill(self, _number, _frame):
        for child in self.children:
            if child.process:
                child.process.signal(signal.SIGKILL, group=True)


def _parent_is_make():
    try:
        with open(f"/proc/{os.getppid()}/comm") as file:
            return file.read().strip() in {"make", "gmake"}
    except OSError:
        return False
