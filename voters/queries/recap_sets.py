"""Which forms and words a period's papers have: the portal's own, or those of the file that the installation names."""

from functools import cache

from django.conf import settings

from voters.rules import recap_forms


def form_set(period):
    """The FormSet (rules/recap_forms.py) that applies in the year of a period's reference date.

    Raises BadForms for a file that cannot be used; `manage.py check` says the same before anything is printed.
    """
    return recap_forms.for_year(_sets(settings.RECAP_FORMS), period.reference_date.year)


@cache
def _sets(path):
    return recap_forms.load(path) if path else recap_forms.load()
