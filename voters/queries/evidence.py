"""Scanned papers behind rows and batches: which there are, and which somebody may open."""

from django.db.models import Count, Q

from voters.models import Evidence

PAGE = 50


def of_batch(batch):
    """Papers that stand behind all of a batch, in the order in which they came."""
    return _kept().filter(batch=batch, row=None)


def of_row(row):
    """Papers of one row; they are the row's wherever it has moved."""
    return _kept().filter(row=row)


def of_rows(batch, after=0):
    """(one page of the papers of a batch's rows by their number, the number to go on after or 0)."""
    found = list(_kept().filter(row__batch=batch, pk__gt=after).select_related("row").order_by("pk")[:PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0


def counts(rows):
    """{row id: papers} of the rows of one page, in one query; rows without any are not in it."""
    found = Evidence.objects.filter(row__in=[row.pk for row in rows], removed_at=None)
    return dict(found.order_by().values_list("row").annotate(n=Count("id")))


def count_of(batch):
    """How many papers stand behind a batch and its rows."""
    return Evidence.objects.filter(_belongs(batch.pk), removed_at=None).count()


def one(scope, batch_id, number):
    """A paper of a batch in the scope's area, None for what is elsewhere, gone, or another batch's."""
    found = Evidence.objects.filter(_belongs(batch_id), regency__startswith=scope.area, pk=number, removed_at=None)
    return found.select_related("batch", "row", "row__batch").first()


def _kept():
    return Evidence.objects.filter(removed_at=None).select_related("added_by")


def _belongs(batch_id):
    """Of the batch itself, or of a row that stands in it now."""
    return Q(batch=batch_id, row=None) | Q(row__batch=batch_id)
