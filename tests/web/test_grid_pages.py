"""The grid's three addresses: its page, rows in pages of JSON, and saving; what they refuse, record and cost."""

import io
import json
import re
import uuid

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sidalih.accounts.scope import scoped
from sidalih.audit.models import Event
from sidalih.audit.queries import who_saw
from sidalih.hardening.limits import limit_of
from tests import kit
from voters.actions import deciding, entering
from voters.intake.columns import COLUMNS
from voters.models import Batch
from voters.queries import grid as queries

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")


@pytest.fixture
def draft(people, july, rolls):
    """An empty typed draft of the operator."""
    return entering.start_draft(regency="3578", period=july, by=people["operator"], label="Ketikan")


@pytest.fixture
def batch(people, july, rolls):
    """Three rows of a file: a good one, one with an E, one that finds a voter."""
    return kit.receive(people, july, kit.new(9001, NKK="3578041206159001"),
                       kit.new(9002, TPS="0", NKK="3578041206159002"), kit.change(kit.voters()[0], NAMA="GANTI"))


def at(name, batch):
    return reverse(name, args=[batch.pk])


def cells(**changed):
    """All eighteen cells as the grid sends them."""
    row = kit.new(**changed)
    return {name: str(row[name] or "") for name in COLUMNS}


def typed(serial=9001, key=None, **changed):
    return {"key": key or str(uuid.uuid4()), "cells": cells(serial=serial, NKK=f"357804120615{serial}", **changed)}


def save(client, batch, rows=(), **more):
    return client.post(at("berkas-kisi-simpan", batch), json.dumps({"rows": list(rows)} | more), "application/json")


def rows_of(client, batch, query=""):
    return client.get(at("berkas-kisi-baris", batch) + query).json()


def events(act):
    return list(Event.objects.filter(act=act).order_by("id"))


def test_the_page_brings_choices_places_and_no_rows(batch, enter, settings):
    page = enter("operator").get(at("berkas-kisi", batch))
    body = page.content.decode()
    assert len(page.content) < 100_000 and not NUMBER.search(body)
    brought = json.loads(re.search(r'<script id="kisi-bekal" type="application/json">(.*?)</script>', body, re.S)[1])
    assert [column["name"] for column in brought["columns"]] == list(COLUMNS) and brought["editable"]
    assert ["10", "TMS: Bukan penduduk"] in brought["choices"]["KET"]  # the period's set, of 2018
    assert {name for name, _options in brought["choices"].items()} == {"L/P", "STS", "EKTP", "DIS", "KET"}
    villages = dict(brought["places"])
    assert "Jagir" in villages["Wonokromo"] and len(villages) == 31
    assert "Kisi perlu JavaScript" in body and reverse("berkas-baru") in body
    assert at("berkas-kisi", batch) in enter("operator").get(at("berkas-lihat", batch)).content.decode()


def test_rows_come_in_full_to_who_types_which_is_recorded_once(batch, people, enter):
    client = enter("operator")
    got = rows_of(client, batch)
    assert got["next"] is None and [row["ordinal"] for row in got["rows"]] == [1, 2, 3]
    assert got["rows"][0]["cells"] == list(cells(NKK="3578041206159001").values())
    assert got["rows"][1]["problems"] == ["E14"] and got["rows"][1]["number"] == 3
    (event,) = events("rows_opened")
    found = batch.lines.get(ordinal=3).found
    assert event.subject == f"batch:{batch.pk}:rows 1-3"
    assert (event.detail["dpids"], event.detail["unnamed"], event.detail["rows"]) == ([found], [1, 2], 3)
    rows_of(client, batch)
    assert len(events("rows_opened")) == 1
    rows_of(enter("operator2"), batch)
    assert [one.by for one in events("rows_opened")] == ["operator", "operator2"]
    with scoped("3578"):
        assert [one.by for one in who_saw("3578", found)] == ["operator2", "operator"]
    out = io.StringIO()
    call_command("account_saw", "operator", "--from", "2000-01-01", "--to", "2100-01-01", "--json", stdout=out)
    seen = json.loads(out.getvalue())
    assert [one["voter"] for one in seen["voters"]] == [f"3578:{found}"] and seen["rows"] == 3
    assert seen["unnamed_rows"] == {f"batch:{batch.pk}:row 1": 1, f"batch:{batch.pk}:row 2": 1}
    body = enter("admin").get(reverse("pemilih-lihat", args=["3578", found])).content.decode()
    assert "membuka barisnya di kisi" in body


@pytest.mark.parametrize("who", ["approver", "viewer", "province", "province_approver"])
def test_everybody_else_reads_it_masked(batch, enter, who):
    client = enter(who)
    page = client.get(at("berkas-kisi", batch)).content.decode()
    assert "hanya dibaca" in page and "data-undo" not in page
    answer = client.get(at("berkas-kisi-baris", batch))
    assert len(answer.json()["rows"]) == 3 and not NUMBER.search(answer.content.decode())
    assert "tersamar" in answer.content.decode() and not events("rows_opened")
    assert save(client, batch, [typed()]).status_code == 403


@pytest.mark.parametrize("state", ["submitted", "approved", "applied", "cancelled"])
def test_a_batch_that_went_on_is_read_only(people, july, rolls, enter, state):
    rows = kit.new(9001), kit.change(kit.voters()[0], NAMA="GANTI")
    if state == "cancelled":
        batch = deciding.cancel(batch_id=kit.receive(people, july, *rows).pk, by=people["operator"])
    else:
        batch = getattr(kit, state)(people, july, *rows)
    client = enter("operator")
    assert "hanya dibaca" in client.get(at("berkas-kisi", batch)).content.decode()
    assert not NUMBER.search(client.get(at("berkas-kisi-baris", batch)).content.decode())
    answer = save(client, batch, [typed()])
    assert answer.status_code == 409 and "tidak dapat diubah" in answer.json()["error"]["message"]
    assert batch.lines.count() == 2 and not events("rows_typed")


def test_the_rows_of_a_reversal_are_nobodys_to_type(batch, enter):
    Batch.objects.filter(pk=batch.pk).update(origin="reversal")
    client = enter("operator")
    assert not NUMBER.search(client.get(at("berkas-kisi-baris", batch)).content.decode())
    assert save(client, batch, [typed()]).status_code == 409


def test_elsewhere_it_does_not_exist(batch, enter):
    client = enter("elsewhere")
    for name in ("berkas-kisi", "berkas-kisi-baris"):
        assert client.get(at(name, batch)).status_code == 404
    assert save(client, batch, [typed()]).status_code == 404
    assert batch.lines.count() == 3


def test_rows_come_in_pages_by_their_place_and_those_with_problems_alone(people, july, rolls, enter, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    batch = kit.receive(people, july, *(kit.new(9001 + n, TPS="0" if n % 2 else "3") for n in range(5)))
    client = enter("operator")
    pages = [rows_of(client, batch), rows_of(client, batch, "?dari=3"), rows_of(client, batch, "?dari=5")]
    assert [[row["ordinal"] for row in page["rows"]] for page in pages] == [[1, 2], [3, 4], [5]]
    assert [page["next"] for page in pages] == [3, 5, None]
    assert [row["ordinal"] for row in rows_of(client, batch, "?lihat=salah")["rows"]] == [2, 4]
    for query in ("?dari=-1", "?dari=x", "?dari=99999999999", "?lihat=x"):
        assert [row["ordinal"] for row in rows_of(client, batch, query)["rows"]] == [1, 2]


def test_new_rows_are_saved_once_however_often_they_are_sent(draft, enter):
    client, rows = enter("operator"), [typed(9001), typed(9002, TPS="0")]
    first = save(client, draft, rows).json()
    assert [(row["ordinal"], row["version"], row["problems"]) for row in first["rows"]] == [(1, 1, []), (2, 1, ["E14"])]
    assert first["batch"] == {"rows": 2, "blocked": 1, "tone": "warn", "state": "Perlu diperbaiki"}
    assert "cells" not in first["rows"][0]
    again = save(client, draft, rows).json()
    assert again["rows"] == first["rows"] and draft.lines.count() == 2
    changed = rows[1] | {"cells": rows[1]["cells"] | {"TPS": "4"}}  # typed on while the answer was lost
    assert save(client, draft, [changed]).json()["rows"][0]["problems"] == []
    assert (draft.lines.count(), draft.lines.get(ordinal=2).tps) == (2, 4)


def test_a_stored_row_is_corrected_and_sent_again_is_no_conflict_with_oneself(batch, enter):
    client, sent = enter("operator"), {"ordinal": 2, "version": 1, "cells": {"TPS": "7"}}
    for _time in range(2):
        (row,) = save(client, batch, [sent]).json()["rows"]
        assert (row["version"], row["problems"], row["refused"], row["clash"]) == (2, [], "", False)
    assert batch.lines.get(ordinal=2).tps == 7 and len(events("rows_typed")) == 1


def test_two_people_on_one_row_get_both_values(batch, enter):
    sent = {"ordinal": 1, "version": 1, "cells": {"NAMA": "SITI"}}
    save(enter("operator2"), batch, [sent])
    (row,) = save(enter("operator"), batch, [sent | {"cells": {"NAMA": "SRI"}}]).json()["rows"]
    assert row["clash"] and row["who"] == "operator2" and row["version"] == 2
    assert row["cells"][COLUMNS.index("NAMA")] == "SITI" and batch.lines.get(ordinal=1).name == "SITI"
    assert [(e.by, e.subject) for e in events("rows_opened")] == [("operator", f"batch:{batch.pk}:rows 1-1")]
    # whoever happens to type the same is shown what else has changed
    save(enter("operator2"), batch, [{"ordinal": 1, "version": 2, "cells": {"TPS": "9"}}])
    (row,) = save(enter("operator"), batch, [sent]).json()["rows"]
    assert not row["refused"] and row["cells"][COLUMNS.index("TPS")] == "9"


def test_what_a_save_changes_in_other_rows_is_told(draft, enter):
    client = enter("operator")
    save(client, draft, [typed(9001), typed(9002)])
    twice = {"ordinal": 2, "version": 1, "cells": {"NIK": kit.new(9001)["NIK"]}}
    answer = save(client, draft, [twice], seen=[1, 2, 77]).json()
    assert answer["rows"][0]["problems"] == ["E21"] and answer["others"] == {"1": [["E21"], False]}


def test_emptied_rows_leave_the_batch_unless_somebody_has_saved_them(batch, enter):
    client = enter("operator")
    save(enter("operator2"), batch, [{"ordinal": 1, "version": 1, "cells": {"NAMA": "SITI"}}])
    answer = save(client, batch, aside=[{"ordinal": 1, "version": 1}, {"ordinal": 2, "version": 1}]).json()
    assert [(one["ordinal"], one["clash"]) for one in answer["aside"]] == [(1, True), (2, False)]
    assert answer["batch"] == {"rows": 2, "blocked": 0, "tone": "ok", "state": "Siap entry"}
    assert sorted(kit.codes(batch)) == [1, 3]
    assert save(client, batch, aside=[{"ordinal": 2, "version": 1}]).json()["aside"][0]["clash"] is False
    refused = save(client, batch, [{"ordinal": 2, "version": 1, "cells": {"TPS": "5"}}]).json()["rows"][0]
    assert refused["refused"] and not refused.get("clash")


@pytest.mark.parametrize("body", [
    "", "{", "[]", "7", '{"rows": {}}', '{"rows": [7]}', '{"rows": [{}]}', '{"rows": [{"cells": {}}]}',
    '{"rows": [{"key": "x", "cells": {}}]}', '{"rows": [{"key": 7, "cells": {}}]}',
    '{"rows": [{"ordinal": 1, "cells": {}}]}', '{"rows": [{"ordinal": true, "version": 1, "cells": {}}]}',
    '{"rows": [{"ordinal": "1", "version": 1, "cells": {}}]}',
    '{"rows": [{"ordinal": 99999999999, "version": 1, "cells": {}}]}',
    '{"rows": [{"ordinal": 1, "version": 1, "cells": {"nik": "1"}}]}',
    '{"rows": [{"ordinal": 1, "version": 1, "cells": {"NIK": 1}}]}',
    '{"rows": [{"ordinal": 1, "version": 1, "cells": ["NIK"]}]}', '{"aside": [1]}', '{"seen": ["1"]}', '{"seen": 1}',
    '{"rows": [' + ",".join(["{}"] * 501) + "]}", '{"seen": [' + ",".join(["1"] * 1001) + "]}", "[" * 100_000])
def test_what_no_page_of_ours_sends_is_refused_with_a_sentence(batch, enter, body):
    answer = enter("operator").post(at("berkas-kisi-simpan", batch), body, "application/json")
    assert answer.status_code == 400 and len(answer.json()["error"]["message"]) > 20
    assert not events("rows_typed")


def test_only_rows_of_this_batch_are_touched_and_odd_cells_hurt_nobody(batch, people, july, enter):
    client = enter("operator")
    other = kit.receive(people, july, kit.new(9009), name="lain.xlsx")
    rows = [{"ordinal": 4, "version": 1, "cells": {"NAMA": "X"}},
            {"ordinal": 1, "version": 1, "cells": {"NAMA": "x" * 501}},
            {"ordinal": 2, "version": 1, "cells": {"NAMA": "A\u0000B \ud800", "JALAN": "=HYPERLINK(\"x\")"}}]
    gone, long, odd = save(client, batch, rows).json()["rows"]
    assert gone["refused"] and "500" in long["refused"] and not odd["refused"]
    assert batch.lines.get(ordinal=2).name.startswith("AB") and batch.lines.get(ordinal=1).name == "BUDI SANTOSO"
    assert other.lines.get().version == 1


def test_without_the_pages_token_nothing_is_saved(batch, people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["operator"])
    assert save(client, batch, [typed()]).status_code == 403
    page = client.get(at("berkas-kisi", batch)).content.decode()
    token = re.search(r'data-token="([^"]+)"', page)[1]
    answer = client.post(at("berkas-kisi-simpan", batch), json.dumps({"rows": [typed()]}), "application/json",
                         headers={"X-CSRFToken": token})
    assert answer.status_code == 200 and batch.lines.count() == 4
    assert client.get(at("berkas-kisi-simpan", batch)).status_code == 405


def test_saving_all_day_is_allowed_and_counted_apart(batch, enter, settings):
    limit = limit_of("berkas-kisi-simpan", "POST")
    assert limit.kind == "save" and limit.person.amount >= 3600
    assert limit_of("berkas-kisi-baris", "GET").kind == "search"
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"save": "2/h 9/h"}
    client = enter("operator")
    answers = [save(client, batch, [typed(9001 + n)]) for n in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429] and int(answers[2]["Retry-After"]) > 0


def test_fifty_rows_cost_as_many_queries_as_one(draft, enter):
    client = enter("operator")
    save(client, draft, [typed(9000)])  # what is asked once a process

    def queries_of(rows):
        with CaptureQueriesContext(connection) as asked:
            assert save(client, draft, rows, seen=[1]).status_code == 200
        return len(asked)
    one, fifty = queries_of([typed(9001)]), queries_of([typed(9100 + n) for n in range(50)])
    # from twenty rows on their NIK are looked at together, for W10: one query, however many rows
    assert one + 1 == fifty <= 60, (one, fifty)
    with CaptureQueriesContext(connection) as few:
        rows_of(client, draft, "?dari=50")
    with CaptureQueriesContext(connection) as many:
        rows_of(client, draft)
    assert len(few) == len(many) <= 25, (len(few), len(many))
