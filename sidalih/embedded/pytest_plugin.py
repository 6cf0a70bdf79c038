"""Gives the tests PostgreSQL and a broker of their own; look here when `pytest` cannot reach its database."""

import os
import shutil

import pytest

from sidalih.embedded.attach import secret_key
from sidalih.embedded.places import CHECKOUT, CannotStart, Places, locked, open_private, try_lock
from sidalih.embedded.postgres import Postgres
from sidalih.embedded.stopping import stop_servers
from sidalih.embedded.valkey import Valkey

SLOTS = 20
_held = []  # (places, open lock file) of the servers this session runs


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests():
    """Start the servers before anybody reads the settings, unless DATABASE_URL names one.

    xdist's workers are children of this session and find the variables set. Two sessions at once get servers of
    their own: `var/test`, `var/test-2` and so on. SIDALIH_VAR, if set, is used in place of `var/test`.
    """
    if not os.environ.get("DATABASE_URL"):
        try:
            _start()
        except CannotStart as problem:
            raise pytest.UsageError(problem.message) from None
    return (yield)


def pytest_unconfigure():
    """Stop what this session started."""
    while _held:
        places, lock = _held.pop()
        stop_servers(places)
        lock.close()


def _start():
    places, lock = _free_slot(os.environ.get("SIDALIH_VAR") or str(CHECKOUT / "var" / "test"))
    _held.append((places, lock))
    os.environ["SIDALIH_VAR"] = str(places.var)
    shutil.rmtree(places.var / "files", ignore_errors=True)  # of the last run, whose numbers come again
    with locked(places):
        os.environ["DATABASE_URL"] = Postgres(places, durable=False).ensure()
        os.environ.setdefault("SECRET_KEY", secret_key(places))
        if not os.environ.get("REDIS_URL"):
            os.environ["REDIS_URL"] = Valkey(places).ensure()


def _free_slot(first):
    for number in range(1, SLOTS + 1):
        os.environ["SIDALIH_VAR"] = first if number == 1 else f"{first}-{number}"
        places = Places.here()
        lock = open_private(places.make(places.var) / "tests.lock", "a")
        if try_lock(lock):
            return places, lock
        lock.close()
    raise CannotStart("locked", f"{SLOTS} test sessions run at once already.")
