"""The voter roll, and everything that changes it or freezes it."""

from django.apps import AppConfig


class VotersConfig(AppConfig):
    """Roll, periods, batches, snapshots, rollups."""

    name = "voters"
    label = "voters"
