"""The one statement that adds to the record of acts; everything that is written goes through here."""

from django.db import connection, transaction

_APPEND = "SELECT audit_append(%s, %s, %s, %s, %s, %s)"


def append_verification(by, origin, detail):
    """Add that the chains were verified; the database puts their heads in. `origin` and `detail` as JSON text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_note_verification(%s, %s, %s)", [by, origin, detail])


def append(act):
    """Add an act (chain, by, act, subject, origin, detail; the last two as JSON text) in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, act)


@transaction.atomic
def append_all(acts):
    """Add several, one office after the other in the order of their codes, so that nobody waits in a circle."""
    for act in sorted(acts, key=lambda one: one[0]):  # stable: those of one office keep their order
        append(act)
