"""Recomputing a sealed snapshot from the roll, and saying what does not hold any more."""

from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.scope import scoped
from sidalih.audit.queries import history_of
from sidalih.refusal import Refused
from voters.models import Snapshot
from voters.queries import canonical, closing, manifests, tallies
from voters.queries.regencies import regency_of_snapshot
from voters.queries.snapshots import existing
from voters.rules import papers

MOST_NAMED = 20
# What a snapshot of before there were manifests does not have: its tallies did not say whose moves and changes.
NOT_IN_OLD = ("moves", "changed_male", "changed_female")


def verify_snapshot(*, snapshot_id, by="system"):
    """Recompute everything a sealed snapshot says from the roll: {"snapshot", "ok", "seal", "findings"}.

    Hashes, every column of the tallies, figures, flow, the breaks that were explained, manifest, proof, code, the
    link to the snapshots before, and what the record of acts says was sealed. `findings` are sentences, `seal` is the
    stored one. Raises Refused for a snapshot that is not sealed yet.
    """
    with scoped(regency_of_snapshot(snapshot_id)):
        snapshot = existing(snapshot_id)
        if not snapshot.sealed_at:
            raise Refused("not_sealed", _("Snapshot ini belum tersegel."))
        findings = findings_of(snapshot)
        ok = not findings
        audit.record("snapshot_verified", by=by, regency=snapshot.regency, subject=f"snapshot:{snapshot.pk}", ok=ok,
                     findings=len(findings))
    return {"snapshot": snapshot.pk, "ok": ok, "seal": snapshot.seal, "findings": findings}


def findings_of(snapshot):
    """Sentences that say what of a sealed snapshot does not follow from the roll; inside its regency's scope."""
    hashes = list(canonical.villages(snapshot.regency, snapshot.revision))
    places = tallies.places(snapshot.regency, snapshot.base_revision, snapshot.revision)
    figures = tallies.figures(places)
    record = history_of(f"snapshot:{snapshot.pk}").filter(act="snapshot_sealed").last()
    sealed = record.detail if record else {}
    is_old = not (snapshot.code or snapshot.proof or snapshot.manifest or snapshot.figures or sealed.get("proof"))
    found = _in_villages(snapshot, hashes) + _in_tallies(snapshot, places, NOT_IN_OLD if is_old else ())
    figure = figures.regency["pemilih"]
    if (snapshot.male, snapshot.female) != (figure["L"], figure["P"]):
        found.append(_("Jumlah pemilih tersimpan bukan jumlah pemilih di daftar."))
    if snapshot.flow != tallies.flow(places):
        found.append(_("Arus (baru, TMS, ubah) tersimpan bukan arus yang dihitung dari berkas."))
    if sealed.get("seal") != snapshot.seal or sealed.get("proof", "") != snapshot.proof:
        found.append(_("Jejak audit tidak mencatat segel dan bukti ini saat penyegelan."))
    if snapshot.cancelled_at or snapshot.cancelled_by:
        found.append(_("Snapshot ini tersegel, tetapi tercatat dibatalkan."))
    return found if is_old else found + _in_manifest(snapshot, hashes, places, figures)


def _in_villages(snapshot, hashes):
    """Villages whose CSV is not the one that was sealed, and a seal that is not over the stored hashes."""
    now = {one.village: (one.sha256, one.bytes, one.voters) for one in hashes}
    rows = list(snapshot.villages.values_list("village", "sha256", "bytes", "voters"))
    stored = {village: tuple(rest) for village, *rest in rows}
    found = []
    for village in sorted(now.keys() | stored.keys()):
        if village not in stored:
            found.append(_("Desa %(village)s berpemilih, tetapi tidak ada dalam snapshot.") % {"village": village})
        elif village not in now:
            found.append(_("Desa %(village)s ada dalam snapshot, tetapi tidak berpemilih.") % {"village": village})
        elif now[village] != stored[village]:
            found.append(_("Desa %(village)s: isi daftar pemilih bukan yang disegel.") % {"village": village})
    found = _first(found)
    if canonical.seal_of(canonical.sha256sums((row[0], row[1]) for row in rows)) != snapshot.seal:
        found.append(_("Segel bukan segel atas hash desa-desa yang tersimpan."))
    return found


def _in_tallies(snapshot, places, without):
    """Places whose stored tally is not what the roll and the batches give, with the columns that differ."""
    now = {(place.village, place.tps): place.stored() for place in places}
    stored = {(row["village"], row["tps"]): row for row in tallies.stored(snapshot.pk)}
    found = []
    for village, tps in sorted(now.keys() | stored.keys()):
        here, there = now.get((village, tps), {}), stored.get((village, tps), {})
        wrong = [name for name in tallies.STORED if name not in without and here.get(name) != there.get(name)]
        if wrong:
            found.append(_("%(village)s TPS %(tps)s: hitungan tersimpan tidak cocok (%(columns)s).") % {
                "village": village, "tps": tps, "columns": ", ".join(wrong)})
    return _first(found)


def _in_manifest(snapshot, hashes, places, figures):
    """What of the figures, the manifest, its proof and the chain does not follow from the roll and the rows before."""
    found = []
    if snapshot.figures != figures.regency:
        found.append(_("Angka rekap tersimpan bukan angka yang dihitung dari daftar pemilih."))
    breaks = closing.breaks_of(places, figures, snapshot.previous)
    if breaks != snapshot.breaks or bool(breaks) != bool(snapshot.explanation):
        found.append(_("Baris yang tidak tertutup, atau penjelasannya, bukan yang disegel."))
    digest = papers.proof_of([place.stored() for place in places])
    rebuilt, stored = manifests.core(snapshot, hashes, figures, digest), snapshot.manifest
    wrong = sorted(key for key in rebuilt.keys() | stored.keys() if rebuilt.get(key, ...) != stored.get(key, ...))
    if wrong:
        found.append(_("Manifes tidak cocok dengan snapshot: %(keys)s.") % {"keys": ", ".join(wrong)})
    proof = papers.proof_of(stored)
    if proof != snapshot.proof:
        found.append(_("Bukti bukan SHA-256 dari manifes."))
    if papers.code_of(proof) != snapshot.code:
        found.append(_("Kode bukan awal dari bukti."))
    for before in Snapshot.objects.filter(pk__in=[snapshot.previous_id or 0, snapshot.replaces_id or 0]):
        if before.code and papers.proof_of(before.manifest) != before.proof:
            found.append(_("Rantai putus: manifes snapshot nomor %(number)s, yang dirujuk, tidak cocok dengan "
                           "buktinya.") % {"number": before.pk})
    return found


def _first(found):
    """The first sentences, and how many more there are."""
    more = len(found) - MOST_NAMED
    return found if more <= 0 else [*found[:MOST_NAMED], _("… dan %(n)s lainnya.") % {"n": more}]
