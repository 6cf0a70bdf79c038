"""Making accounts."""

import re
import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.models import User
from sidalih.accounts.roles import ROLES
from sidalih.areas import queries as areas
from sidalih.refusal import Refused


@transaction.atomic
def add_user(*, username, role, area, password=None, full_name="", demo=False, by):
    """Make an account for one person. Without a password nobody can sign in with it yet.

    For scripts and first set-up, so the password is the administrator's own affair; it only may not be
    empty. A `demo` person is invented, and counts as somebody who has activated. Raises Refused for a name that
    is none or is in use, an unknown role or area, a role that does not go with the area, an empty password.
    """
    if not re.fullmatch(r"[\w.@-]{1,54}", username) or re.fullmatch(r"\d{12,}", username):
        raise Refused("bad_username", _("Nama pengguna terdiri atas huruf, angka, titik, @, _ dan tanda hubung, paling "
                                        "panjang 54, dan bukan nomor seperti NIK."))
    if role not in ROLES:
        raise Refused("unknown_role", _("Peran %(role)s tidak dikenal.") % {"role": role})
    if len(area) not in (2, 4) or not areas.exists(area):
        raise Refused("unknown_area", _("Wilayah %(area)s bukan provinsi atau kabupaten/kota.") % {"area": area})
    if len(area) not in ROLES[role].levels:
        raise Refused("area_level", _("Peran %(role)s tidak berlaku untuk wilayah %(area)s.") % {
            "role": ROLES[role].name, "area": area})
    user = User(username=username, role=role, area=area, full_name=full_name[:120],
                demo=demo, activated_at=timezone.now() if demo else None)
    if password is None:
        user.set_unusable_password()
    else:
        if not password:
            raise Refused("empty_password", _("Kata sandi tidak boleh kosong."))
        user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise Refused("user_exists", _("Nama pengguna %(name)s sudah dipakai.") % {"name": username}) from None
    audit.record("user_added", by=by, regency=area if len(area) == 4 else "", subject=f"user:{username}", role=role)
    return user


def random_password():
    """A password nobody has to invent: 4 groups of 4, about 80 bits, no look-alike characters."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _i in range(4)) for _group in range(4))
