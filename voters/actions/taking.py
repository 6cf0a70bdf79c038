"""Asking for a snapshot: the revision is pinned at once, the sealing (`sealing.py`) is a job."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from sidalih import audit, jobs
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.refusal import Refused
from voters.models import Roll, Snapshot
from voters.models.period import Stage

SEAL_LOCK = 350_004
ELECTION = (Stage.DPS, Stage.DPSHP, Stage.DPT)  # a round in this order; DPB stands beside it


@transaction.atomic
def take_snapshot(*, regency, period, stage, by=None, again=True, run=None):
    """Pin the regency's roll at its present revision for a stage of a period, and have it sealed.

    Returns the snapshot, not yet sealed. Pressed twice, the one still being sealed is returned; one whose
    sealing failed is tried again, a cancelled one is taken anew. Without `again` a sealed one of this very revision is
    returned: nothing has changed that a new one could hold. `by` is None for beat, which acts for nobody; `run` is the
    SnapshotRun it belongs to. Raises Refused for people who may not, for a roll never loaded, and out of the order of
    the stages (`stage_order`).
    """
    if by is not None:
        authorize(by, Permission.SNAPSHOT_TAKE, regency)
    lock_seals(regency)  # not the roll: a committed revision does not change, and a batch may be at it
    roll = Roll.objects.filter(pk=regency, revision__gt=0).first()
    if roll is None:
        raise Refused("roll_empty", _("Daftar pemilih kabupaten/kota ini belum dimuat."))
    same = Snapshot.objects.filter(regency=regency, period=period, stage=stage, revision=roll.revision)
    if not again and (sealed := same.filter(sealed_at__isnull=False, replaced_by=None).first()):
        return sealed
    must_be_in_order(regency, period, stage)
    snapshot = same.filter(sealed_at=None, cancelled_at=None).first()
    taken = snapshot is None
    if taken:
        previous, base = flow_begins(roll, period, stage)
        snapshot = Snapshot.objects.create(regency=regency, period=period, stage=stage, revision=roll.revision,
                                           taken_by=by, previous=previous, base_revision=base, run=run)
    enqueue_sealing(snapshot, by)
    if taken:
        audit.record("snapshot_taken", by=by or "system", regency=regency, subject=f"snapshot:{snapshot.pk}",
                     revision=roll.revision, stage=stage, period=period.pk)
    return snapshot


def enqueue_sealing(snapshot, by):
    """Have a worker seal a snapshot; one whose sealing failed is tried again."""
    jobs.enqueue(kind="seal_snapshot", key=f"seal_snapshot:{snapshot.pk}", args={"snapshot": snapshot.pk},
                 by=by.username if by else "system", regency=snapshot.regency)


def lock_seals(regency):
    """Snapshots of one regency are taken, and sealed, one after the other; call it with a regency's code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SEAL_LOCK, regency])


def must_be_in_order(regency, period, stage, but=None):
    """Raise Refused (`stage_order`) where the order of an election forbids this stage now: DPS, DPSHP, DPT.

    DPSHP and DPT follow a sealed DPS or DPSHP, or replace themselves; a DPS is not frozen anew once its own period
    has gone on, and begins a round in any other period. DPB, of continuous updating, is free. `but` is the number of
    the snapshot that asks, when it exists already.
    """
    if stage not in ELECTION:
        return
    sealed = Snapshot.objects.filter(regency=regency, stage__in=ELECTION, sealed_at__isnull=False).exclude(
        pk=but).select_related("period").defer("manifest")
    if stage == Stage.DPS:
        later = sealed.filter(period=period).exclude(stage=Stage.DPS).order_by("-id").first()
        if later:
            raise Refused("stage_order", _(
                "%(stage)s periode %(period)s sudah disegel, jadi DPS periode itu tidak dapat disegel lagi. Perbaikan "
                "disegel sebagai %(stage)s.") % {"stage": later.stage, "period": period.label})
        return
    newest = sealed.order_by("-id").first()
    if newest is None:
        raise Refused("stage_order", _("%(stage)s mengikuti DPS, dan DPS belum ada: segel DPS lebih dulu.")
                      % {"stage": stage})
    if newest.stage == Stage.DPT and (stage, period.pk) != (newest.stage, newest.period_id):
        raise Refused("stage_order", _(
            "Daftar tahapan yang terakhir disegel adalah DPT periode %(period)s. %(stage)s mengikuti DPS baru: segel "
            "DPS lebih dulu.") % {"stage": stage, "period": newest.period.label})


def flow_begins(roll, period, stage, before=None):
    """(previous snapshot or None, revision) from which a snapshot counts its flow; `before` is its number, if any.

    One that replaces another counts from where that one did; else from the newest snapshot of the regency,
    or from the loading of the roll.
    """
    sealed = Snapshot.objects.filter(regency=roll.regency, sealed_at__isnull=False).select_related(
        "previous").defer("manifest", "previous__manifest")  # read where it is needed: up to 300 kB each
    if before:
        sealed = sealed.filter(pk__lt=before)
    replaced = sealed.filter(period=period, stage=stage).order_by("-id").first()
    if replaced:
        return replaced.previous, replaced.base_revision
    previous = sealed.order_by("-revision", "-id").first()
    return previous, previous.revision if previous else roll.loaded_revision
