"""Looking voters up, and one voter with all versions. NIK and names travel by POST only."""

from django.http import Http404
from django.shortcuts import render

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from voters.forms import SearchForm
from voters.queries import search
from voters.queries.periods import current
from voters.tables.people import fields_of, versions_of


@requires(Permission.VOTER_VIEW)
def voter_search(request):
    """The search form and, after a POST, at most 50 voters with masked numbers."""
    regencies = [(one.code, one.name) for one in areas.regencies_of(request.scope.area)]
    form = SearchForm(request.POST or None, regencies=regencies)
    found, names, asked = [], {}, False
    if request.method == "POST" and form.is_valid():
        asked = True
        regency = form.cleaned_data.get("regency") or regencies[0][0]
        words = form.cleaned_data["words"]
        found = search.by_nik(regency, words) if words.isdigit() else search.by_name(regency, words)
        names = areas.names_of({code for v in found for code in (v.village, v.village[:6])})
    return render(request, "voters/voter_search.html", {
        "form": form, "asked": asked, "cut": len(found) >= search.MOST,
        "found": [(v, names.get(v.village, v.village), names.get(v.village[:6], "")) for v in found]})


@requires(Permission.VOTER_VIEW)
def voter_page(request, regency, dpid):
    """One voter's versions side by side."""
    if len(regency) != 4 or not request.scope.covers(regency):
        raise Http404
    found = search.versions(regency, dpid)
    if not found:
        raise Http404
    names = areas.names_of({code for v in found for code in (v.village, v.village[:6])})
    period = current()
    newest = found[0]
    return render(request, "voters/voter.html", {
        "voter": newest, "active": newest.until is None, "strike": search.strike_of(newest),
        "regency": areas.name_of(regency), "village": names.get(newest.village, newest.village),
        "district": names.get(newest.village[:6], ""), "versions": versions_of(found, search.origins(found)),
        "fields": fields_of(found, names, period.codeset if period else "2022")})
