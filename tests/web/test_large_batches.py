"""No page of a batch of 12,000 rows looks at more rows than a page of a small one: the database counts them.

The approver's page of 100,000 rows: test_review_large.py.
"""

import pytest
from django.db import connection
from django.urls import reverse

from sidalih.accounts.scope import scoped
from tests import kit
from tests.web.test_review_large import grow
from voters.models import Batch, BatchRow
from voters.queries import batches as queries
from voters.queries import suggestions

pytestmark = pytest.mark.django_db
LARGE, PART = 12_000, 4_096
MOST = 1_000                       # a page shows fifty rows, the grid two hundred
SAMPLE = 4 * suggestions.SAMPLE    # the page of problems looks at so many rows of each of these codes


def rows(voters, spoilt=False):
    """Sixty rows of every kind, every fifth with a warning; `spoilt`: every fifth wrong."""
    for i in range(60):
        voter = voters[i]
        yield [kit.new(9001 + i, NAMA="OR" if i % 20 else "ORANG"), kit.change(voter, NAMA=voter.name + " BARU"),
               kit.strike(voter), kit.change(voter, **({"STS": "Z"} if spoilt else {"JALAN": "JL. LAIN"})),
               kit.change(voter, RT="0")][i % 5]


def large(batch):
    """The batch with 12,000 rows, and in a draft one near its end that is wrong as no other."""
    grow(batch, LARGE)
    counts = {code: n * (LARGE // 60) for code, n in batch.counts.items()}
    Batch.objects.filter(pk=batch.pk).update(counts=counts | {"E25": 1})
    if batch.state == "checked":
        BatchRow.objects.filter(batch=batch, ordinal=LARGE - 1).update(problems=["E25"], blocked=True)
        Batch.objects.filter(pk=batch.pk).update(blocked=batch.lines.filter(blocked=True).count())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE voters_batchrow")
    batch.refresh_from_db()
    return batch


def looked_at():
    """How many rows of batches, and entries of their indexes, this transaction has looked at until now."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT sum(pg_stat_get_xact_tuples_returned(oid)) FROM pg_class WHERE oid = %(table)s::regclass
            OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = %(table)s::regclass)""",
                       {"table": "voters_batchrow"})
        return cursor.fetchone()[0]


def pages(draft, sent, applied):
    """(who, name of the address, arguments, query, rows that may be looked at) of every page of a batch."""
    for query in ("", "?lihat=semua", "?lihat=semua&dari=9000", "?lihat=siap", "?lihat=bentrok",
                  "?lihat=dikembalikan"):
        yield "operator", "berkas-lihat", [draft.pk], query, MOST
    for query in ("?lihat=peringatan", "?lihat=peringatan&dari=9000", "?kode=E08", "?kode=E25", "?kode=E01"):
        yield "operator", "berkas-lihat", [draft.pk], query, PART + MOST
    wrong = draft.lines.filter(blocked=True).order_by("ordinal")
    for row in (wrong.first(), wrong.last()):
        yield "operator", "berkas-baris", [draft.pk, row.ordinal], "", MOST
    yield "operator", "berkas-masalah", [draft.pk], "", SAMPLE
    for name in ("berkas-kisi", "berkas-kisi-baris", "berkas-anotasi", "berkas-bukti-lihat", "berkas-tanda-terima"):
        yield "operator", name, [draft.pk], "", MOST
    yield "operator", "berkas-kisi-baris", [draft.pk], "?dari=9000", MOST
    yield "approver", "berkas-lihat", [sent.pk], "", MOST
    for name in ("berkas-lihat", "berkas-pembatalan", "berkas-bukti-lihat"):
        yield "operator", name, [applied.pk], "", MOST
    for name in ("beranda", "berkas", "berkas-sumber", "entri"):
        yield "operator", name, [], "", MOST


def test_no_page_looks_at_more_rows_of_a_large_batch(people, july, rolls, enter):
    voters = kit.voters()
    batches = [large(kit.receive(people, july, *rows(voters, spoilt=True))),
               large(kit.submitted(people, july, *rows(voters[100:]))),
               large(kit.applied(people, july, *rows(voters[200:])))]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")  # what helpers read is not counted here
    clients, beyond = {who: enter(who) for who in ("operator", "approver")}, {}
    for who, name, args, query, most in pages(*batches):
        address, before = reverse(name, args=args) + query, looked_at()
        assert clients[who].get(address).status_code == 200, address
        if (n := looked_at() - before) > most:
            beyond[name + query] = n
    assert beyond == {}


def test_rows_of_a_code_are_found_wherever_they_stand(people, july, rolls):
    """Forward and back, across the parts of a large batch, and without those that somebody has vouched for."""
    batch = large(kit.receive(people, july, *rows(kit.voters(), spoilt=True)))
    at = list(BatchRow.objects.filter(batch=batch, problems__contains=["W08"]).order_by("ordinal").values_list(
        "ordinal", flat=True))
    assert at[-1] > 2 * PART
    with scoped("3578"):
        assert queries.places(batch, "W08", most=LARGE) == at
        assert queries.places(batch, "W08", PART - 10, 7) == [n for n in at if n >= PART - 10][:7]
        assert queries.places(batch, "W08", PART + 10, 7, back=True) == [n for n in at if n < PART + 10][:-8:-1]
        assert queries.places(batch, "E25") == [LARGE - 1] and queries.places(batch, "E01") == []
        BatchRow.objects.filter(batch=batch, ordinal__in=at[:-1]).update(confirmed=["W08"])
        assert queries.places(batch, "W08", unvouched=True) == at[-1:]
        warned = BatchRow.objects.filter(batch=batch, problems__overlap=["W03", "W07", "W08"]).order_by("ordinal")
        assert queries.places(batch, "W", most=LARGE) == list(warned.values_list("ordinal", flat=True))
