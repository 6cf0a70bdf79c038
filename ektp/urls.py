"""Addresses of KTP-el progress: an office, its reports, the province."""

from django.urls import path

from ektp.views import entry, office, province, reports, rollups

urlpatterns = [
    path("ktp-el/", office.home, name="ktp-el"),
    path("ktp-el/baru/", entry.new, name="ktp-el-baru"),
    path("ktp-el/provinsi/", province.province_page, name="ktp-el-provinsi"),
    path("ktp-el/provinsi/xlsx/", province.province_xlsx, name="ktp-el-provinsi-xlsx"),
    path("ktp-el/provinsi/pdf/", province.province_pdf, name="ktp-el-provinsi-pdf"),
    path("ktp-el/rekap/", rollups.rollup_page, name="ktp-el-rekap"),
    path("ktp-el/rekap/xlsx/", rollups.rollup_xlsx, name="ktp-el-rekap-xlsx"),
    path("ktp-el/rekap/pdf/", rollups.rollup_pdf, name="ktp-el-rekap-pdf"),
    path("ktp-el/nasional/", rollups.nation_page, name="ktp-el-nasional"),
    path("ktp-el/nasional/xlsx/", rollups.nation_xlsx, name="ktp-el-nasional-xlsx"),
    path("ktp-el/nasional/pdf/", rollups.nation_pdf, name="ktp-el-nasional-pdf"),
    path("ktp-el/daerah/<str:regency>/", office.office, name="ktp-el-kantor"),
    path("ktp-el/daerah/<str:regency>/pemilih/", office.beside_roll, name="ktp-el-pemilih"),
    path("ktp-el/daerah/<str:regency>/pemilih/xlsx/", office.beside_roll_xlsx, name="ktp-el-pemilih-xlsx"),
    path("ktp-el/daerah/<str:regency>/pemilih/pdf/", office.beside_roll_pdf, name="ktp-el-pemilih-pdf"),
    path("ktp-el/daerah/<str:regency>/xlsx/", reports.office_xlsx, name="ktp-el-kantor-xlsx"),
    path("ktp-el/<int:pk>/", reports.report_page, name="ktp-el-lihat"),
    path("ktp-el/<int:pk>/koreksi/", entry.correct, name="ktp-el-koreksi"),
    path("ktp-el/<int:pk>/bukti/", reports.evidence, name="ktp-el-bukti"),
    path("ktp-el/<int:pk>/xlsx/", reports.report_xlsx, name="ktp-el-xlsx"),
    path("ktp-el/<int:pk>/pdf/", reports.report_pdf, name="ktp-el-pdf"),
    path("ktp-el/<int:pk>/temuan/<int:finding>/", reports.explain, name="ktp-el-temuan"),
]
