"""Suggestions for the rows of a batch, computed when they are shown and never stored; set-based."""

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih.areas import queries as areas
from voters.intake.cells import date_of, is_number, text_of
from voters.intake.check import RollVoter
from voters.intake.columns import COLUMNS
from voters.intake.fields import dpid_in
from voters.queries.batches import page
from voters.queries.facts import COLUMNS as VOTER
from voters.rules import names, suggestions
from voters.rules.closest import Places, Village
from voters.rules.nik import has_possible_date, is_sixteen_digits, split
from voters.rules.usual_dates import of_nik, written

SAMPLE = 2_000          # rows of a code that a page looks at before it says how many are alike
LEAST_LETTERS = 5       # of a name by which people are looked for
MOST_NAMES = 20         # looked for at once: a usual name costs 25 ms on a large roll; more when their row is opened
_SECRET = ("NIK", "NKK")


def suggestions_for(batch, rows, codes=None):
    """{ordinal: [Suggestion]} of rows of one batch, in the order of their problems, E before W before I.

    `codes` narrows to some codes. Rows are BatchRow or whatever has ordinal, typed, problems and found. At most six
    queries, however many rows. Whoever shows them records the voters they name (actions/repairing.py).
    """
    wanted = suggestions.WITH_SUGGESTIONS if codes is None else suggestions.WITH_SUGGESTIONS & set(codes)
    asked = {row.ordinal: [code for code in sorted(row.problems) if code in wanted] for row in rows}
    asked = {ordinal: sorted(codes, key=lambda code: "EWI".find(code[0])) for ordinal, codes in asked.items() if codes}
    rows = [row for row in rows if row.ordinal in asked]
    if not rows:
        return {}
    texts = {row.ordinal: texts_of(row.typed) for row in rows}
    places = _places(batch) if any("E22" in codes or "I02" in codes or _asks(codes) for codes in asked.values()) \
        else Places([])
    people = _people(batch, rows, texts, asked)
    found = {}
    for row in rows:
        known = suggestions.Known(
            codeset=batch.period.codeset, on=batch.period.reference_date, today=timezone.localdate(), places=places,
            **people.about(row, texts[row.ordinal]))
        offered = suggestions.suggest(texts[row.ordinal], asked[row.ordinal], known)
        if offered:
            found[row.ordinal] = offered
    return found


def alike(batch, code):
    """What could be done to many rows at once, of the first SAMPLE rows with a code: (groups, rows looked at).

    A group is (kind, [(row, Suggestion)]) of sure suggestions, the largest first.
    """
    rows, _before = page(batch, "", code, 0, SAMPLE)
    groups = {}
    offered = suggestions_for(batch, rows, [code])
    for row in rows:
        one = best(offered.get(row.ordinal, ()))
        if one:
            groups.setdefault(one.kind, []).append((row, one))
    return sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])), len(rows)


def best(offered):
    """The first suggestion where it is sure: what "apply to all" takes; else None."""
    return offered[0] if offered and offered[0].sure else None


def sentence(one):
    """The reason of a suggestion in the reader's language."""
    return _(one.says) % {name: _(text) if name == "meant" else text for name, text in one.words.items()}


def texts_of(typed):
    """{column: cleaned text} of a row's cells, dates as 31-12-1990; a NIK or NKK that was a number is ""."""
    texts = {}
    for name, cell in zip(COLUMNS, typed, strict=True):
        if name in _SECRET and is_number(cell):
            texts[name] = ""
        elif name == "TGLLHR" and cell.__class__ is not str and (day := date_of(cell)):
            texts[name] = written(day)
        else:
            texts[name] = text_of(cell)
    return texts


def _asks(codes):
    return any(code in suggestions.ASKS_DPID | suggestions.ASKS_NIK | suggestions.ASKS_NAME for code in codes)


def _places(batch):
    """The regency's villages as of the period's reference date, as the check knows them."""
    on = batch.period.reference_date
    districts = {area.code: area.name for area in areas.districts_of(batch.regency, on)}
    return Places([Village(area.code, area.name, area.code[:6], districts[area.code[:6]])
                   for area in areas.villages_of(batch.regency, on) if area.code[:6] in districts])


class _People:
    """The voters that some rows may mean: by DPID, by NIK, by name."""

    def __init__(self, by_dpid, by_nik, candidates):
        self.by_dpid, self.by_nik, self.candidates = by_dpid, by_nik, candidates

    def about(self, row, texts):
        """What Known asks about one row."""
        return {"by_dpid": self.by_dpid.get(dpid_in(texts["DPID"])) if texts["DPID"] else None,
                "by_nik": tuple(self.by_nik.get(texts["NIK"], ())), "found": self.by_dpid.get(row.found),
                "candidates": tuple(self.candidates.get(row.ordinal, ()))}


def _people(batch, rows, texts, asked):
    """The _People of rows, in three queries at most."""
    dpids, niks = set(), set()
    for row in rows:
        text, codes = texts[row.ordinal], asked[row.ordinal]
        if row.found:
            dpids.add(row.found)
        if suggestions.ASKS_DPID.intersection(codes) and text["DPID"]:
            dpids.add(dpid_in(text["DPID"]))
        if suggestions.ASKS_NIK.intersection(codes) and is_sixteen_digits(text["NIK"]):
            niks.add(text["NIK"])
    voters = _voters(batch.regency, dpids - {None}, niks)
    by_nik = {}
    for voter in voters:
        by_nik.setdefault(voter.nik, []).append(voter)
    nameless = [row for row in rows if suggestions.ASKS_NAME.intersection(asked[row.ordinal])
                and not by_nik.get(texts[row.ordinal]["NIK"])]
    candidates = _candidates(batch, nameless, texts)
    return _People({voter.dpid: voter for voter in voters}, by_nik, candidates)


def _voters(regency, dpids, niks=()):
    """Active voters with these DPIDs or NIK, in one query."""
    if not dpids and not niks:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {VOTER} FROM voters_voter v WHERE v.regency = %s AND v.until IS NULL AND v.dpid = ANY (%s) "
            f"UNION SELECT {VOTER} FROM voters_voter v WHERE v.regency = %s AND v.until IS NULL AND length(v.nik) = 16 "
            "AND v.nik = ANY (%s) ORDER BY dpid", [regency, list(dpids), regency, list(niks)])
        return [RollVoter(*row) for row in cursor.fetchall()]


def _candidates(batch, rows, texts):
    """{ordinal: voters} who bear the name of a row and share its birth date or village, in two queries.

    Of more than MOST_NAMES rows only the first are looked at.
    """
    asked = []
    for row in rows:
        text = texts[row.ordinal]
        if sum(map(str.isalpha, text["NAMA"])) >= LEAST_LETTERS and (pattern := names.pattern(text["NAMA"])):
            asked.append((row.ordinal, pattern, _born(text, batch), row.village or None))
    asked = [one for one in asked if one[2] or one[3]][:MOST_NAMES]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, dpid FROM voters_find_people(%s, %s::text[], %s::date[], %s::text[], %s)", [
            batch.regency, [one[1] for one in asked], [one[2] for one in asked], [one[3] for one in asked],
            suggestions.MOST_CANDIDATES + 1])
        met = cursor.fetchall()
    voters = {voter.dpid: voter for voter in _voters(batch.regency, {dpid for _place, dpid in met})}
    found = {}
    for place, dpid in met:
        if dpid in voters:
            found.setdefault(asked[place - 1][0], []).append(voters[dpid])
    return found


def _born(text, batch):
    """The birth date of a row: typed, else what its NIK says."""
    typed = date_of(text["TGLLHR"])
    if typed is None and is_sixteen_digits(text["NIK"]) and has_possible_date(split(text["NIK"])):
        return of_nik(split(text["NIK"]), batch.period.reference_date)
    return typed
