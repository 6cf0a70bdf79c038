"""Pages of berita acara: typing the words of one around sealed figures, and its paper."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from voters.actions.minutes import MOST_SIGNERS, print_minutes, save_minutes
from voters.forms.minutes import MinutesForm, rows, with_blanks
from voters.models import RollupEdition
from voters.printing.minutes import minutes_pdf
from voters.printing.replaced import edition_words, on_paper, replaced_words
from voters.queries import minutes as queries
from voters.queries import recap, snapshots
from voters.rules.papers import spelled
from voters.tables.recaps import paper_of
from voters.views.common import PDF, attempt, download, or_404

FEEDBACK, SIGNERS = ("from", "text"), ("role", "name")
FIELDS = ("number", "held_on", "place", "made_in")


@requires(Permission.SNAPSHOT_VIEW)
def minutes_page(request, pk):
    """The berita acara of an office's snapshot: GET shows it, POST saves it or gives another row to type in."""
    snapshot = or_404(snapshots.one(request.scope, pk))
    return _page(request, snapshot, lambda: recap.of_snapshot(snapshot, snapshot.regency), {
        "back": reverse("snapshot-lihat", args=[pk]), "here": reverse("berita-acara", args=[pk]),
        "pdf": reverse("berita-acara-pdf", args=[pk]), "replaced": replaced_words(snapshot),
        "what": f"{snapshot.stage} {snapshot.period.label}"})


@requires(Permission.ROLLUP_VIEW)
def province_minutes(request, pk):
    """The berita acara of the province around one edition of its rollup."""
    edition = _edition(request, pk)
    back = f"{reverse('provinsi-rekap')}?periode={edition.period_id}&tahapan={edition.stage}"
    return _page(request, edition, lambda: recap.of_edition(edition), {
        "back": back, "here": reverse("provinsi-berita-acara", args=[pk]),
        "pdf": reverse("provinsi-berita-acara-pdf", args=[pk]), "replaced": edition_words(edition),
        "what": f"{edition.stage} {edition.period.label}"})


@requires(Permission.SNAPSHOT_VIEW, fresh=True)
@require_GET
def minutes_file(request, pk):
    """The paper; without number, day, place or signatories it is a concept and says so across every page."""
    snapshot = or_404(snapshots.one(request.scope, pk))
    return _paper(request, snapshot, lambda by: recap.of_snapshot(snapshot, snapshot.regency),
                  on_paper(replaced_words, snapshot), reverse("berita-acara", args=[pk]))


@requires(Permission.ROLLUP_VIEW, fresh=True)
@require_GET
def province_minutes_file(request, pk):
    """The province's paper."""
    edition = _edition(request, pk)
    return _paper(request, edition, lambda by: recap.of_edition(edition), on_paper(edition_words, edition),
                  reverse("provinsi-berita-acara", args=[pk]))


def _edition(request, pk):
    area = request.scope.area
    found = RollupEdition.objects.filter(pk=pk, area=area).select_related("period") if len(area) == 2 else None
    return or_404(found and found.first())


def _page(request, source, make, context):
    try:
        found = make()
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(context["back"])
    kept, area = queries.of_source(source), queries.area_of(source)
    may_edit = request.user.may(Permission.MINUTES_EDIT) and request.user.area[:4] == area
    typed, status, theirs = None, 200, None
    if request.method == "POST":
        if not may_edit:
            raise Http404
        typed = MinutesForm(request.POST)
        lists = rows(request.POST, "masukan", FEEDBACK), rows(request.POST, "tanda", SIGNERS)
        if "tambah" not in request.POST and typed.is_valid() and _saved(request, source, typed, lists):
            messages.success(request, _("Berita acara disimpan."))
            return redirect(context["here"])
        status = 200 if "tambah" in request.POST else 422
        version = request.POST.get("version", "")
        if status == 422 and kept and version != str(kept.version):
            theirs, version = kept, kept.version    # whoever saves again has seen what the other one wrote
    else:
        begun = queries.remembered(area)
        initial = {name: getattr(kept, name) for name in FIELDS} if kept else {
            "place": begun["place"], "made_in": begun["made_in"] or _seat(area)}
        typed = MinutesForm(initial=initial)
        lists = (kept.feedback, kept.signatories) if kept else ([], begun["signatories"])
        version = kept.version if kept else 0
    more = request.POST.get("tambah") == "masukan"
    paper = paper_of(found)
    return render(request, "voters/minutes.html", context | {
        "form": typed, "feedback": with_blanks(lists[0], FEEDBACK, 3 if more else 1),
        "signers": with_blanks(lists[1], SIGNERS, 0 if len(lists[1]) >= MOST_SIGNERS else 1), "version": version,
        "most": MOST_SIGNERS, "kept": kept, "theirs": theirs, "lacking": queries.lacking(kept), "may_edit": may_edit,
        "recap": found, "closing": paper.annexes[0], "notes": paper.notes, "source": source,
        "spelled": spelled(source.code), "name": found.name}, status=status)


def _seat(area):
    """Where a regency's office most likely is; of a province the regions do not say it."""
    return areas.name_of(area).removeprefix("Kota ").removeprefix("Kabupaten ") if len(area) == 4 else ""


def _saved(request, source, form, lists):
    """Whether what was typed could be saved; if not, the form says why and keeps it."""
    values = {name: form.cleaned_data[name] for name in FIELDS} | {"feedback": lists[0], "signatories": lists[1]}
    asked = request.POST.get("version", "")
    try:
        save_minutes(source=source, values=values, version=int(asked) if asked.isascii() and asked.isdigit() else -1,
                     by=request.user)
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    return True


def _paper(request, source, make, replaced, back):
    found = attempt(request, make)
    if found is None:
        return redirect(back)
    kept = queries.of_source(source)
    address = request.build_absolute_uri(reverse("periksa-lihat", args=[source.code]))
    content = attempt(request, print_minutes, source=source, final=not queries.lacking(kept),
                      make=lambda mark: minutes_pdf(found, kept, address, mark.line, replaced))
    if content is None:
        return redirect(back)
    return download(content, f"berita-acara-{queries.area_of(source)}-{source.period_id}-{source.stage}.pdf", PDF)
