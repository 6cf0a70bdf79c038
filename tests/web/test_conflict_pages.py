"""Conflicts on the pages: told above the rows, compared in the editor, decided by buttons without JavaScript."""

import pytest
from django.urls import reverse

from sidalih.areas.queries import name_of
from tests.kit import applied, change, new, receive, strike, voters
from voters.models import BatchRow

pytestmark = pytest.mark.django_db


def body(answer):
    return answer.content.decode()


@pytest.fixture
def draft(rolls, people, july):
    """Three rows whose voters another batch has changed since, and one that is well."""
    a, b, c = voters()[:3]
    made = receive(people, july, change(a, JALAN="JL. SAYA NO 1"), change(b, NAMA="MENURUT SAYA"), strike(c), new(9001))
    applied(people, july, change(a, NAMA="NAMA RESMI"), change(b, NAMA="MENURUT LAIN"), change(c, NAMA="LAIN"))
    return made


def page_of(draft, query=""):
    return reverse("berkas-lihat", args=[draft.pk]) + query


def row_of(draft, ordinal=1):
    return reverse("berkas-baris", args=[draft.pk, ordinal])


def decide(client, draft, ordinal, **choices):
    row = BatchRow.objects.get(batch=draft, ordinal=ordinal)
    return client.post(reverse("berkas-bentrok", args=[draft.pk, ordinal]), {
        "version": row.version, "since": 2, **choices}, follow=True)


def test_the_page_says_that_the_roll_has_moved_and_checks_again_when_asked(draft, enter):
    client = enter("operator")
    assert "sudah berubah sejak berkas ini diperiksa" in body(client.get(page_of(draft)))
    page = body(client.post(reverse("berkas-periksa-ulang", args=[draft.pk]), follow=True))
    assert "3 baris bentrok dengan berkas lain" in page and "sudah berubah sejak berkas" not in page
    assert page.count("Bentrok dengan berkas lain</b>") == 3
    assert body(client.get(page_of(draft, "?lihat=bentrok"))).count("Bentrok dengan berkas lain</b>") == 3


def test_submitting_leaves_them_in_a_draft_and_says_so(draft, enter):
    client = enter("operator")
    page = body(client.post(reverse("berkas-ajukan", args=[draft.pk]), {"confirmed": "on"}, follow=True))
    assert "1 baris diajukan" in page and "3 baris" in page
    rest = draft.rests.get()
    assert "3 baris bentrok" in body(client.get(page_of(rest)))


def test_when_all_are_in_conflict_the_page_shows_them(rolls, people, july, enter):
    voter = voters()[0]
    draft = receive(people, july, change(voter, NAMA="SAYA"))
    applied(people, july, change(voter, NAMA="LAIN"))
    page = body(enter("operator").post(reverse("berkas-ajukan", args=[draft.pk]), follow=True))
    assert "Belum ada baris yang siap" in page and "1 baris bentrok" in page


def test_the_editor_shows_three_values_and_who_changed_them(draft, enter):
    client = enter("operator")
    client.post(reverse("berkas-periksa-ulang", args=[draft.pk]))
    for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
        page = body(client.get(row_of(draft, 2), **headers))
        for words in ("Saat diperiksa", "MENURUT LAIN", "MENURUT SAYA", "diubah keduanya", "disetujui"):
            assert words in page
    # Its place is typed by the code, and is the one on the roll.
    assert f"≠ di daftar: {name_of(draft.lines.get(ordinal=2).village)}" not in " ".join(page.split())
    # The name, which the row did not mean to change.
    assert 'value="roll" checked' in body(client.get(row_of(draft, 1)))
    strike_page = body(client.get(row_of(draft, 3)))
    assert "Tetap coret pemilih ini" in strike_page and 'value="roll"' not in strike_page


def test_choices_are_taken_and_lead_to_the_next_one(draft, enter):
    client = enter("operator")
    client.post(reverse("berkas-periksa-ulang", args=[draft.pk]))
    answer = decide(client, draft, 1, name="roll", address="row")
    assert answer.request["PATH_INFO"] == row_of(draft, 2)
    row = BatchRow.objects.get(batch=draft, ordinal=1)
    assert (row.name, row.address, row.conflict, row.blocked) == ("NAMA RESMI", "JL. SAYA NO 1", False, False)
    decide(client, draft, 2, name="roll", keep="1")  # the button counts, not what was chosen
    assert BatchRow.objects.get(batch=draft, ordinal=2).name == "MENURUT SAYA"
    assert decide(client, draft, 3, keep="1").request["PATH_INFO"] == page_of(draft)
    draft.refresh_from_db()
    assert (draft.conflicts, draft.blocked) == (0, 0)


def test_what_does_not_clash_is_merged_by_one_button(draft, enter):
    client = enter("operator")
    client.post(reverse("berkas-periksa-ulang", args=[draft.pk]))
    page = body(client.post(reverse("berkas-gabungkan", args=[draft.pk]), follow=True))
    assert "1 baris bentrok digabungkan" in page and "2 baris bentrok dengan" in page
    assert "Tidak ada yang dapat digabungkan" in body(
        client.post(reverse("berkas-gabungkan", args=[draft.pk]), follow=True))


@pytest.mark.parametrize("choices", [{"name": "mine"}, {"version": "x"}])
def test_forms_made_up_are_not_taken(draft, enter, choices):
    client = enter("operator")
    client.post(reverse("berkas-periksa-ulang", args=[draft.pk]))
    assert "tidak lengkap" in body(decide(client, draft, 1, **choices))
    assert BatchRow.objects.get(batch=draft, ordinal=1).conflict
