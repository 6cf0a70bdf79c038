"""Taking and sealing a snapshot of a regency's roll; docs/seal.md says what the seal is made of."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit, jobs
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.refusal import Refused
from voters.models import Roll, Snapshot, SnapshotVillage, Tally
from voters.queries import canonical, tallies
from voters.queries.regencies import regency_of_snapshot
from voters.queries.snapshots import existing
from voters.rules.arithmetic import breaches

SEAL_LOCK = 350_004


@transaction.atomic
def take_snapshot(*, regency, period, stage, by, again=True):
    """Pin the regency's roll at its present revision for a stage of a period, and have it sealed.

    Returns the snapshot, not yet sealed. Pressed twice, the one still being sealed is returned; one whose
    sealing failed is tried again. Without `again` a sealed one of this very revision is returned: nothing has
    changed that a new one could hold. Raises Refused for people who may not and for a roll never loaded.
    """
    authorize(by, Permission.SNAPSHOT_TAKE, regency)
    _lock_seals(regency)  # not the roll: a committed revision does not change, and a batch may be at it
    roll = Roll.objects.filter(pk=regency, revision__gt=0).first()
    if roll is None:
        raise Refused("roll_empty", _("Daftar pemilih kabupaten/kota ini belum dimuat."))
    same = Snapshot.objects.filter(regency=regency, period=period, stage=stage, revision=roll.revision)
    if not again and (sealed := same.filter(sealed_at__isnull=False, replaced_by=None).first()):
        return sealed
    snapshot = same.filter(sealed_at=None).first()
    taken = snapshot is None
    if taken:
        previous, base = _flow_begins(roll, period, stage)
        snapshot = Snapshot.objects.create(regency=regency, period=period, stage=stage, revision=roll.revision,
                                           taken_by=by, previous=previous, base_revision=base)
    jobs.enqueue(kind="seal_snapshot", key=f"seal_snapshot:{snapshot.pk}", args={"snapshot": snapshot.pk},
                 by=by.username, regency=regency)
    if taken:
        audit.record("snapshot_taken", by=by, regency=regency, subject=f"snapshot:{snapshot.pk}",
                     revision=roll.revision, stage=stage, period=period.pk)
    return snapshot


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


def _lock_seals(regency):
    """Snapshots of one regency are taken, and sealed, one after the other; call it with a regency's code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SEAL_LOCK, regency])


def _flow_begins(roll, period, stage):
    """(previous snapshot or None, revision) from which a new snapshot counts its flow.

    One that replaces another counts from where that one did; else from the newest snapshot of the regency,
    or from the loading of the roll.
    """
    sealed = Snapshot.objects.filter(regency=roll.regency, sealed_at__isnull=False)
    replaced = sealed.filter(period=period, stage=stage).order_by("-id").first()
    if replaced:
        return replaced.previous, replaced.base_revision
    previous = sealed.order_by("-revision", "-id").first()
    return previous, previous.revision if previous else roll.loaded_revision


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
    snapshot = Snapshot.objects.select_for_update().get(pk=snapshot_id)
    if snapshot.sealed_at:
        return {"snapshot": snapshot.pk, "seal": snapshot.seal}
    _lock_seals(snapshot.regency)  # two seals of one regency: the second replaces the first
    SnapshotVillage.objects.bulk_create(
        SnapshotVillage(regency=snapshot.regency, snapshot=snapshot, village=v.village, sha256=v.sha256,
                        bytes=v.bytes, voters=v.voters)
        for v in villages)
    Tally.objects.bulk_create(Tally(regency=snapshot.regency, snapshot=snapshot, **place.stored()) for place in places)
    snapshot.replaces = Snapshot.objects.filter(
        regency=snapshot.regency, period=snapshot.period, stage=snapshot.stage, sealed_at__isnull=False,
        replaced_by=None, pk__lt=snapshot.pk).order_by("-id").first()
    snapshot.male = sum(place.now["L"] for place in places)
    snapshot.female = sum(place.now["P"] for place in places)
    snapshot.flow = tallies.flow(places)
    snapshot.seal = canonical.seal_of(canonical.sha256sums((v.village, v.sha256) for v in villages))
    snapshot.sealed_at = timezone.now()
    snapshot.save()
    province = snapshot.regency[:2]
    jobs.enqueue(kind="build_rollup", key=f"build_rollup:after:{snapshot.pk}", by="system", regency=province,
                 args={"area": province, "period": snapshot.period_id, "stage": snapshot.stage})
    audit.record("snapshot_sealed", by="system", regency=snapshot.regency, subject=f"snapshot:{snapshot.pk}",
                 seal=snapshot.seal, total=snapshot.total)
    return {"snapshot": snapshot.pk, "seal": snapshot.seal}
