"""The area a person acts for, and the one place that opens a transaction bound to it."""

from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from sidalih.areas.codes import is_within
from sidalih.row_security import ROLE


@dataclass(frozen=True)
class Scope:
    """What somebody may reach: a role and an area prefix ("35", "3578")."""

    role: str
    area: str

    def covers(self, code):
        """Whether a regency (or anything with its code) lies in the scope; an empty area covers nothing."""
        return is_within(code, self.area)

    @property
    def regency(self):
        """The one regency the person acts for, or "" for people of the province."""
        return self.area[:4] if len(self.area) >= 4 else ""


def bounds(area):
    """The lowest and highest regency code of an area: ("3500", "3599") for "35", ("3578", "3578") for "3578".

    Raises ValueError for an empty area: it would mean the whole nation by accident.
    """
    if not area or not area.isdigit():
        raise ValueError("a scope needs an area code")
    return area[:4].ljust(4, "0"), area[:4].ljust(4, "9")


@contextmanager
def scoped(area):
    """Open a transaction in which the database shows the application's role one area (sidalih.lo, sidalih.hi).

    The role is taken again here: a pool in transaction mode loses the connection's own SET ROLE. All three
    settings are local to the transaction, so a pooled connection carries nothing over. Nested use restores
    the outer ones by hand: a released savepoint does not. Raises ValueError without an area.
    """
    lo, hi = bounds(area)
    nested = connection.in_atomic_block
    with transaction.atomic():
        outer = _settings_now() if nested else None
        _set(ROLE, lo, hi)
        yield
        if nested:
            _set(*outer)


def _settings_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), coalesce(current_setting('sidalih.lo', true), ''), "
                       "coalesce(current_setting('sidalih.hi', true), '')")
        return cursor.fetchone()


def _set(role, lo, hi):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true), set_config('sidalih.lo', %s, true), "
                       "set_config('sidalih.hi', %s, true)", [role, lo, hi])
