"""Adding up the last reports of an area's regencies as of a date; run again, a damaged rollup heals."""

from django.db import connection, transaction
from django.db.models import Count, Max, Min, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from ektp.actions.locks import lock_rollup
from ektp.models import Rollup
from ektp.queries.rollups import NATION, missing_of, month_end, provinces_on
from sidalih import audit
from sidalih.accounts.scope import scoped
from sidalih.areas import queries as areas
from sidalih.areas.models import Area, Level
from sidalih.refusal import Refused

_ROWS = """
INSERT INTO ektp_rolluprow AS x (rollup_id, regency, report_id, as_of, obliged, recorded, printed)
SELECT %(rollup)s, wanted.code, r.id, r.as_of, r.obliged, r.recorded, r.printed
FROM unnest(%(regencies)s::text[]) AS wanted (code)
LEFT JOIN LATERAL (
    SELECT * FROM ektp_report r
    WHERE r.regency = wanted.code AND r.current AND r.as_of <= %(on)s
    ORDER BY r.as_of DESC LIMIT 1
) r ON true
ON CONFLICT (rollup_id, regency) DO UPDATE
SET report_id = excluded.report_id, as_of = excluded.as_of, obliged = excluded.obliged, recorded = excluded.recorded,
    printed = excluded.printed
"""


def build_rollup(*, area, on, by="system"):
    """Build, or build again, the rollup of a province ("35") as of a date, or of the nation ("").

    A province takes the last report of each regency on or before the date; a regency without one stands in it as
    missing, with nulls. The nation adds up each province's last rollup on or before the date, which is its state
    then: a province has a rollup of every month in which an office of it reported. Provinces without one are missing.
    Returns {"rollup", "area", "on", "included", "expected", "missing", "obliged", "recorded", "printed",
    "with_printed", "oldest"}. Raises Refused for an area that is no province.
    """
    return _nation(on, by) if area == NATION else _province(area, on, by)


def build_rollups_after(*, area, as_of, by="system", progress=lambda done, total, what: None):
    """Build the rollups that a report as of a date stands in: its month's end, and every later one kept already.

    Those of the province and of the nation. The end of a month that is not over yet is kept all the same: it is
    built again with every report of the month. Returns {"area", "dates": n}.
    """
    own = month_end(as_of)
    kept = Rollup.objects.filter(area__in=(area, NATION), on__gt=own).values_list("area", "on")
    own_dates = {own, *(on for place, on in kept if place == area)}
    dates = sorted(own_dates | {on for _place, on in kept})
    for done, on in enumerate(dates):
        progress(done, len(dates), f"{on:%m-%Y}")
        if on in own_dates:
            build_rollup(area=area, on=on, by=by)
        build_rollup(area=NATION, on=on, by=by)  # of other provinces' dates too: it holds this one's last rollup
    return {"area": area, "dates": len(dates)}


def _province(area, on, by):
    regencies = [named.code for named in areas.regencies_of(area)] if len(area) == 2 else []
    if not regencies:
        raise Refused("unknown_area", _("Kode %(area)s bukan provinsi.") % {"area": area})
    with scoped(area), connection.cursor() as cursor:
        lock_rollup(area, on)
        rollup, _created = Rollup.objects.update_or_create(
            area=area, on=on, defaults={"built_at": timezone.now(), "expected": len(regencies)})
        cursor.execute(_ROWS, {"rollup": rollup.pk, "regencies": regencies, "on": on})
        rollup.lines.exclude(regency__in=regencies).delete()
        _fill(rollup, rollup.lines.aggregate(
            included=Count("report"), with_printed=Count("printed"), oldest=Min("as_of"), newest=Max("as_of"),
            obliged=Sum("obliged"), recorded=Sum("recorded"), printed=Sum("printed")))
        missing = missing_of(rollup)
        audit.record("ektp_rollup_built", by=by, subject=f"ektp-rollup:{rollup.pk}", area=area, on=on.isoformat(),
                     included=rollup.included)
    return _answer(rollup, missing)


@transaction.atomic
def _nation(on, by):
    lock_rollup("ID", on)
    provinces = provinces_on(on)
    rollup, _created = Rollup.objects.update_or_create(area=NATION, on=on, defaults={
        "built_at": timezone.now(), "expected": Area.objects.filter(level=Level.REGENCY, valid_to=None).count()})
    _fill(rollup, {name: sum(getattr(one, name) for one in provinces) for name in (
        "included", "with_printed", "obliged", "recorded", "printed")} | {
        "oldest": min((one.oldest for one in provinces if one.oldest), default=None),
        "newest": max((one.newest for one in provinces if one.newest), default=None)})
    known = {one.area for one in provinces}
    missing = [area.code for area in Area.objects.filter(level=Level.PROVINCE, valid_to=None) if area.code not in known]
    audit.record("ektp_rollup_built", by=by, subject=f"ektp-rollup:{rollup.pk}", on=on.isoformat(),
                 included=rollup.included)
    return _answer(rollup, missing)


def _fill(rollup, sums):
    """Totals of what is in; a sum over nothing is zero, its date is none."""
    for name, value in sums.items():
        setattr(rollup, name, value if name in ("oldest", "newest") else value or 0)
    rollup.save()


def _answer(rollup, missing):
    return {"rollup": rollup.pk, "area": rollup.area, "on": rollup.on.isoformat(), "included": rollup.included,
            "expected": rollup.expected, "missing": missing, "obliged": rollup.obliged, "recorded": rollup.recorded,
            "printed": rollup.printed, "with_printed": rollup.with_printed,
            "oldest": rollup.oldest.isoformat() if rollup.oldest else None}
