"""Giving a province's figures to everybody, and taking them back; look here for who may, and what is written down.

A worker writes content and files in one transaction: nobody ever sees half a publication.
"""

import hashlib

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit, jobs
from sidalih.accounts.authorize import authorize
from sidalih.accounts.models import User
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.home.templatetags.sandi import HIDDEN_IN_TEXT
from sidalih.refusal import Refused
from voters.actions.publication_files import write_files
from voters.models import Publication, PublicationFile, RollupEdition
from voters.queries import editions, publications

KIND = "publish"
PUBLISH_LOCK = 350_012
LEAST_LETTERS, LONGEST = 10, 500


@transaction.atomic
def ask_publish(*, edition, though_missing=False, address="", by):
    """Have a worker publish an edition of a province. Returns the job; asked for twice it is the same one.

    `address` is that of its public page, which the files name.

    Raises Refused for people who may not, for an edition that a newer one has replaced (`not_newest`), for one that is
    out already (`published`), and for one in which offices are missing unless the person has said that he knows
    (`missing`).
    """
    authorize(by, Permission.PUBLIC_PUBLISH, edition.area)
    _must_be_newest(edition)
    if publications.standing(edition):
        raise Refused("published", _("Edisi rekap ini sudah terbit."))
    _must_know(edition, though_missing)
    times = publications.count_of(edition)  # after a withdrawal it may be published again, by a job of its own
    return jobs.enqueue(kind=KIND, key=f"{KIND}:{edition.pk}:{times}", by=by.username, regency=edition.area,
                        args={"edition": edition.pk, "though_missing": though_missing, "address": address,
                              "times": times})


def publish(*, edition_id, though_missing, address="", times=0, by, progress=lambda done, total, what: None):
    """Write content and files of an edition and let them out, all or nothing; the worker's part.

    `times` is how often the edition had been published when this was asked for. Idempotent: what is out is left as it
    is, and so is what this very work had let out and the province took back before the job was told to be done. Refuses
    like `ask_publish`, for things may have changed meanwhile.
    Returns {"publication", "code", "files": {kind: sha256}}.
    """
    by = User.objects.get(username=by)
    edition = RollupEdition.objects.select_related("period").get(pk=edition_id)
    with scoped(edition.area):
        authorize(by, Permission.PUBLIC_PUBLISH, edition.area)
        if (kept := publications.done_since(edition, times)) is not None:
            return _answer(kept)
        _must_be_newest(edition)
        _must_know(edition, though_missing)
        content = publications.head(edition)
        content["about"]["alamat"] = address
        rows = publications.in_order(content, publications.below(edition, progress))
    progress(0, 0, _("Menulis berkas"))
    now = timezone.now()
    files = write_files(content["about"], rows, now)
    made = Publication(edition=edition, content=content, published_by=by, published_at=now)
    with scoped(edition.area):
        return _let_out(made, files, len(rows), times)


@transaction.atomic
def withdraw(*, publication_id, area, reason, by):
    """Take a publication of a province back; from then on its address says so, with the reason. Returns it.

    One that was withdrawn already stays as it is. Raises Refused for people who may not, for what is not theirs
    (`not_found`), and for a reason that tells nobody anything or that holds a number like a NIK: everybody reads it.
    """
    authorize(by, Permission.PUBLIC_PUBLISH, area)
    reason = " ".join(reason.split())
    if sum(letter.isalpha() for letter in reason) < LEAST_LETTERS or len(reason) > LONGEST:
        raise Refused("reason", _("Tulis alasan penarikan dengan jelas, paling sedikit 10 dan paling banyak 500 huruf: "
                                  "semua orang membacanya di halaman publik."))
    if HIDDEN_IN_TEXT.search(reason):
        raise Refused("number_in_text", _("Jangan tulis angka seperti NIK atau No. KK: alasan ini dibaca semua orang."))
    found = Publication.objects.select_for_update(of=("self",)).filter(
        pk=publication_id, edition__area=area).select_related("edition").defer("edition__manifest").first()
    if found is None:
        raise Refused("not_found", _("Publikasi ini tidak ada di wilayah kerja Anda."))
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by, found.withdrawn_reason = timezone.now(), by.username, reason
        found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        audit.record("publication_withdrawn", by=by, regency=area, subject=f"publication:{found.pk}",
                     edition=found.edition_id, code=found.edition.code, reason=reason)
    return found


def _let_out(made, files, rows, times):
    edition, by = made.edition, made.published_by
    with connection.cursor() as cursor:  # two workers on one job: there is no row to lock yet
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PUBLISH_LOCK, edition.pk % 2**31])
    if (kept := publications.done_since(edition, times)) is not None:
        return _answer(kept)
    _must_be_newest(edition)  # writing the files took its time
    made.save()
    PublicationFile.objects.bulk_create(
        PublicationFile(publication=made, kind=kind, data=data, bytes=len(data),
                        sha256=hashlib.sha256(data).hexdigest()) for kind, data in files.items())
    answer = _answer(made)
    audit.record("figures_published", by=by, regency=edition.area, subject=f"publication:{made.pk}",
                 edition=edition.pk, code=edition.code, seal=edition.seal, missing=made.content["about"]["belum_masuk"],
                 rows=rows, files=answer["files"])
    return answer


def _must_be_newest(edition):
    newest = editions.newest(edition.area, edition.period, edition.stage)
    if newest is None or newest.pk != edition.pk:
        raise Refused("not_newest", _("Rekap provinsi sudah dibangun ulang sejak halaman ini dibuka. Tinjau edisi "
                                      "terbaru, lalu terbitkan."))


def _must_know(edition, though_missing):
    if edition.manifest["missing"] and not though_missing:
        raise Refused("missing", _("%(n)d kabupaten/kota belum masuk. Centang bahwa Anda menerbitkan tanpa mereka, "
                                   "atau tunggu snapshot mereka.") % {"n": len(edition.manifest["missing"])})


def _answer(publication):
    return {"publication": publication.pk, "code": publication.edition.code,
            "files": dict(publication.files.values_list("kind", "sha256"))}
