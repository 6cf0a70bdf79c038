"""Addresses of KTP-el progress: an office, its reports, the province."""

from django.urls import path

from ektp.views import entry, office, province, reports

urlpatterns = [
    path("ktp-el/", office.home, name="ktp-el"),
    path("ktp-el/baru/", entry.new, name="ktp-el-baru"),
    path("ktp-el/provinsi/", province.province_page, name="ktp-el-provinsi"),
    path("ktp-el/provinsi/xlsx/", province.province_xlsx, name="ktp-el-provinsi-xlsx"),
    path("ktp-el/provinsi/pdf/", province.province_pdf, name="ktp-el-provinsi-pdf"),
    path("ktp-el/daerah/<str:regency>/", office.office, name="ktp-el-kantor"),
    path("ktp-el/daerah/<str:regency>/pemilih/", office.beside_roll, name="ktp-el-pemilih"),
    path("ktp-el/daerah/<str:regency>/xlsx/", reports.office_xlsx, name="ktp-el-kantor-xlsx"),
    path("ktp-el/<int:pk>/", reports.report_page, name="ktp-el-lihat"),
    path("ktp-el/<int:pk>/koreksi/", entry.correct, name="ktp-el-koreksi"),
    path("ktp-el/<int:pk>/bukti/", reports.evidence, name="ktp-el-bukti"),
    path("ktp-el/<int:pk>/xlsx/", reports.report_xlsx, name="ktp-el-xlsx"),
    path("ktp-el/<int:pk>/pdf/", reports.report_pdf, name="ktp-el-pdf"),
    path("ktp-el/<int:pk>/temuan/<int:finding>/", reports.explain, name="ktp-el-temuan"),
]
