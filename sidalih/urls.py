"""Every address of the portal; apps bring their own list, this file says where it hangs."""

from django.db import connection
from django.http import HttpResponse
from django.urls import include, path

from sidalih.accounts.access import public


@public
def health(request):
    """200 with "sehat" while the database answers; for supervisors and container health checks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("sehat\n", content_type="text/plain")


urlpatterns = [
    path("sehat", health, name="sehat"),
    path("", include("sidalih.accounts.urls")),
    path("", include("sidalih.home.urls")),
    path("", include("sidalih.jobs.urls")),
    path("", include("sidalih.audit.urls")),
    path("", include("voters.urls")),
    path("", include("ektp.urls")),
]
