"""What every measurement starts from: an installation of its own, one regency with a roll, two people."""

import os
import sys
import time
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
REGENCY, PERIOD = "3578", "bench"


def start(broker=False):
    """Embedded servers below var/bench, migrated, with regions; Django set up. With `broker` workers can be started."""
    os.environ["SIDALIH_VAR"] = str(ROOT / "var" / "bench")
    os.environ["DJANGO_SETTINGS_MODULE"] = "sidalih.settings"
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("CHURN_BRAKE_PERCENT", "100")  # a third of the rows strikes somebody
    from sidalih.embedded.attach import attach
    from sidalih.embedded.places import Places, locked
    from sidalih.embedded.prepare import prepare
    from sidalih.embedded.valkey import Valkey

    if broker:
        with locked(Places.here()):
            Valkey(Places.here()).ensure()
    attach([sys.argv[0], "bench"])
    import django

    django.setup()
    prepare()


def stop():
    """Stop the servers of the measurement."""
    from django.db import connections

    from sidalih.embedded.places import Places
    from sidalih.embedded.stopping import stop_servers

    connections.close_all()
    stop_servers(Places.here())


def fresh_roll(voters):
    """Empty everything and give the regency that many voters at revision 1; returns (period, operator, approver)."""
    from sidalih.accounts.models import User
    from voters.actions.periods import open_period

    fresh_rolls([REGENCY], voters)
    period = open_period(code=PERIOD, label="Bench", reference_date=date(2017, 7, 31), codeset="2018", by="bench")
    people = []
    for name, role in (("bench-operator", "operator"), ("bench-approver", "approver")):
        person, _made = User.objects.get_or_create(username=name, defaults={"role": role, "area": REGENCY})
        people.append(person)
    return period, *people


def fresh_rolls(regencies, voters):
    """Empty everything and give each of these regencies that many synthetic voters at revision 1."""
    from django.db import connection

    from sidalih.row_security import as_owner

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE voters_voter, voters_roll, voters_batch, voters_snapshot, voters_snapshotrun, "
                       "voters_rollup, jobs_job CASCADE")
        for regency in regencies:
            _fill(cursor, regency, voters)
        cursor.execute("VACUUM ANALYZE voters_voter")


def _fill(cursor, regency, voters):
    from voters.actions.rolls import ensure_roll

    ensure_roll(regency)
    cursor.execute("""
        INSERT INTO voters_voter (regency, since, dpid, nkk, nik, name, birth_place, birth_date, birth_text,
                                  marital, sex, address, rt, rw, disability, ektp, village, tps, source)
        SELECT %(regency)s, 1, i, %(regency)s || '04' || '010116' || lpad((i / 3 %% 1000 + 9000)::text, 4, '0'),
               %(regency)s || lpad((i / 100000 %% 31 + 1)::text, 2, '0')
                 || to_char(date '1950-01-01' + (i %% 18000)::int, 'DDMMYY')
                 || lpad((i / 18000 + 9000)::text, 4, '0'),
               'PEMILIH ' || i, 'SURABAYA', date '1950-01-01' + (i %% 18000)::int, '', 'S',
               CASE WHEN i %% 2 = 0 THEN 'L' ELSE 'P' END, 'JL. CONTOH NO ' || i %% 200, (i %% 12 + 1)::text,
               (i %% 8 + 1)::text, '0', 'S', v.code, (i / v.villages / 300 + 1)::int, 'BENCH'
        FROM generate_series(1, %(voters)s) i
        JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS n, count(*) OVER () AS villages
              FROM areas_area WHERE level = 4 AND code LIKE %(regency)s || '%%') v ON v.n = i %% v.villages""",
                   {"regency": regency, "voters": voters})
    cursor.execute("UPDATE voters_roll SET revision = 1, loaded_revision = 1, active = %s, next_dpid = %s "
                   "WHERE regency = %s", [voters, voters + 1, regency])


def mutarlih(rows, voters):
    """Rows of a bulk workbook: a third strikes, a third changes, a third new voters; all without an E."""
    from sidalih.accounts.scope import scoped
    from voters.intake.columns import COLUMNS
    from voters.models import Voter

    with scoped(REGENCY):
        found = list(Voter.objects.filter(regency=REGENCY, until=None).order_by("dpid")[:rows * 2 // 3])
    yield list(COLUMNS)
    for i, v in enumerate(found):
        if i % 2:
            yield [None, None, v.dpid, *[None] * 12, "1", "BENCH", None]
        else:
            yield [v.village[:6], v.village, v.dpid, v.nkk, v.nik, v.name + " X", v.birth_place,
                   v.birth_date.strftime("%d-%m-%Y"), v.marital, v.sex, v.address, v.rt, v.rw, v.disability, v.ektp,
                   "U", "BENCH", v.tps]
    born = date(1999, 1, 1)
    for i in range(rows - len(found)):
        day = born + timedelta(days=i % 3000 - 3000)
        yield ["Wonokromo", "Jagir", None, "3578041206159001", f"357804{day:%d%m%y}{9000 + i // 3000:04d}", f"BARU {i}",
               "SURABAYA", day.strftime("%d|%m|%Y"), "S", "L", "JL. BARU", "1", "2", "0", "S", "B", "BENCH", "3"]


@contextmanager
def timed(label, into):
    """Print and keep the seconds of a block."""
    begin = time.perf_counter()
    yield
    into[label] = time.perf_counter() - begin
    print(f"{label:<52} {into[label]:8.2f} s", flush=True)
