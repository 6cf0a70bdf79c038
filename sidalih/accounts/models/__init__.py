"""Accounts and what they enter with, one family a file: people, credentials, entering."""

from sidalih.accounts.models.credential import Issuance, Slip
from sidalih.accounts.models.entering import Authenticator, Delay, RecoveryCode, Visit
from sidalih.accounts.models.user import User

__all__ = ["Authenticator", "Delay", "Issuance", "RecoveryCode", "Slip", "User", "Visit"]
