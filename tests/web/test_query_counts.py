"""How many queries each page asks: pinned in query_counts.json, and the same for a dozen rows as for hundreds.

A page that asks more than before changes that file, where a reviewer sees it: write it anew with
`QUERY_COUNTS=write pytest tests/web/test_query_counts.py`.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import kit
from voters.actions import snapshots

pytestmark = pytest.mark.django_db
PINNED = Path(__file__).with_name("query_counts.json")
FEW, MANY = 80, 240   # both more than a page holds


def rows(n, voters, start):
    """Rows of every kind, one in ten with an E, one in ten with a W."""
    for i in range(n):
        voter = voters[start + i]
        yield [kit.new(9001 + start + i, NAMA="X" if i % 20 == 3 else f"ORANG {'ABCDEFGHIJ'[i % 10]}"),
               kit.change(voter, NAMA=voter.name + " BARU"), kit.strike(voter),
               kit.change(voter, STS="Z"), kit.change(voter, RT="0", NAMA=voter.name + " LAGI")][i % 5]


@pytest.fixture
def batches(people, july, rolls):
    """{size: (draft, submitted, applied)}."""
    made, voters = {}, kit.voters()
    for size, start in ((FEW, 0), (MANY, 500)):
        draft = kit.receive(people, july, *rows(size, voters, start), name=f"konsep{size}.xlsx")
        made[size] = [draft, kit.submitted(people, july, *rows(size, voters, start + 410))]
    for size, start in ((FEW, 100), (MANY, 1320)):
        made[size].append(kit.applied(people, july, *rows(size, voters, start)))
    taken = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=taken.pk)
    return made


def pages(draft, sent, applied):
    """(who, name of the address, arguments, query) of every page whose work could grow with a batch or the roll."""
    for query in ("", "?lihat=semua", "?lihat=peringatan", "?kode=E08"):
        yield "operator", "berkas-lihat", [draft.pk], query
    for name in ("berkas-masalah", "berkas-kisi", "berkas-kisi-baris", "berkas-anotasi", "berkas-bukti-lihat",
                 "berkas-tanda-terima"):
        yield "operator", name, [draft.pk], ""
    yield "operator", "berkas-baris", [draft.pk, draft.lines.filter(blocked=True).first().ordinal], ""
    yield "operator", "entri", [], ""
    for query in ("", "?jenis=T", "?lihat=ditandai"):
        yield "approver", "berkas-tinjau", [sent.pk], query
    yield "approver", "berkas-lihat", [sent.pk], ""
    yield "operator", "berkas-lihat", [applied.pk], ""
    yield "operator", "berkas-pembatalan", [applied.pk], ""
    yield "approver", "berkas-tinjau", [applied.pk], ""
    for who in ("operator", "approver", "viewer", "province", "province_approver", "admin"):
        yield who, "beranda", [], ""
    for who in ("operator", "province"):
        for name in ("berkas", "pindah", "snapshot", "berkas-sumber", "pemilih"):
            yield who, name, [], ""
    for name in ("periode", "tanda-tangan", "provinsi"):
        yield "province_approver", name, [], ""
    yield "province_approver", "periode-lihat", ["2017-07"], ""
    yield "operator", "pemilih-lihat", ["3578", kit.voters()[0].dpid], ""


def test_each_page_asks_what_it_asked_and_no_more_for_many_rows(batches, enter):
    counted, clients = {}, {who: enter(who) for who in (
        "operator", "approver", "viewer", "province", "province_approver", "admin")}
    for size in (FEW, MANY):
        for who, name, args, query in pages(*batches[size]):
            client, address = clients[who], reverse(name, args=args) + query
            client.get(address)  # what is asked once in a while is asked
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200, address
            counted.setdefault(f"{who} {name}{query}", set()).add(len(asked))
            stated = [one["sql"] for one in asked if "count(*)" in one["sql"].lower() and "voters_voter" in one["sql"]]
            assert not stated, (name, stated)
    assert {page: sorted(found) for page, found in counted.items() if len(found) > 1} == {}
    counted = {page: found.pop() for page, found in sorted(counted.items())}
    if os.environ.get("QUERY_COUNTS") == "write":
        PINNED.write_text(json.dumps(counted, indent=1) + "\n")
    assert counted == json.loads(PINNED.read_text())
