"""Between the two steps of entering: who has given the right password, and for how long that counts.

It stands in the session of a stranger, opens nothing but the second step, and ends by itself.
"""

import time

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from sidalih.accounts.models import User

SECONDS = 300
_KEY = "halfway"


def begin(request, user, *, go_on):
    """Remember the first step under a new session key; `go_on` is the address to open after the second."""
    request.session.flush()
    request.session[_KEY] = {"user": user.pk, "until": time.time() + SECONDS, "go_on": go_on,
                             "account": user.get_session_auth_hash()}


def person(request):
    """Who has given the right password; None for everybody else, after five minutes, and once the account changed."""
    state = request.session.get(_KEY)
    if not state or time.time() > state["until"]:
        return None
    user = User.objects.filter(pk=state["user"]).first()
    if user is None or not user.may_enter_on(timezone.localdate()):
        return None
    return user if constant_time_compare(state["account"], user.get_session_auth_hash()) else None


def end(request):
    """Forget the first step; returns the address to open now, or None where there was no first step."""
    state = request.session.pop(_KEY, None)
    return state and state["go_on"]
