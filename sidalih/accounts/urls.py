"""Addresses of entering, of one's own account, and of everybody's credentials."""

from django.urls import path

from sidalih.accounts.views import activation, credentials, issuing, own_account
from sidalih.accounts.views.entering import enter, enter_code, enter_enrol, language, leave

urlpatterns = [
    path("masuk", enter, name="masuk"),
    path("masuk/kode", enter_code, name="masuk-kode"),
    path("masuk/aplikasi", enter_enrol, name="masuk-aplikasi"),
    path("keluar", leave, name="keluar"),
    path("bahasa", language, name="bahasa"),
    path("saya/", own_account.account, name="saya"),
    path("saya/sesi/<int:pk>/akhiri", own_account.end_visit, name="saya-sesi"),
    path("saya/sesi-lain/akhiri", own_account.end_others, name="saya-sesi-lain"),
    path("saya/sandi", own_account.password, name="saya-sandi"),
    path("saya/aplikasi", own_account.renew_app, name="saya-aplikasi"),
    path("saya/kode-pemulihan", own_account.renew_codes, name="saya-kode"),
    path("aktivasi", activation.slip, name="aktivasi"),
    path("aktivasi/sandi", activation.password, name="aktivasi-sandi"),
    path("aktivasi/kode", activation.code, name="aktivasi-kode"),
    path("akun/", credentials.listing, name="akun"),
    path("akun/unduh", credentials.listing_xlsx, name="akun-unduh"),
    path("akun/baru", issuing.new, name="akun-baru"),
    path("akun/daftar", issuing.several, name="akun-daftar"),
    path("akun/daftar/terbit", issuing.several_issue, name="akun-daftar-terbit"),
    path("akun/surat", issuing.letters, name="akun-surat"),
    path("akun/surat-ulang", credentials.reissue_waiting, name="akun-surat-ulang"),
    path("akun/<int:pk>/", credentials.person, name="akun-lihat"),
    path("akun/<int:pk>/ulang", credentials.reissue, name="akun-ulang"),
    path("akun/<int:pk>/cabut", credentials.revoke, name="akun-cabut"),
    path("akun/<int:pk>/cuti", credentials.leave, name="akun-cuti"),
    path("akun/<int:pk>/akhir", credentials.end, name="akun-akhir"),
]
