"""Verifying the record of acts, and what recording costs an action: `bench/audit.py [EVENTS]` (1,000,000)."""

import os
import sys
import time
from io import BytesIO

import portal

FILL = """
DO $$
DECLARE office text; digest text; line text; n bigint; detail jsonb; moment timestamptz;
BEGIN
  FOR office IN SELECT unnest(%(offices)s::text[]) LOOP
    digest := repeat('0', 64);
    FOR n IN 1..%(each)s LOOP
      moment := '2026-01-01'::timestamptz + n * interval '0.731 seconds';
      detail := jsonb_build_object('rows', n, 'how', 'name', 'found', n %% 50, 'reason', 'Cek akta nomor ' || n);
      digest := encode(sha256(convert_to(digest || E'\\n' || audit_line(office, n, moment, 'op-' || office || '-1',
        'voter_viewed', 'voter:' || office || ':' || n, '{"via": "web", "network": "10.20.30.40", "visit": 12345}',
        detail), 'UTF8')), 'hex');
      INSERT INTO audit_event (regency, seq, at, by, act, subject, origin, detail, hash)
        VALUES (office, n, moment, 'op-' || office || '-1', 'voter_viewed', 'voter:' || office || ':' || n,
                '{"via": "web", "network": "10.20.30.40", "visit": 12345}', detail, digest);
    END LOOP;
    INSERT INTO audit_head VALUES (office, %(each)s, digest);
  END LOOP;
END $$"""


def main(events=1_000_000):
    portal.start()
    from django.conf import settings
    from django.db import connection

    from sidalih.audit import verifying
    from sidalih.row_security import as_owner

    settings.REDIS_URL = ""
    offices = [f"35{n:02d}" for n in (*range(1, 30), *range(71, 80))]
    with as_owner(), connection.cursor() as cursor:
        for table in ("audit_event", "audit_head"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE audit_event, audit_head, audit_check RESTART IDENTITY")
        cursor.execute(FILL, {"offices": offices, "each": events // len(offices)})
        for table in ("audit_event", "audit_head"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE audit_event")
        cursor.execute("SELECT count(*), pg_size_pretty(pg_total_relation_size('audit_event')) FROM audit_event")
        print("%s events, %s with indexes" % cursor.fetchone())  # noqa: UP031
    times = {}
    with one_core(connection):
        with portal.timed("the bare COPY of the lines, one core", times):
            for office in offices:
                read(connection, verifying, office)
        with portal.timed("verify: COPY, hash, head, one core", times):
            reports = verifying.verify()
    assert all(report.ok for report in reports) and sum(report.events for report in reports) >= events - len(offices)
    bare, whole = times.values()
    print(f"ratio to the bare COPY: {whole / bare:.2f}")
    cost_of_an_act()
    portal.stop()


def read(connection, verifying, office):
    from sidalih.accounts.scope import scoped

    with scoped(office), connection.cursor() as cursor, cursor.copy(verifying._COPY, [office]) as copy:
        for _block in copy:
            pass


class one_core:
    """This process and the database's share the first core."""

    def __init__(self, connection):
        self.connection = connection

    def __enter__(self):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend, = cursor.fetchone()
        self.before = os.sched_getaffinity(0)
        for process in (0, backend):
            os.sched_setaffinity(process, {min(self.before)})

    def __exit__(self, *problem):
        os.sched_setaffinity(0, self.before)
        self.connection.close()


def cost_of_an_act(rounds=400):
    """Approving a batch with its record and without, by turns; medians."""
    from statistics import median
    from unittest import mock

    import openpyxl
    from django.core.files.base import ContentFile
    from django.db import connection

    from sidalih import audit, jobs
    from sidalih.accounts.models import User
    from sidalih.accounts.scope import scoped
    from sidalih.jobs.queries import by_key
    from tests.kit import new
    from voters.actions import deciding, receiving
    from voters.actions.periods import open_period
    from voters.intake.columns import COLUMNS

    people = [User.objects.get_or_create(username=name, defaults={"role": role, "area": portal.REGENCY})[0]
              for name, role in (("bench-operator", "operator"), ("bench-approver", "approver"))]
    book, data = openpyxl.Workbook(), BytesIO()
    book.active.append(list(COLUMNS))
    book.active.append([new(9001).get(name) for name in COLUMNS])
    book.properties.title = str(time.time())  # a file of its own each time
    book.save(data)
    with scoped("35"):
        period = open_period(code=portal.PERIOD, label="Bench", reference_date="2017-07-31", codeset="2018", by="bench")
        batch = receiving.receive(file=ContentFile(data.getvalue(), name="b.xlsx"), regency=portal.REGENCY,
                                  period=period, by=people[0])
    jobs.run_here(by_key(f"read_batch:{batch.pk}"))
    with scoped(portal.REGENCY):
        deciding.submit(batch_id=batch.pk, by=people[0], confirm_warnings=True)
    took = {True: [], False: []}
    for turn in range(2 * rounds):
        recorded = bool(turn % 2)
        begin = time.perf_counter()
        with mock.patch.object(audit, "record", audit.record if recorded else lambda *words, **more: None):
            with scoped(portal.REGENCY):
                deciding.approve(batch_id=batch.pk, by=people[1])
        took[recorded].append(time.perf_counter() - begin)
        with scoped(portal.REGENCY), connection.cursor() as cursor:
            cursor.execute("UPDATE voters_batch SET state = 'submitted', approved_at = NULL, approved_by_id = NULL "
                           "WHERE id = %s", [batch.pk])
    without, with_ = median(took[False]), median(took[True])
    print(f"approving a batch: {1000 * with_:.2f} ms with its record, {1000 * without:.2f} ms without; "
          f"ratio {with_ / without:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
