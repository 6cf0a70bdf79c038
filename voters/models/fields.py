"""Fields that several families of models share."""

from django.db import models


def code_field(length, **options):
    """A code of digits, collated by bytes: comparisons and tallies are faster and alike everywhere."""
    return models.CharField(max_length=length, db_collation="C", **options)


def as_it_stands(**options):
    """Text of any length: what a loaded roll or a typed cell holds, however wrong, must fit."""
    return models.TextField(db_collation="C", blank=True, **options)
