"""The pages of undoing: the button, the preview, the refusal with its list, and what both batches say of each other."""

import pytest
from django.urls import reverse

from tests.db.test_undo_batches import WHY, applied_undo
from tests.kit import applied, change, new, strike, voters
from tests.web.test_masking_pages import numbers_in
from voters.models import Batch, Voter
from voters.models.batch import Origin

pytestmark = pytest.mark.django_db


def body(answer):
    return answer.content.decode()


@pytest.fixture
def batch(rolls, people, july):
    a, b, c = voters()[:3]
    return applied(people, july, new(9001), strike(a), change(b, NAMA="LAIN"), change(c, NAMA="LAIN LAGI"))


def undo_page(batch):
    return reverse("berkas-pembatalan", args=[batch.pk])


def test_an_operator_undoes_a_batch_without_javascript(batch, people, enter):
    client = enter("operator")
    assert undo_page(batch) in body(client.get(reverse("berkas-lihat", args=[batch.pk])))
    page = body(client.get(undo_page(batch)))
    assert "<b>1</b> pemilih baru keluar lagi" in page and "<b>2</b> pemilih yang diubah" in page
    answer = client.post(undo_page(batch), {"reason": WHY})
    made = Batch.objects.get(origin=Origin.REVERSAL)
    assert answer["Location"] == reverse("berkas-lihat", args=[made.pk])
    page = body(client.get(answer["Location"]))
    for words in ("akan membatalkan penerapan", WHY, "keluar lagi", "masuk kembali", "Ajukan 4 baris"):
        assert words in page
    assert "Perbaiki</a>" not in page and f'href="{reverse("berkas-baris", args=[made.pk, 1])}"' not in page
    assert "sedang berjalan" in body(client.get(reverse("berkas-lihat", args=[batch.pk])))
    client.post(reverse("berkas-ajukan", args=[made.pk]))
    approver = enter("approver")
    assert WHY in body(approver.get(reverse("berkas-lihat", args=[made.pk])))
    assert undo_page(batch) not in body(approver.get(reverse("berkas-lihat", args=[batch.pk])))


def test_both_say_so_when_it_is_done_and_so_do_the_voters_pages(batch, people, enter):
    made = applied_undo(batch, people)
    client = enter("operator")
    assert "sudah dibatalkan" in body(client.get(reverse("berkas-lihat", args=[batch.pk])))
    assert "Berkas ini membatalkan penerapan" in body(client.get(reverse("berkas-lihat", args=[made.pk])))
    assert "Hanya berkas" not in body(client.get(undo_page(made)))  # an undoing may be undone
    for line in made.lines.all():
        answer = client.get(reverse("pemilih-lihat", args=["3578", line.found]))
        assert answer.status_code == 200 and "None" not in body(answer)
        assert client.get(reverse("berkas-baris-buka", args=[made.pk, line.ordinal])).status_code == 200


def test_who_was_changed_since_is_listed_with_the_batch_that_did_it(batch, people, july, enter):
    voter = voters(name="LAIN")[0]
    later = applied(people, july, change(voter, NAMA="PALING BARU"))
    answer = enter("operator").post(undo_page(batch), {"reason": WHY})
    assert answer.status_code == 422
    for words in (reverse("pemilih-lihat", args=["3578", voter.dpid]), reverse("berkas-lihat", args=[later.pk]), WHY):
        assert words in body(answer)
    assert not numbers_in(body(answer)) & set(Voter.objects.values_list("nik", flat=True))


def test_without_a_reason_or_from_elsewhere_nothing_happens(batch, people, enter):
    assert enter("operator").post(undo_page(batch), {"reason": "  "}).status_code == 422
    assert enter("elsewhere").post(undo_page(batch), {"reason": WHY}).status_code == 404
    assert enter("approver").post(undo_page(batch), {"reason": WHY}).status_code == 403
    assert not Batch.objects.filter(origin=Origin.REVERSAL).exists()
