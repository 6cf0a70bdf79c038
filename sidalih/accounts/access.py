"""The decorator that stands before every view: who may open it."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied


def requires(permission):
    """Let a view be opened by signed-in people whose role carries the permission.

    Others go to the login page, or get 403 for a page of another role; what lies outside the person's
    area is for the view to answer with 404. The decorated view carries `permission`, so that a test can
    walk all URLs.
    """
    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)
        guarded.permission = permission
        return guarded
    return decorate


def public(view):
    """Mark a view as open to everybody; a URL that is neither public nor guarded fails the tests."""
    view.permission = None
    return view
