"""The language of the pages: Indonesian, unless the person has chosen otherwise with the switch."""

from django.conf import settings
from django.utils import translation


class LanguageMiddleware:
    """Follows the cookie of the switch and nothing else.

    Browsers of most offices ask for English because nobody ever changed that; Django's own middleware would
    give it to them.
    """

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Speak the chosen language for this request, and for nothing that the same thread does afterwards."""
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
