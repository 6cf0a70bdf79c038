"""Verifying the record of acts in the background, once a day."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidalih import jobs
from sidalih.audit import actions


@shared_task(name="audit.nightly")
def ask_for_verification():
    """Ask for today's verification; beat says so every quarter of an hour, the key makes it one job a day."""
    jobs.enqueue(kind="verify_audit", key=f"verify_audit:{timezone.localdate():%Y-%m-%d}", args={}, by="system")


@jobs.handles("verify_audit", title=_("Memeriksa rantai jejak"))
def verify_audit(job):
    """Verify all chains and keep what was found."""
    return actions.verify_and_note(progress=job.progress)
