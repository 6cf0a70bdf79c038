"""The decorator that stands before every view: who may open it, and what asks for a fresh proof of who it is."""

from functools import wraps

from django.core.exceptions import PermissionDenied

from sidalih.accounts.confirming import confirm_first
from sidalih.accounts.door import to_the_door


def requires(permission, *, fresh=False, background=False):
    """Let a view be opened by signed-in people whose role carries the permission.

    Others go to the login page, or get 403 for a page of another role; what lies outside the person's
    area is for the view to answer with 404. With `fresh` whoever has not proved himself for CONFIRM_MINUTES is
    asked for a code first, and the request goes on with everything that it carried (accounts/confirming.py).
    `background` says that pages ask for the view by themselves, which keeps no session open. The decorated view
    carries all three, so that a test can walk all URLs.
    """
    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return to_the_door(request)
            if not request.user.may(permission):
                raise PermissionDenied
            answer = confirm_first(request) if fresh else None
            return view(request, *args, **kwargs) if answer is None else answer
        guarded.permission, guarded.fresh, guarded.background = permission, fresh, background
        return guarded
    return decorate


def public(view):
    """Mark a view as open to everybody; a URL that is neither public nor guarded fails the tests."""
    view.permission = None
    return view
