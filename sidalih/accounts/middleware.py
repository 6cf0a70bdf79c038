"""One transaction per request, bound to the person's area."""

from django.db import transaction

from sidalih.accounts.scope import scoped


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
            return response
