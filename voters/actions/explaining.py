"""The province lets figures that do not close be sealed all the same, with its reasons in writing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.home.templatetags.sandi import tanpa_nomor
from sidalih.refusal import Refused
from voters.actions.taking import enqueue_sealing
from voters.models import Snapshot
from voters.queries.snapshots import existing

LEAST_LENGTH = 20
MOST_LENGTH = 4000


@transaction.atomic
def explain(*, snapshot_id, text, by):
    """Write down why a snapshot is sealed though its figures do not close, and have it sealed. Returns the snapshot.

    The words are printed on its recaps and stand in its manifest, beside the rows that break. They cover exactly
    the breaks that are stored now: should sealing find others, it refuses again. Raises Refused for people who may not,
    for a snapshot that is sealed, cancelled or has nothing to explain (`wrong_state`), for words that are too few or
    too many (`reason_missing`, `too_long`), and for a number like a NIK in them (`number_in_text`).
    """
    authorize(by, Permission.SNAPSHOT_EXPLAIN, existing(snapshot_id).regency)
    snapshot = Snapshot.objects.select_for_update().get(pk=snapshot_id)
    text = " ".join(text.replace("\x00", "").split())
    if snapshot.sealed_at or snapshot.cancelled_at or not snapshot.breaks:
        raise Refused("wrong_state", _("Hanya snapshot yang angkanya tidak tertutup yang perlu dijelaskan."))
    if len(text) < LEAST_LENGTH:
        raise Refused("reason_missing", _("Tulis penjelasan sedikitnya 20 huruf: ia dicetak pada rekap."))
    if len(text) > MOST_LENGTH:
        raise Refused("too_long", _("Penjelasan ini terlalu panjang: paling banyak 4.000 huruf."))
    if tanpa_nomor(text) != text:
        raise Refused("number_in_text", _("Penjelasan ini dicetak dan dibaca umum: jangan menulis NIK atau NKK."))
    snapshot.explanation, snapshot.explained_by, snapshot.explained_at = text, by, timezone.now()
    snapshot.save(update_fields=["explanation", "explained_by", "explained_at"])
    enqueue_sealing(snapshot, by)
    audit.record("snapshot_explained", by=by, regency=snapshot.regency, subject=f"snapshot:{snapshot.pk}",
                 reason=text, breaks=len(snapshot.breaks))
    return snapshot
