"""PostgreSQL and a Redis-compatible server for a machine that has none; look here when starting or stopping fails.

Everything is kept under one directory (`places.Places`). Until `attach` has set the environment no
module here imports Django, because settings read what `attach` finds.
"""
