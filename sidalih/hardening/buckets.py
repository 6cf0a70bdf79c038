"""Counting in PostgreSQL: one statement spends, however many processes do it at once.

PostgreSQL and not Redis, because limits must hold while Redis is away (the portal works without it), and because an
installation then has one thing less whose loss opens a door. A bucket holds `amount` and refills evenly over `seconds`.
"""

import random
from dataclasses import dataclass
from math import ceil

from django.db import connection

SPEND = """
INSERT INTO hardening_bucket AS b (key, full_at) VALUES (%(key)s, clock_timestamp() + %(step)s * interval '1 second')
ON CONFLICT (key) DO UPDATE SET full_at = greatest(b.full_at, clock_timestamp()) + %(step)s * interval '1 second'
WHERE greatest(b.full_at, clock_timestamp()) + %(step)s * interval '1 second'
    <= clock_timestamp() + %(seconds)s * interval '1 second'
RETURNING 1"""
WAIT = """
SELECT extract(epoch FROM full_at - clock_timestamp()) + %(step)s - %(seconds)s FROM hardening_bucket
WHERE key = %(key)s"""
TELL = """
UPDATE hardening_bucket SET told_at = clock_timestamp()
WHERE key = %(key)s AND (told_at IS NULL OR told_at < clock_timestamp() - %(seconds)s * interval '1 second')"""
SWEEP = "DELETE FROM hardening_bucket WHERE full_at < clock_timestamp() - interval '1 day'"
SWEEP_EVERY = 500  # spendings, on average: the table holds the last days' visitors and no more


@dataclass(frozen=True)
class Rate:
    """So much at once, and again after so many seconds."""

    amount: int
    seconds: int

    @property
    def step(self):
        """Seconds in which one comes back."""
        return self.seconds / self.amount


def spend(key, rate):
    """Take one out of a bucket: 0 when there was one, else the whole seconds until there is.

    Call it outside a transaction: inside one, others who share the bucket would wait for its end.
    """
    values = {"key": key, "step": rate.step, "seconds": rate.seconds}
    with connection.cursor() as cursor:
        if random.random() * SWEEP_EVERY < 1:
            cursor.execute(SWEEP)
        cursor.execute(SPEND, values)
        if cursor.fetchone():
            return 0
        cursor.execute(WAIT, values)
        found = cursor.fetchone()
        return max(1, ceil(found[0])) if found else 1


def wait_for(key, rate):
    """Whole seconds until a bucket has one again, 0 when it has; nothing is taken."""
    with connection.cursor() as cursor:
        cursor.execute(WAIT, {"key": key, "step": rate.step, "seconds": rate.seconds})
        found = cursor.fetchone()
        return max(0, ceil(found[0])) if found else 0


def first_to_tell(key, rate):
    """Whether this overflowing is news: once in the limit's time, so that a flood does not fill the record of acts."""
    with connection.cursor() as cursor:
        cursor.execute(TELL, {"key": key, "seconds": rate.seconds})
        return cursor.rowcount == 1
