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

# birth_date falls back to what stood in the loaded roll, so that nothing a roll holds escapes the seal. Of a few
# villages only the indexes on places (open versions) and on `until` (versions that ended later) are read.
_COPY = """COPY (
    SELECT village, dpid, nkk, nik, name, birth_place,
           coalesce(to_char(birth_date, 'YYYY-MM-DD'), birth_text), marital, sex, address, rt, rw, disability, ektp,
           village, tps
    FROM voters_voter
    WHERE regency = %(regency)s AND since <= %(revision)s AND (until IS NULL OR until > %(revision)s)
      AND (%(villages)s::text[] IS NULL OR village = ANY (%(villages)s::text[]))
    ORDER BY village, dpid
) TO STDOUT (FORMAT csv, FORCE_QUOTE (name, birth_place, address))"""


@dataclass(frozen=True)
class VillageFile:
    """One village's canonical CSV: its hash, its size with header, how many voters it lists."""

    village: str
    sha256: str
    bytes: int
    voters: int


def lines(regency, revision):
    """Every voter of the roll as of a revision as (village, CSV line in bytes), ordered by village and dpid."""
    for row in _rows(regency, revision, None):
        row = bytes(row)
        yield row[:VILLAGE_PREFIX - 1].decode("ascii"), row[VILLAGE_PREFIX:]


def new_digest():
    """The hash of a village's file while it is written, with the header already in it."""
    return hashlib.sha256(HEADER)


def villages(regency, revision, codes=None):
    """A VillageFile for each village that has voters, or for those of `codes` that have; in the order of codes."""
    village, digest, size, voters = b"", None, 0, 0
    for row in _rows(regency, revision, codes):  # nothing is copied here: this runs once per voter
        if row[:VILLAGE_PREFIX - 1] != village:
            if voters:
                yield VillageFile(village.decode("ascii"), digest.hexdigest(), size, voters)
            village, digest, size, voters = bytes(row[:VILLAGE_PREFIX - 1]), new_digest(), len(HEADER), 0
        digest.update(row[VILLAGE_PREFIX:])
        size += len(row) - VILLAGE_PREFIX
        voters += 1
    if voters:
        yield VillageFile(village.decode("ascii"), digest.hexdigest(), size, voters)


def _rows(regency, revision, codes):
    values = {"regency": regency, "revision": revision, "villages": codes}
    with connection.cursor() as cursor, cursor.copy(_COPY, values) as copy:
        yield from copy


def sha256sums(hashes):
    """The SHA256SUMS file as bytes, from (village, sha256) in the order of codes."""
    return "".join(f"{digest}  {village}.csv\n" for village, digest in hashes).encode("ascii")


def seal_of(sums):
    """The seal: the SHA-256 of the SHA256SUMS file."""
    return hashlib.sha256(sums).hexdigest()
