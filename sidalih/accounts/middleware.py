"""What every request passes: an open visit, plain text only, then one transaction bound to the person's area."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.views.defaults import bad_request

from sidalih.accounts.actions import entering
from sidalih.accounts.queries import visits
from sidalih.accounts.scope import scoped

TOUCH_EVERY = timedelta(minutes=1)


class VisitMiddleware:
    """Takes a session for signed in only while its Visit is open and its person may be in today.

    `request.visit` is the Visit, or None for everybody else, of people between the two steps too; `request.ended`
    says why a visit is over, for the login page: one of Visit.ended_why, or "". Pages that ask for themselves
    (views with `background`) are no use of the portal and keep no visit open (ASVS 7.3.1).
    """

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Settle who is in before anything opens."""
        request.visit, request.ended = None, ""
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key:
            self._settle(request, visits.of_key(entering.key_hash(key)))
        response = self.get_response(request)
        if request.visit and not _asked_by_itself(request):
            self._touch(request.visit)
        return response

    def _settle(self, request, visit):
        user, now = request.user, timezone.now()
        if visit and not visit.ended_at:
            if not user.is_authenticated:
                why = "password"  # the session no longer fits the account, which did not say so itself
            elif user.pk != visit.user_id or not user.may_enter_on(timezone.localdate()):
                why = "office"
            else:
                why = visits.reason_to_end(visit, now)
            if not why:
                request.visit = visit
                return
            entering.end_visit(visit=visit, why=why)
            visit.ended_why = why
        if user.is_authenticated:
            request.session.flush()
            request.user = AnonymousUser()
        request.ended = visit.ended_why if visit else ""

    def _touch(self, visit):
        if timezone.now() - visit.seen_at >= TOUCH_EVERY:
            entering.touch(visit=visit)


def _asked_by_itself(request):
    return getattr(getattr(request.resolver_match, "func", None), "background", False)


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
