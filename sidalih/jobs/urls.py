"""Addresses of background work."""

from django.urls import path

from sidalih.jobs.views import job_list, job_progress, job_retry

urlpatterns = [
    path("pekerjaan/", job_list, name="pekerjaan"),
    path("pekerjaan/<int:pk>/kemajuan/", job_progress, name="pekerjaan-kemajuan"),
    path("pekerjaan/<int:pk>/ulang/", job_retry, name="pekerjaan-ulang"),
]
