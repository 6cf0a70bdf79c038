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


class NoStoreMiddleware:
    """Nothing but static files is ever kept: neither a proxy nor the Back button after leaving may show it again.

    It stands inside WhiteNoise, so it meets all that is made for somebody, and nothing else (ASVS 14.3.2).
    """

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Forbid keeping, whatever a view has said."""
        response = self.get_response(request)
        response["Cache-Control"] = "private, no-store"
        return response
