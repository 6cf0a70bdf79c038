"""The pages of the record of acts: the list with its filters and copies, one event, and what one account saw."""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.audit import actions, queries, tables
from sidalih.audit.acts import GROUPS, act_of
from sidalih.audit.chain import printed
from sidalih.audit.forms import FilterForm, SpanForm
from sidalih.audit.queries import GROUP
from sidalih.audit.record import head
from sidalih.audit.seeing import account_saw
from sidalih.audit.verifying import fits

PAGE = 50
KINDS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
MOST_VOTERS = 300  # of one account are listed on its page; the command and the copy list all


@requires(Permission.AUDIT_VIEW)
def trail(request):
    """Events of the person's area, newest first; the next page begins below the last id, nothing is counted."""
    form = FilterForm(request.GET, offices=_offices(request))
    found = []
    if form.is_valid():
        found = list(queries.events(request.scope, form.wanted(), _before(request))[:PAGE + 1])
    query = [(name, value) for name, value in request.GET.items() if name in form.fields and value]
    return render(request, "audit/list.html", {
        "form": form, "lines": tables.lines(found[:PAGE]), "filtered": bool(query), "fields": query,
        "pages": _pages(query, found, _before(request)), "standing": _standing(request.scope),
        "chips": _chips(form), "most": actions.MOST_ROWS, "whole_province": "kantor" in form.fields})


@requires(Permission.AUDIT_VIEW, fresh=True)
@require_POST
def trail_copy(request):
    """What is filtered as .xlsx or .csv; that it was taken is an event itself."""
    form, kind = FilterForm(request.POST, offices=_offices(request)), request.POST.get("bentuk", "")
    if kind not in KINDS or not form.is_valid():
        raise Http404
    data = actions.export_events(scope=request.scope, wanted=form.wanted(), kind=kind, by=request.user)
    response = HttpResponse(data, content_type=KINDS[kind])
    name = f"jejak-{request.scope.area}-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(Permission.AUDIT_VIEW)
def event_page(request, pk):
    """One event: what changed, from where, and its place in the chain, computed again for this page."""
    event = queries.one(request.scope, pk)
    if event is None:
        raise Http404
    before, after = queries.neighbours(event)
    return render(request, "audit/event.html", {
        "event": event, "line": tables.lines([event])[0], "act": act_of(event.act), "before": before, "after": after,
        "changes": tables.changes_of(event), "facts": tables.facts_of(event), "fits": fits(event),
        "head": printed(event.regency, event.seq, event.hash)})


@requires(Permission.AUDIT_VIEW)
def account_page(request):
    """What one account saw or took out between two times, as far as the person's area goes."""
    form = SpanForm(request.GET or None, initial={"dari": timezone.localtime() - timedelta(days=7),
                                                  "sampai": timezone.localtime()})
    seen = None
    if request.GET and form.is_valid():
        clean = form.cleaned_data
        seen = account_saw(request.scope, clean["orang"], clean["dari"], clean["sampai"])
    voters = list(seen.voters.values()) if seen else []
    return render(request, "audit/account.html", {
        "form": form, "seen": seen, "voters": [(one, [(act_of(act).name, n) for act, n in one.acts.items()])
                                               for one in voters[:MOST_VOTERS]],
        "exports": tables.lines(seen.exports) if seen else [], "cut": len(voters) > MOST_VOTERS, "most": MOST_VOTERS,
        "searches": sum(seen.searches.values()) if seen else 0,
        "all_events": f"{reverse('jejak')}?{request.GET.urlencode()}" if seen else ""})


def _offices(request):
    """(code, name) of what a person of a province may choose between; nothing for an office."""
    if len(request.scope.area) != 2:
        return []
    return [("portal", _("Portal")), (request.scope.area, areas.name_of(request.scope.area)),
            *((office.code, f"{office.code} {office.name}") for office in areas.regencies_of(request.scope.area))]


def _chips(form):
    """(label, query, whether it is chosen) of each group of acts; the other filters are left behind."""
    chosen = form.data.get("tindakan", "")
    return [(_("Semua"), "?", not chosen)] + [
        (name, f"?{urlencode({'tindakan': GROUP + code})}", chosen == GROUP + code) for code, name in GROUPS.items()]


def _before(request):
    number = request.GET.get("sebelum", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


def _pages(query, found, before):
    """The pager: back to the newest, and on to older ones while there are any."""
    address = reverse("jejak")
    older = urlencode([*query, ("sebelum", found[PAGE - 1].pk)]) if len(found) > PAGE else ""
    newest = urlencode(query)
    return {"text": _("Terbaru di atas"), "next": f"{address}?{older}" if older else "",
            "newest": f"{address}?{newest}" if before else ""}


def _standing(scope):
    """How the chains stand, with the broken ones in words."""
    found = queries.standing(scope)
    names = tables.office_names(check.chain for check in found.checks)
    chains = [(check, names[check.chain], [tables.problem_words(one) for one in check.problems])
              for check in found.checks]
    return {"now": found, "head": head(scope.area[:4]), "chains": chains,
            "broken": [names[check.chain] for check in found.broken]}
