"""Sealing a regency against the bare queries under it: `bench/snapshot.py [VOTERS]` (800,000)."""

import hashlib
import sys

import portal


def main(voters=800_000):
    portal.start()
    from django.db import connection

    from sidalih.accounts.scope import scoped
    from sidalih.row_security import as_owner
    from voters.actions import snapshots
    from voters.queries import canonical

    period, operator, _approver = portal.fresh_roll(voters)
    times = {}
    with as_owner(), portal.timed(f"bare COPY of {voters} voters into one hash, and a tally", times):
        digest = hashlib.sha256()
        with connection.cursor() as cursor:
            with cursor.copy(canonical._COPY, [portal.REGENCY, 1, 1]) as copy:
                for row in copy:
                    digest.update(row)
            cursor.execute("SELECT village, tps, sex, count(*) FROM voters_voter WHERE regency = %s AND since <= 1 "
                           "AND (until IS NULL OR until > 1) GROUP BY 1, 2, 3", [portal.REGENCY])
            cursor.fetchall()
    with scoped(portal.REGENCY):
        snapshot = snapshots.take_snapshot(regency=portal.REGENCY, period=period, stage="DPB", by=operator)
    with portal.timed("seal_snapshot: hashes, tallies, flows, arithmetic", times):
        print(snapshots.seal_snapshot(snapshot_id=snapshot.pk))
    bare, whole = times.values()
    print(f"ratio to the bare queries: {whole / bare:.2f}")
    portal.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
