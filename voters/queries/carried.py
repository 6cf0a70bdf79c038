"""Reading a roll for a seal, with what has not changed since an earlier snapshot taken over from it.

Look here when a sealing is too slow, or to see when it reads everything again.
"""

from collections import Counter
from dataclasses import dataclass

from voters.models import Snapshot, SnapshotVillage
from voters.queries import canonical, tallies
from voters.queries.canonical import VillageFile
from voters.rules import papers


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
    carrier, rows = _carrier(snapshot)
    fresh = sorted(tallies.touched(regency, carrier.revision, revision)) if carrier else None
    found = tallies.Found()
    kept = _take_over(carrier, rows, set(fresh), found) if carrier else []
    step(0, 0, "")
    if fresh is None or fresh:
        tallies.count_stock(found, regency, revision, fresh)
    voters = Counter()
    for (village, _tps), place in found.items():
        voters[village] += place.now.total()
    kept_codes = {one.village for one in kept}
    to_hash = sorted(code for code, n in voters.items() if n and code not in kept_codes)
    hashes = sorted([*kept, *_hashed(snapshot, to_hash, voters, step, villages_at_once)], key=lambda one: one.village)
    previous = snapshot.previous
    _count_before(found, snapshot, rows if previous == carrier else previous and sealed_tallies(previous))
    tallies.count_flow(found, regency, snapshot.base_revision, revision)
    return Reading(hashes, found.ordered(), len(kept))


def sealed_tallies(snapshot):
    """The tallies of a sealed snapshot as dictionaries; None unless its stored rows still give its seal and proof."""
    hashes = list(snapshot.villages.order_by("village").values_list("village", "sha256", "voters"))
    rows, manifest = tallies.stored(snapshot.pk), snapshot.manifest
    seal = canonical.seal_of(canonical.sha256sums((village, sha256) for village, sha256, _voters in hashes))
    whole = (
        snapshot.code and papers.proof_of(manifest) == snapshot.proof
        and papers.code_of(snapshot.proof) == snapshot.code
        and seal == snapshot.seal == manifest["seal"] and manifest["revision"] == snapshot.revision
        and {village: (sha256, voters) for village, sha256, voters in hashes} == {
            village: (of["sha256"], of["voters"]) for village, of in manifest["villages"].items() if of["sha256"]}
        and papers.proof_of(rows) == manifest["tps_sha256"])
    return rows if whole else None


def _carrier(snapshot):
    """(newest sealed snapshot of the regency up to this revision, its tallies) if that is whole, else (None, None)."""
    newest = Snapshot.objects.filter(
        regency=snapshot.regency, sealed_at__isnull=False, revision__lte=snapshot.revision).exclude(
        pk=snapshot.pk).order_by("-revision", "-id").first()
    rows = newest and sealed_tallies(newest)
    return (newest, rows) if rows else (None, None)


def _take_over(carrier, rows, fresh, found):
    """Count the stock of the villages that are not fresh from another snapshot's tallies; returns their hashes."""
    for row in rows:
        if row["village"] not in fresh and (row["male"] or row["female"]):
            here = found[row["village"], row["tps"]]
            here.now["L"], here.now["P"] = row["male"], row["female"]
            here.disability.update(row["disability"])
            here.without_ektp = row["without_ektp"]
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


def _count_before(found, snapshot, rows):
    """Add the stock at the base revision: of untouched villages it is that of now, of others the previous snapshot's.

    `rows` are its tallies; None where there is no snapshot before, or it is not whole any more: the roll is counted.
    """
    regency, base = snapshot.regency, snapshot.base_revision
    moved = tallies.touched(regency, base, snapshot.revision)
    for (village, _tps), place in found.items():
        if village not in moved:
            place.before["L"], place.before["P"] = place.now["L"], place.now["P"]
    if not moved:
        return
    if rows is None:
        tallies.count_before(found, regency, base, sorted(moved))
        return
    for row in rows:
        if row["village"] in moved and (row["male"] or row["female"]):
            before = found[row["village"], row["tps"]].before
            before["L"], before["P"] = row["male"], row["female"]
