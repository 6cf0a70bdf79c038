"""The rows of a batch for the grid: a page of them by keyset, and what became of rows after a save."""

from voters.models import BatchRow
from voters.models.batch import Origin
from voters.queries import batches

PAGE = 200
VIEWS = ("semua", "salah")


def page(batch, start=0, which="semua"):
    """(at most 200 rows from an ordinal on, the ordinal at which the next page begins or None)."""
    found = list(batches.rows(batch, which).filter(ordinal__gte=start).order_by("ordinal")[:PAGE + 1])
    return found[:PAGE], found[PAGE].ordinal if len(found) > PAGE else None


def stored(batch, ordinals):
    """{ordinal: BatchRow} of the rows with these ordinals that the batch has."""
    return {row.ordinal: row for row in BatchRow.objects.filter(batch=batch, ordinal__in=ordinals)}


def problems_of(batch, ordinals):
    """{ordinal: (codes, conflict)} of these rows: a save may have changed what is wrong with others."""
    found = BatchRow.objects.filter(batch=batch, ordinal__in=ordinals).order_by("ordinal")
    return {ordinal: (codes, conflict) for ordinal, codes, conflict
            in found.values_list("ordinal", "problems", "conflict")}


def is_typable(batch):
    """Whether rows may be typed into a batch of this origin at all: those of a reversal say what was."""
    return batch.origin != Origin.REVERSAL
