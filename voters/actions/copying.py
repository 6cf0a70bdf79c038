"""What leaves the portal for others: copies of a village's list without numbers, and the province's recap.

A copy says whom it was given to and why; who took it stands across every page of the PDF, its mark at the foot.
"""

import zipfile
from io import BytesIO

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sidalih.accounts.authorize import authorize
from sidalih.accounts.models import User
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.areas import queries as areas
from sidalih.home.context import office_name
from sidalih.home.templatetags.angka import angka
from sidalih.home.templatetags.sandi import HIDDEN_IN_TEXT, segel
from sidalih.home.templatetags.tanggal import tanggal
from sidalih.marked_pdf import marked_pdf
from sidalih.marking import marked_table
from sidalih.refusal import Refused
from sidalih.sheets import Column
from voters.actions import handing_out
from voters.queries.copies import shared_rows
from voters.queries.regencies import regency_of_snapshot
from voters.queries.snapshots import existing

LEAST_LETTERS = 3
WHAT = "salinan untuk Bawaslu"
KIND, SUFFIX = "write_copies", ".zip"
XLSX, PDF = FORMATS = ("xlsx", "pdf")
MOST_ROWS = 20_000  # what a request can write; no kelurahan is larger
MOST_PDF = 2_000    # setting pages takes longer


@transaction.atomic
def export_copy(*, snapshot, village, recipient, purpose, form=XLSX, by):
    """One village of a sealed snapshot as .xlsx or PDF: nama, jenis kelamin, usia, alamat, RT, RW, keterangan.

    Returns its bytes. Marked, and recorded with whom it is for and why. Raises Refused for people who may not, for a
    village that the snapshot does not list (`not_found`), for one too large for a request (`too_many`), and for words
    that tell nobody anything or that hold a number.
    """
    authorize(by, Permission.COPY_EXPORT, snapshot.regency)
    words = _for_whom(recipient, purpose)
    listed = snapshot.villages.filter(village=village).first()
    if listed is None:
        raise Refused("not_found", _("Kelurahan/desa ini tidak ada dalam snapshot."))
    if listed.voters > MOST_ROWS:
        raise Refused("too_many", _("Kelurahan/desa ini terlalu besar untuk disalin: lebih dari 20.000 pemilih."))
    return _copy(snapshot, listed, words, form, by)


@transaction.atomic
def ask_copies(*, snapshot, place, recipient, purpose, form=XLSX, by):
    """Have a worker write the copies of a kecamatan (or one large kelurahan) as a ZIP. Returns the job.

    Within a minute the same wish is the same job. Raises Refused like `export_copy`.
    """
    authorize(by, Permission.COPY_EXPORT, snapshot.regency)
    recipient, purpose = _for_whom(recipient, purpose)
    if not snapshot.villages.filter(village__startswith=place).exists():
        raise Refused("not_found", _("Tempat ini tidak ada dalam snapshot."))
    wish = {"snapshot": snapshot.pk, "place": place, "form": form, "recipient": recipient, "purpose": purpose}
    return handing_out.ask(KIND, wish, by=by, regency=snapshot.regency)


def write_copies(*, job, progress=lambda done, total, what: None):
    """Write the ZIP that a job asks for; the worker's part. Each village in it is a copy with a mark of its own.

    Returns {"files", "rows", "bytes"}.
    """
    wish = job.args
    with scoped(regency_of_snapshot(wish["snapshot"])):
        snapshot, by = existing(wish["snapshot"]), User.objects.get(username=job.by)
        listed = list(snapshot.villages.filter(village__startswith=wish["place"]).order_by("village"))
        total, done, out = sum(one.voters for one in listed), 0, BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in listed:
                progress(done, total, _("Menulis %(village)s") % {"village": one.village})
                archive.writestr(file_name(snapshot, one.village, wish["form"]), _copy(
                    snapshot, one, (wish["recipient"], wish["purpose"]), wish["form"], by))
                done += one.voters
        handing_out.keep(job, SUFFIX, out.getvalue())
    return {"files": len(listed), "rows": total, "bytes": len(out.getvalue())}


def file_name(snapshot, place, form):
    """What a copy is called on the person's disk: codes only."""
    return f"salinan-{place}-{snapshot.period_id}-{snapshot.stage}-r{snapshot.revision}.{form}"


@transaction.atomic
def export_recap(*, area, by, what="rekap provinsi", **table):
    """The bytes of a province's figures as .xlsx (`sheets.write_table` with `table`), marked and recorded: totals only.

    `what` says in the record which figures. Raises Refused for people who may not, and for another area than theirs.
    """
    authorize(by, Permission.ROLLUP_VIEW, area)
    return marked_table(what=what, by=by, regency=area, **table)


@translation.override("id")     # whoever receives it reads Indonesian
def _copy(snapshot, listed, words, form, by):
    """One village written, marked and recorded; `listed` is its SnapshotVillage, `words` (recipient, purpose)."""
    village, period, (recipient, purpose) = listed.village, snapshot.period, words
    title = _("Salinan daftar pemilih %(stage)s %(period)s") % {"stage": snapshot.stage, "period": period.label}
    place = " › ".join(area.name for area in areas.ancestors(village))
    subtitle = _("%(place)s · usia pada %(day)s · revisi %(revision)d") % {
        "place": place, "day": tanggal(period.reference_date), "revision": snapshot.revision}
    recorded = {"what": WHAT, "by": by, "regency": snapshot.regency, "subject": f"snapshot:{snapshot.pk}",
                "about": {"village": village, "rows": listed.voters, "recipient": recipient, "purpose": purpose,
                          "form": form}}
    rows = shared_rows(snapshot, village)
    if form == PDF:
        return marked_pdf(
            **recorded, who=[*_who(by), f"{_('untuk')} {recipient}"], title=title,
            subtitle=subtitle, columns=_pdf_columns(), groups=_grouped(rows),
            facts=[(_("Untuk"), recipient), (_("Keperluan"), purpose), (_("Pemilih"), angka(listed.voters)),
                   (_("Segel"), segel(snapshot.seal))],
            note=_("B: pemilih baru, U: diubah sejak daftar sebelumnya. Tanpa NIK, No. KK, dan tanggal lahir."))
    return marked_table(**recorded, title=title, subtitle=f"{subtitle} · {_('untuk')} {recipient}", sheet=village,
                        columns=_columns(), rows=_by_tps(rows))


def _for_whom(recipient, purpose):
    """Both on one line each. Raises Refused where one tells nobody anything, or holds a number like a NIK."""
    said = [" ".join(str(text).split()) for text in (recipient, purpose)]
    for text in said:
        if sum(letter.isalpha() for letter in text) < LEAST_LETTERS:
            raise Refused("recipient_missing", _("Tulis untuk siapa salinan ini dan keperluannya: keduanya tercatat."))
        if HIDDEN_IN_TEXT.search(text):
            raise Refused("recipient_number", _("Jangan tulis NIK di sini: keterangan dibaca orang lain."))
    return tuple(said)


def _who(by):
    """The watermark: name, then role and office of whoever takes the copy."""
    return [(by.full_name or by.username).upper(), f"{by.role_name} · {office_name(by.area)}", by.username]


def _pdf_columns():
    return [(_("No."), 5, True), (_("Nama"), 32, False), (_("L/P"), 5, False), (_("Usia"), 6, True),
            (_("Alamat"), 40, False), (_("RT"), 5, False), (_("RW"), 5, False), (_("Ket."), 6, False)]


def _grouped(found):
    """[(TPS, rows of texts)] with numbers that begin anew in each TPS."""
    groups = []
    for tps, row in found:
        if not groups or groups[-1][0] != f"TPS {tps:03d}":
            groups.append((f"TPS {tps:03d}", []))
        rows = groups[-1][1]
        rows.append([str(len(rows) + 1), *("" if value is None else str(value) for value in row)])
    return groups


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
