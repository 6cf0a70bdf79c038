"""Addresses of entering and leaving."""

from django.urls import path

from sidalih.accounts.views.entering import enter, language, leave

urlpatterns = [
    path("masuk", enter, name="masuk"),
    path("keluar", leave, name="keluar"),
    path("bahasa", language, name="bahasa"),
]
