"""What an annotated workbook is made of: the file that rows came with, and where each of them stands today."""

import json
from typing import NamedTuple

from django.db import connection
from django.db.models import Max

from voters.intake.annotate import DRAFT, Standing
from voters.models import Batch, BatchRow
from voters.queries.suggestions import suggestions_for
from voters.sql import sql


class Placed(NamedTuple):
    """A stored row: its key, its place in the file of the family that it is one of (or not), and its Standing."""

    key: int
    ordinal: int
    sheet: str
    row: int
    own: bool
    standing: Standing


def origin_of(batch):
    """The batch that a draft of remaining rows is from in the end; the batch itself where it is a first one."""
    with connection.cursor() as cursor:
        cursor.execute("WITH RECURSIVE up AS (SELECT id, rest_of_id FROM voters_batch WHERE id = %s UNION ALL "
                       "SELECT b.id, b.rest_of_id FROM up JOIN voters_batch b ON b.id = up.rest_of_id) "
                       "SELECT id FROM up WHERE rest_of_id IS NULL", [batch.pk])
        (root,) = cursor.fetchone()
    return batch if root == batch.pk else Batch.objects.select_related("period").get(pk=root)


def family_of(root):
    """Primary keys of a batch and of all that ever took rows from it or from one of these, bins with them."""
    with connection.cursor() as cursor:
        cursor.execute("WITH RECURSIVE down AS (SELECT %s::bigint AS id UNION ALL SELECT b.id FROM down "
                       "JOIN voters_batch b ON b.rest_of_id = down.id) SELECT id FROM down", [root.pk])
        return [pk for (pk,) in cursor.fetchall()]


def last_ordinal(family):
    """The last place that a row of the family has, 0 where there is none."""
    return BatchRow.objects.filter(batch__in=family).aggregate(last=Max("ordinal"))["last"] or 0


def placed(root, family, first, last, keys=()):
    """Rows of a family in places `first` to `last`, and the rows behind `keys`, in file order; one query."""
    with connection.cursor() as cursor:
        cursor.execute(sql("rows_annotated"), {
            "family": family, "first": first, "last": last, "keys": list(keys), "regency": root.regency,
            "period": root.period_id})
        return [Placed(key, ordinal, sheet, row, own, Standing(row_id, json.loads(typed), *rest))
                for key, ordinal, sheet, row, own, row_id, typed, *rest in cursor.fetchall()]


def suggested(root, standings):
    """{row id: {code: the first Suggestion for it}} of those rows that still wait to be repaired."""
    waiting = [one.row_id for one in standings if one.state in DRAFT and not one.is_bin and one.problems]
    drafts = {}
    for row in BatchRow.objects.filter(pk__in=waiting):
        drafts.setdefault(row.batch_id, []).append(row)
    found = {}
    for rows in drafts.values():  # places are counted anew in each draft
        offered = suggestions_for(root, rows)
        for row in rows:
            for one in reversed(offered.get(row.ordinal, ())):
                found.setdefault(row.pk, {})[one.code] = one
    return found
