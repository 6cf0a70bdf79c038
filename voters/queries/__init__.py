"""Reading the voter side: scope or regency first, nothing is ever written here."""
