"""The approver's page of a batch of 100,000 rows does no more than that of one with sixty."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.kit import change, new, strike, submitted, voters
from voters.models import Batch, BatchRow
from voters.queries import review
from voters.queries.review import Narrowed

pytestmark = pytest.mark.django_db
LARGE = 100_000
QUERIES = 22  # at most: a full page needs no look beyond it, one that shows nobody asks for no voters
FILTERS = ("", "?jenis=T", "?jenis=B&lp=P", "?desa=3578041001", "?lp=L", "?sumber=0", "?kode=4", "?kode=W08",
           "?lihat=ditandai", "?lihat=peringatan", "?dari=40")


def grow(batch, rows):
    """Repeat the batch's rows until it has so many; one in a thousand is marked, rows strike, change and add."""
    columns = [f.column for f in BatchRow._meta.concrete_fields
               if f.column not in ("id", "ordinal", "row", "client_key")]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO voters_batchrow (ordinal, row, {', '.join(columns)}) "
            f"SELECT r.ordinal + n * %s, r.row + n * %s, {', '.join('r.' + name for name in columns)} "
            "FROM voters_batchrow r, generate_series(1, %s) n WHERE r.batch_id = %s",
            [batch.rows, batch.rows, rows // batch.rows - 1, batch.pk])
        cursor.execute("UPDATE voters_batchrow SET return_reason = 'Cek' WHERE batch_id = %s AND ordinal %% 1000 = 7",
                       [batch.pk])
        cursor.execute("ANALYZE voters_batchrow")
    total = BatchRow.objects.filter(batch=batch).count()
    Batch.objects.filter(pk=batch.pk).update(rows=total, marked=total // 1000)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def batch(rolls, people, july):
    """Sixty rows, twenty of a kind."""
    found = voters()[:40]
    return submitted(people, july, *[new(9000 + i, RT="") for i in range(1, 21)],
                     *[change(v, NAMA=f"{v.name} X") for v in found[:20]], *[strike(v, "4") for v in found[20:]])


def queries_of(client, batch, query):
    with CaptureQueriesContext(connection) as seen:
        response = client.get(reverse("berkas-tinjau", args=[batch.pk]) + query)
    assert response.status_code == 200 and len(response.content) < 100_000, (query, len(response.content))
    return len(seen)


def plans(node):
    yield node
    for child in node.get("Plans", ()):
        yield from plans(child)


def work_of(batch, name, **asked):
    """(most rows that a node of the statement's plan touched, whether any node reads rows of batches one by one)."""
    values = review._asked(batch, Narrowed(**asked)) | {"start": 0, "reach": review.REACH, "page": review.PAGE + 1}
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + review.sql(name), values)
        found = cursor.fetchone()[0]
    nodes = list(plans((json.loads(found) if isinstance(found, str) else found)[0]["Plan"]))
    most = max((n["Actual Rows"] + n.get("Rows Removed by Filter", 0)) * n["Actual Loops"] for n in nodes)
    return most, any(n["Node Type"] == "Seq Scan" and n["Relation Name"] in ("voters_batchrow", "voters_voter_3578")
                     for n in nodes)


def test_a_page_costs_the_same_whatever_the_size_of_the_batch(batch, enter):
    client = enter("approver")
    client.get(reverse("berkas-tinjau", args=[batch.pk]))
    assert max(queries_of(client, batch, query) for query in FILTERS) == QUERIES
    grow(batch, LARGE)
    assert max(queries_of(client, batch, query) for query in FILTERS) <= QUERIES
    for asked in ({}, {"kind": "T"}, {"marked": True}, {"village": "3578041001"}, {"sex": "P"}, {"code": "4"},
                  {"code": "W03"}, {"warned": True, "kind": "U"}, {"source": "nowhere"},
                  {"kind": "T", "village": "3578041099"}):
        for name in ("review_rows", "review_beyond"):
            most, one_by_one = work_of(batch, name, **asked)
            assert most <= review.REACH + 1 and not one_by_one, (name, asked, most)


def test_rare_rows_are_found_by_going_on(batch, enter):
    grow(batch, 30_000)
    BatchRow.objects.filter(batch=batch, ordinal=25_000).update(code=7, kind="T")
    found, following, steps = [], 0, 0
    while following is not None and not found:
        found, following = review.ordinals(batch, Narrowed(code="7"), following)
        steps += 1
    assert (found, steps) == ([25_000], 3)
    page = enter("approver").get(reverse("berkas-tinjau", args=[batch.pk]) + "?kode=7").content.decode()
    assert "Teruskan ke bagian berikutnya" in page and "dari=10001" in page
