"""Adding up the snapshots of an area's regencies; run again, a damaged rollup heals and says what was damaged."""

import hashlib
import logging

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.scope import scoped
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from voters.actions.editions import keep_edition
from voters.actions.nation import build_nation, lock_rollup, nation_is_due
from voters.models import Rollup
from voters.queries import editions
from voters.queries.progress import missing_of
from voters.queries.rollups import NATION
from voters.rules.figures import added
from voters.rules.healing import damaged
from voters.sql import sql

log = logging.getLogger(__name__)

ROW = ("male", "female", "new_male", "new_female", "struck_male", "struck_female", "changed", "figures")
SUMS = ("male", "female", "included", "expected", "figures", "seal")


def build_rollup(*, area, period, stage, by="system"):
    """Build, or build again, the rollup of a province, or of the nation (""), for a period and stage.

    A province takes the newest sealed snapshot of each regency; a regency without one stands in it as missing, with
    nulls. The seal is the SHA-256 over "<regency>  <snapshot seal>" lines; a seal not seen before is a new edition, and
    so are other figures under the same one. The nation adds up the rollups of the provinces, and is built by a job
    after each province that changed. Returns the dictionary of the command line contract. Raises Refused for an area
    that is neither.
    """
    return heal_rollup(area=area, period=period, stage=stage, by=by)[0]


def heal_rollup(*, area, period, stage, by="system"):
    """`build_rollup` that answers (its answer, codes whose rows were found damaged; the area's own for its sums)."""
    if area == NATION:
        return build_nation(period=period, stage=stage, by=by)
    regencies = [named.code for named in areas.regencies_of(area)] if len(area) == 2 else []
    if not regencies:
        raise Refused("unknown_area", _("Kode %(area)s bukan provinsi.") % {"area": area})
    with scoped(area), connection.cursor() as cursor:
        lock_rollup(area, period, stage)
        rollup, created = Rollup.objects.get_or_create(
            area=area, period=period, stage=stage, defaults={"built_at": timezone.now(), "seal": ""})
        before, sums = _rows(rollup), _sums(rollup)
        cursor.execute(sql("rollup_rows"), {"rollup": rollup.pk, "period": period.pk, "stage": stage,
                                            "regencies": regencies})
        cursor.execute("DELETE FROM voters_rolluprow WHERE rollup_id = %s AND regency <> ALL (%s)",
                       [rollup.pk, regencies])
        lines = _add_up(rollup, len(regencies))
        after = _rows(rollup)
        healed = _healed(rollup, created, (before, sums), after)
        missing = missing_of(rollup)
        edition = keep_edition(rollup, lines, missing)
        if sums != _sums(rollup) or healed:
            nation_is_due(period, stage)
        audit.record("rollup_built", by=by, subject=f"rollup:{rollup.pk}", area=area, included=rollup.included,
                     seal=rollup.seal, **({"healed": healed} if healed else {}))
    return _answer(rollup, missing, edition), healed


def _add_up(rollup, expected):
    """Totals, figures and seal from the rows that are in; returns the lines of a manifest."""
    rows = list(rollup.lines.filter(snapshot__isnull=False).select_related("snapshot").order_by("regency").only(
        "regency", "male", "female", "figures", "rollup_id", "snapshot__seal", "snapshot__proof"))
    sums = "".join(f"{row.regency}  {row.snapshot.seal}\n" for row in rows)
    rollup.built_at, rollup.expected, rollup.included = timezone.now(), expected, len(rows)
    rollup.male = sum(row.male for row in rows)
    rollup.female = sum(row.female for row in rows)
    rollup.figures = added(row.figures for row in rows) if rows and all(row.figures for row in rows) else {}
    rollup.seal = hashlib.sha256(sums.encode("ascii")).hexdigest()
    rollup.save()
    return {row.regency: {"snapshot": row.snapshot_id, "seal": row.snapshot.seal, "proof": row.snapshot.proof,
                          "figures": row.figures} for row in rows}


def _rows(rollup):
    """{regency: what its row says}."""
    return {row["regency"]: {"snapshot": row["snapshot_id"], **{name: row[name] for name in ROW}}
            for row in rollup.lines.values("regency", "snapshot_id", *ROW)}


def _sums(rollup):
    return {name: getattr(rollup, name) for name in SUMS}


def _healed(rollup, created, was, after):
    """Codes of the damaged rows; the area's own code for sums that were not those of their rows. Logged."""
    before, sums = was
    last = editions.last_kept(rollup.area, rollup.period, rollup.stage)
    printed = {code: line["snapshot"] for code, line in last.manifest["lines"].items()} if last else {}
    if created:
        found = [rollup.area] if last else []   # the whole rollup had been struck out
    else:
        found = damaged(before, after, printed)
        if before == after and sums != _sums(rollup):
            found = [rollup.area, *found]
    if found:
        log.warning("rollup %s of %s (%s, %s) healed: %s", rollup.pk, rollup.area, rollup.period_id, rollup.stage,
                    " ".join(found))
    return found


def _answer(rollup, missing, edition):
    return {"rollup": rollup.pk, "included": rollup.included, "missing": missing, "total": rollup.total,
            "L": rollup.male, "P": rollup.female, "seal": rollup.seal, "edition": edition.pk if edition else None,
            "code": edition.code if edition else ""}
