"""What the tests of the record of acts share: chains to work on, and a way past the triggers."""

from contextlib import contextmanager

from django.db import connection, transaction

from sidalih import audit


def sql(text, *values):
    """Run one statement; returns its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else None


def fill(chain="3578", events=12):
    """So many acts in one office's chain."""
    for number in range(1, events + 1):
        audit.record("batch_checked", by="ani", regency=chain, subject=f"batch:{number}", rows=number,
                     changes={"nama": ["Budi \\ \"Ö\"\n", None]}, ü="€", share=0.5)


@contextmanager
def triggers_off():
    """As somebody may do who has taken the database over."""
    for table in ("audit_event", "audit_head"):
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table, names in (("audit_event", ["audit_event_stays"]), ("audit_head", ["audit_head_stays",
                                                                                 "audit_head_steps"])):
        for name in names:
            sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


@contextmanager
def as_app(lo="", hi=""):
    """The application's role, with these bounds."""
    with transaction.atomic():
        sql("SELECT set_config('sidalih.lo', %s, true), set_config('sidalih.hi', %s, true)", lo, hi)
        sql("SET LOCAL ROLE sidalih_app")
        yield
        sql("RESET ROLE")  # after an error the savepoint's end does it


def rehash(chain, start=1):
    """Compute the chain anew from an event on, as somebody would who knows how it is made, head included."""
    sql(REHASH)
    sql("SELECT pg_temp.rehash(%s, %s)", chain, start)


REHASH = """
    CREATE FUNCTION pg_temp.rehash(office text, start bigint) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE event record; digest text;
    BEGIN
      SELECT hash INTO digest FROM audit_event WHERE regency = office AND seq = start - 1;
      digest := coalesce(digest, repeat('0', 64));
      FOR event IN SELECT * FROM audit_event WHERE regency = office AND seq >= start ORDER BY seq LOOP
        digest := encode(sha256(convert_to(digest || E'\\n' || audit_line(event.regency, event.seq, event.at,
          event."by", event.act, event.subject, event.origin, event.detail), 'UTF8')), 'hex');
        UPDATE audit_event SET hash = digest WHERE id = event.id;
      END LOOP;
      UPDATE audit_head h SET (seq, hash) = (SELECT e.seq, e.hash FROM audit_event e WHERE e.regency = office
                                             ORDER BY e.seq DESC LIMIT 1) WHERE h.chain = office;
    END $$"""
