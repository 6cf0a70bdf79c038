"""Receiving a workbook against openpyxl merely reading it: `bench/intake.py [ROWS]` (20,000)."""

import resource
import sys
from pathlib import Path

import portal


def main(rows=20_000, voters=100_000):
    portal.start()
    import openpyxl
    from django.core.files.base import File

    from sidalih import jobs
    from sidalih.accounts.scope import scoped
    from sidalih.jobs.queries import by_key
    from voters import tasks  # noqa: F401  (a worker has them loaded)
    from voters.actions import receiving

    period, operator, _approver = portal.fresh_roll(voters)
    path = Path(portal.ROOT, "var", "bench", "mutarlih.xlsx")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("TPS 001")
    for row in portal.mutarlih(rows, voters):
        sheet.append(row)
    book.save(path)
    times = {}
    with portal.timed(f"openpyxl reads {rows} rows, nothing else", times):
        for row in openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True):
            len(row)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with path.open("rb") as file, portal.timed("receipt", times), scoped(portal.REGENCY):
        batch = receiving.receive(file=File(file, name=path.name), regency=portal.REGENCY, period=period, by=operator)
    with portal.timed("reading, all rules, storing", times):
        jobs.run_here(by_key(f"read_batch:{batch.pk}"))
    with scoped(portal.REGENCY):
        batch.refresh_from_db()
    both = list(times.values())
    print(f"rows {batch.rows}, blocked {batch.blocked}, codes {batch.counts}")
    print(f"ratio to openpyxl alone: {both[2] / both[0]:.2f}; this process grew by "
          f"{(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.0f} MB")
    portal.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
