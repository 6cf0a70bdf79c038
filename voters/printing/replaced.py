"""The words with which pages and papers say that a snapshot or a recap is no longer the newest."""

from django.utils import translation
from django.utils.translation import gettext as _

from sidalih.home.templatetags.tanggal import waktu
from voters.queries import freshness
from voters.queries.snapshots import is_replaced
from voters.rules.papers import spelled

MOST_NAMED = 5


def replaced_words(snapshot):
    """The sentence that names what replaced a snapshot, or "" while nothing has."""
    if not is_replaced(snapshot):
        return ""
    newer = snapshot.replaced_by
    return _("Snapshot ini sudah diganti pada %(when)s; kode penggantinya %(code)s.") % {
        "when": waktu(newer.sealed_at), "code": spelled(newer.code)}


def edition_words(edition):
    """The sentence that names what replaced an edition, or which newer snapshots the present one lacks, or ""."""
    newer = freshness.replaced_by(edition)
    if newer is not None:
        return _("Rekap ini sudah dibangun ulang pada %(when)s; kode penggantinya %(code)s.") % {
            "when": waktu(newer.built_at), "code": spelled(newer.code)}
    return behind_words(freshness.behind(edition.area, edition.period, edition.stage))


def on_paper(words, source):
    """What `replaced_words` or `edition_words` say of a source, in Indonesian: papers are, whoever prints them."""
    with translation.override("id"):
        return words(source)


def behind_words(behind):
    """The sentence that names the places of which a rollup does not hold the newest (a freshness.Behind), or ""."""
    if not behind:
        return ""
    names = ", ".join(behind.names[:MOST_NAMED])
    if len(behind.names) > MOST_NAMED:
        names = _("%(names)s dan %(n)d lainnya") % {"names": names, "n": len(behind.names) - MOST_NAMED}
    return _("Rekap ini belum memuat snapshot terbaru dari: %(names)s.") % {"names": names}
