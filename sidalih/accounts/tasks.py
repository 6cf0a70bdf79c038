"""What beat calls for accounts: tidying up after visits and wrong attempts."""

from celery import shared_task

from sidalih.accounts.actions import entering


@shared_task(name="accounts.sweep")
def sweep():
    """Close what ran out, remove what is forgotten."""
    entering.sweep()
