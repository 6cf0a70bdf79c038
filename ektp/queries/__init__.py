"""Reading KTP-el progress: scope, area or regency first; nothing is ever written here."""
