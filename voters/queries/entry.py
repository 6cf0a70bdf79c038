"""Typed drafts and their rows: what is in a draft already under a name of the page's own, and what comes next."""

from django.db.models import Max, Q

from voters.models import Batch, BatchRow


def family(batch):
    """Primary keys of a batch and of every batch that took rows from it, the bin with them."""
    return [batch.pk, *Batch.objects.filter(rest_of=batch).values_list("pk", flat=True)]


def known_rows(batch, ordinals, keys):
    """Rows of a batch by their ordinals or client keys; those with a key also where rows of the batch went to."""
    here = Q(batch=batch, ordinal__in=ordinals)
    return list(BatchRow.objects.filter(here | Q(batch__in=family(batch), client_key__in=keys)) if keys
                else BatchRow.objects.filter(here))


def next_ordinal(batch):
    """The next free place of a locked batch: never that of a row which could come back from the bin."""
    last = BatchRow.objects.filter(batch__in=family(batch)).aggregate(last=Max("ordinal"))["last"]
    return (last or 0) + 1
