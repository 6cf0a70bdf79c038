"""The question every action asks before it writes: may this person do this, here?"""

from contextlib import contextmanager

from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.models import User
from sidalih.accounts.scope import scoped
from sidalih.refusal import Refused


def authorize(user, permission, regency):
    """Raise Refused unless the person's role carries the permission and his area covers the regency.

    What lies outside the area is answered like what does not exist, so that nothing leaks. A refusal is
    remembered in the record of acts of the person's own office, whatever becomes of the transaction.
    """
    if not user.scope.covers(regency):
        _remember(user, permission, regency, "not_found")
        raise Refused("not_found", _("Data ini tidak ada di wilayah kerja Anda."))
    if not user.may(permission):
        _remember(user, permission, regency, "forbidden")
        raise Refused("forbidden", _("Peran Anda (%(role)s) tidak boleh melakukan ini.") % {"role": user.role_name})


def _remember(user, permission, regency, why):
    audit.later("refused", by=user.username, regency=user.area, permission=str(permission), where=regency, why=why)


def person(username):
    """The active account with this name, for commands' --by. Raises Refused when there is none."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or not user.may_enter_on(timezone.localdate()):
        raise Refused("unknown_user", _("Tidak ada akun aktif bernama %(name)s.") % {"name": username})
    return user


@contextmanager
def acting(username):
    """Act as the account with this name, in its scope and in one transaction; gives the User. For commands' --by.

    Raises Refused when there is none.
    """
    user = person(username)
    with scoped(user.area):
        yield user
