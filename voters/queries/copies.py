"""What of a village's list may be shared: seven elements a voter, read from a snapshot; and what was given to whom."""

from django.db import connection

from sidalih.audit.queries import Wanted, events
from sidalih.home.templatetags.sandi import tanpa_nomor
from voters.rules.eligibility import completed_years
from voters.sql import sql

AT_ONCE = 2000


def shared_rows(snapshot, village):
    """(tps, [name, sex, age, address, rt, rw, keterangan]) per voter of a village, ordered by TPS and address.

    The age is that at the period's reference date; None where the roll has no birth date. Read in pieces, from
    inside a transaction.
    """
    asked = {"regency": snapshot.regency, "village": village, "revision": snapshot.revision,
             "base": snapshot.base_revision}
    on = snapshot.period.reference_date
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql("village_copy"), asked)
        while rows := cursor.fetchmany(AT_ONCE):
            for tps, name, sex, birth, address, rt, rw, note in rows:
                age = completed_years(birth, on) if birth else None
                yield tps, [tanpa_nomor(name), sex, age, tanpa_nomor(address), tanpa_nomor(rt), tanpa_nomor(rw), note]


def given(scope, before=None, most=50):
    """The events of copies handed out in an area, newest first, those older than the event `before`."""
    return list(events(scope, Wanted(act="list_exported"), before).filter(detail__what="salinan untuk Bawaslu")[:most])
