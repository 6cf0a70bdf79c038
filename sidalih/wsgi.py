"""The portal as a WSGI application, for granian or any other server."""

import os

from django.core.wsgi import get_wsgi_application

from sidalih.hardening.environment import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sidalih.settings")
refuse_unsafe()
application = get_wsgi_application()

import sidalih.celery  # noqa: E402, F401  (else the first upload pays the second that this import takes)
