"""Background work of KTP-el progress: each takes a job and calls one action."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from ektp.actions import rollups
from sidalih import jobs


@jobs.handles("build_ektp_rollups", title=_("Membangun rekap KTP-el"))
def build_ektp_rollups(job):
    """Build the rollups that a report stands in."""
    return rollups.build_rollups_after(area=job.args["area"], as_of=date.fromisoformat(job.args["as_of"]), by=job.by,
                                       progress=job.progress)
