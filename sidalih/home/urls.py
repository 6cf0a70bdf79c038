"""The address of the front page."""

from django.urls import path

from sidalih.home.views import beranda

urlpatterns = [path("", beranda, name="beranda")]
