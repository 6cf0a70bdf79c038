"""The only writers of the voter side: lock, look again, write, record; all in one transaction."""
