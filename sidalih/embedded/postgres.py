"""Look here when the private PostgreSQL does not start, stop or survive: one cluster, one server, one database."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import time

from sidalih.embedded import processes
from sidalih.embedded.binaries import clean_environment, find_programs
from sidalih.embedded.places import CannotStart, write_private
from sidalih.embedded.ports import private_port
from sidalih.embedded.processes import Process

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path may hold 107 characters, a checkout's more
    "max_connections": "100",
    "shared_buffers": "192MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
    # What people typed must not reach the log: no statements, no values of the rows in error details.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
# For databases that are thrown away (tests): the machine's crash loses them, a process's crash does not.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
OWNER = DATABASE = "sidalih"
RETRY = ("Address already in use", "could not bind", "could not create any TCP/IP sockets",
         "pre-existing shared memory block", "lock file")


class Postgres:
    """The private server of one installation. Every method but `running` is called under the installation's lock."""

    def __init__(self, places, *, durable=True, folder=None):
        self.places = places
        self.home = places.postgres
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.settings = SETTINGS if durable else SETTINGS | CARELESS
        self.disposable = not durable
        self.folder = folder

    def running(self):
        """The server process of our cluster, or None; a pid file whose number another now bears does not fool it."""
        process = Process.find(self._pid_file()[0])
        if process and process.pid in {one.pid for one in processes.working_in(self.data, "postgres")}:
            return process
        return None

    def ensure(self):
        """Start the server unless it runs; the URL of the database, ready for use. Raises CannotStart."""
        server = self.running()
        if not server or not self._await_ready(server):
            try:
                self._start()
            except CannotStart:
                if not self.disposable or not self.data.exists():
                    raise
                shutil.rmtree(self.data)
                self._start()
        port = self._pid_file()[1]
        if not (self.home / "provisioned").exists():
            self._provision(port)
        return f"postgres://{OWNER}:{self._passwords()['owner']}@127.0.0.1:{port}/{DATABASE}"

    def stop(self):
        """Stop the server and whatever a killed one left behind; whether there was anything to stop."""
        server = self.running()
        if server:
            server.signal(signal.SIGINT)  # "fast": sessions end, everything is written
            if processes.wait_gone([server], 20):
                processes.stop([server], seconds=5, first=signal.SIGQUIT)
        return self._clear_leftovers() or bool(server)

    def _pid_file(self):
        """(pid, port, status) of postmaster.pid; zeros when there is none."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), int(lines[3]) if len(lines) > 3 else 0, lines[7].strip() if len(lines) > 7 else ""
        except FileNotFoundError:
            return 0, 0, ""
        except PermissionError:
            raise CannotStart("var", f"Basis data di {self.data} milik pengguna lain; pakai SIDALIH_VAR lain "
                                     "atau jalankan sebagai pemiliknya.") from None
        except (OSError, ValueError, IndexError):
            return 0, 0, ""

    def _passwords(self):
        file = self.home / "passwords.json"
        if not file.exists():
            write_private(file, json.dumps({"owner": secrets.token_hex(24), "superuser": secrets.token_hex(24)}))
        return json.loads(file.read_text())

    def _clear_leftovers(self):
        """End backends that outlived their server and remove its pid file; whether there were any."""
        left = processes.working_in(self.data, "postgres") if self.data.exists() else []
        processes.stop(left, seconds=2, first=signal.SIGQUIT)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        return bool(left)

    def _start(self):
        programs = find_programs(self.places, self.data, folder=self.folder)
        if not self.data.exists():
            self._initialise(programs)
        self._clear_leftovers()
        processes.shorten(self.log)
        for _attempt in range(6):
            mark = self.log.stat().st_size if self.log.exists() else 0
            port = private_port(self._remembered_port())
            options = [word for item in (self.settings | {"port": str(port)}).items()
                       for word in ("-c", "=".join(item))]
            child = processes.launch(programs.command("postgres", "-D", self.data, *options), cwd="/", log=self.log,
                                     env=clean_environment(), **programs.identity())
            server = Process.find(child.pid)
            if server and self._await_ready(server):
                write_private(self.home / "port", str(port))
                return
            said = self.log.read_bytes()[mark:].decode(errors="replace")
            if not any(reason in said for reason in RETRY):
                break
            time.sleep(0.5)
            self._clear_leftovers()
        raise CannotStart("postgres", f"PostgreSQL tidak mau berjalan; lihat {self.log}:\n{processes.tail(self.log)}")

    def _remembered_port(self):
        try:
            return int((self.home / "port").read_text())
        except (OSError, ValueError):
            return None

    def _await_ready(self, server, seconds=180):
        """Wait until the server accepts sessions (after a crash it replays its log first); False if it ended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            pid, _port, status = self._pid_file()
            if pid == server.pid and status == "ready":
                return True
            if not server.alive():
                return False
            time.sleep(0.02)
        raise CannotStart("postgres", f"PostgreSQL belum siap sesudah {seconds} detik; lihat {self.log}.")

    def _initialise(self, programs):
        """Make the cluster aside and move it into place whole, so that a killed initdb leaves nothing half-made."""
        (self.home / "provisioned").unlink(missing_ok=True)
        work = self.home / "work"
        work.mkdir(exist_ok=True, mode=0o700)
        fresh, secret = work / "data", work / "password"
        shutil.rmtree(fresh, ignore_errors=True)
        secret.unlink(missing_ok=True)
        write_private(secret, self._passwords()["superuser"])
        if programs.uid is not None:
            os.chown(secret, programs.uid, programs.uid)
        try:
            self._initdb(programs, fresh, secret)
        finally:
            secret.unlink()
        fresh.rename(self.data)

    def _initdb(self, programs, fresh, secret):
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if programs.major >= 17 else []
        for locale in ("C.UTF-8", "C"):  # systems without C.UTF-8 exist; the order of codes is the same in both
            command = programs.command("initdb", "-D", fresh, "-U", "postgres", f"--pwfile={secret}",
                                       "--auth=scram-sha-256", "--encoding=UTF8", f"--locale={locale}", *builtin)
            done = subprocess.run(command, check=False, cwd="/", env=clean_environment(), stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, **programs.identity())
            if done.returncode == 0:
                return
            shutil.rmtree(fresh, ignore_errors=True)
        raise CannotStart("postgres", f"Basis data tidak dapat dibuat: {done.stderr.strip()}")

    def _provision(self, port):
        """Make the owner's role and the database, as far as a killed start has not."""
        import psycopg  # 60 ms, and only the first start needs it
        from psycopg import sql

        passwords = self._passwords()
        try:
            with psycopg.connect(host="127.0.0.1", port=port, user="postgres", password=passwords["superuser"],
                                 dbname="postgres", autocommit=True, connect_timeout=10) as connection:
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone()
                connection.execute(sql.SQL("{} ROLE {} LOGIN CREATEDB CREATEROLE NOSUPERUSER PASSWORD {}").format(
                    sql.SQL("ALTER" if known else "CREATE"), sql.Identifier(OWNER), sql.Literal(passwords["owner"])))
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)))
        except psycopg.Error as error:
            raise CannotStart("postgres", f"Basis data tidak dapat disiapkan: {error}") from None
        write_private(self.home / "provisioned", "")
