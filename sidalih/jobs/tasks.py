"""What Celery may call: do one job, or look for forgotten ones."""

from celery import shared_task

from sidalih.jobs import actions, runner


@shared_task(name="jobs.run")
def run_job(job_id):
    """Do the job with this id, if nobody else does."""
    runner.run(job_id)


@shared_task(name="jobs.sweep")
def sweep():
    """Dispatch again whatever nobody works on."""
    actions.sweep()
