"""The Celery application: workers and beat. Messages carry a job's id and nothing else; see sidalih/jobs.

Nothing here is relied on for correctness. The rows of sidalih.jobs are the truth; a message that is lost,
doubled or late costs time only.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sidalih.settings")

from django.conf import settings  # noqa: E402  (needs the line above)

# The longest job anybody should ever see.
LONGEST_JOB = 6 * 3600

app = Celery("sidalih")
app.conf.update(
    broker_url=settings.REDIS_URL or "memory://",
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,    # Redis may be away for an hour: keep trying
    broker_transport_options={
        "visibility_timeout": 2 * LONGEST_JOB,
        "socket_connect_timeout": 5,
        "socket_timeout": 30,              # longer than the 10 s that a worker waits for a message
        "socket_keepalive": True,
        # The sweep must not queue behind a storm of uploads: 0 is served first.
        "queue_order_strategy": "priority",
        "priority_steps": [0, 5],
    },
    task_default_priority=5,
    task_default_queue="jobs",
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    # Acknowledged when a process takes it, not when it ends. Late acknowledgement would save nothing (a message
    # that comes back finds the lease held; the sweeper knows of dead workers), and with it kombu 5.7 ends the
    # worker ("Unrecoverable error") when the broker restarts while a job runs.
    task_acks_late=False,
    worker_disable_prefetch=True,          # no message waits behind a long job while another worker is idle
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,  # the lease, not the broker, says who works
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    task_time_limit=LONGEST_JOB,
    task_soft_time_limit=LONGEST_JOB - 300,
    timezone=settings.TIME_ZONE,
    # Held in memory: a schedule file would be one more thing to lose, and two beats would fight over it.
    beat_scheduler="celery.beat:Scheduler",
    beat_max_loop_interval=5,
    beat_schedule={
        "sweep": {
            "task": "jobs.sweep",
            "schedule": settings.JOB_SWEEP_SECONDS,
            "options": {"expires": max(1, settings.JOB_SWEEP_SECONDS), "priority": 0},
        },
        "sweep_entering": {"task": "accounts.sweep", "schedule": 1800, "options": {"expires": 1800}},
        # Often, since beat remembers nothing over a restart; a job with the day in its key happens once.
        "verify_audit": {"task": "audit.nightly", "schedule": 900, "options": {"expires": 900}},
        "voters_nightly": {"task": "voters.nightly", "schedule": 900, "options": {"expires": 900}},
        "snapshots_at_close": {"task": "voters.snapshots_at_close", "schedule": 60, "options": {"expires": 60}},
    },
)
app.autodiscover_tasks()
