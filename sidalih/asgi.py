"""The portal as an ASGI application, for servers that speak nothing else."""

import os

from django.core.asgi import get_asgi_application

from sidalih.hardening.environment import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sidalih.settings")
refuse_unsafe()
application = get_asgi_application()
