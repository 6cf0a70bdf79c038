"""Recaps of sealed snapshots and of the province: on screen, as workbook, as paper."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from sidalih.sheets import write_book
from voters.actions.recaps import export_recap
from voters.printing.recaps import recap_pdf, recap_sheets
from voters.printing.replaced import edition_words, on_paper, replaced_words
from voters.queries import editions, freshness, publications, recap, snapshots
from voters.rules.papers import spelled
from voters.tables.recaps import paper_of
from voters.views.common import PDF, XLSX, attempt, download, or_404
from voters.views.lists import Asked, asked_list, shown_list
from voters.views.papers import paper_address

LONGEST = 10    # digits of an edition's number


@requires(Permission.SNAPSHOT_VIEW)
@require_GET
def recap_page(request, pk, area=""):
    """The recap of a snapshot: of the regency, a kecamatan, or a kelurahan with its TPS; rows lead one level down."""
    snapshot = or_404(snapshots.one(request.scope, pk))
    try:
        found = _of_snapshot(snapshot, area)
    except Refused as refused:
        if refused.code == "not_found":
            raise Http404 from None
        return render(request, "voters/recap_none.html", {"snapshot": snapshot, "why": refused.message,
                                                          "regency": areas.name_of(snapshot.regency)})
    return render(request, "voters/recap.html", _shown(found) | {
        "snapshot": snapshot, "regency": areas.name_of(snapshot.regency), "replaced": replaced_words(snapshot),
        "above": [(one, _address(pk, one.code)) for one in found.above if len(one.code) >= 4],
        "hrefs": {line.code: _address(pk, line.code) for line in found.lines if len(line.code) >= 6},
        "minutes": reverse("berita-acara", args=[pk]),
        "downloads": [(kind, reverse(f"rekap-{kind}", args=[pk, found.area]))
                                               for kind in ("pdf", "xlsx")]})


@requires(Permission.SNAPSHOT_VIEW, fresh=True)
@require_GET
def recap_xlsx(request, pk, area):
    """The recap as a workbook: forms and annexes, a sheet each."""
    return _file(request, *_asked(request, pk, area), "xlsx", back=reverse("rekap", args=[pk]))


@requires(Permission.SNAPSHOT_VIEW, fresh=True)
@require_GET
def recap_pdf_file(request, pk, area):
    """The recap as paper."""
    return _file(request, *_asked(request, pk, area), "pdf", back=reverse("rekap", args=[pk]))


@requires(Permission.ROLLUP_VIEW)
@require_GET
def province_recap(request):
    """The recap of the province, or the nation, as its newest edition has it, or the one that ?edisi= names.

    Missing offices are named, and are no zero; an older edition says what replaced it.
    """
    asked, edition = _edition(request)
    context = shown_list(request, asked, "provinsi-rekap")
    if edition is None:
        return render(request, "voters/recap_province.html", context)
    found = recap.of_edition(edition)
    newer = freshness.replaced_by(edition)
    query = asked.query + (f"&edisi={edition.pk}" if newer else "")
    if newer:
        context["behind"] = None    # of the rollup as it is now; this page is about what it was
    return render(request, "voters/recap_province.html", context | _shown(found) | {
        "edition": edition, "out": publications.standing(edition),
        "replaced": edition_words(edition) if newer else "", "newer": asked.query,
        "minutes": reverse("provinsi-berita-acara", args=[edition.pk]) if edition.area else "",
        "hrefs": {line.code: reverse("rekap", args=[line.snapshot]) for line in found.lines if line.snapshot},
        "downloads": [(kind, reverse(f"provinsi-rekap-{kind}") + query) for kind in ("pdf", "xlsx")]})


@requires(Permission.ROLLUP_VIEW, fresh=True)
@require_GET
def province_recap_xlsx(request):
    """The province's recap as a workbook."""
    return _province_file(request, "xlsx")


@requires(Permission.ROLLUP_VIEW, fresh=True)
@require_GET
def province_recap_pdf(request):
    """The province's recap as paper."""
    return _province_file(request, "pdf")


def _address(pk, code):
    """Of the recap of an area in a snapshot; the regency's is the snapshot's own."""
    return reverse("rekap-wilayah", args=[pk, code]) if len(code) > 4 else reverse("rekap", args=[pk])


def _of_snapshot(snapshot, area):
    return recap.of_snapshot(snapshot, area or snapshot.regency)


def _asked(request, pk, area):
    """(Recap or None, words of its replacement) for a download."""
    snapshot = or_404(snapshots.one(request.scope, pk))
    return attempt(request, lambda by: _of_snapshot(snapshot, area)), on_paper(replaced_words, snapshot)


def _province_file(request, kind):
    asked, edition = _edition(request)
    found = attempt(request, lambda by: recap.of_edition(or_404(edition)))
    return _file(request, found, on_paper(edition_words, edition), kind, back=reverse("provinsi-rekap") + asked.query)


def _file(request, found, replaced, kind, back):
    if found is None:
        return redirect(back)
    address = request.build_absolute_uri(paper_address(found.source.code, found.area))

    def make(mark):
        return write_book(recap_sheets(found, replaced), mark) if kind == "xlsx" else recap_pdf(
            found, address, mark.line, replaced)

    content = attempt(request, export_recap, recap=found, kind=kind, make=make)
    if content is None:
        return redirect(back)
    return download(content, f"rekap-{found.area or 'ID'}-{found.period.pk}-{found.stage}.{kind}",
                    XLSX if kind == "xlsx" else PDF)


def _edition(request):
    """(the Asked, its edition: the one whose number the address names, else the newest, or None)."""
    asked = asked_list(request)
    number = request.GET.get("edisi", "")
    if number:
        found = editions.one(asked.area, int(number)) if number.isascii() and number.isdigit() and (
            len(number) < LONGEST) else None
        edition = or_404(found)
        return Asked(edition.area, edition.period, edition.stage), edition
    or_404(asked.period)
    return asked, editions.newest(asked.area, asked.period, asked.stage)


def _shown(found):
    paper = paper_of(found)
    return {"recap": found, "paper": paper, "tables": [*paper.forms, *paper.annexes], "source": found.source,
            "spelled": spelled(found.source.code)}
