"""Snapshots of a scope: lists, one with its villages and tallies, and the difference of two."""

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _

from sidalih.refusal import Refused
from voters.models import Snapshot, Tally
from voters.sql import sql


def snapshots(scope):
    """Snapshots of the scope's area, newest first; their manifests (up to 300 kB each) are read when asked for."""
    return Snapshot.objects.filter(regency__startswith=scope.area).select_related(
        "period", "taken_by", "previous").defer("manifest", "previous__manifest")


def one(scope, snapshot_id):
    """A snapshot of the scope, or None for what is elsewhere or nowhere."""
    return snapshots(scope).filter(pk=snapshot_id).first()


def per_village(snapshot):
    """Sums of the tallies per village, as dictionaries with the fields of Tally; ordered by code."""
    fields = ("male", "female", "new_male", "new_female", "struck_male", "struck_female", "changed", "without_ektp",
              "moved_male", "moved_female")
    return list(Tally.objects.filter(snapshot=snapshot).values("village").annotate(
        **{f"sum_{name}": Sum(name) for name in fields}).order_by("village"))


def difference(earlier, later):
    """DPIDs that were added, removed and changed between two revisions of one regency, each ordered."""
    with connection.cursor() as cursor:
        cursor.execute(sql("difference"), {"regency": earlier.regency, "a": earlier.revision, "b": later.revision})
        found = {"added": [], "removed": [], "changed": []}
        for dpid, what in cursor.fetchall():
            found[what].append(dpid)
    return found


def existing(snapshot_id):
    """The snapshot with this id, for commands. Raises Refused when there is none."""
    snapshot = Snapshot.objects.select_related("period", "previous").defer("previous__manifest").filter(
        pk=snapshot_id).first()
    if snapshot is None:
        raise Refused("not_found", _("Snapshot ini tidak ada."))
    return snapshot
