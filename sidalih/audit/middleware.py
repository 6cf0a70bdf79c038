"""What every request passes so that its acts say where they come from and its refusals are written down."""

from sidalih import audit
from sidalih.accounts.network import client_address


class OriginMiddleware:
    """Tells the record of acts the network address and the visit; stands outside of the request's transaction.

    A page that is refused (403) to somebody signed in is an act of its own, whoever refused it. The visit is looked
    for when an act is written, since entering makes it in the middle of a request.
    """

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Run the rest of the stack; what it wanted remembered is written when it has ended."""
        with audit.coming_from(lambda: _origin(request)):
            response = self.get_response(request)
            if response.status_code == 403:
                _remember_refusal(request)
        return response


def _origin(request):
    origin = {"via": "web", "network": client_address(request)}
    visit = getattr(request, "visit", None)
    return origin | {"visit": visit.pk} if visit is not None else origin


def _remember_refusal(request):
    """The page, never its address: that may hold what somebody typed."""
    user, page = getattr(request, "user", None), request.resolver_match
    if user is None or not user.is_authenticated or page is None:
        return
    audit.later("refused", by=user.username, regency=user.area, why="forbidden", page=page.url_name or "",
                method=request.method, permission=str(getattr(page.func, "permission", None) or ""))
