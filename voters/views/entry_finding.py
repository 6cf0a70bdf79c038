"""Finding the voter whom a row of entry is about, and what a NIK says while it is typed; by POST, and recorded."""

from django.shortcuts import redirect, render

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.templatetags.sandi import samar
from sidalih.refusal import Refused
from voters.actions import revealing
from voters.forms.entry import FindForm, NikForm
from voters.forms.people import is_number
from voters.queries import entry as queries
from voters.queries.roll_search import Asked
from voters.queries.windows import working
from voters.rules.nik import is_sixteen_digits
from voters.tables.entry import said_by
from voters.tables.people import found_lines, sees_birth_dates
from voters.views.common import attempt
from voters.views.entry import asked_kind, beside, office, period_and_draft


@requires(Permission.BATCH_EDIT)
def find(request):
    """The look-up by NIK, DPID or name, and after a POST the voters found, masked, each with the way to his form."""
    kind, (period, draft) = asked_kind(request), period_and_draft(request)
    form = FindForm(request.POST or None)
    found, asked, more = [], "", False
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        number = words if is_number(words) else ""
        asked = samar(words) if is_sixteen_digits(number) else words
        found, more = attempt(request, revealing.search_roll, asked=Asked(
            office(request), number=number, name="" if number else words)) or ([], False)
    names = areas.names_of({code for v in found for code in (v.village, v.village[:6])})
    return render(request, "voters/entry_find.html", beside(request, period, draft) | {
        "kind": kind, "form": form, "asked": asked, "more": more,
        "found": found_lines(found, names, sees_birth_dates(request.user))},
        status=422 if form.errors and not request.htmx else 200)


@requires(Permission.BATCH_EDIT)
def nik(request):
    """What a NIK says, and whether somebody else has it; a part of the forms in which one is typed."""
    if request.method != "POST":
        return redirect("entri-baru")
    regency = office(request)
    period = working(regency)
    form = NikForm(request.POST)
    typed = form.cleaned_data["NIK"] if form.is_valid() else "?"
    names = areas.names_of([typed[:6], typed[:4]]) if typed.isascii() and typed.isdigit() else {}
    said = said_by(typed, names, period.reference_date if period else None)
    answer, found, elsewhere = "", [], False
    if said.birth and is_sixteen_digits(typed):
        try:
            found = revealing.match_nik(regency=regency, nik=typed, by=request.user)
            found = [one for one in found if one.dpid != form.cleaned_data["dpid"]]
            answer, elsewhere = "yes" if found else "no", queries.is_elsewhere(regency, typed)
        except Refused:  # asked too often: nothing is lost, the check after saving says the same
            answer = "later"
    places = areas.names_of({code for v in found for code in (v.village, v.village[:6])})
    return render(request, "voters/entry_nik.html", {
        "said": said, "answer": answer, "elsewhere": elsewhere, "where": areas.name_of(regency),
        "found": found_lines(found, places, sees_birth_dates(request.user))})
