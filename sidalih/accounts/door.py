"""The ways to the login page and back: where somebody was, and where he may be led afterwards."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect


def to_the_door(request):
    """Lead to the login page, which says why a visit ended and leads back to where the person was."""
    part = getattr(request, "htmx", False)
    asked = {"next": request.get_full_path() if request.method in ("GET", "HEAD") and not part else came_from(request)}
    if getattr(request, "ended", ""):
        asked["sebab"] = request.ended
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(asked, safe='/')}"
    # A part of a page must not show the door in its own place.
    return (HttpResponseClientRedirect if part else HttpResponseRedirect)(address)


def safe_next(request, address):
    """An address of this portal to go on to, as path and query, or that of the home page.

    Words without a slash are none: what redirects would take them for the name of a page that may not exist.
    """
    ours = address and address.startswith("/") and _is_ours(request, address)
    return address if ours else resolve_url(settings.LOGIN_REDIRECT_URL)


def came_from(request):
    """The page on which the person clicked or typed, as path and query; the home page where that is not known."""
    page = request.META.get("HTTP_REFERER", "")
    if not (page and _is_ours(request, page)):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(page)
    return safe_next(request, f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _is_ours(request, address):
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
