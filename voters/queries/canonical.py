"""The canonical CSV of a village and what is hashed of it; docs/seal.md is the specification.

The bytes are what PostgreSQL's COPY writes. Python's csv module does not write the same ones: never seal
with it.
"""

import hashlib
from dataclasses import dataclass

from django.db import connection

HEADER = (b"dpid,nkk,nik,name,birth_place,birth_date,marital,sex,address,rt,rw,disability,ektp,village,tps\n")
VILLAGE_PREFIX = 11  # ten digits and a comma: the first column splits villages and is not part of the file

# How many villages one COPY reads: between two of them a sealing can be called off.
VILLAGES_AT_ONCE = 25

_AS_OF = "regency = %s AND since <= %s AND (until IS NULL OR until > %s)"
# birth_date falls back to what stood in the loaded roll, so that nothing a roll holds escapes the seal.
_COPY = """COPY (
    SELECT village, dpid, nkk, nik, name, birth_place,
           coalesce(to_char(birth_date, 'YYYY-MM-DD'), birth_text), marital, sex, address, rt, rw, disability, ektp,
           village, tps
    FROM {found} ORDER BY village, dpid
) TO STDOUT (FORMAT csv, FORCE_QUOTE (name, birth_place, address))"""
_COPY_ALL = _COPY.format(found=f"voters_voter WHERE {_AS_OF}")
# Some villages: two arms, as in tally_stock.sql, each with an index of its own.
_COPY_SOME = _COPY.format(found="""(
        SELECT * FROM voters_voter WHERE regency = %s AND since <= %s AND until IS NULL AND village = ANY (%s)
        UNION ALL
        SELECT * FROM voters_voter WHERE regency = %s AND since <= %s AND until > %s AND village = ANY (%s)) v""")


@dataclass(frozen=True)
class VillageFile:
    """One village's canonical CSV: its hash, its size with header, how many voters it lists."""

    village: str
    sha256: str
    bytes: int
    voters: int


def lines(regency, revision, codes=None):
    """Every voter of the roll, or of some villages, as of a revision as (village, CSV line in bytes).

    Ordered by village and dpid.
    """
    if codes is None:
        statement, values = _COPY_ALL, [regency, revision, revision]
    else:
        statement, values = _COPY_SOME, [regency, revision, codes, regency, revision, revision, codes]
    with connection.cursor() as cursor, cursor.copy(statement, values) as copy:
        for row in copy:
            row = bytes(row)
            yield row[:VILLAGE_PREFIX - 1].decode("ascii"), row[VILLAGE_PREFIX:]


def new_digest():
    """The hash of a village's file while it is written, with the header already in it."""
    return hashlib.sha256(HEADER)


def villages(regency, revision, codes=None):
    """A VillageFile for each village that has voters, or for those of `codes` that have; in the order of codes."""
    village, digest, size, voters = None, None, 0, 0
    for code, line in lines(regency, revision, codes):
        if code != village:
            if village is not None:
                yield VillageFile(village, digest.hexdigest(), size, voters)
            village, digest, size, voters = code, new_digest(), len(HEADER), 0
        digest.update(line)
        size += len(line)
        voters += 1
    if village is not None:
        yield VillageFile(village, digest.hexdigest(), size, voters)


def sha256sums(hashes):
    """The SHA256SUMS file as bytes, from (village, sha256) in the order of codes."""
    return "".join(f"{digest}  {village}.csv\n" for village, digest in hashes).encode("ascii")


def seal_of(sums):
    """The seal: the SHA-256 of the SHA256SUMS file."""
    return hashlib.sha256(sums).hexdigest()
