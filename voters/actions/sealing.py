"""Sealing a pinned snapshot: hashes, tallies, arithmetic, manifest. docs/seal.md says what is made."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit, jobs
from sidalih.accounts.scope import scoped
from sidalih.refusal import Refused
from voters.actions.taking import flow_begins, lock_seals, must_be_in_order
from voters.models import Roll, Snapshot, SnapshotVillage, Tally
from voters.queries import canonical, manifests, tallies
from voters.queries.regencies import regency_of_snapshot
from voters.rules import papers
from voters.rules.arithmetic import breaches


def seal_snapshot(*, snapshot_id, progress=lambda done, total, what: None):
    """Hash every village, tally every TPS, check that the figures close, and seal; all or nothing.

    Idempotent: a sealed snapshot is left as it is. The pinned revision does not change any more, so no
    lock is held while reading. Raises Refused (`arithmetic`) when previous + baru − TMS ± moves is not the
    count; the snapshot stays unsealed.
    """
    with scoped(regency_of_snapshot(snapshot_id)):
        snapshot = Snapshot.objects.select_related("period").get(pk=snapshot_id)
        if snapshot.sealed_at:
            return {"snapshot": snapshot.pk, "seal": snapshot.seal}
        total = canonical.count(snapshot.regency, snapshot.revision)
        villages = []
        done = 0
        for village in canonical.villages(snapshot.regency, snapshot.revision):
            villages.append(village)
            done += village.voters
            progress(done, total, _("Menyegel %(village)s") % {"village": village.village})
        progress(total, total, _("Menghitung per TPS"))
        places = tallies.places(snapshot.regency, snapshot.base_revision, snapshot.revision)
        _must_close(snapshot, places, done, total)
        return _store(snapshot.pk, villages, places)


def _must_close(snapshot, places, read, total):
    """Refuse to seal figures that do not close, or hashes that did not read the whole roll."""
    counted = sum(place.now.total() for place in places)
    found = [place for place in places if breaches(place.stock[0], place.flow, place.stock[1])]
    if found or read != total or counted != total:
        where = ", ".join(f"{place.village} TPS {place.tps}" for place in found[:5])
        raise Refused("arithmetic", _("Angka tidak tertutup (sebelumnya + baru − TMS ± pindah ≠ sekarang): %(where)s")
                      % {"where": where or f"{read} ≠ {counted} ≠ {total}"})


@transaction.atomic
def _store(snapshot_id, villages, places):
    snapshot = Snapshot.objects.select_for_update(of=("self",)).select_related(
        "period", "previous", "run", "taken_by", "explained_by").get(pk=snapshot_id)
    if snapshot.sealed_at:
        return {"snapshot": snapshot.pk, "seal": snapshot.seal}
    lock_seals(snapshot.regency)  # two seals of one regency: the second replaces the first
    SnapshotVillage.objects.bulk_create(
        SnapshotVillage(regency=snapshot.regency, snapshot=snapshot, village=v.village, sha256=v.sha256,
                        bytes=v.bytes, voters=v.voters)
        for v in villages)
    Tally.objects.bulk_create(Tally(regency=snapshot.regency, snapshot=snapshot, **place.stored()) for place in places)
    snapshot.replaces = Snapshot.objects.filter(
        regency=snapshot.regency, period=snapshot.period, stage=snapshot.stage, sealed_at__isnull=False,
        replaced_by=None, pk__lt=snapshot.pk).order_by("-id").defer("manifest").first()
    figures = tallies.figures(places)
    snapshot.male, snapshot.female = figures.regency["pemilih"]["L"], figures.regency["pemilih"]["P"]
    snapshot.flow = tallies.flow(places)
    snapshot.figures = figures.regency
    snapshot.seal = canonical.seal_of(canonical.sha256sums((v.village, v.sha256) for v in villages))
    snapshot.sealed_at = timezone.now()
    snapshot.manifest = manifests.core(snapshot, [(v.village, v.sha256, v.voters) for v in villages], figures)
    snapshot.proof = papers.proof_of(snapshot.manifest)
    snapshot.code = papers.code_of(snapshot.proof)
    snapshot.save()
    province = snapshot.regency[:2]
    jobs.enqueue(kind="build_rollup", key=f"build_rollup:after:{snapshot.pk}", by="system", regency=province,
                 args={"area": province, "period": snapshot.period_id, "stage": snapshot.stage})
    audit.record("snapshot_sealed", by="system", regency=snapshot.regency, subject=f"snapshot:{snapshot.pk}",
                 seal=snapshot.seal, proof=snapshot.proof, total=snapshot.total)
    return {"snapshot": snapshot.pk, "seal": snapshot.seal}
