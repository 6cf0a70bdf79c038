"""People of the KPU offices: who they are, what they may do, and for which area."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, roles, scopes."""

    name = "sidalih.accounts"
    label = "accounts"
