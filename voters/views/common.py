"""What several pages share: what is elsewhere is nowhere, and a refusal becomes a message."""

from django.contrib import messages
from django.http import Http404

from sidalih.refusal import Refused


def or_404(found):
    """The thing found, or 404: for what does not exist and for what lies in another area alike."""
    if found is None:
        raise Http404
    return found


def attempt(request, act, **values):
    """Call an action as the signed-in person; returns what it returns, or None after saying why it refused.

    A refusal "not_found" is answered with 404.
    """
    try:
        return act(by=request.user, **values)
    except Refused as refused:
        if refused.code == "not_found":
            raise Http404 from None
        messages.error(request, refused.message)
        return None
