"""Look here for where embedded mode keeps what: one directory, SIDALIH_VAR, `var/` in the checkout by default."""

import fcntl
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
LOCK_SECONDS = 300


class CannotStart(Exception):
    """An embedded server cannot run here; the text says why and what to do about it.

    `code` is stable and appears in `--json` answers.
    """

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Places:
    """Where one installation keeps its files; two installations share nothing but the code."""

    var: Path

    @classmethod
    def here(cls):
        """The installation named by SIDALIH_VAR (relative to the working directory), else `var/` in the checkout."""
        return cls(Path(os.environ.get("SIDALIH_VAR") or CHECKOUT / "var").absolute())

    @property
    def postgres(self):
        """PostgreSQL's directory: cluster, port, passwords, log and what has been done to this cluster."""
        return self.var / "postgres"

    @property
    def redis(self):
        """The Redis-compatible server's directory."""
        return self.var / "redis"

    @property
    def run(self):
        """One record per process that `up` started."""
        return self.var / "run"

    @property
    def logs(self):
        """What web, worker and beat print."""
        return self.var / "logs"

    def make(self, directory):
        """Make a directory of this installation, private to its owner; raises CannotStart("var")."""
        try:
            self.var.mkdir(parents=True, exist_ok=True, mode=0o700)
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise CannotStart("var", f"Folder {directory} tidak dapat dibuat: {error.strerror}.") from None
        if not os.access(directory, os.W_OK):
            raise CannotStart("var", f"Folder {directory} tidak dapat ditulis oleh pengguna ini; "
                                     "pakai SIDALIH_VAR lain atau jalankan sebagai pemiliknya.")
        return directory


@contextmanager
def locked(places, name="embedded"):
    """Hold this installation's lock, so that of several commands at once only one starts a server.

    The kernel drops it when its holder dies, however that happens. Not re-entrant.
    Raises CannotStart("locked") after five minutes.
    """
    places.make(places.var)
    with open_private(places.var / f"{name}.lock", "a") as file:
        deadline = time.monotonic() + LOCK_SECONDS
        while not try_lock(file):
            if time.monotonic() > deadline:
                raise CannotStart("locked", f"Perintah lain masih memegang {file.name}; coba lagi sesudah ia selesai.")
            time.sleep(0.05)
        yield


def try_lock(file):
    """Whether the lock of an open file could be taken now; it is held until the file is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def open_private(path, mode):
    """Open a file for writing that only its owner may read, from its first moment on; raises CannotStart("var")."""
    try:
        return open(path, mode, opener=lambda name, flags: os.open(name, flags, 0o600))
    except PermissionError:
        raise CannotStart("var", f"{path} milik pengguna lain; pakai SIDALIH_VAR lain "
                                 "atau jalankan sebagai pemiliknya.") from None


def write_private(path, text):
    """Replace a file's content in one step, 0600: a reader sees the old or the new text, never half of it."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with open_private(fresh, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
