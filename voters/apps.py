"""The voter roll, and everything that changes it or freezes it."""

from django.apps import AppConfig
from django.core import checks


class VotersConfig(AppConfig):
    """Roll, periods, batches, snapshots, rollups."""

    name = "voters"
    label = "voters"

    def ready(self):
        """`manage.py check` reads the forms of the papers, so that a mistake in them is known before a meeting."""
        checks.register(forms_can_be_used)


def forms_can_be_used(**_options):
    """An error for each thing that is wrong in the file that RECAP_FORMS names."""
    from django.conf import settings

    from voters.rules.recap_forms import BadForms, load

    try:
        load(settings.RECAP_FORMS) if settings.RECAP_FORMS else load()
    except BadForms as bad:
        return [checks.Error(f"RECAP_FORMS {problem}", id="voters.E001") for problem in bad.problems]
    return []
