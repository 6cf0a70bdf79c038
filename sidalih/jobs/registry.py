"""Which function does which kind of job; look here when a job says that nobody handles it."""

from django.utils.module_loading import autodiscover_modules

_HANDLERS = {}
_TITLES = {}


def handles(kind, *, title):
    """Make the decorated function the handler of a kind; it stands in an app's tasks.py.

    The handler takes the claimed Job and returns what becomes `job.result` (JSON values). `title` is
    the translatable name of the work on the page of jobs. Raises ValueError when the kind is taken by
    another function.
    """
    def register(function):
        known = _HANDLERS.get(kind)
        if known and (known.__module__, known.__qualname__) != (function.__module__, function.__qualname__):
            raise ValueError(f"two handlers for jobs of kind {kind}")
        _HANDLERS[kind], _TITLES[kind] = function, title
        return function
    return register


def handler_of(kind):
    """The function that does a kind of job. Raises LookupError when no installed app has one."""
    if kind not in _HANDLERS:
        autodiscover_modules("tasks")  # web and commands import tasks.py only when they need it
    if kind not in _HANDLERS:
        raise LookupError(f"nobody handles jobs of kind {kind}")
    return _HANDLERS[kind]


def title_of(kind):
    """The name of a kind of job for people; the kind itself when no handler is known."""
    try:
        handler_of(kind)
    except LookupError:
        return kind
    return _TITLES[kind]
