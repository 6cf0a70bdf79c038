"""Opening periods of continuous updating."""

import re
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.refusal import Refused
from voters.models.period import CodeSet, Period

LONGEST_LABEL = 80


def as_date(value):
    """A date from a date or its ISO text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


@transaction.atomic
def open_period(*, code, label, reference_date, codeset, opens_at=None, closes_at=None, by):
    """Make a period, or bring an existing one to these values. Returns the period.

    Raises Refused for an unknown code set, an empty label, or a window that closes before it opens.
    A code set or reference date in use is not changed: stored strikes would change their meaning, and rows
    would pass that a check today would stop.
    """
    if codeset not in CodeSet.values:
        raise Refused("unknown_codeset", _("Set kode %(set)s tidak dikenal.") % {"set": codeset})
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused("window", _("Portal harus ditutup sesudah dibuka."))
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
        "opens_at": opens_at, "closes_at": closes_at})
    audit.record("period_opened", by=by, subject=f"period:{code}", codeset=codeset)
    return period


def _in_use(period):
    """Whether any office has a batch in the period; batches of other offices are seen by this question only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT voters_period_in_use(%s)", [period.pk])
        return cursor.fetchone()[0]
