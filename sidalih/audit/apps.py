"""Who did what."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The record of acts."""

    name = "sidalih.audit"
    label = "audit"
