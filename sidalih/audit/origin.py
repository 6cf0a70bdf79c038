"""Where acts come from, and the refusals that wait until their transaction is over."""

import logging
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from sidalih.audit.append import append_all

log = logging.getLogger(__name__)

# A program that is refused a thousand times in one request says so a hundred times.
MOST_REMEMBERED = 100
_inside = ContextVar("sidalih_audit_origin", default=None)


class _Origin:
    """One request, command or job: a function that tells where it comes from, and the acts it must not forget."""

    def __init__(self, whence):
        self.whence, self.acts = whence, []


def whence():
    """Where the present act comes from, as JSON values: {"via": "web", "network": ...}; {} outside of everything."""
    inside = _inside.get()
    return inside.whence() if inside else {}


def remember(act):
    """Keep a ready act (as `append` takes it) until the transaction is over; False when nobody keeps it."""
    inside = _inside.get()
    if inside is None:
        return False
    if len(inside.acts) < MOST_REMEMBERED and act not in inside.acts:
        inside.acts.append(act)
    return True


@contextmanager
def coming_from(tell):
    """Everything inside comes from where `tell()` says; what was remembered is written afterwards.

    It stands outside of every transaction of what it surrounds, so that refusals are kept although their own work is
    rolled back. Inside another one that is still in a transaction the outer one keeps them. That they could not be
    written is logged and not raised: what they tell of did not happen.
    """
    outer, inside = _inside.get(), _Origin(tell)
    token = _inside.set(inside)
    try:
        yield
    finally:
        _inside.reset(token)
        if inside.acts and outer is not None and connection.in_atomic_block:
            outer.acts.extend(inside.acts)
        elif inside.acts:
            try:
                append_all(inside.acts)
            except Exception as error:
                log.error("%d refusals could not be written down (%s)", len(inside.acts), type(error).__name__)
