"""Makes `up` and `down` known to manage.py; this app has no models."""

from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    """The app whose commands start and stop the portal on one machine."""

    name = "sidalih.embedded"
    label = "embedded"
