"""The addresses of the front page, and of the announcement above every page."""

from django.urls import path

from sidalih.home.views import beranda, notice_away

urlpatterns = [
    path("", beranda, name="beranda"),
    path("pengumuman/tutup/", notice_away, name="pengumuman-tutup"),
]
