"""The portal's addresses, and one that breaks."""

from django.urls import path

from sidalih.accounts.access import public
from sidalih.urls import urlpatterns as portal


@public
def breaks(request):
    raise ZeroDivisionError("3578010101909001")  # the words of an error are nobody's to see


urlpatterns = [path("rusak", breaks, name="rusak"), *portal]
