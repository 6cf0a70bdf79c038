"""What a sealed snapshot says of itself, as one dictionary that is hashed; docs/seal.md is the specification."""

from datetime import UTC

FORMAT = "sidalih-snapshot/2"


def core(snapshot, hashes, figures, tps_sha256):
    """The manifest of a snapshot whose fields are all set; `hashes` are the VillageFiles, `tps_sha256` that of the
    canonical bytes of its tallies.

    `figures` are the `tallies.Figures` of the same villages, and of those that have lost their last voter: their
    hash is null. The seals and proofs of the snapshots before it make the chain.
    """
    previous, replaces = snapshot.previous, snapshot.replaces
    listed = {one.village: one for one in hashes}
    return {
        "format": FORMAT, "regency": snapshot.regency, "period": snapshot.period_id, "stage": snapshot.stage,
        "revision": snapshot.revision, "base_revision": snapshot.base_revision, "snapshot": snapshot.pk,
        "taken_at": when(snapshot.taken_at), "taken_by": _who(snapshot.taken_by), "run": snapshot.run_id,
        "sealed_at": when(snapshot.sealed_at), "reused": snapshot.reused, "seal": snapshot.seal,
        "previous_seal": previous.seal if previous else None,
        "previous_proof": (previous.proof or None) if previous else None,
        "replaces_proof": (replaces.proof or None) if replaces else None,
        "total": snapshot.total, "L": snapshot.male, "P": snapshot.female, "flow": snapshot.flow,
        "figures": figures.regency,
        "villages": {village: {"sha256": listed[village].sha256 if village in listed else None,
                               "voters": listed[village].voters if village in listed else 0, "figures": of_village}
                     for village, of_village in figures.villages.items()},
        "tps_sha256": tps_sha256,
        "breaks": snapshot.breaks, "explanation": snapshot.explanation,
        "explained_by": _who(snapshot.explained_by) if snapshot.explained_by_id else None,
        "explained_at": when(snapshot.explained_at),
    }


def when(moment):
    """A time as manifests write it: ISO 8601 in UTC, to the microsecond; None for none."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None


def _who(person):
    return person.username if person else "system"
