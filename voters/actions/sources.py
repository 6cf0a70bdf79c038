"""The recap by source as a workbook that leaves the portal: totals only, marked and written down."""

from django.db import transaction

from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.marking import marked_table


@transaction.atomic
def export_sources(*, area, period, by, **table):
    """The bytes of the recap of an area in a period (`sheets.write_table` with `table`).

    Raises Refused for people who may not, and for another area than their own.
    """
    authorize(by, Permission.BATCH_VIEW, area)
    return marked_table(what="rekap sumber", by=by, regency=area, about={"period": period.pk}, **table)
