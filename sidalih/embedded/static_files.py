"""Look here for why `up` collects static files only when they changed: compressing them takes seconds."""

import hashlib
import os

from sidalih.embedded.places import write_private


def collect_static(places):
    """Run collectstatic unless no source file changed since the last time; whether it ran. Django must be set up."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = places.var / "static.stamp"
    state = _state()
    if os.path.isdir(settings.STATIC_ROOT) and stamp.exists() and stamp.read_text() == state:
        return False
    places.make(places.var)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    write_private(stamp, state)
    return True


def _state():
    """A hash of name, size and time of every source file."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
