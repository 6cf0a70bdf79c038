"""Addresses of the voter side. No NIK, NKK or name ever stands in one; voters are known by DPID."""

from django.urls import path

from voters.views import batches, grid, people, province, rows, snapshots, steps

urlpatterns = [
    path("berkas/", batches.batch_list, name="berkas"),
    path("berkas/baru/", batches.batch_new, name="berkas-baru"),
    path("berkas/<int:pk>/", batches.batch_page, name="berkas-lihat"),
    path("berkas/<int:pk>/tanda-terima/", batches.batch_receipt, name="berkas-tanda-terima"),
    path("berkas/<int:pk>/ajukan/", steps.submit, name="berkas-ajukan"),
    path("berkas/<int:pk>/setujui/", steps.approve, name="berkas-setujui"),
    path("berkas/<int:pk>/kembalikan/", steps.send_back, name="berkas-kembalikan"),
    path("berkas/<int:pk>/batalkan/", steps.cancel, name="berkas-batalkan"),
    path("berkas/<int:pk>/baris/<int:ordinal>/", rows.row_edit, name="berkas-baris"),
    path("berkas/<int:pk>/baris/<int:ordinal>/tutup/", rows.row_line, name="berkas-baris-tutup"),
    path("berkas/<int:pk>/baris/<int:ordinal>/buka/", rows.row_reveal, name="berkas-baris-buka"),
    path("berkas/<int:pk>/kisi/", grid.grid_page, name="berkas-kisi"),
    path("berkas/<int:pk>/kisi/baris/", grid.grid_rows, name="berkas-kisi-baris"),
    path("berkas/<int:pk>/kisi/simpan/", grid.grid_save, name="berkas-kisi-simpan"),
    path("pemilih/", people.voter_search, name="pemilih"),
    path("pemilih/cocok/", people.voter_match, name="pemilih-cocok"),
    path("pemilih/<str:regency>/<int:dpid>/", people.voter_page, name="pemilih-lihat"),
    path("pemilih/<str:regency>/<int:dpid>/keluarga/", people.voter_family, name="pemilih-keluarga"),
    path("pemilih/<str:regency>/<int:dpid>/buka/", people.voter_reveal, name="pemilih-buka"),
    path("snapshot/", snapshots.snapshot_list, name="snapshot"),
    path("snapshot/baru/", snapshots.snapshot_new, name="snapshot-baru"),
    path("snapshot/<int:pk>/", snapshots.snapshot_page, name="snapshot-lihat"),
    path("snapshot/<int:pk>/zip/", snapshots.snapshot_zip, name="snapshot-zip"),
    path("snapshot/<int:pk>/salinan/<str:village>/", snapshots.snapshot_copy, name="snapshot-salinan"),
    path("snapshot/<int:pk>/periksa/", snapshots.snapshot_check, name="snapshot-periksa"),
    path("provinsi/", province.province_page, name="provinsi"),
    path("provinsi/unduh/", province.province_sheet, name="provinsi-unduh"),
    path("provinsi/bangun/", province.province_build, name="provinsi-bangun"),
]
