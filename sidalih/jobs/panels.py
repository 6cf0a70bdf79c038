"""The line of the navigation that leads to background work."""

from django.utils.translation import gettext_lazy as _

from sidalih.accounts.roles import Permission
from sidalih.home.registry import NavItem, nav

nav(NavItem(_("Pekerjaan"), "pekerjaan", "clock", Permission.JOB_VIEW, group="support", order=90))
