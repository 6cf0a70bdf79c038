"""KTP-el progress as a Django app."""

from django.apps import AppConfig


class EktpConfig(AppConfig):
    """Reports per regency and date, their findings, rollups."""

    name = "ektp"
    label = "ektp"
