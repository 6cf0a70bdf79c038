"""Checking the nine invariants of the house (docs/operations.md), for the command line and every night."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.scope import scoped
from sidalih.audit import anchors
from sidalih.audit.chain import PORTAL
from sidalih.audit.verifying import verify
from voters.actions.verifying import findings_of
from voters.models import Snapshot
from voters.queries import invariants

log = logging.getLogger(__name__)
MOST_NAMED = 20
NAMES = ("versions", "nik_once", "tallies", "seals", "arithmetic", "rollups", "audit_chain", "job_leases", "batch_rows")


def check_invariants(*, newest=False, by="system", progress=lambda done, total, what: None):
    """Check all nine: {"ok", "checks": [{"name", "ok", "detail"}]}; `detail` names what does not hold, never a NIK.

    Every area is looked at in a scope and a transaction of its own, so that offices go on working meanwhile. `newest`
    recomputes of the seals only those of the newest snapshot of each list: what a night can do. Changes nothing but
    the record of acts, which says how it ended.
    """
    broken, notes = {name: [] for name in NAMES}, {}
    regencies = invariants.loaded()
    seals, twice = 0, []
    for done, regency in enumerate(regencies):
        progress(done, len(regencies), _("Memeriksa %(regency)s") % {"regency": regency})
        with scoped(regency):
            broken["versions"] += invariants.versions(regency)
            wrong, loaded_so = invariants.niks(regency)
            broken["nik_once"] += wrong
            twice += loaded_so
            broken["tallies"] += invariants.counts(regency)
            broken["arithmetic"] += invariants.consecutive(regency)
        for snapshot in _snapshots(regency, newest):
            with scoped(regency):
                found = findings_of(Snapshot.objects.select_related("period", "previous").get(pk=snapshot))
            broken["seals"] += [f"#{snapshot}: {one}" for one in found]
            seals += 1
    for province in sorted({regency[:2] for regency in regencies}):
        with scoped(province):
            broken["rollups"] += invariants.province(province)
            broken["batch_rows"] += invariants.batches(province)
    broken["rollups"] += invariants.nation()
    broken["job_leases"] += invariants.late_jobs()
    broken["audit_chain"] += [f"{report.chain or PORTAL}: {seq} {what}" for report in verify(anchors=anchors.known())
                              for seq, what, _source in report.problems]
    notes["seals"] = _("%(n)d segel dihitung ulang") % {"n": seals}
    if twice:
        notes["nik_once"] = _("%(n)d NIK ganda berasal dari daftar yang dimuat: %(dpids)s") % {
            "n": len(twice), "dpids": _first(twice)}
    checks = [{"name": name, "ok": not broken[name], "detail": _detail(broken[name], notes.get(name, ""))}
              for name in NAMES]
    wrong = [one["name"] for one in checks if not one["ok"]]
    if wrong:
        log.error("invariants do not hold: %s", " ".join(wrong))
    with transaction.atomic():
        audit.record("invariants_checked", by=by, ok=not wrong, broken=wrong)
    return {"ok": not wrong, "checks": checks}


def _snapshots(regency, newest):
    with scoped(regency):
        return invariants.sealed(regency, newest=newest)


def _detail(broken, note):
    return _first(broken) if broken else note


def _first(found):
    more = len(found) - MOST_NAMED
    named = ", ".join(found[:MOST_NAMED])
    return named if more <= 0 else _("%(named)s … dan %(n)d lainnya") % {"named": named, "n": more}
