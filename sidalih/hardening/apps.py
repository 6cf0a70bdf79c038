"""Registers the room's deploy checks; its middleware is listed in the settings."""

from django.apps import AppConfig


class HardeningConfig(AppConfig):
    """Headers, limits, refused settings."""

    name = "sidalih.hardening"
    label = "hardening"

    def ready(self):
        """Make `check --deploy` know our checks."""
        from sidalih.hardening import checks  # noqa: F401
