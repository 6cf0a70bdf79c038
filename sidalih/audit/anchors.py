"""Anchors: heads of chains that have left the table they stand in, so that a chain cut off or made anew is found.

Three kinds: the lines of a file (AUDIT_ANCHORS, to be copied off the machine), the heads that every night's
verification writes into the portal's own chain, and what stands on printed forms.
"""

import os

from django.conf import settings
from django.utils import timezone

from sidalih.accounts.scope import scoped
from sidalih.audit.chain import BEGINNING, Anchor, anchor_of
from sidalih.audit.models import Event
from sidalih.audit.verifying import PORTAL_SCOPE

VERIFIED = "audit_verified"


def known():
    """Every anchor that the installation itself holds: those of the file and those of the portal's chain."""
    return [*_in_file(), *_in_portal_chain()]


def keep(reports):
    """Append the heads of verified chains to the file, readable for nobody else; only those that have moved.

    Raises OSError when it cannot be written.
    """
    path = settings.AUDIT_ANCHORS
    last = {anchor.chain: anchor.seq for anchor in _in_file()}
    now = f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}"
    lines = [f"{now} {Anchor(report.chain, report.seq, report.hash)}\n"
             for report in reports if report.ok and report.events and last.get(report.chain) != report.seq]
    if not lines:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def _in_file():
    try:
        text = settings.AUDIT_ANCHORS.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        when, _blank, printed = line.partition(" ")
        if anchor := anchor_of(printed, source=f"file {when}"):
            yield anchor


def _in_portal_chain():
    with scoped(PORTAL_SCOPE):
        nights = list(Event.objects.filter(regency="", act=VERIFIED).order_by("seq").values_list("seq", "detail"))
    for seq, detail in nights:
        for chain, printed in (detail.get("heads") or {}).items():
            anchor = anchor_of(f"{chain}:{printed}", source=f"portal:{seq}")
            if anchor and anchor.hash != BEGINNING:
                yield anchor
