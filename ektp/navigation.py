"""Where KTP-el progress stands in the navigation, and its door on the home page."""

from django.utils.translation import gettext_lazy as _

from sidalih.accounts.roles import Permission
from sidalih.home.registry import Door, NavItem, door, nav

nav(NavItem(_("KTP-el"), "ktp-el", "identification", Permission.EKTP_VIEW, "support", 10))
door(Door(_("Laporan KTP-el"), "ktp-el-baru", "identification", Permission.EKTP_EDIT, 10))
