"""What the pages of rows share about suggestions: which view is worked through, and what is offered for its rows."""

import re
import time

from django.http import QueryDict

from voters.actions import repairing
from voters.queries import batches as queries
from voters.queries.suggestions import suggestions_for
from voters.tables.suggestions import offer_of

MET = "calon_terlihat_pada"  # in the session: when it was recorded that a suggestion named a voter
REMEMBERED = 500
SAME_LOOK = 10 * 60
CODE = re.compile(r"[EWI][0-9][0-9]").fullmatch


def view_of(request):
    """(which, code) of the rows that somebody works through: from the address, or from the form that he sends back."""
    asked = QueryDict(request.POST.get("saringan", "")[:100]) if request.method == "POST" else request.GET
    which, code = asked.get("lihat", ""), asked.get("kode", "")
    return which if which in queries.FILTERS else "salah", code if CODE(code) else ""


def work_of(which, code):
    """The view as it stands in addresses and forms: kode=E02 or lihat=salah."""
    return f"kode={code}" if code else f"lihat={which}"


def offers_for(request, batch, rows, code=""):
    """{ordinal: [Offer]} of rows that the person may correct, those for `code` first.

    The voters that the offers name are recorded like those of a search, once in ten minutes.
    """
    found = suggestions_for(batch, rows)
    _note_candidates(request, batch, {dpid for offered in found.values() for one in offered for dpid in one.shows})
    return {row.ordinal: sorted((offer_of(row, one) for one in found[row.ordinal]), key=lambda one: one.code != code)
            for row in rows if row.ordinal in found}


def _note_candidates(request, batch, dpids):
    met, now = request.session.get(MET, {}), time.time()
    new = {dpid for dpid in dpids if now - met.get(f"{batch.regency}:{dpid}", 0) >= SAME_LOOK}
    if new:
        repairing.look_at_candidates(batch=batch, dpids=new, by=request.user)
        met = {one: at for one, at in met.items() if now - at < SAME_LOOK}
        met |= {f"{batch.regency}:{dpid}": now for dpid in new}
        request.session[MET] = dict(list(met.items())[-REMEMBERED:])
