"""Applying an approved batch against the bare statements: `bench/apply.py [VOTERS] [ROWS]` (200,000, 20,000)."""

import sys
from io import BytesIO

import portal


def main(voters=200_000, rows=20_000):
    portal.start()
    import openpyxl
    from django.core.files.base import ContentFile
    from django.db import connection, transaction

    from sidalih import jobs
    from sidalih.accounts.scope import scoped
    from sidalih.jobs.queries import by_key
    from sidalih.row_security import as_owner
    from voters.actions import applying, deciding, receiving
    from voters.models import Roll
    from voters.sql import sql

    period, operator, approver = portal.fresh_roll(voters)
    book, data = openpyxl.Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("TPS 001")
    for row in portal.mutarlih(rows, voters):
        sheet.append(row)
    book.save(data)
    with scoped(portal.REGENCY):
        batch = receiving.receive(file=ContentFile(data.getvalue(), name="b.xlsx"), regency=portal.REGENCY,
                                  period=period, by=operator)
    jobs.run_here(by_key(f"read_batch:{batch.pk}"))
    with scoped(portal.REGENCY):
        deciding.submit(batch_id=batch.pk, by=operator, confirm_warnings=True)
        deciding.approve(batch_id=batch.pk, by=approver)
        roll = Roll.objects.get(pk=portal.REGENCY)
    times = {}
    values = {"batch": batch.pk, "regency": portal.REGENCY, "source": "", "next": 2, "next_dpid": roll.next_dpid}
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:  # without row security
        cursor.execute(sql("stage_changes"), values)
        cursor.execute("ANALYZE change")
        with portal.timed("bare UPDATE + INSERT", times):
            cursor.execute(sql("end_versions"), values)
            cursor.execute(sql("begin_versions"), values)
        transaction.set_rollback(True)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE voters_voter")
    with portal.timed("apply_batch: lock, stage, both, record", times):
        print(applying.apply_batch(batch_id=batch.pk))
    bare, whole = times.values()
    print(f"ratio to the bare statements: {whole / bare:.2f}")
    portal.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
