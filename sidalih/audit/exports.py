"""Finding out whose copy a file is: every export stands in the record with the mark that the file carries."""

from django.db import connection
from django.utils.translation import gettext as _

from sidalih.accounts.scope import scoped
from sidalih.audit.acts import EXPORT, that_saw
from sidalih.audit.models import Event
from sidalih.marking import normal
from sidalih.refusal import Refused


def export_of(mark):
    """The events about the export that carries a mark, oldest first: its making, then each time it was handed out.

    `mark` may be typed with or without hyphens. Looks through all chains, province by province: for whoever runs the
    portal, not for pages. Raises Refused (`not_found`) when no export has it.
    """
    code = normal(mark)
    for province in _provinces() if code else ():
        with scoped(province):
            found = list(Event.objects.filter(act__in=that_saw(EXPORT), detail__mark=code).order_by("id"))
        if found:
            return found
    raise Refused("not_found", _("Tidak ada ekspor dengan tanda ini."))


def _provinces():
    """The provinces that have a chain; the portal's own chain is read with each."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_chains()")
        return sorted({code[:2] for (code,) in cursor.fetchall() if code})
