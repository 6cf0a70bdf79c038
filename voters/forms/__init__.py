"""Forms of the voter side, one family a file."""
