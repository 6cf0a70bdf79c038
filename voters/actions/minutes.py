"""Writing the words of a berita acara; its figures come from the snapshot or edition and cannot be written at all."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.home.templatetags.sandi import tanpa_nomor
from sidalih.marking import marked
from sidalih.refusal import Refused
from voters.models import Minutes, Snapshot
from voters.queries.minutes import area_of

MINUTES_LOCK = 350_009
WORDS = ("number", "held_on", "place", "made_in", "feedback", "signatories")
MOST_FEEDBACK, MOST_SIGNERS = 40, 30
LONGEST = {"number": 120, "place": 200, "made_in": 80}


@transaction.atomic
def save_minutes(*, source, values, version, by):
    """Save the words of the berita acara of a Snapshot or RollupEdition; returns the Minutes.

    `values` has all of WORDS; `version` is the one that the person read (0 for a new one). Raises Refused for people
    who may not (an office writes its own), when somebody else has saved since (`changed`), for a number like a NIK, and
    for more or longer words than a paper takes.
    """
    area = area_of(source)
    _authorize(by, area)
    _must_fit(values)
    which = {"snapshot": source} if isinstance(source, Snapshot) else {"edition": source}
    with connection.cursor() as cursor:  # two people who begin it at once: there is no row to lock yet
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [MINUTES_LOCK, _subject(source)])
    kept = Minutes.objects.select_for_update(of=("self",)).select_related("changed_by").filter(**which).first()
    if (kept.version if kept else 0) != version:
        raise Refused("changed", _("%(who)s sudah menyimpan berita acara ini lebih dulu. Isian Anda masih di layar: "
                                   "bandingkan dengan versi tersimpan, lalu simpan lagi.") % {
            "who": kept.changed_by if kept else _("Orang lain")})
    changes = {name: [_plain(getattr(kept, name)) if kept else None, _plain(values[name])] for name in WORDS
               if not kept or getattr(kept, name) != values[name]}
    if kept and not changes:
        return kept
    if kept is None:
        kept = Minutes(area=area, made_by=by, version=0, **which)
    for name in WORDS:
        setattr(kept, name, values[name])
    kept.version += 1
    kept.changed_by = by
    kept.save()
    audit.record("minutes_saved", by=by, regency=area, subject=_subject(source), version=kept.version, changes=changes)
    return kept


@transaction.atomic
def print_minutes(*, source, make, by, final):
    """The bytes of the paper that `make(mark)` writes, marked and written down; `final` is False for a concept."""
    area = area_of(source)
    authorize(by, Permission.SNAPSHOT_VIEW if len(area) == 4 else Permission.ROLLUP_VIEW, area)
    return marked(make=make, what="berita acara" if final else "konsep berita acara", by=by, regency=area,
                  subject=_subject(source))


def _authorize(by, area):
    authorize(by, Permission.MINUTES_EDIT, area)
    if by.area[:4] != area:
        raise Refused("forbidden", _("Berita acara ditulis oleh kantor yang mengadakan pleno."))


def _must_fit(values):
    for name, longest in LONGEST.items():
        if len(values[name]) > longest:
            raise Refused("too_long", _("Isian terlalu panjang: paling panjang %(n)d huruf.") % {"n": longest})
    if len(values["feedback"]) > MOST_FEEDBACK or len(values["signatories"]) > MOST_SIGNERS:
        raise Refused("too_many", _("Paling banyak %(feedback)d masukan dan %(signers)d penanda tangan.") % {
            "feedback": MOST_FEEDBACK, "signers": MOST_SIGNERS})
    texts = [values["number"], values["place"], values["made_in"],
             *(text for one in [*values["feedback"], *values["signatories"]] for text in one.values())]
    if any(tanpa_nomor(text) != text for text in texts):
        raise Refused("number_in_text", _("Ada angka seperti NIK atau No. KK di dalam isian; "
                                          "berita acara tidak memuatnya."))
    if any(len(text) > 1000 for text in texts):
        raise Refused("too_long", _("Isian terlalu panjang: paling panjang %(n)d huruf.") % {"n": 1000})


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def _subject(source):
    return f"snapshot:{source.pk}" if isinstance(source, Snapshot) else f"edition:{source.pk}"
