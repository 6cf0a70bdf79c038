"""What a rollup said under one seal, kept as it was: recaps and berita acara of a province are printed from it."""

from datetime import UTC

from voters.models import RollupEdition
from voters.rules.papers import code_of, proof_of

FORMAT = "sidalih-rollup/1"


def keep_edition(rollup, lines, missing):
    """The RollupEdition of a rollup just built: the newest with this seal if its figures are these, else a new one.

    `lines` is {code: {"snapshot", "seal", "proof", "figures", ...}} of what is in, `missing` the codes that are not.
    None while nothing is in, and while a snapshot that is in has no figures yet (sealed by an earlier release): there
    would be nothing to print. Call it in the transaction that built the rollup, under its lock.
    """
    if not lines or not rollup.figures:
        return None
    same = RollupEdition.objects.filter(area=rollup.area, period=rollup.period, stage=rollup.stage, seal=rollup.seal)
    if (kept := same.first()) is not None and _said(kept.manifest) == (rollup.figures, missing, _figures(lines)):
        return kept
    manifest = {
        "format": FORMAT, "area": rollup.area, "period": rollup.period_id, "stage": rollup.stage,
        "built_at": rollup.built_at.astimezone(UTC).isoformat(), "seal": rollup.seal, "total": rollup.total,
        "L": rollup.male, "P": rollup.female, "figures": rollup.figures, "missing": missing, "lines": lines}
    proof = proof_of(manifest)
    return RollupEdition.objects.create(
        area=rollup.area, period=rollup.period, stage=rollup.stage, seal=rollup.seal, manifest=manifest, proof=proof,
        code=code_of(proof), built_at=rollup.built_at)


def _said(manifest):
    return manifest["figures"], manifest["missing"], _figures(manifest["lines"])


def _figures(lines):
    return {code: line["figures"] for code, line in lines.items()}
