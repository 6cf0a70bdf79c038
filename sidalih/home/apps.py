"""The front door as a Django app; look here for how home finds what the other apps register."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Owns no tables; imports `panels.py` of every installed app once all are loaded."""

    name = "sidalih.home"
    label = "home"
    verbose_name = _("Beranda")

    def ready(self):
        """Let the apps register their navigation, figures, panels and checks."""
        autodiscover_modules("panels")
