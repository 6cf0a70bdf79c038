"""After a leak: everything that one account saw or took out between two times, added up from the record of acts."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sidalih.audit.acts import ACTS, EXPORT, ROW, ROWS, SEARCH, VOTER
from sidalih.audit.queries import Wanted, events

REVEALING = frozenset({"voter_revealed", "rows_revealed"})


@dataclass
class Voter:
    """One voter as the account met him: how often by which act, first and last, with which reasons."""

    regency: str
    dpid: int
    first: datetime
    last: datetime
    acts: Counter = field(default_factory=Counter)
    reasons: list = field(default_factory=list)

    @property
    def key(self):
        """As subjects name him: 3578:17."""
        return f"{self.regency}:{self.dpid}"

    @property
    def revealed(self):
        """How often his full numbers were shown."""
        return sum(n for act, n in self.acts.items() if act in REVEALING)


@dataclass
class Seen:
    """What one account saw in a span of time; `exports` are events, newest first.

    `unnamed_rows` are opened rows of people who are on no roll yet, by their subject ("batch:12:row 5") with how often.
    """

    username: str
    since: datetime
    until: datetime
    events: int = 0
    voters: dict = field(default_factory=dict)
    rows: int = 0
    unnamed_rows: Counter = field(default_factory=Counter)
    searches: Counter = field(default_factory=Counter)
    exports: list = field(default_factory=list)
    networks: Counter = field(default_factory=Counter)

    @property
    def revealed(self):
        """How many voters were shown with their full numbers."""
        return sum(1 for voter in self.voters.values() if voter.revealed)

    @property
    def exported_rows(self):
        """Lines of all exports together; a voter in two files counts twice."""
        return sum(_number(event.detail.get("rows")) for event in self.exports)


def account_saw(scope, username, since, until):
    """The Seen of an account between two moments (`until` not included), as far as the area's record tells.

    Voters are those whose page or numbers were opened, who were named by an opened row, or whom a search found.
    """
    seen = Seen(username, since, until)
    for event in events(scope, Wanted(since=since, until=until, by=username)).iterator():
        seen.events += 1
        if network := event.origin.get("network"):
            seen.networks[network] += 1
        kind = ACTS[event.act].saw if event.act in ACTS else ""
        if kind == EXPORT:
            seen.exports.append(event)
        elif kind == SEARCH:
            seen.searches[str(event.detail.get("how", ""))] += 1
        elif kind == ROW:
            seen.rows += 1
            if not isinstance(event.detail.get("dpid"), int):
                seen.unnamed_rows[event.subject] += 1
        elif kind == ROWS:
            seen.rows += _number(event.detail.get("rows"))
            batch = event.subject.partition(":rows")[0]
            seen.unnamed_rows.update(f"{batch}:row {ordinal}" for ordinal in event.detail.get("unnamed") or ())
        for regency, dpid in _voters(event, kind):
            _meet(seen.voters, regency, dpid, event)
    seen.networks = dict(seen.networks)  # a template that asks a Counter for its `items` gets 0
    seen.voters = dict(sorted(seen.voters.items(), key=lambda pair: (-pair[1].revealed, pair[0])))
    return seen


def as_json(seen):
    """What the command answers of a Seen."""
    return {
        "username": seen.username, "from": seen.since.isoformat(), "to": seen.until.isoformat(), "events": seen.events,
        "revealed": seen.revealed, "rows": seen.rows, "exported_rows": seen.exported_rows,
        "searches": dict(seen.searches), "networks": dict(seen.networks),
        "voters": [{"voter": one.key, "revealed": one.revealed, "acts": dict(one.acts), "reasons": one.reasons,
                    "first": one.first.isoformat(), "last": one.last.isoformat()} for one in seen.voters.values()],
        "unnamed_rows": dict(sorted(seen.unnamed_rows.items())),
        "exports": [{"at": event.at.isoformat(), "act": event.act, "regency": event.regency, "subject": event.subject,
                     **{name: event.detail.get(name) for name in (
                         "what", "rows", "sha256", "mark", "village", "seal", "filters")}}
                    for event in seen.exports]}


def _voters(event, kind):
    """(regency, dpid) of every voter that an event showed."""
    if kind == VOTER:
        _word, regency, dpid = (event.subject + "::").split(":")[:3]
        if dpid.isdigit():
            yield regency, int(dpid)
    elif kind == ROW and isinstance(event.detail.get("dpid"), int):
        yield event.regency, event.detail["dpid"]
    elif kind in (SEARCH, ROWS):
        yield from ((event.regency, dpid) for dpid in event.detail.get("dpids") or ())


def _meet(voters, regency, dpid, event):
    """Events come newest first."""
    one = voters.setdefault((regency, dpid), Voter(regency, dpid, event.at, event.at))
    one.first = event.at
    one.acts[event.act] += 1
    reason = event.detail.get("reason")
    if reason and reason not in one.reasons:
        one.reasons.append(reason)


def _number(value):
    return value if isinstance(value, int) else 0
