"""Counts over the rows of one batch."""

from django.db import connection


def codes_of(batch_id):
    """{"E02": 14, ...}: rows per code of a batch, counted from the stored rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT p.code, count(*) FROM voters_batchrow r, unnest(r.problems) AS p (code) "
                       "WHERE r.batch_id = %s GROUP BY p.code ORDER BY p.code", [batch_id])
        return dict(cursor.fetchall())
