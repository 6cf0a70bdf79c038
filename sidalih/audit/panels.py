"""What the record of acts hangs on the front door: its line of the navigation, and the alarm when a chain is broken."""

from django.utils.translation import gettext_lazy as _

from sidalih.accounts.roles import Permission
from sidalih.audit.queries import standing
from sidalih.audit.tables import office_names
from sidalih.home.registry import NavItem, nav, panel

nav(NavItem(_("Jejak"), "jejak", "finger-print", Permission.AUDIT_VIEW, "manage", 30))


@panel(permission=Permission.AUDIT_VIEW, template="audit/panel_broken.html", order=1)
def broken_chains(user):
    """The chains of the person's area that did not verify, or that the nights have passed over; none is no panel."""
    found = standing(user.scope)
    if found.state in ("ok", "never"):
        return None
    names = office_names(check.chain for check in found.broken)
    return {"state": found.state, "offices": [names[check.chain] for check in found.broken],
            "checked_at": found.checked_at}
