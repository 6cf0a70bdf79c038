"""Headers that Django and django-csp do not set: on every answer, refusals and errors too."""

from sidalih.hardening.policy import PERMISSIONS_POLICY


class HeadersMiddleware:
    """Says what the browser may do with the page, and that no other site may embed what it got from us."""

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Add the headers to whatever comes back."""
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


# Files that are the same for everybody, never change, and may be kept; before each use the browser must ask again (they
# carry an ETag), because one that was withdrawn must be gone at once.
KEPT = frozenset({"publik-xlsx", "publik-csv", "publik-json"})


class NoStoreMiddleware:
    """Nothing but static files is ever kept: neither a proxy nor the Back button after leaving may show it again.

    It stands inside WhiteNoise, so it meets all that is made for somebody, and nothing else (ASVS 14.3.2). The one
    exception are the files of KEPT.
    """

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Forbid keeping, whatever a view has said."""
        response = self.get_response(request)
        found = getattr(request, "resolver_match", None)
        kept = found and found.url_name in KEPT and response.status_code in (200, 304)
        response["Cache-Control"] = "public, no-cache" if kept else "private, no-store"
        return response
