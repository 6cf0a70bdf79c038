"""Adding up the snapshots of an area's regencies; run again, a damaged rollup heals."""

import hashlib

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.scope import scoped
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from voters.models import Rollup
from voters.queries.progress import missing_of
from voters.sql import sql

ROLLUP_LOCK = 350_005


def build_rollup(*, area, period, stage, by="system"):
    """Build, or build again, the rollup of an area above the regencies for a period and stage.

    Takes the newest sealed snapshot of each regency; a regency without one stands in it as missing, with
    nulls. The seal is the SHA-256 over "<regency>  <snapshot seal>" lines. Returns the dictionary of the
    command line contract. Raises Refused for an area that is not a province.
    """
    regencies = [named.code for named in areas.regencies_of(area)] if len(area) == 2 else []
    if not regencies:
        raise Refused("unknown_area", _("Kode %(area)s bukan provinsi.") % {"area": area})
    with scoped(area), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ROLLUP_LOCK, f"{area}/{period.pk}/{stage}"])
        rollup, _created = Rollup.objects.update_or_create(
            area=area, period=period, stage=stage,
            defaults={"built_at": timezone.now(), "expected": len(regencies), "seal": ""})
        values = {"rollup": rollup.pk, "period": period.pk, "stage": stage, "regencies": regencies}
        cursor.execute(sql("rollup_rows"), values)
        cursor.execute("DELETE FROM voters_rolluprow WHERE rollup_id = %s AND regency <> ALL (%s)",
                       [rollup.pk, regencies])
        _add_up(rollup)
        audit.record("rollup_built", by=by, subject=f"rollup:{rollup.pk}", area=area, included=rollup.included,
                     seal=rollup.seal)
        missing = missing_of(rollup)
    return {"rollup": rollup.pk, "included": rollup.included, "missing": missing, "total": rollup.total,
            "L": rollup.male, "P": rollup.female, "seal": rollup.seal}


@transaction.atomic
def _add_up(rollup):
    """Totals and seal from the rows that are in."""
    rows = list(rollup.lines.filter(snapshot__isnull=False).select_related("snapshot").order_by("regency"))
    sums = "".join(f"{row.regency}  {row.snapshot.seal}\n" for row in rows)
    rollup.included = len(rows)
    rollup.male = sum(row.male for row in rows)
    rollup.female = sum(row.female for row in rows)
    rollup.seal = hashlib.sha256(sums.encode("ascii")).hexdigest()
    rollup.save()
