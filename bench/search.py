"""Looking voters up against the bare SQL of the tables' owner: `bench/search.py [VOTERS]` (800,000)."""

import statistics
import sys
import time

import portal

FIRST = ["MUHAMMAD", "MOCH.", "MOH", "SITI", "ST.", "SRI", "ABDUL", "AHMAD", "ACHMAD", "BUDI", "DEWI", "ENDANG",
         "HADI", "INDAH", "JOKO", "DJOKO", "KHOIRUL", "LILIK", "MARIA", "NUR", "NOOR", "PUJI", "RETNO", "SUKARNO",
         "SOEKARNI", "TITIK", "UMI", "WAHYU", "YUSUF", "ZAENAL"]
LAST = ["HASAN", "BASRI", "AMINAH", "SANTOSO", "SANTOSA", "WULANDARI", "RAHMAN", "FAUZI", "HIDAYAT", "KUSUMA",
        "LESTARI", "MAULANA", "NINGSIH", "PRASETYO", "PURNOMO", "RAHAYU", "SAPUTRA", "SETIAWAN", "SUSANTI", "UTOMO",
        "WIBOWO", "YULIANTO", "ZAINUDDIN", "ARIFIN", "CAHYONO", "DARMAWAN", "EFENDI", "FIRMANSYAH"]
ROUNDS = 40


def main(voters=800_000):
    portal.start()
    from django.db import connection

    from sidalih.accounts.scope import scoped
    from sidalih.row_security import as_owner
    from voters.queries import roll_search, search

    portal.fresh_roll(voters)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE voters_voter SET name = (%s::text[])[dpid %% %s + 1] || ' ' "
                       "|| (%s::text[])[dpid / 7 %% %s + 1] || ' ' || (%s::text[])[dpid / 211 %% %s + 1] || ' ' "
                       "|| chr((65 + dpid %% 26)::int)",
                       [FIRST, len(FIRST), LAST, len(LAST), LAST, len(LAST)])
        cursor.execute("VACUUM ANALYZE voters_voter")
        cursor.execute("SELECT nik, nkk, village FROM voters_voter WHERE dpid %% %s = 5", [voters // ROUNDS])
        known = cursor.fetchall()
    names = [f"{first} {last}" for first, last in zip(FIRST, LAST * 2, strict=False)]
    bare = "SELECT * FROM voters_voter WHERE regency = %s AND until IS NULL AND "
    measured = [
        ("NIK", [nik for nik, _, _ in known], bare + "length(nik) = 16 AND nik = %s",
         lambda nik: search.by_nik(portal.REGENCY, nik)),
        ("No. KK, or NIK", [nkk for _, nkk, _ in known], bare + "length(nkk) = 16 AND nkk = %s",
         lambda nkk: roll_search.find(roll_search.Asked(portal.REGENCY, number=nkk))),
        ("name as it stands", [f"%{name}%" for name in names], bare + "name ILIKE %s LIMIT 50",
         lambda name: search.by_name(portal.REGENCY, name.strip("%"))),
        ("a village, first page", [village for _, _, village in known],
         bare + "village = %s ORDER BY name, dpid LIMIT 51",
         lambda village: roll_search.find(roll_search.Asked(portal.REGENCY, village=village))),
    ]
    for label, asked, sql, ours in measured:
        with as_owner():
            floor = _median(asked, lambda value, sql=sql: _rows(connection, sql, [portal.REGENCY, value]))
        with scoped(portal.REGENCY):
            took = _median(asked, ours)
        print(f"{label:<24} bare {floor:8.2f} ms   portal {took:8.2f} ms   ratio {took / floor:.2f}", flush=True)
    portal.stop()


def _rows(connection, sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _median(asked, look):
    """Milliseconds of the median look-up, after one round to warm up."""
    look(asked[0])
    times = []
    for value in asked:
        begin = time.perf_counter()
        look(value)
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
