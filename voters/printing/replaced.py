"""The words with which pages and papers say that a snapshot has been replaced."""

from django.utils.translation import gettext as _

from sidalih.home.templatetags.tanggal import waktu
from voters.queries.snapshots import is_replaced
from voters.rules.papers import spelled


def replaced_words(snapshot):
    """The sentence that names what replaced a snapshot, or "" while nothing has."""
    if not is_replaced(snapshot):
        return ""
    newer = snapshot.replaced_by
    return _("Snapshot ini sudah diganti pada %(when)s; kode penggantinya %(code)s.") % {
        "when": waktu(newer.sealed_at), "code": spelled(newer.code)}
