"""What every request passes: plain text only, then one transaction bound to the person's area."""

from django.db import transaction
from django.views.defaults import bad_request

from sidalih.accounts.scope import scoped


class PlainTextMiddleware:
    """Answers 400 to a NUL in the address or a form: no keyboard makes one, and no database takes it.

    Reading the form here also means that a slow upload is received before the transaction is opened.
    """

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Look at the path, the query and the form."""
        values = [request.path, *_values(request.GET)]
        if request.method == "POST":
            values += _values(request.POST)
        if any("\0" in value for value in values):
            return bad_request(request, None)
        return self.get_response(request)


def _values(query):
    return [text for name, texts in query.lists() for text in (name, *texts)]


class ScopeMiddleware:
    """Opens the scope of the signed-in person around the view; anonymous requests get none.

    A view's exception reaches us as a 500 response and would be committed, so it is rolled back here.
    `request.scope` is what queries take.
    """

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Run the rest of the stack inside the scope."""
        user = request.user
        if not user.is_authenticated:
            request.scope = None
            return self.get_response(request)
        request.scope = user.scope
        with scoped(user.area):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
            if response.status_code >= 500:
                transaction.set_rollback(True)
        # Pages hold personal data: neither a proxy nor the Back button after leaving may show them again.
        response.setdefault("Cache-Control", "private, no-store")
        return response
