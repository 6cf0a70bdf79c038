"""`manage.py up`: the whole portal on this machine, until Ctrl-C."""

import http.client
import io
import json
import os
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation import gettext as _

from sidalih.embedded import ports, processes
from sidalih.embedded.attach import OURS
from sidalih.embedded.places import CannotStart, Places, write_private
from sidalih.embedded.prepare import prepare
from sidalih.embedded.static_files import collect_static
from sidalih.embedded.stopping import running_up, stop_children, stop_servers, take_turn
from sidalih.embedded.supervise import Supervisor

FIRST_PORT = 8000
WEB_SECONDS = 90


class Command(BaseCommand):
    """Prepares the database, seeds the demonstration if asked, runs web, worker and beat and stops all of it."""

    help = "Run the portal on this machine until Ctrl-C"
    requires_system_checks = ()

    def add_arguments(self, parser):
        """--port is a demand: taken, it is refused. Without it the first free port from 8000 on is used."""
        parser.add_argument("--port", type=int, help="listen on this port (default: the first free one from 8000)")
        parser.add_argument("--demo", action="store_true", help="seed the demonstration and print its logins")

    def handle(self, *args, port=None, demo=False, **options):
        """Run until told to stop; exit 0 after an orderly end, 1 with a sentence where it cannot run."""
        self.places = Places.here()
        turn = take_turn(self.places)
        if turn is None:
            raise CommandError(_("Portal sudah berjalan di %(address)s.") % {
                "address": running_up(self.places)[1].get("address", _("alamat yang sedang disiapkan"))})
        with turn:
            try:
                self._run(port, demo)
            except CannotStart as problem:
                raise CommandError(problem.message) from None
            except KeyboardInterrupt:
                pass  # stopped before the supervisor listened
            finally:
                stop_children(self.places)
                if OURS:
                    stop_servers(self.places, names=[name for name in ("redis", "postgres") if name in OURS])
            self._say(_("Portal berhenti."))

    def _run(self, port, demo):
        host = os.environ.get("SIDALIH_HOST") or "127.0.0.1"
        if stop_children(self.places):
            self._say(_("Sisa portal yang mati mendadak dihentikan."))
        with self._reserve_port(host, port) as reserved:  # seeding takes long enough for somebody else to take it
            port = reserved.getsockname()[1]
            address = f"http://{'localhost' if host in ('0.0.0.0', '::') else host}:{port}/"
            processes.remember(self.places.run / "up.json", processes.Process.find(os.getpid()), address=address)
            if "postgres" in OURS:
                prepare()
            if collect_static(self.places):
                self._say(_("Berkas statis disiapkan."))
            if demo:
                self._seed()
        connections.close_all()  # ours would hold up the server's end
        os.environ["SIDALIH_DEMO"] = "1" if demo else "0"  # invented people see their codes on the page
        supervisor = Supervisor(self.places, host, port, ours=frozenset(OURS), say=self._tell_restart)
        supervisor.start()
        try:
            if self._await_web(supervisor, host, port):
                self._announce(address, demo)
            while not supervisor.stopping:
                time.sleep(0.2)
                supervisor.tend()
            self._say(_("Menghentikan portal ..."))
        finally:
            supervisor.stop()

    def _reserve_port(self, host, wanted):
        candidates = range(FIRST_PORT, FIRST_PORT + 100) if wanted is None else [wanted]
        if (reserved := ports.reserve(candidates, host)) is not None:
            return reserved
        if wanted is None:
            raise CannotStart("port_taken", _("Tidak ada port yang bebas dari %(port)s ke atas.") % {
                "port": FIRST_PORT})
        raise CannotStart("port_taken", _("Port %(port)s sedang dipakai program lain; pilih yang lain.") % {
            "port": wanted})

    def _seed(self):
        # In embedded mode the stamp lies beside the cluster and goes with it; elsewhere the command looks itself.
        stamp = self.places.postgres / "demo"
        if "postgres" in OURS and stamp.exists():
            return
        self._say(_("Menyiapkan data peragaan (hanya sekali) ..."))
        began = time.monotonic()
        try:
            for name in settings.DEMO_COMMANDS:
                call_command(name, stdout=io.StringIO(), stderr=sys.stderr)  # the logins are announced later
        except CommandError as refused:  # there are real rolls here: the portal runs all the same
            self._say(str(refused))
            return
        self._say(_("Data peragaan siap dalam %(seconds).0f detik.") % {"seconds": time.monotonic() - began})
        if "postgres" in OURS:
            write_private(stamp, "")

    def _await_web(self, supervisor, host, port):
        """Whether the portal answers; False if an order to stop came first, CannotStart if it never does."""
        deadline = time.monotonic() + WEB_SECONDS
        while time.monotonic() < deadline and not supervisor.stopping:
            web = supervisor.children[0]
            if (web.process and ports.group_listens(web.process.pid, port)
                    and _healthy({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port)):
                return True
            if web.failures >= 3:
                break
            time.sleep(0.1)
            supervisor.tend()
        if supervisor.stopping:
            return False
        log = self.places.logs / "web.log"
        raise CannotStart("web", _("Portal tidak menjawab; lihat %(log)s:") % {"log": log}
                          + "\n" + processes.tail(log))

    def _announce(self, address, demo):
        self._say(_("Portal berjalan di %(address)s (Ctrl-C untuk berhenti).") % {"address": address})
        logins = settings.VAR_DIR / "demo-logins.json"
        if demo and logins.exists():
            rows = [(_("Nama pengguna"), _("Kata sandi"), _("Peran"), _("Wilayah"))]
            rows += [(one["username"], one["password"], one["role"], one.get("area_name") or one["area"])
                     for one in json.loads(logins.read_text())]
            widths = [max(len(row[column]) for row in rows) for column in range(4)]
            for row in rows:
                self._say("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
            self._say(_("Langkah kedua meminta kode dari telepon; dalam peragaan ini "
                        "halaman itu sendiri menampilkannya."))

    def _tell_restart(self, name, seconds):
        self._say(_("%(name)s berhenti tak terduga dan dijalankan lagi; lihat %(logs)s.") % {
            "name": name, "logs": self.places.logs})

    def _say(self, text):
        try:
            self.stdout.write(text)
            self.stdout.flush()
        except (BrokenPipeError, ValueError):
            pass  # whoever read our output has gone; the portal goes on


def _healthy(host, port):
    """Whether /sehat answers 200."""
    connection = http.client.HTTPConnection(host, port, timeout=3)
    try:
        connection.request("GET", "/sehat")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
