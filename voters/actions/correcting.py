"""Correcting one row of a draft in place."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.refusal import Refused
from voters.actions import confirming
from voters.actions.rechecking import recheck_tied
from voters.actions.steps import locked, typable
from voters.intake.columns import COLUMNS
from voters.intake.parse import parse_row
from voters.models import BatchRow
from voters.queries import facts as roll


@transaction.atomic
def correct_row(*, batch_id, ordinal, cells, version, by):
    """Replace cells of one row by what was typed, and check it again with all rows tied to it.

    `cells` maps column names (NIK, NAMA, ...) to text; columns left out keep what stood there, with its
    type: a NIK from a number cell stays blocked until it is typed anew. `version` is the row's version
    that the form showed. Returns the stored row. Raises Refused when the batch may not be edited now, or
    when somebody else has saved the row in between (nothing typed is lost: the form still holds it). Warnings
    that were confirmed are to be confirmed again: nobody has looked at what stands there now.
    """
    batch = locked(batch_id)
    typable(batch, by=by)
    before = BatchRow.objects.filter(batch=batch, ordinal=ordinal).first()
    if before is None:
        raise Refused("not_found", _("Baris ini tidak ada dalam berkas."))
    if before.version != version:
        raise Refused("conflict", _("Baris ini baru saja disimpan oleh %(who)s. Periksa isinya, lalu simpan lagi.")
                      % {"who": before.corrected_by or _("orang lain")})
    typed = [cells.get(name, old) for name, old in zip(COLUMNS, before.typed, strict=True)]
    if typed == before.typed:
        return before
    context = roll.check_context(batch.regency, batch.period)
    recheck_tied(batch, [parse_row(ordinal, before.sheet, before.row, typed, context)], [before])
    confirming.forget(batch, before.confirmed)
    batch.save()
    BatchRow.objects.filter(pk=before.pk).update(version=version + 1, corrected_at=timezone.now(),
                                                 corrected_by=by.username, **confirming.FORGOTTEN)
    changed = [name for name, old, new in zip(COLUMNS, before.typed, typed, strict=True) if old != new]
    audit.record("row_corrected", by=by, regency=batch.regency, subject=f"batch:{batch.pk}", ordinal=ordinal,
                 columns=changed)
    return BatchRow.objects.get(pk=before.pk)
