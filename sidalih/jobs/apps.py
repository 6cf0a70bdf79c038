"""Background jobs as a Django app; look here for how they are named among the installed apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Claim, lease, progress, sweeper."""

    name = "sidalih.jobs"
    label = "jobs"
    verbose_name = _("Pekerjaan")
