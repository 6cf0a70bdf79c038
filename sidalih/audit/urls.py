"""Addresses of the record of acts."""

from django.urls import path

from sidalih.audit import views

urlpatterns = [
    path("jejak/", views.trail, name="jejak"),
    path("jejak/unduh/", views.trail_copy, name="jejak-unduh"),
    path("jejak/akun/", views.account_page, name="jejak-akun"),
    path("jejak/<int:pk>/", views.event_page, name="jejak-lihat"),
]
