"""Berita acara: of one source, the words an office used last, and what is still missing on the paper."""

from django.utils.translation import gettext as _

from voters.models import Minutes, Snapshot

ROLES = ("Ketua", "Anggota", "Anggota", "Anggota", "Anggota")


def area_of(source):
    """The regency of a Snapshot, the province of a RollupEdition."""
    return source.regency if isinstance(source, Snapshot) else source.area


def of_source(source):
    """The Minutes of a Snapshot or RollupEdition, or None."""
    which = {"snapshot": source} if isinstance(source, Snapshot) else {"edition": source}
    return Minutes.objects.filter(**which).select_related("changed_by").first()


def remembered(area):
    """What an office's next berita acara begins with: place and signatories of its last one, else the five roles."""
    last = Minutes.objects.filter(area=area).order_by("-id").first()
    return {"place": last.place if last else "", "made_in": last.made_in if last else "",
            "signatories": last.signatories if last else [{"role": role, "name": ""} for role in ROLES]}


def lacking(minutes):
    """What a paper needs before it is final, in words: none when it is whole."""
    if minutes is None:
        return [_("nomor"), _("tanggal pleno"), _("tempat"), _("tempat dibuat"), _("penanda tangan")]
    wanted = [(minutes.number, _("nomor")), (minutes.held_on, _("tanggal pleno")), (minutes.place, _("tempat")),
              (minutes.made_in, _("tempat dibuat")),
              (minutes.signatories and all(one["name"] for one in minutes.signatories), _("penanda tangan"))]
    return [word for there, word in wanted if not there]
