"""What the tests of sealing share: a sealed snapshot, raw SQL as who owns the tables, random batches."""

from django.db import connection

from sidalih import jobs
from sidalih.jobs.queries import by_key
from tests.kit import applied, change, new, strike, voters
from voters.actions import snapshots
from voters.queries import canonical, tallies

_serial = iter(range(3000, 9000))


def seal(people, period, stage="DPB", regency="3578", by="operator", **options):
    """A sealed snapshot, asked for by a person and done as a job is."""
    snapshot = snapshots.take_snapshot(regency=regency, period=period, stage=stage, by=people[by])
    if options:
        snapshots.seal_snapshot(snapshot_id=snapshot.pk, **options)
    else:
        jobs.run_here(by_key(f"seal_snapshot:{snapshot.pk}"))
    snapshot.refresh_from_db()
    return snapshot


def sql(statement, *values):
    """Do a statement as the owner, with what keeps a sealed snapshot from changing switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("voters_snapshot",):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER sealed_stays")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE voters_snapshot ENABLE TRIGGER sealed_stays")


def random_batch(people, period, chance):
    """Apply a batch of new, changed, moved and struck voters, of few villages or many."""
    found = [v for v in voters() if len(v.nik) == 16 and len(v.nkk) == 16 and v.birth_date and v.address
             and 1930 < v.birth_date.year < 1995]
    villages = sorted({v.village for v in found})
    here = set(chance.sample(villages, chance.randint(1, len(villages))))
    some = chance.sample([v for v in found if v.village in here], chance.randint(1, 6))
    rows = []
    for voter in some:
        how = chance.choice("TUMSD")
        if how == "T":
            rows.append(strike(voter, chance.choice("1247")))
        elif how == "M":
            other = chance.choice(found)
            rows.append(change(voter, KECAMATAN=other.village[:6], DESA=other.village,
                               TPS=str(chance.choice([other.tps, 901])), JALAN=f"JL. {next(_serial)}"))
        else:
            cells = {"U": {"JALAN": f"JL. {next(_serial)}"}, "D": {"DIS": chance.choice("125"), "EKTP": "B"},
                     "S": {"L/P": "P" if voter.sex == "L" else "L"}}[how]
            rows.append(change(voter, **cells))
    rows += [new(next(_serial)) for _n in range(chance.randint(0, 2))]
    return applied(people, period, *rows)


def recount(snapshot):
    """(seal, tallies) of a snapshot counted from the roll alone, in one piece."""
    hashes = [(one.village, one.sha256) for one in canonical.villages(snapshot.regency, snapshot.revision)]
    places = tallies.places(snapshot.regency, snapshot.base_revision, snapshot.revision)
    return canonical.seal_of(canonical.sha256sums(hashes)), [place.stored() for place in places]
