"""Sealing a pinned snapshot: hashes, tallies, arithmetic, manifest. docs/seal.md says what is made."""

import hashlib

from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit, jobs
from sidalih.accounts.scope import scoped
from sidalih.refusal import Refused
from voters.actions.taking import flow_begins, lock_seals, must_be_in_order
from voters.models import Roll, Snapshot, SnapshotVillage
from voters.queries import canonical, carried, closing, manifests, tallies
from voters.queries.regencies import regency_of_snapshot
from voters.rules import papers


class _Unclosed(Exception):
    """The figures do not close: `breaks` are stored before it is refused."""

    def __init__(self, breaks):
        super().__init__(len(breaks))
        self.breaks = breaks


class _Overtaken(Exception):
    """Another snapshot was sealed meanwhile from which this one must count."""


def seal_snapshot(*, snapshot_id, progress=lambda done, total, what: None,
                  villages_at_once=canonical.VILLAGES_AT_ONCE):
    """Hash every village, tally every TPS, check that the figures close, and seal; all or nothing.

    What has not changed since the newest sealed snapshot is taken over from it (queries/carried.py); the seal is the
    same as if everything was read. Idempotent: a sealed snapshot is left as it is. The pinned revision does not change
    any more, so no lock is held while reading. Raises Refused when previous + baru − TMS ± moves is not the count
    (`arithmetic`; the rows are stored in `breaks`, and the snapshot is sealed all the same once the province has
    explained just these), when it was cancelled (`cancelled`), and when a later stage was sealed meanwhile
    (`stage_order`).
    """
    regency = regency_of_snapshot(snapshot_id)
    while True:
        try:
            with scoped(regency):
                return _seal(snapshot_id, progress, villages_at_once)
        except _Overtaken:
            continue
        except _Unclosed as unclosed:
            with scoped(regency):
                _note(snapshot_id, unclosed.breaks)
            raise Refused("arithmetic", closing.sentence(unclosed.breaks), breaks=len(unclosed.breaks)) from None


def _seal(snapshot_id, progress, villages_at_once):
    snapshot = Snapshot.objects.select_related("period").get(pk=snapshot_id)
    if snapshot.sealed_at:
        return _answer(snapshot)
    snapshot.previous, snapshot.base_revision = _base_now(snapshot)

    def step(done, total, village):
        if village:
            progress(done, total, _("Menyegel %(village)s") % {"village": village})
        else:
            _must_be_wanted(Snapshot.objects.only("cancelled_at").get(pk=snapshot_id))

    reading = carried.read(snapshot, step, villages_at_once)
    progress(sum(one.voters for one in reading.hashes), sum(one.voters for one in reading.hashes),
             _("Memeriksa angka per TPS"))
    _must_agree(reading)
    figures = tallies.figures(reading.places)
    breaks = closing.breaks_of(reading.places, figures, snapshot.previous)
    return _store(snapshot, reading, figures, breaks)


def _store(seen, reading, figures, breaks):
    """Write everything in the caller's transaction, under the lock of the regency's seals, after a second look."""
    lock_seals(seen.regency)  # two seals of one regency: the second replaces the first
    snapshot = Snapshot.objects.select_for_update(of=("self",)).select_related(
        "period", "taken_by", "explained_by").get(pk=seen.pk)
    if snapshot.sealed_at:
        return _answer(snapshot)
    _must_be_wanted(snapshot)
    must_be_in_order(snapshot.regency, snapshot.period, snapshot.stage, but=snapshot.pk)
    if _base_now(snapshot) != (seen.previous, seen.base_revision):
        raise _Overtaken
    if breaks and (breaks != snapshot.breaks or not snapshot.explanation):
        raise _Unclosed(breaks)
    if not breaks:  # explained once, and closing since: there is nothing left to explain
        snapshot.explanation, snapshot.explained_by, snapshot.explained_at = "", None, None
    SnapshotVillage.objects.bulk_create(
        SnapshotVillage(regency=snapshot.regency, snapshot=snapshot, village=one.village, sha256=one.sha256,
                        bytes=one.bytes, voters=one.voters)
        for one in reading.hashes)
    content = papers.canonical([place.stored() for place in reading.places])
    tallies.store(snapshot.regency, snapshot.pk, content)
    snapshot.breaks, snapshot.reused = breaks, reading.reused
    snapshot.previous, snapshot.base_revision = seen.previous, seen.base_revision
    snapshot.replaces = _replaced(snapshot)
    snapshot.male, snapshot.female = figures.regency["pemilih"]["L"], figures.regency["pemilih"]["P"]
    snapshot.flow, snapshot.figures = tallies.flow(reading.places), figures.regency
    snapshot.seal, snapshot.sealed_at = reading.seal, timezone.now()
    snapshot.manifest = manifests.core(snapshot, reading.hashes, figures, hashlib.sha256(content).hexdigest())
    snapshot.proof = papers.proof_of(snapshot.manifest)
    snapshot.code = papers.code_of(snapshot.proof)
    snapshot.save()
    province = snapshot.regency[:2]
    jobs.enqueue(kind="build_rollup", key=f"build_rollup:after:{snapshot.pk}", by="system", regency=province,
                 args={"area": province, "period": snapshot.period_id, "stage": snapshot.stage})
    audit.record("snapshot_sealed", by="system", regency=snapshot.regency, subject=f"snapshot:{snapshot.pk}",
                 seal=snapshot.seal, proof=snapshot.proof, total=snapshot.total, reused=snapshot.reused,
                 breaks=len(breaks))
    return _answer(snapshot)


def _note(snapshot_id, breaks):
    """Store the rows that break, for whoever corrects or explains them; words for other rows are void."""
    snapshot = Snapshot.objects.select_for_update().get(pk=snapshot_id)
    if snapshot.sealed_at or snapshot.cancelled_at:
        return
    if snapshot.breaks != breaks:
        snapshot.breaks, snapshot.explanation, snapshot.explained_by, snapshot.explained_at = breaks, "", None, None
        snapshot.save(update_fields=["breaks", "explanation", "explained_by", "explained_at"])
    audit.record("snapshot_unclosed", by="system", regency=snapshot.regency, subject=f"snapshot:{snapshot.pk}",
                 breaks=len(breaks))


def _base_now(snapshot):
    """(previous, base revision) as they are now: another one may have been sealed since this one was taken."""
    roll = Roll.objects.get(pk=snapshot.regency)
    return flow_begins(roll, snapshot.period, snapshot.stage, before=snapshot.pk)


def _replaced(snapshot):
    """The sealed list of the same stage and period that this one takes the place of, or None."""
    return Snapshot.objects.filter(
        regency=snapshot.regency, period=snapshot.period, stage=snapshot.stage, sealed_at__isnull=False,
        replaced_by=None, pk__lt=snapshot.pk).order_by("-id").defer("manifest").first()


def _must_be_wanted(snapshot):
    if snapshot.cancelled_at:
        raise Refused("cancelled", _("Penyegelan ini dibatalkan. Ambil snapshot lagi bila tetap diperlukan."))


def _must_agree(reading):
    """The lines hashed and the voters counted are read by two ways; they must be the same voters."""
    counted = {}
    for place in reading.places:
        counted[place.village] = counted.get(place.village, 0) + place.now.total()
    hashed = {one.village: one.voters for one in reading.hashes}
    wrong = sorted(code for code in counted.keys() | hashed.keys() if counted.get(code, 0) != hashed.get(code, 0))
    if wrong:
        raise Refused("arithmetic", _("Baris yang disegel bukan pemilih yang dihitung di %(where)s; hubungi admin.")
                      % {"where": ", ".join(wrong[:closing.MOST_NAMED])})


def _answer(snapshot):
    return {"snapshot": snapshot.pk, "seal": snapshot.seal}
