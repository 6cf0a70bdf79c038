"""The difference of two snapshots with 20,000 changes: `bench/difference.py [VOTERS ...]` (200,000 and 800,000).

It is to take 100 ms, and to follow the changes: the same for a large roll as for a small one.
"""

import sys
import time
from io import BytesIO
from types import SimpleNamespace

import portal

CHANGES = 20_000
ROUNDS = 15


def main(*sizes):
    portal.start()
    from sidalih.accounts.scope import scoped
    from voters.queries import differences

    measured = {}
    for voters in sizes or (200_000, 800_000):
        _change(voters)
        first, second = (SimpleNamespace(regency=portal.REGENCY, revision=revision) for revision in (1, 2))
        with scoped(portal.REGENCY):
            found = differences.counted(first, second)
            assert found.total == CHANGES, found.kinds
            for label, ask in (
                    ("dpids", lambda a=first, b=second: differences.difference(a, b)),
                    ("counts by reason, village, element", lambda a=first, b=second: differences.counted(a, b)),
                    ("a page of 50", lambda a=first, b=second: differences.page(a, b, differences.Narrowed()))):
                measured[voters, label] = took = _best(ask)
                print(f"{voters:>9} voters  {label:<36} {took:8.1f} ms", flush=True)
    small, *_, large = sorted({voters for voters, _label in measured}) * 2
    for label in {label: None for _voters, label in measured}:
        print(f"{label:<36} {large} to {small}: {measured[large, label] / measured[small, label]:.2f}")
    portal.stop()


def _change(voters):
    """A fresh roll, and a batch of CHANGES rows applied to it: a third struck, changed and new each."""
    import openpyxl
    from django.core.files.base import ContentFile
    from django.db import connection

    from sidalih import jobs
    from sidalih.accounts.scope import scoped
    from sidalih.jobs.queries import by_key
    from sidalih.row_security import as_owner
    from voters.actions import applying, deciding, receiving

    period, operator, approver = portal.fresh_roll(voters)
    book, data = openpyxl.Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("TPS 001")
    for row in portal.mutarlih(CHANGES, voters):
        sheet.append(row)
    book.save(data)
    with scoped(portal.REGENCY):
        batch = receiving.receive(file=ContentFile(data.getvalue(), name="b.xlsx"), regency=portal.REGENCY,
                                  period=period, by=operator)
    jobs.run_here(by_key(f"read_batch:{batch.pk}"))
    with scoped(portal.REGENCY):
        deciding.submit(batch_id=batch.pk, by=operator, confirm_warnings=True)
        deciding.approve(batch_id=batch.pk, by=approver)
    applying.apply_batch(batch_id=batch.pk)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE voters_voter")


def _best(ask):
    """Milliseconds of the quickest of ROUNDS, after one to warm up: what the others took longer was the machine's."""
    ask()
    times = []
    for _round in range(ROUNDS):
        begin = time.perf_counter()
        ask()
        times.append((time.perf_counter() - begin) * 1000)
    return min(times)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
