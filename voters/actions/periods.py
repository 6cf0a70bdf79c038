"""Opening periods of continuous updating, moving their window, and the words above every page."""

import re
from datetime import date

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.home.templatetags.sandi import tanpa_nomor
from sidalih.refusal import Refused
from voters.actions.windows import authorize_province
from voters.models.period import CodeSet, Period, Stage
from voters.queries.periods import period_of

LONGEST_LABEL = 80
LONGEST_WORDS = 600


def as_date(value):
    """A date from a date or its ISO text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


@transaction.atomic
def open_period(*, code, label, reference_date, codeset, opens_at=None, closes_at=None, closing_stage=Stage.DPB, by):
    """Make a period, or bring an existing one to these values. Returns the period.

    `closing_stage` is the list that is frozen for every office when the window closes; "" for none.
    Raises Refused for an unknown code set or stage, an empty label, or a window that closes before it opens.
    A code set or reference date in use is not changed: stored strikes would change their meaning, and rows
    would pass that a check today would stop.
    """
    if codeset not in CodeSet.values:
        raise Refused("unknown_codeset", _("Set kode %(set)s tidak dikenal.") % {"set": codeset})
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused("window", _("Portal harus ditutup sesudah dibuka."))
    _known_stage(closing_stage)
    if not re.fullmatch(r"[A-Za-z0-9-]{1,20}", code):
        raise Refused("bad_code", _("Kode periode terdiri atas huruf, angka, dan tanda hubung; paling panjang 20."))
    if not 1 <= len(label.strip()) <= LONGEST_LABEL:
        raise Refused("bad_label", _("Nama periode harus diisi, paling panjang %(n)d huruf.") % {"n": LONGEST_LABEL})
    existing = Period.objects.select_for_update().filter(pk=code).first()
    if existing and _in_use(existing):
        if existing.codeset != codeset:
            raise Refused("codeset_in_use", _("Set kode periode ini sudah dipakai berkas dan tidak dapat diganti."))
        if existing.reference_date != as_date(reference_date):
            raise Refused("reference_date_in_use", _("Tanggal acuan usia periode ini sudah dipakai memeriksa berkas "
                                                     "dan tidak dapat diganti."))
    period, _created = Period.objects.update_or_create(code=code, defaults={
        "label": label, "reference_date": reference_date, "codeset": codeset,
        "opens_at": opens_at, "closes_at": closes_at, "closing_stage": closing_stage})
    audit.record("period_opened", by=by, regency=getattr(by, "area", ""), subject=f"period:{code}", codeset=codeset,
                 opens_at=opens_at, closes_at=closes_at, closing_stage=closing_stage)
    return period


@transaction.atomic
def new_period(*, code, by, **values):
    """Make a period as a person of the province; `values` as for `open_period`. Returns the period.

    Raises Refused for people who may not, for a code that there is already, and as `open_period` does.
    """
    authorize_province(by, by.area)
    if Period.objects.filter(pk=code).exists():
        raise Refused("period_exists", _("Periode %(code)s sudah ada.") % {"code": code})
    return open_period(code=code, by=by, **values)


@transaction.atomic
def move_window(*, code, opens_at, closes_at, by, closing_stage=None):
    """Set when a period's portal opens and closes (None: without bound), and what is frozen then. Returns the period.

    Without `closing_stage` that stays as it is; "" freezes nothing. Receipts were given by the window of their time,
    and what came in time stays so: Refused for a closing time in the past, and once there are receipts for a later
    opening. Also for people who may not, and for an unknown period or stage.
    """
    authorize_province(by, by.area)
    period = _locked(code)
    stage = period.closing_stage if closing_stage is None else closing_stage
    _known_stage(stage)
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused("window", _("Portal harus ditutup sesudah dibuka."))
    if closes_at and closes_at != period.closes_at and closes_at <= timezone.now():
        raise Refused("closes_past", _("Waktu tutup harus masih akan datang. Untuk menutup sekarang juga, pakai tombol "
                                       "Tutup sekarang."))
    later = opens_at and (period.opens_at is None or opens_at > period.opens_at)
    if later and _in_use(period):
        raise Refused("opens_later", _("Periode ini sudah menerima berkas; waktu bukanya tidak dapat dimundurkan."))
    return _move(period, opens_at, closes_at, stage, by)


@transaction.atomic
def close_now(*, code, by):
    """Close a period's portal at once. Returns the period. Raises Refused where it is closed, or not open yet."""
    authorize_province(by, by.area)
    period, now = _locked(code), timezone.now()
    if period.closes_at and period.closes_at <= now:
        raise Refused("already_closed", _("Portal untuk periode ini sudah ditutup."))
    if period.opens_at and period.opens_at >= now:
        raise Refused("not_yet_open", _("Portal untuk periode ini belum dibuka; ubah saja jadwalnya."))
    return _move(period, period.opens_at, now, period.closing_stage, by)


@transaction.atomic
def announce(*, code, text, by):
    """Set the words that stand above every page while the period is current; empty takes them away."""
    authorize_province(by, by.area)
    period = _locked(code)
    before, words = period.announcement, tanpa_nomor(text.strip().replace("\r\n", "\n"))
    if len(words) > LONGEST_WORDS:
        raise Refused("too_long", _("Pengumuman paling panjang %(n)d huruf.") % {"n": LONGEST_WORDS})
    if words != before:
        period.announcement = words
        period.save(update_fields=["announcement"])
        audit.record("period_announced", by=by, regency=by.area, subject=f"period:{code}",
                     changes={"announcement": [before, words]})
    return period


def _locked(code):
    period_of(code)
    return Period.objects.select_for_update(no_key=True).get(pk=code)


def _move(period, opens_at, closes_at, closing_stage, by):
    wanted = {"opens_at": opens_at, "closes_at": closes_at, "closing_stage": closing_stage}
    changes = {name: [getattr(period, name), value] for name, value in wanted.items()
               if getattr(period, name) != value}
    if changes:
        for name, (_before, value) in changes.items():
            setattr(period, name, value)
        period.save(update_fields=list(changes))
        audit.record("period_moved", by=by, regency=by.area, subject=f"period:{period.pk}", changes=changes)
    return period


def _known_stage(stage):
    if stage and stage not in Stage.values:
        raise Refused("unknown_stage", _("Tahapan %(stage)s tidak dikenal.") % {"stage": stage})


def _in_use(period):
    """Whether any office has a batch in the period; batches of other offices are seen by this question only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT voters_period_in_use(%s)", [period.pk])
        return cursor.fetchone()[0]
