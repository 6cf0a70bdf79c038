"""Background work that survives anything: `enqueue` it here, write its handler with `@handles`.

The row in the database is the work; the message in the broker is only a nudge. A handler may therefore
run twice (a worker that was thought dead, a doubled message) and must be idempotent by locking its own rows.
"""

from importlib import import_module

from sidalih.jobs.registry import handles  # noqa: F401  (part of this package's interface)

# Models cannot be imported while Django loads the apps, and this package is imported before them.
_HOME_OF = {
    "enqueue": "sidalih.jobs.actions",
    "retry": "sidalih.jobs.actions",
    "cancel": "sidalih.jobs.actions",
    "run": "sidalih.jobs.runner",
    "run_here": "sidalih.jobs.runner",
    "LeaseLost": "sidalih.jobs.models",
    "Job": "sidalih.jobs.models",
}


def __getattr__(name):
    """`jobs.enqueue` and its siblings, imported at first use. Raises AttributeError for anything else."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
