"""The nudge: telling the broker that a job waits. Losing it costs a sweep's time, never a job."""

import logging
import time

from django.conf import settings

log = logging.getLogger(__name__)

# An upload must not wait for a broker that is away: each step of the conversation gets this long...
STEP_SECONDS = 0.3
# ...and after a failure the process does not ask again for a while; the sweeper finds what was not told.
SILENCE_SECONDS = 5
_silent_until = 0.0


def nudge(job_ids):
    """Tell the broker that these jobs wait; returns the ids that it has taken.

    A broker that is absent, down or hanging is no error, and takes about a second at most.
    """
    global _silent_until
    told = []
    if not settings.REDIS_URL or not job_ids or time.monotonic() < _silent_until:
        return told
    from sidalih.celery import app  # pages that start no job never load Celery

    try:
        # A connection of its own: pooled ones outlive restarts of the broker and forks of the server.
        with app.connection_for_write(
            settings.REDIS_URL,
            transport_options={
                **app.conf.broker_transport_options,
                "socket_connect_timeout": STEP_SECONDS, "socket_timeout": STEP_SECONDS,
                "max_retries": 0, "health_check_interval": 0,
            },
        ) as connection:
            for job_id in job_ids:
                app.send_task("jobs.run", args=[job_id], connection=connection, retry=False)
                told.append(job_id)
    except Exception as error:  # whatever a broker's client raises: the job is safe in its row
        _silent_until = time.monotonic() + SILENCE_SECONDS
        log.warning("the broker does not answer (%s); the sweeper will find the jobs", type(error).__name__)
    return told
