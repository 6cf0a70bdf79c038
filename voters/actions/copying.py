"""Workbooks that leave the portal: the copy of a village's list without numbers, and the province's recap."""

from django.db import transaction
from django.utils.translation import gettext as _

from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.templatetags.tanggal import tanggal
from sidalih.marking import marked_table
from sidalih.refusal import Refused
from sidalih.sheets import Column
from voters.queries.copies import shared_rows

MOST_ROWS = 20_000  # what a request can write; no kelurahan is larger


@transaction.atomic
def export_copy(*, snapshot, village, by):
    """The bytes of an .xlsx of one village of a sealed snapshot: nama, jenis kelamin, usia, alamat, RT, RW, keterangan.

    Marked and recorded. Raises Refused for people who may not, for a village that the snapshot does not list
    (`not_found`), and for one too large for a request.
    """
    authorize(by, Permission.COPY_EXPORT, snapshot.regency)
    listed = snapshot.villages.filter(village=village).first()
    if listed is None:
        raise Refused("not_found", _("Kelurahan/desa ini tidak ada dalam snapshot."))
    if listed.voters > MOST_ROWS:
        raise Refused("too_many", _("Kelurahan/desa ini terlalu besar untuk disalin: lebih dari 20.000 pemilih."))
    period = snapshot.period
    title = _("Salinan daftar pemilih %(stage)s %(period)s") % {"stage": snapshot.stage, "period": period.label}
    place = " › ".join(area.name for area in areas.ancestors(village))
    subtitle = _("%(place)s · usia pada %(day)s · revisi %(revision)d") % {
        "place": place, "day": tanggal(period.reference_date), "revision": snapshot.revision}
    return marked_table(
        what="salinan untuk Bawaslu", by=by, regency=snapshot.regency, subject=f"snapshot:{snapshot.pk}",
        about={"village": village, "rows": listed.voters}, title=title, subtitle=subtitle, sheet=village,
        columns=_columns(), rows=_by_tps(shared_rows(snapshot, village)))


@transaction.atomic
def export_recap(*, area, by, **table):
    """The bytes of a province's recap as .xlsx (`sheets.write_table` with `table`), marked and recorded: totals only.

    Raises Refused for people who may not, and for another area than their own.
    """
    authorize(by, Permission.ROLLUP_VIEW, area)
    return marked_table(what="rekap provinsi", by=by, regency=area, **table)


def _columns():
    return [Column(_("Nama"), 34), Column(_("Jenis kelamin"), 9), Column(_("Usia"), 8, "number"),
            Column(_("Alamat"), 44), Column(_("RT"), 6, "code"), Column(_("RW"), 6, "code"),
            Column(_("Keterangan"), 12)]


def _by_tps(found):
    """The rows with a line that names the TPS before the first of each: it is a place, no element of a person."""
    last = None
    for tps, row in found:
        if tps != last:
            yield [f"TPS {tps:03d}", *[None] * 6]
            last = tps
        yield row
