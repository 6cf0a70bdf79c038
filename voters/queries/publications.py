"""Publications: what one would say of an edition, those that are out, and what stands behind a public address.

What is published is sums; nothing here reads a table that holds a voter. Pages for everybody read publications only.
"""

from dataclasses import dataclass
from datetime import UTC

from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils.translation import gettext as _

from sidalih.areas import queries as areas
from sidalih.areas.codes import dotted
from sidalih.refusal import Refused
from voters.models import Publication, PublicationFile, Rollup, RollupEdition, Snapshot
from voters.queries import recap
from voters.rules import public_figures
from voters.rules.figures import added

FORMAT = "sidalih-publikasi/1"
KINDS = ("xlsx", "csv", "json")
LIST = ("area", "period", "stage")   # what makes editions those of one list


@dataclass(frozen=True)
class Page:
    """A publication as its public page needs it, and what has become of it.

    `newer` is the Publication of a later edition that is out; `moved_on` says that the province's recap has been built
    anew since, and that is not out yet.
    """

    publication: Publication
    files: list
    newer: Publication | None
    moved_on: bool


def head(edition):
    """What is published of an edition but its districts and villages: {"about", "columns", "top"}.

    `top` are the rows of the province and its regencies, those that are missing among them. Raises Refused (`figures`)
    where the edition contradicts itself.
    """
    found = recap.of_edition(edition)
    period, manifest = edition.period, edition.manifest
    names, province = {line.code: line.name for line in found.lines}, areas.name_of(edition.area)
    snapshots = {one["id"]: one for one in Snapshot.objects.filter(
        pk__in=[line.snapshot for line in found.lines if line.snapshot]).values("id", "seal", "code", "sealed_at",
                                                                               "explanation")}
    offices = []
    for line in found.lines:
        taken = snapshots.get(line.snapshot)
        offices.append({"kode": dotted(line.code), "nama": line.name, "masuk": taken is not None} | ({
            "kode_periksa": taken["code"], "segel": taken["seal"], "disegel": _iso(taken["sealed_at"]),
            "penjelasan": taken["explanation"]} if taken else {}))
    about = {
        "format": FORMAT, "wilayah": dotted(edition.area), "nama": province, "tahapan": edition.stage,
        "periode": period.pk, "nama_periode": period.label, "tanggal_acuan": period.reference_date.isoformat(),
        "kode_tms": period.codeset, "kode_periksa": edition.code, "segel": edition.seal, "bukti": edition.proof,
        "disusun": _iso(edition.built_at), "masuk": len(manifest["lines"]), "seharusnya": len(found.lines),
        "belum_masuk": [line.name for line in found.missing], "kantor": offices}
    rows = [_row(edition, edition.area, [province], manifest["figures"])]
    rows += [_row(edition, line.code, [province, names[line.code]], line.figures) for line in found.lines]
    return {"about": about, "columns": [one.key for one in public_figures.columns(period.codeset)], "top": rows}


def below(edition, progress=lambda done, total, what: None):
    """The rows of an edition's districts and villages, in the order of their codes; call it in the province's scope.

    They are read from the manifests of the snapshots that the edition is made of. Raises Refused (`figures`) where a
    snapshot is no longer what the edition added up.
    """
    lines = sorted(edition.manifest["lines"].items())
    province = areas.name_of(edition.area)
    for done, (regency, line) in enumerate(lines):
        name = areas.name_of(regency)
        progress(done, len(lines), name)
        snapshot = Snapshot.objects.only("regency", "proof", "manifest").get(pk=line["snapshot"])
        villages = {code: one["figures"] for code, one in sorted(snapshot.manifest["villages"].items())}
        districts = recap.districts_of(villages)
        if snapshot.proof != line["proof"] or added(districts.values()) != line["figures"]:
            raise Refused("figures", _("Snapshot %(name)s tidak sama lagi dengan rekap provinsi. Bangun ulang rekap "
                                       "provinsi, atau hubungi admin.") % {"name": name})
        names = areas.names_of([*districts, *villages])
        for district, figures in districts.items():
            above = [province, name, names.get(district, dotted(district))]
            yield _row(edition, district, above, figures)
            for code, of_village in villages.items():
                if code.startswith(district):
                    yield _row(edition, code, [*above, names.get(code, dotted(code))], of_village)


def in_order(content, rows):
    """The rows of a head's content and those below it in the order of the codes: a place, then what lies in it."""
    at = content["columns"].index("kode")
    return sorted([*content["top"], *rows], key=lambda row: row[at])


def standing(edition):
    """The publication of an edition that is out, or None."""
    return _light(Publication.objects.filter(edition=edition, withdrawn_at=None)).first()


def count_of(edition):
    """How often an edition was published, those withdrawn among them."""
    return Publication.objects.filter(edition=edition).count()


def done_since(edition, times):
    """The newest publication of an edition if it is out, or if there are more than `times` by now; else None."""
    found = _light(Publication.objects.filter(edition=edition)).order_by("-id")
    newest = found.first()
    return newest if newest and (newest.withdrawn_at is None or count_of(edition) > times) else None


def of_area(area):
    """All publications of a province, newest first, each with `replaced` (what holds, or is later, is out)."""
    found = _replaced(_light(Publication.objects.filter(edition__area=area)))
    return list(found.select_related("edition__period", "published_by").order_by("-id"))


def out(area="", period="", before=None, most=50):
    """What is out, newest first, each with `replaced`: of one province and period if they are given."""
    found = Publication.objects.filter(withdrawn_at=None)
    if area:
        found = found.filter(edition__area=area)
    if period:
        found = found.filter(edition__period=period)
    if before:
        found = found.filter(pk__lt=before)
    return list(_replaced(_light(found)).order_by("-id")[:most])


def choices():
    """([(code, name) of provinces that have something out], [Period code, label] newest first)."""
    pairs = set(Publication.objects.filter(withdrawn_at=None).values_list(
        "edition__area", "edition__period", "edition__period__label", "edition__period__reference_date"))
    names = areas.names_of({area for area, *_period in pairs})
    periods = sorted({(day, code, label) for _area, code, label, day in pairs}, reverse=True)
    return sorted(names.items()), [(code, label) for _day, code, label in periods]


def newest_of(code):
    """The newest publication of the edition with this code, out or withdrawn; None where nothing ever was."""
    return _light(Publication.objects.filter(edition__code=code)).order_by("-id").first()


def page_of(publication):
    """The Page of a publication."""
    holds, seal = _now(publication.edition)
    newer = newer_than(publication, holds)
    files = {one.kind: one for one in publication.files.defer("data")}
    return Page(publication, [files[kind] for kind in KINDS if kind in files], newer,
                newer is None and seal is not None and holds != publication.edition_id)


def newer_than(publication, holds=None):
    """The publication that is out instead of another of the same list, or None: of the edition that holds, else later.

    The edition that holds (queries/editions.py) may be the older one; `holds` is its id, if it is known.
    """
    edition = publication.edition
    holds = holds or _now(edition)[0]
    if edition.pk == holds:
        return None
    return _light(Publication.objects.filter(
        Q(edition_id=holds) | Q(edition_id__gt=edition.pk), withdrawn_at=None, edition__area=edition.area,
        edition__period=edition.period_id, edition__stage=edition.stage)).order_by(
            Case(When(edition_id=holds or 0, then=0), default=1), "-edition_id").first()


def file_of(publication, kind):
    """The PublicationFile of a kind without its bytes, or None."""
    return publication.files.filter(kind=kind).defer("data").first()


def bytes_of(file):
    """The bytes of a PublicationFile."""
    return bytes(PublicationFile.objects.values_list("data", flat=True).get(pk=file.pk))


def _row(edition, code, names, figures):
    places = [*names, *[""] * (4 - len(names))]
    status = public_figures.MISSING if figures is None else public_figures.IN
    return [public_figures.LEVELS[len(code)], dotted(code), *places, status, edition.period_id, edition.stage,
            edition.code, *public_figures.values(figures, edition.period.codeset, code)]


def _light(found):
    """Without the manifests that stand behind it."""
    return found.select_related("edition__period").defer("edition__manifest")


def _replaced(found):
    """With `replaced`: it is not of the edition that holds, and one that is, or a later one, is out."""
    same = {f"edition__{name}": OuterRef(f"edition__{name}") for name in LIST}
    others = Publication.objects.filter(withdrawn_at=None, **same).filter(
        _holds() | Q(edition_id__gt=OuterRef("edition_id")))
    return found.annotate(replaced=~_holds() & Exists(others))


def _holds():
    """Whether a Publication is of the edition that holds: the newest with the seal of the rollup."""
    same = {name: OuterRef(f"edition__{name}") for name in (*LIST, "seal")}
    return Exists(Rollup.objects.filter(**same)) & ~Exists(
        RollupEdition.objects.filter(**same, pk__gt=OuterRef("edition_id")))


def _now(edition):
    """(the id of the edition of the same list that holds or None, the seal of the rollup or None)."""
    same = {"area": edition.area, "period": edition.period_id, "stage": edition.stage}
    seal = Rollup.objects.filter(**same).values_list("seal", flat=True).first()
    return RollupEdition.objects.filter(**same, seal=seal).values_list("pk", flat=True).first(), seal


def _iso(moment):
    return moment.astimezone(UTC).isoformat(timespec="seconds")
