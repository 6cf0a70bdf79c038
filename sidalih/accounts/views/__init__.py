"""Pages of accounts, one family a file: entering and leaving, credentials, activation."""
