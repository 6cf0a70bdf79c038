"""What the province does with a run under way: call off what nobody has begun, try again what failed."""

from django.db import transaction
from django.utils.translation import gettext as _

from sidalih import jobs
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.jobs.models import State
from sidalih.jobs.queries import by_keys
from sidalih.refusal import Refused
from voters.actions.cancelling import cancel_snapshot
from voters.models import SnapshotRun
from voters.queries.sealing import BROKEN, seal_key


@transaction.atomic
def cancel_waiting(*, run_id, by):
    """Call off every snapshot of a run that no worker has begun; returns those it called off.

    What is being sealed goes on, and one that is begun at this very moment is called off all the same. Raises Refused
    for people who may not.
    """
    run = _run(run_id)
    authorize(by, Permission.SNAPSHOT_TAKE_ALL, run.area)
    return [cancel_snapshot(snapshot_id=one.pk, by=by) for one, job in _open(run) if job.state == State.WAITING]


@transaction.atomic
def retry_failed(*, run_id, by):
    """Let the snapshots of a run be sealed again whose sealing broke; returns how many.

    Figures that do not close stay so: they wait for an explanation. Raises Refused for people who may not.
    """
    run = _run(run_id)
    authorize(by, Permission.JOB_RETRY, run.area)
    broken = [job for one, job in _open(run) if job.state in BROKEN and not one.breaks]
    for job in broken:
        jobs.retry(job=job, by=by)
    return len(broken)


def _run(run_id):
    run = SnapshotRun.objects.filter(pk=run_id).first()
    if run is None:
        raise Refused("not_found", _("Permintaan ini tidak ada di wilayah kerja Anda."))
    return run


def _open(run):
    """[(snapshot, job)] of a run's snapshots that are neither sealed nor cancelled, in the order of their offices:
    that is the order in which acts of several offices are written down.
    """
    found = list(run.snapshots.filter(sealed_at=None, cancelled_at=None).defer("manifest").order_by("regency"))
    work = by_keys(seal_key(one.pk) for one in found)
    return [(one, work[seal_key(one.pk)]) for one in found if seal_key(one.pk) in work]
