"""The gate before every page: what is too large or comes too often is answered before its body is read."""

import logging

from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import ngettext

from sidalih import audit
from sidalih.accounts.door import to_the_door
from sidalih.accounts.network import client_address, network_of
from sidalih.hardening.buckets import first_to_tell, spend
from sidalih.hardening.limits import limit_of, takes_files

logger = logging.getLogger(__name__)
MARGIN = 1024 * 1024  # what a form adds to its file
METHODS = ("GET", "HEAD", "POST")  # what pages and forms send; a view would answer any other like GET, uncounted


class GateMiddleware:
    """413 for what is too large, 429 with Retry-After for what is too much; both as pages that say what to do. 405 for
    methods that no page of ours sends.

    It stands after the person is known and before anybody reads the body or opens a transaction: a refused upload costs
    neither disk nor a lock (ASVS 2.4.1, 5.2.1). Who has not entered may send forms only.
    """

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Measure, count, let pass."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        name = _name_of(request)
        return _too_large(request, name) or _too_often(request, name) or self.get_response(request)


def _name_of(request):
    """The name of the address, "" for one that does not exist."""
    try:
        return resolve(request.path_info, getattr(request, "urlconf", None)).url_name or ""
    except Resolver404:
        return ""


def _too_large(request, name):
    """The answer to a body above the address's limit, or None. A body of unsaid length is never read by Django."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    size = int(length) if length.isascii() and length.isdigit() else 0
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if size <= most:
        return None
    if takes_files(name):
        if not request.user.is_authenticated:  # the visit has ended meanwhile: say so, rather than "too large"
            return to_the_door(request)
        most = settings.UPLOAD_MAX_BYTES + MARGIN
        if size <= most:
            return None
    logger.warning("Too large: %s bytes to %s", size, name or "no address")
    return render(request, "413.html", {"megabytes": most // 2**20}, status=413)


def _too_often(request, name):
    """The answer to a request above the rates of its address, or None."""
    limit = limit_of(name, request.method)
    if limit is None:
        return None
    for key, rate in _buckets(request, limit):
        wait = spend(key, rate)
        if wait:
            return _slow_down(request, name, key, rate, wait)
    return None


def _buckets(request, limit):
    """(key, Rate) of the buckets that the request takes from. People of the province share the province's."""
    user = request.user
    if limit.network:
        yield f"{limit.kind}:network:{network_of(client_address(request))}", limit.network
    if user.is_authenticated and limit.person:
        yield f"{limit.kind}:person:{user.pk}", limit.person
    if user.is_authenticated and limit.office:
        yield f"{limit.kind}:office:{user.area[:4]}", limit.office


def _slow_down(request, name, key, rate, wait):
    user = request.user
    logger.warning("Too often: %s by %s", name, user.get_username() or "somebody")
    if user.is_authenticated and first_to_tell(key, rate):
        audit.later("refused", by=user.get_username(), regency=user.area, why="too_often", page=name, limit=key)
    minutes = -(-wait // 60)
    text = ngettext("Coba lagi dalam %(n)d menit.", "Coba lagi dalam %(n)d menit.", minutes) % {"n": minutes}
    response = render(request, "429.html", {"again": text}, status=429)
    response["Retry-After"] = str(wait)
    return response
