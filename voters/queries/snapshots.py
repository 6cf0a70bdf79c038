"""Snapshots of a scope: lists, one with its villages and tallies."""

from django.db.models import Exists, OuterRef, Sum
from django.utils.translation import gettext as _

from sidalih.refusal import Refused
from voters.models import Snapshot, Tally


def snapshots(scope):
    """Snapshots of the scope's area, newest first, with `is_replaced`; their manifests (up to 300 kB each) are read
    when asked for.
    """
    return Snapshot.objects.filter(regency__startswith=scope.area).select_related(
        "period", "taken_by", "previous", "replaces").defer(
        "manifest", "previous__manifest", "replaces__manifest").annotate(is_replaced=_has_newer())


def one(scope, snapshot_id):
    """A snapshot of the scope, or None for what is elsewhere or nowhere."""
    return snapshots(scope).filter(pk=snapshot_id).first()


def per_village(snapshot):
    """Sums of the tallies per village, as dictionaries with the fields of Tally; ordered by code."""
    fields = ("male", "female", "new_male", "new_female", "struck_male", "struck_female", "changed", "without_ektp",
              "moved_male", "moved_female")
    return list(Tally.objects.filter(snapshot=snapshot).values("village").annotate(
        **{f"sum_{name}": Sum(name) for name in fields}).order_by("village"))


def frozen_lists(regency, most=60):
    """The newest sealed snapshots of a regency, newest first, to browse the roll as of one; `is_replaced` on each."""
    return list(Snapshot.objects.filter(regency=regency, sealed_at__isnull=False).select_related("period").only(
        "regency", "stage", "period", "revision", "base_revision", "sealed_at", "seal", "male", "female").annotate(
        is_replaced=_has_newer())[:most])


def _has_newer():
    return Exists(Snapshot.objects.filter(replaces=OuterRef("pk"), sealed_at__isnull=False))


def is_replaced(snapshot):
    """Whether a sealed snapshot has taken its place."""
    return Snapshot.objects.filter(replaces=snapshot, sealed_at__isnull=False).exists()


def places(snapshot):
    """[(village, voters)] of a sealed snapshot, ordered by code."""
    return list(snapshot.villages.order_by("village").values_list("village", "voters"))


def stations(snapshot, village):
    """[(TPS, voters)] of one village of a snapshot that lists anybody there, ordered by number."""
    found = Tally.objects.filter(snapshot=snapshot, village=village).order_by("tps")
    found = found.values_list("tps", "male", "female")
    return [(tps, male + female) for tps, male, female in found if male + female]


def existing(snapshot_id):
    """The snapshot with this id, for commands. Raises Refused when there is none."""
    snapshot = Snapshot.objects.select_related("period", "previous").defer("previous__manifest").filter(
        pk=snapshot_id).first()
    if snapshot is None:
        raise Refused("not_found", _("Snapshot ini tidak ada."))
    return snapshot
