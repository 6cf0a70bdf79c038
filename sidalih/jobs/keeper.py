"""The thread beside a running handler: it keeps the lease and carries progress past the open transaction."""

import logging
import threading
import time

from django.conf import settings
from django.db import connection

from sidalih.jobs import lease
from sidalih.jobs.models import LeaseLost

log = logging.getLogger(__name__)

# Progress is written this far apart at least, so that a handler may tell it for every row.
THROTTLE_SECONDS = 0.5
# A handler that has ended waits this long for its last progress to be written.
STOP_SECONDS = 10


class Keeper(threading.Thread):
    """Extends one lease every third of JOB_LEASE_SECONDS on a database connection of its own."""

    def __init__(self, job_id, holder):
        super().__init__(name=f"keeper of job {job_id}", daemon=True)
        self.job_id, self.holder = job_id, holder
        self.lost = False
        self._news = None
        self._stopping = False
        self._changed = threading.Condition()

    def tell(self, done, total, what):
        """Leave the newest progress for the thread to write. Raises LeaseLost when the job is not ours any more."""
        if self.lost:
            raise LeaseLost
        with self._changed:
            self._news = (done, total, what)
            self._changed.notify()

    def stop(self):
        """Write the last progress and end; the lease is not extended afterwards."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self.join(STOP_SECONDS)

    def run(self):
        """Sleep, write, sleep, until stopped or the lease is lost."""
        try:
            self._keep()
        finally:
            connection.close()

    def _keep(self):
        written, beat = 0.0, time.monotonic() + settings.JOB_LEASE_SECONDS / 3
        while not self.lost:
            with self._changed:
                now = time.monotonic()
                due = min(beat, written + THROTTLE_SECONDS) if self._news else beat
                if not self._stopping and due > now:
                    self._changed.wait(due - now)
                    continue
                news, self._news, stopping = self._news, None, self._stopping
            if stopping and news is None:
                return
            written, beat = time.monotonic(), self._write(news)
            if stopping:
                return

    def _write(self, news):
        """Extend the lease, with progress if there is any; returns when the next beat is due."""
        third = settings.JOB_LEASE_SECONDS / 3
        try:
            self.lost = not lease.extend(self.job_id, self.holder, news)
        except Exception as error:  # the database is away for a moment: the lease may still be saved
            log.warning("job %s: lease not extended (%s)", self.job_id, type(error).__name__)
            connection.close()
            return time.monotonic() + min(1, third)
        return time.monotonic() + third
