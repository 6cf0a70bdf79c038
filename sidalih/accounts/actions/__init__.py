"""Acts upon accounts, one family a file: accounts and how they begin, credentials, entering, the second factor."""

from sidalih.accounts.actions.accounts import add_user, random_password

__all__ = ["add_user", "random_password"]
