"""The search for voters in words: its choices, and what was asked, without the number that was."""

from django.utils.translation import gettext as _

from sidalih.areas import queries as areas
from sidalih.home.templatetags.angka import angka
from sidalih.home.templatetags.sandi import samar, tanpa_nomor
from sidalih.home.templatetags.tanggal import waktu_pendek
from voters.queries.roll_search import BARU, PINDAH, TMS, UBAH

KEPT = ("regency", "words", "village", "tps", "status", "revision")


def village_choices(regency):
    """[(kecamatan, [(code, kelurahan)])] of a regency, for a grouped choice."""
    groups = {area.code: (area.name, []) for area in areas.districts_of(regency)}
    for area in areas.villages_of(regency):
        groups[area.code[:6]][1].append((area.code, area.name))
    return list(groups.values())


def revision_choices(batches):
    """[(revision, text)]: the states that the roll has been in, newest first, by the batches that made them."""
    return [(one.revision, _("Revisi %(n)s · %(when)s · %(what)s") % {
        "n": angka(one.revision), "when": waktu_pendek(one.applied_at), "what": tanpa_nomor(one.title)[:40]})
        for one in batches]


def asked_text(asked):
    """What a list shows, in a few words; a number is masked."""
    kinds = {BARU: _("baru"), UBAH: _("ubah"), TMS: _("TMS"), PINDAH: _("pindah")}
    parts = [samar(asked.number) if len(asked.number) > 15 else _("DPID %(n)s") % {"n": asked.number}] if (
        asked.number) else [tanpa_nomor(asked.name)] if asked.name else []
    if asked.village:
        parts.append(areas.name_of(asked.village))
    if asked.tps is not None:
        parts.append(_("TPS %(n)d") % {"n": asked.tps})
    if asked.status in kinds:
        parts.append(kinds[asked.status])
    if asked.revision is not None:
        parts.append(_("keadaan revisi %(n)s") % {"n": angka(asked.revision)})
    return " · ".join(parts)


def kept_fields(form):
    """[(name, value)] of what was asked, for the form that turns to the next page."""
    return [(name, form.data.get(name, "")) for name in KEPT if form.data.get(name)]
