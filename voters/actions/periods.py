"""Opening periods of continuous updating."""

from django.db import transaction
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.refusal import Refused
from voters.models.period import CodeSet, Period


@transaction.atomic
def open_period(*, code, label, reference_date, codeset, opens_at=None, closes_at=None, by):
    """Make a period, or bring an existing one to these values. Returns the period.

    Raises Refused for an unknown code set, an empty label, or a window that closes before it opens.
    A code set in use is not changed: the stored strikes would change their meaning.
    """
    if codeset not in CodeSet.values:
        raise Refused("unknown_codeset", _("Set kode %(set)s tidak dikenal.") % {"set": codeset})
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused("window", _("Portal harus ditutup sesudah dibuka."))
    existing = Period.objects.select_for_update().filter(pk=code).first()
    if existing and existing.codeset != codeset and existing.batches.exists():
        raise Refused("codeset_in_use", _("Set kode periode ini sudah dipakai berkas dan tidak dapat diganti."))
    period, _created = Period.objects.update_or_create(code=code, defaults={
        "label": label, "reference_date": reference_date, "codeset": codeset,
        "opens_at": opens_at, "closes_at": closes_at})
    audit.record("period_opened", by=by, subject=f"period:{code}", codeset=codeset)
    return period
