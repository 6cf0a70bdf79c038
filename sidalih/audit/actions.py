"""What is written about the record of acts itself: its verification, and that somebody took a copy."""

import csv
import hashlib
import io
import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.audit import anchors
from sidalih.audit.chain import printed
from sidalih.audit.models import Check
from sidalih.audit.queries import events
from sidalih.audit.record import verified
from sidalih.audit.tables import columns, row
from sidalih.audit.verifying import verify
from sidalih.home.templatetags.angka import angka
from sidalih.marking import new_mark
from sidalih.sheets import csv_safe, write_table

log = logging.getLogger(__name__)
MOST_ROWS = 20_000  # what a request can write; whoever needs more filters by time


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
        verified(by=by, **answer)
    for report in broken:
        log.error("audit chain %s is broken: %d problems, first at %d (%s)", report.chain or "portal", report.found,
                  *report.problems[0][:2])
    anchors.keep(reports)
    log.info("audit: %d events in %d chains verified, %s", answer["events"], answer["chains"],
             " ".join(printed(report.chain, report.seq, report.hash) for report in reports if report.ok))
    return answer


def problems_of(report):
    """The listed problems of a report as JSON values; an anchor's problem says which anchor."""
    return [{"seq": seq, "what": what} | ({"anchor": source} if source else {})
            for seq, what, source in report.problems]


@transaction.atomic
def export_events(*, scope, wanted, kind, by):
    """The bytes of what somebody filtered, newest first, as "xlsx" or "csv"; written down before it is given away.

    At most MOST_ROWS events. A workbook carries a mark; a .csv is one line of headings and its rows, with `;` between
    (what an Indonesian Excel opens) and nothing that Excel would take for a formula.
    """
    rows = [row(event) for event in events(scope, wanted)[:MOST_ROWS]]
    mark = new_mark(by)
    data = _workbook(rows, mark) if kind == "xlsx" else _csv(rows)
    audit.record("audit_exported", by=by, regency=scope.area[:4], what=kind, rows=len(rows),
                 mark=mark.code if kind == "xlsx" else "", sha256=hashlib.sha256(data).hexdigest(),
                 filters=wanted.said())
    return data


def _workbook(rows, mark):
    return write_table(title=_("Jejak"), subtitle=_("%(n)s peristiwa, terbaru di atas") % {"n": angka(len(rows))},
                       sheet=_("Jejak"), columns=columns(), rows=rows, mark=mark)


def _csv(rows):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([column.heading for column in columns()])
    writer.writerows([csv_safe(value) for value in cells] for cells in rows)
    return text.getvalue().encode("utf-8-sig")
