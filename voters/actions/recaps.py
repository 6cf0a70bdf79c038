"""Recaps that leave the portal as paper or workbook: marked, and written down with their hash."""

from django.db import transaction

from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.marking import marked


@transaction.atomic
def export_recap(*, recap, kind, make, by):
    """The bytes that `make(mark)` writes of a Recap ("xlsx" or "pdf"). Totals only: nobody's data.

    Raises Refused for people who may not, and for an area that is not theirs.
    """
    area = recap.area[:4] or by.area
    authorize(by, Permission.SNAPSHOT_VIEW if len(area) == 4 else Permission.ROLLUP_VIEW, area)
    source = "snapshot" if len(area) == 4 else "edition"
    return marked(make=make, what=f"rekap {recap.stage} {recap.period.pk}", by=by, regency=area,
                  subject=f"{source}:{recap.source.pk}", about={"area": recap.area, "kind": kind,
                                                               "rows": len(recap.lines)})
