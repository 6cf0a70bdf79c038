"""Snapshots of all offices of a province at once: asked for by a person, or by the closing of a period."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit, jobs
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.areas import queries as areas
from sidalih.areas.models import Level
from sidalih.audit.queries import history_of
from sidalih.jobs.queries import by_keys
from sidalih.refusal import Refused
from voters.actions.taking import take_snapshot
from voters.models import Period, SnapshotRun
from voters.queries import runs as queries
from voters.queries.rolls import any_loaded

RUN_LOCK = 350_008
STILL_DUE = timedelta(days=7)  # a portal that was off at the close still takes its snapshots


def take_all(*, area, period, stage, by, token=None, scheduled=False, progress=lambda done, total, what: None):
    """Pin the roll of every regency of a province for a stage of a period, and have each sealed. Returns the run.

    Each office is a step of its own: called again after it died anywhere it goes on with the offices that are missing.
    One that is refused (roll never loaded, stage not its turn) stands in `refused`, and keeps nobody waiting; one whose
    sealed snapshot is of this very revision stands in `stands`. The same `token` is the same run; asked for while such
    a run is still being sealed, that one is returned; by the closing of a period (`scheduled`, `by` None) there is one.
    Raises Refused for people who may not, and for an area that is no province.
    """
    if by is not None:
        authorize(by, Permission.SNAPSHOT_TAKE_ALL, area)
    offices = areas.regencies_of(area) if len(area) == 2 else []
    if not offices:
        raise Refused("unknown_area", _("Kode %(area)s bukan provinsi.") % {"area": area})
    run = _run(area, period, stage, by, token, scheduled)
    for done, office in enumerate(offices):
        progress(done, len(offices), office.name)
        _take_one(run.pk, office.code, by)
    return _told(run.pk, by)


def ask_at_close(now=None):
    """Ask for the runs of periods that have closed and have a closing stage; returns the jobs that are new.

    Once for a period, stage and province, whatever becomes of it: a province that wants more asks for itself.
    """
    now, asked = now or timezone.now(), []
    provinces = [named.code for named in areas.below("", Level.PROVINCE)]
    closed = Period.objects.filter(closes_at__lte=now, closes_at__gt=now - STILL_DUE).exclude(closing_stage="")
    for period in closed:
        keys = {f"take_run:{period.pk}:{period.closing_stage}:{province}": province for province in provinces}
        known = by_keys(keys)
        for key, province in keys.items():
            if key in known:
                continue
            with scoped(province):
                if any_loaded(province):
                    asked.append(jobs.enqueue(kind="take_run", key=key, by="system", regency=province, args={
                        "area": province, "period": period.pk, "stage": period.closing_stage}))
    return asked


def _run(area, period, stage, by, token, scheduled):
    """The run that is meant: the one of the token, of the closing, or still going on; else a new one."""
    with scoped(area), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [RUN_LOCK, f"{area}/{period.pk}/{stage}"])
        same = SnapshotRun.objects.filter(area=area, period=period, stage=stage)
        if scheduled:
            found = same.filter(scheduled=True).first()
        else:
            found = (token and SnapshotRun.objects.filter(area=area, token=token).first()) or queries.going(same)
        return found or SnapshotRun.objects.create(area=area, period=period, stage=stage, scheduled=scheduled,
                                                   token=token, asked_by=by)


def _take_one(run_id, regency, by):
    """One office's step of a run, in a transaction of its own unless the caller has one."""
    with scoped(regency):
        run = SnapshotRun.objects.select_for_update(of=("self",), no_key=True).select_related(
            "period").get(pk=run_id)
        if regency in run.refused or regency in run.stands or run.snapshots.filter(regency=regency).exists():
            return
        wanted = {"regency": regency, "period": run.period, "stage": run.stage, "by": by, "run": run}
        try:
            with transaction.atomic():
                snapshot = take_snapshot(again=False, **wanted)
                if snapshot.sealed_at and not snapshot.code:  # sealed before papers had codes
                    snapshot = take_snapshot(again=True, **wanted)
        except Refused as refused:
            run.refused[regency] = {"code": refused.code, "message": str(refused.message)}
            run.save(update_fields=["refused"])
        else:
            if snapshot.run_id != run.pk:
                run.stands[regency] = snapshot.pk
                run.save(update_fields=["stands"])


def _told(run_id, by):
    """The run with all its offices, written down once."""
    area = SnapshotRun.objects.values_list("area", flat=True).get(pk=run_id)
    with scoped(area):
        run = SnapshotRun.objects.select_for_update(of=("self",), no_key=True).select_related("period").get(pk=run_id)
        subject = f"snapshot_run:{run.pk}"
        if not history_of(subject).exists():
            audit.record("snapshots_taken", by=by or "system", regency=run.area, subject=subject, stage=run.stage,
                         period=run.period_id, taken=run.snapshots.count(), unchanged=len(run.stands),
                         refused=sorted(run.refused))
    return run
