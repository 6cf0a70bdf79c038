"""Indonesia's regions as of a date: the codes that everything else is keyed by."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Provinces, regencies, districts and villages."""

    name = "sidalih.areas"
    label = "areas"
