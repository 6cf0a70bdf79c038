"""The line of the navigation that leads home."""

from django.utils.translation import gettext_lazy as _

from sidalih.accounts.roles import Permission
from sidalih.home.registry import NavItem, nav

nav(NavItem(_("Beranda"), "beranda", "home", Permission.HOME_VIEW, order=1))
