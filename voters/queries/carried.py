"""Reading a roll for a seal, with what has not changed since an earlier snapshot taken over from it.

Look here when a sealing is too slow, or to see when it reads everything again.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

from voters.models import Snapshot, SnapshotVillage, Tally
from voters.queries import canonical, tallies
from voters.queries.canonical import VillageFile
from voters.rules import papers

STOCK = ("village", "tps", "male", "female", "disability", "without_ektp")


@dataclass(frozen=True)
class Reading:
    """What a snapshot's revision holds: a VillageFile per village that has voters, Places, villages taken over."""

    hashes: list
    places: list
    reused: int

    @property
    def seal(self):
        """The seal over the villages."""
        return canonical.seal_of(canonical.sha256sums((one.village, one.sha256) for one in self.hashes))


def read(snapshot, step, villages_at_once=canonical.VILLAGES_AT_ONCE):
    """The Reading of a snapshot's roll, the same whether anything could be taken over or not.

    Villages without a version begun or ended since the newest sealed snapshot keep its hash and stock, if its own rows
    still give its seal and its proof. `step(done, total, village)` is called before every COPY, with "", and after
    every village; it may raise to stop.
    """
    regency, revision = snapshot.regency, snapshot.revision
    carrier = _carrier(snapshot)
    fresh = sorted(tallies.touched(regency, carrier.revision, revision)) if carrier else None
    found = tallies.Found()
    kept = _take_over(carrier, fresh, found) if carrier else []
    step(0, 0, "")
    if fresh is None or fresh:
        tallies.count_stock(found, regency, revision, fresh)
    voters = Counter()
    for (village, _tps), place in found.items():
        voters[village] += place.now.total()
    kept_codes = {one.village for one in kept}
    to_hash = sorted(code for code, n in voters.items() if n and code not in kept_codes)
    hashes = sorted([*kept, *_hashed(snapshot, to_hash, voters, step, villages_at_once)], key=lambda one: one.village)
    _count_before(found, snapshot, carrier)
    tallies.count_flow(found, regency, snapshot.base_revision, revision)
    return Reading(hashes, found.ordered(), len(kept))


def intact(snapshot):
    """Whether the stored rows of a sealed snapshot still give its seal, and its manifest its proof and code."""
    rows = snapshot.villages.order_by("village").values_list("village", "sha256", "voters")
    manifest = snapshot.manifest
    return bool(
        snapshot.code and canonical.seal_of(canonical.sha256sums((v, digest) for v, digest, _n in rows)) == snapshot.seal
        and papers.proof_of(manifest) == snapshot.proof and papers.code_of(snapshot.proof) == snapshot.code
        and manifest["seal"] == snapshot.seal and manifest["revision"] == snapshot.revision
        and {v: (digest, n) for v, digest, n in rows} == {
            v: (of["sha256"], of["voters"]) for v, of in manifest["villages"].items() if of["sha256"]}
        and tallies_digest(stored_tallies(snapshot)) == manifest["tps_sha256"])


def stored_tallies(snapshot):
    """The tallies of a snapshot as they are stored, as dictionaries in the order of places."""
    return list(Tally.objects.filter(snapshot=snapshot).order_by("village", "tps").values(*tallies.STORED))


def tallies_digest(stored):
    """The SHA-256 over tallies in the order of places: docs/seal.md says of which bytes."""
    digest = hashlib.sha256()
    for one in stored:
        digest.update(json.dumps(one, sort_keys=True, separators=(",", ":")).encode("ascii") + b"\n")
    return digest.hexdigest()


def _carrier(snapshot):
    """The newest sealed snapshot of the regency up to this revision, if it is whole; else None: all is read again."""
    newest = Snapshot.objects.filter(
        regency=snapshot.regency, sealed_at__isnull=False, revision__lte=snapshot.revision).exclude(
        pk=snapshot.pk).order_by("-revision", "-id").first()
    return newest if newest and intact(newest) else None


def _take_over(carrier, fresh, found):
    """Count the stock of the villages that are not fresh from another snapshot's tallies; returns their hashes."""
    for village, tps, male, female, disability, without in Tally.objects.filter(snapshot=carrier).exclude(
            village__in=fresh).values_list(*STOCK):
        if male or female:
            here = found[village, tps]
            here.now.update(L=male, P=female)
            here.disability.update(disability)
            here.without_ektp = without
    return [VillageFile(*row) for row in SnapshotVillage.objects.filter(snapshot=carrier).exclude(
        village__in=fresh).values_list("village", "sha256", "bytes", "voters")]


def _hashed(snapshot, codes, voters, step, at_once):
    """The VillageFiles of these villages, a few per COPY."""
    done, total = 0, sum(voters[code] for code in codes)
    for start in range(0, len(codes), at_once):
        step(done, total, "")
        for village in canonical.villages(snapshot.regency, snapshot.revision, codes[start:start + at_once]):
            done += village.voters
            step(done, total, village.village)
            yield village


def _count_before(found, snapshot, carrier):
    """Add the stock at the base revision: of untouched villages it is that of now, of others the previous snapshot's.

    Where there is no snapshot at the base revision, or it is not whole any more, the roll is counted.
    """
    regency, base = snapshot.regency, snapshot.base_revision
    moved = sorted(tallies.touched(regency, base, snapshot.revision))
    touched = set(moved)
    for (village, _tps), place in found.items():
        if village not in touched:
            place.before.update(place.now)
    if not moved:
        return
    previous = snapshot.previous
    if previous and previous.revision == base and (previous == carrier or intact(previous)):
        rows = Tally.objects.filter(snapshot=previous, village__in=moved).values_list("village", "tps", "male", "female")
        for village, tps, male, female in rows:
            if male or female:
                found[village, tps].before.update(L=male, P=female)
    else:
        tallies.count_before(found, regency, base, moved)
