"""Reading the record of acts."""

from sidalih.audit.models import Event


def history_of(subject):
    """The acts on one thing ("batch:12"), oldest first."""
    return Event.objects.filter(subject=subject).order_by("id")
