"""Sealing a regency against the bare queries under it, and again with few villages touched.

`bench/snapshot.py [VOTERS]` (800,000). Ratios of one run: full to bare at most 1.5; 1 % of the villages touched to full
at most 0.10.
"""

import hashlib
import sys

import portal

TOUCHED = 0.01  # of the villages, at least one
CHANGES = 20    # voters changed in each of them


def main(voters=800_000):
    portal.start()
    period, operator, approver = portal.fresh_roll(voters)
    times = {}
    _bare(voters, times)  # once more for the caches: not counted
    bare = _bare(voters, times)
    full = _seal(period, operator, "full", times)
    bare = (bare + _bare(voters, times)) / 2
    villages = _touch(period, operator, approver)
    few = _seal(period, operator, f"{len(villages)} villages touched", times)
    print(f"full to the bare queries: {full / bare:.2f}; {len(villages)} villages touched to full: {few / full:.3f}")
    portal.stop()


def _bare(voters, times):
    """The COPY of every voter into one hash, and one count per TPS and sex: what nobody can do without."""
    from django.db import connection

    from sidalih.row_security import as_owner
    from voters.queries import canonical

    label = f"bare COPY of {voters} voters into one hash, and a tally"
    with as_owner(), portal.timed(label, times), connection.cursor() as cursor:
        digest = hashlib.sha256()
        with cursor.copy(canonical._COPY, {"regency": portal.REGENCY, "revision": 1,
                                             "villages": None}) as copy:
            for row in copy:
                digest.update(row)
        cursor.execute("SELECT village, tps, sex, count(*) FROM voters_voter WHERE regency = %s AND since <= 1 "
                       "AND (until IS NULL OR until > 1) GROUP BY 1, 2, 3", [portal.REGENCY])
        cursor.fetchall()
    return times[label]


def _seal(period, operator, what, times):
    """Seconds of taking and sealing a snapshot; it must hold what the roll holds."""
    from sidalih.accounts.scope import scoped
    from voters.actions import snapshots

    with scoped(portal.REGENCY):
        snapshot = snapshots.take_snapshot(regency=portal.REGENCY, period=period, stage="DPB", by=operator)
    label = f"seal_snapshot, {what}: hashes, tallies, arithmetic, manifest"
    with portal.timed(label, times):
        snapshots.seal_snapshot(snapshot_id=snapshot.pk)
    with scoped(portal.REGENCY):
        snapshot.refresh_from_db()
    print(f"  {snapshot.total} voters, {snapshot.reused} villages taken over, {snapshot.seal[:16]}", flush=True)
    return times[label]


def _touch(period, operator, approver):
    """Strike some voters of a few villages by an applied batch; returns the villages."""
    from io import BytesIO

    import openpyxl
    from django.core.files.base import ContentFile

    from sidalih import jobs
    from sidalih.accounts.scope import scoped
    from sidalih.jobs.queries import by_key
    from voters.actions import applying, deciding, receiving
    from voters.intake.columns import COLUMNS
    from voters.models import Voter

    with scoped(portal.REGENCY):
        here = Voter.objects.filter(regency=portal.REGENCY, until=None)
        codes = sorted(set(here.filter(dpid__lte=1000).values_list("village", flat=True)))
        codes = codes[:max(1, round(len(codes) * TOUCHED))]
        dpids = [dpid for code in codes for dpid in here.filter(village=code).values_list("dpid", flat=True)[:CHANGES]]
    book, data = openpyxl.Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("TPS 001")
    for row in [list(COLUMNS), *([None, None, dpid, *[None] * 12, "1", "BENCH", None] for dpid in dpids)]:
        sheet.append(row)
    book.save(data)
    with scoped(portal.REGENCY):
        batch = receiving.receive(file=ContentFile(data.getvalue(), name="b.xlsx"), regency=portal.REGENCY,
                                  period=period, by=operator)
    jobs.run_here(by_key(f"read_batch:{batch.pk}"))
    with scoped(portal.REGENCY):
        deciding.submit(batch_id=batch.pk, by=operator, confirm_warnings=True)
        deciding.approve(batch_id=batch.pk, by=approver)
    print(f"  {applying.apply_batch(batch_id=batch.pk)['applied']} voters struck in {len(codes)} villages")
    return codes


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
