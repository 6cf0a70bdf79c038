"""Recomputing a sealed snapshot from the roll."""

from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.scope import scoped
from sidalih.refusal import Refused
from voters.queries import canonical
from voters.queries.regencies import regency_of_snapshot
from voters.queries.snapshots import existing


def verify_snapshot(*, snapshot_id, by="system"):
    """Recompute every hash of a sealed snapshot from the roll: {"snapshot", "ok", "seal"}.

    `seal` is the stored one. Raises Refused for a snapshot that is not sealed yet.
    """
    with scoped(regency_of_snapshot(snapshot_id)):
        snapshot = existing(snapshot_id)
        if not snapshot.sealed_at:
            raise Refused("not_sealed", _("Snapshot ini belum tersegel."))
        now = [(v.village, v.sha256, v.voters) for v in canonical.villages(snapshot.regency, snapshot.revision)]
        stored = list(snapshot.villages.values_list("village", "sha256", "voters"))
        sums = canonical.sha256sums((village, digest) for village, digest, _voters in now)
        ok = now == stored and canonical.seal_of(sums) == snapshot.seal
        audit.record("snapshot_verified", by=by, regency=snapshot.regency, subject=f"snapshot:{snapshot.pk}", ok=ok)
    return {"snapshot": snapshot.pk, "ok": ok, "seal": snapshot.seal}
