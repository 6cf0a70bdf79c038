"""The invariants of the house in words, as people read them."""

from django.utils.translation import gettext as _


def names_of(checks):
    """The words for checks by their names in the answer of check_invariants."""
    words = {"versions": _("riwayat pemilih"), "nik_once": _("NIK ganda"), "tallies": _("hitungan TPS"),
             "seals": _("segel snapshot"), "arithmetic": _("angka antarsnapshot"), "rollups": _("rekap provinsi"),
             "audit_chain": _("rantai jejak"), "job_leases": _("pekerjaan"), "batch_rows": _("baris berkas")}
    return [words[name] for name in checks]
