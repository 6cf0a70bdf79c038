"""Reading accounts: who has credentials, who is in; always of a scope."""
