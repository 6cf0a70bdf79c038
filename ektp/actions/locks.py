"""Locks that last for a transaction; look here for what of KTP-el progress is done one after the other."""

from django.db import connection

REPORTS, ROLLUPS = 350_021, 350_022


def lock_regency(regency):
    """Versions of a regency's reports, and the files they rest on, are made one after the other."""
    _take(REPORTS, regency)


def lock_rollup(area, on):
    """One builder per area and date at a time."""
    _take(ROLLUPS, f"{area}/{on}")


def _take(kind, key):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [kind, key])
