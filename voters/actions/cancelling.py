"""Calling off a snapshot that is not sealed yet, whether a worker is at it or not."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit, jobs
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.jobs.models import State
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from voters.models import Snapshot
from voters.queries.snapshots import existing


@transaction.atomic
def cancel_snapshot(*, snapshot_id, by):
    """Call off a snapshot; what a worker has computed of it is thrown away. Returns the snapshot; twice is once.

    A sealing under way sees it at its next step, and at the latest where it would store, under the same lock: it ends
    with Refused (`cancelled`). Raises Refused for people who may not, and for one that is sealed (`already_sealed`).
    """
    authorize(by, Permission.SNAPSHOT_TAKE, existing(snapshot_id).regency)
    snapshot = Snapshot.objects.select_for_update().get(pk=snapshot_id)
    if snapshot.sealed_at:
        raise Refused("already_sealed", _("Snapshot ini sudah tersegel, jadi tidak dapat dibatalkan lagi."))
    if snapshot.cancelled_at:
        return snapshot
    snapshot.cancelled_at, snapshot.cancelled_by = timezone.now(), by.username
    snapshot.save(update_fields=["cancelled_at", "cancelled_by"])
    job = by_key(f"seal_snapshot:{snapshot.pk}")
    if job and job.state == State.WAITING:
        with suppress(Refused):  # somebody has begun it meanwhile, and will see
            jobs.cancel(job=job, by=by)
    audit.record("snapshot_cancelled", by=by, regency=snapshot.regency, subject=f"snapshot:{snapshot.pk}",
                 stage=snapshot.stage, period=snapshot.period_id)
    return snapshot
