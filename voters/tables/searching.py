"""The search for voters in words: its choices, and what was asked, without the number that was."""

from django.utils.translation import gettext as _

from sidalih.areas import queries as areas
from sidalih.home.templatetags.angka import angka
from sidalih.home.templatetags.sandi import samar, tanpa_nomor
from sidalih.home.templatetags.tanggal import tanggal, waktu_pendek
from voters.queries.roll_search import BARU, PINDAH, TMS, UBAH

KEPT = ("regency", "words", "village", "tps", "status", "revision")


def village_choices(regency):
    """[(kecamatan, [(code, kelurahan)])] of a regency, for a grouped choice."""
    groups = {area.code: (area.name, []) for area in areas.districts_of(regency)}
    for area in areas.villages_of(regency):
        groups[area.code[:6]][1].append((area.code, area.name))
    return list(groups.values())


def state_choices(frozen, made):
    """The states that the roll has been in, grouped: snapshots by name, and revisions by what made them."""
    return [(_("Snapshot tersegel"), [(f"s{one.pk}", frozen_name(one)) for one in frozen]),
            (_("Revisi"), _revision_choices(made))]


def frozen_name(snapshot):
    """What people call a frozen list: DPB Juli 2017, tersegel 31 Juli 2017."""
    name = _("%(stage)s %(period)s, tersegel %(day)s") % {
        "stage": snapshot.stage, "period": snapshot.period.label, "day": tanggal(snapshot.sealed_at)}
    return _("%(name)s (sudah diganti)") % {"name": name} if snapshot.is_replaced else name


def village_lines(places):
    """[(kecamatan, [(code, kelurahan, voters)])] of the places of a snapshot."""
    names, groups = areas.names_of({code for village, _n in places for code in (village, village[:6])}), {}
    for village, n in places:
        groups.setdefault(village[:6], []).append((village, names.get(village, village), n))
    return [(names.get(district, district), lines) for district, lines in groups.items()]


def _revision_choices(made):
    return [(revision, _("Revisi %(n)s · %(when)s · %(what)s") % {
        "n": angka(revision), "when": waktu_pendek(at),
        "what": tanpa_nomor(batch.title)[:40] if batch else _("pemilih pindah ke kabupaten/kota lain")} if at else
        _("Revisi %(n)s · daftar semula") % {"n": angka(revision)}) for revision, at, batch in made]


def asked_text(asked, frozen=None):
    """What a list shows, in a few words; a number is masked. `frozen` is the snapshot as of which is asked."""
    kinds = {BARU: _("baru"), UBAH: _("ubah"), TMS: _("TMS"), PINDAH: _("pindah")}
    parts = [samar(asked.number) if len(asked.number) > 15 else _("DPID %(n)s") % {"n": asked.number}] if (
        asked.number) else [tanpa_nomor(asked.name)] if asked.name else []
    if asked.village:
        parts.append(areas.name_of(asked.village))
    if asked.tps is not None:
        parts.append(_("TPS %(n)d") % {"n": asked.tps})
    if asked.status in kinds:
        parts.append(kinds[asked.status])
    if frozen:
        parts.append(frozen_name(frozen))
    elif asked.revision is not None:
        parts.append(_("keadaan revisi %(n)s") % {"n": angka(asked.revision)})
    return " · ".join(parts)


def kept_fields(form):
    """[(name, value)] of what was asked, for the form that turns to the next page."""
    return [(name, form.data.get(name, "")) for name in KEPT if form.data.get(name)]
