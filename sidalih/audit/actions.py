"""What is written about the record of acts itself: its verification, and that somebody took a copy."""

import logging

from django.db import transaction
from django.utils import timezone

from sidalih import audit
from sidalih.audit import anchors
from sidalih.audit.models import Check
from sidalih.audit.verifying import verify

log = logging.getLogger(__name__)


def verify_and_note(*, by="system", progress=lambda done, total, what: None):
    """Verify all chains, keep what was found for the pages, and anchor the heads of those that are whole.

    Broken ones are logged as errors, with numbers and codes only. Returns {"ok", "events", "chains", "broken"}; run
    twice it verifies twice. Raises OSError when the file of anchors cannot be written.
    """
    reports = verify(anchors=anchors.known(), progress=progress)
    broken = [report for report in reports if not report.ok]
    answer = {"ok": not broken, "events": sum(report.events for report in reports), "chains": len(reports),
              "broken": [report.chain or "portal" for report in broken]}
    with transaction.atomic():
        for report in reports:
            Check.objects.update_or_create(chain=report.chain, defaults={
                "checked_at": timezone.now(), "events": report.events, "hash": report.hash, "ok": report.ok,
                "problems": problems_of(report)})
        audit.record(anchors.VERIFIED, by=by, heads=anchors.heads(reports), **answer)
    for report in broken:
        log.error("audit chain %s is broken: %d problems, first at %d (%s)", report.chain or "portal", report.found,
                  *report.problems[0][:2])
    anchors.keep(reports)
    log.info("audit: %d events in %d chains verified, %s", answer["events"], answer["chains"],
             " ".join(f"{report.chain or 'portal'}:{report.seq}:{report.hash}" for report in reports if report.ok))
    return answer


def problems_of(report):
    """The listed problems of a report as JSON values; an anchor's problem says which anchor."""
    return [{"seq": seq, "what": what} | ({"anchor": source} if source else {})
            for seq, what, source in report.problems]


@transaction.atomic
def note_export(*, by, regency, kind, rows, sha256, wanted):
    """Write down that somebody took a copy of what he filtered; called before the file is given away."""
    audit.record("audit_exported", by=by, regency=regency, what=kind, rows=rows, sha256=sha256, filters=wanted)
