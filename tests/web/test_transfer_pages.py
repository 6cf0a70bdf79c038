"""A move through its pages, without JavaScript, by four people of two offices; and what others see of it."""

import re

import pytest
from django.urls import reverse

from sidalih.audit.models import Event
from tests.kit import applied, change, voters
from tests.transfer_kit import AWAY, HOME, VILLAGE, apply, moved, mover, offered, proposed, staff, taken
from voters.actions.steps import apply_key
from voters.models import Batch, Transfer

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"(?<!\d)\d{16}(?!\d)")


@pytest.fixture
def four(rolls, people, july):
    return staff(people)


def page(client, name, *args, query="", code=200):
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == code, (name, answer.status_code)
    return answer.content.decode()


def press(client, name, *args, **data):
    answer = client.post(reverse(name, args=args), data, follow=True)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def test_four_people_move_a_voter_from_page_to_page(four, enter):
    operator, approver = enter("operator"), enter("approver")
    away, approver_away = enter("elsewhere"), enter("approver_away")
    voter = mover()
    offer = reverse("pindah-tawarkan", args=[HOME, voter.dpid])
    assert offer in page(operator, "pemilih-lihat", HOME, voter.dpid)
    assert "Kabupaten Sidoarjo" in page(operator, "pindah-tawarkan", HOME, voter.dpid)
    said = press(operator, "pindah-tawarkan", HOME, voter.dpid, destination=AWAY, reason="Ikut suami ke Sidoarjo")
    assert "Usulan pindah tersimpan" in said
    move = Transfer.objects.get()
    approve = reverse("pindah-setujui", args=[move.pk])
    assert approve not in page(operator, "pindah-lihat", move.pk)
    page(away, "pindah-lihat", move.pk, code=404)
    assert "usulan pindah keluar menunggu persetujuan Anda" in page(approver, "beranda")
    assert approve in page(approver, "pindah-lihat", move.pk)
    assert "Ditawarkan ke daerah tujuan" in press(approver, "pindah-setujui", move.pk)

    assert "1 pemilih pindah masuk menunggu Anda" in page(away, "beranda")
    assert reverse("pindah-lihat", args=[move.pk]) in page(away, "pindah")
    assert reverse("pindah-ambil", args=[move.pk]) in page(away, "pindah-lihat", move.pk)
    form = page(away, "pindah-ambil", move.pk)
    assert voter.nik in form and voter.name in form
    typed = {"village": VILLAGE["DESA"], "TPS": "2", "JALAN": "JL. BARU NO 7", "RT": "3", "RW": "4",
             "NKK": VILLAGE["NKK"], "NIK": voter.nik, "NAMA": voter.name, "TMPLHR": voter.birth_place,
             "TGLLHR": voter.birth_date.strftime("%d-%m-%Y"), "L/P": voter.sex, "STS": voter.marital,
             "DIS": voter.disability or "0", "EKTP": voter.ektp}
    assert "Sudah masuk konsep" in press(away, "pindah-ambil", move.pk, **typed)
    batch = Batch.objects.get(regency=AWAY, label="Pindah masuk")
    assert "1 menunggu" not in page(away, "beranda")
    press(away, "berkas-ajukan", batch.pk, confirmed="on")
    press(approver_away, "berkas-setujui", batch.pk)
    batch.refresh_from_db()
    assert apply_key(batch)
    apply(batch)
    new = voters(AWAY, nik=voter.nik)[0]
    left = page(operator, "pemilih-lihat", HOME, voter.dpid)
    assert "Pindah ke Kabupaten Sidoarjo" in left and "Dicoret" not in left and offer not in left
    assert "Pindah masuk dari Kota Surabaya" in page(away, "pemilih-lihat", AWAY, new.dpid)
    assert "Sudah pindah" in page(operator, "pindah", query="?lihat=riwayat")
    assert str(new.dpid) in page(away, "pindah-lihat", move.pk)
    page(away, "pindah-ambil", move.pk, code=302)


def test_numbers_are_masked_everywhere_but_in_the_form_that_takes_in(four, enter):
    move = offered(four, mover())
    for name in ("operator", "approver", "elsewhere", "approver_away", "province", "viewer", "admin"):
        client = enter(name)
        for query in ("?lihat=masuk", "?lihat=keluar", "?lihat=riwayat"):
            assert not SECRET.search(page(client, "pindah", query=query))
        shown = page(client, "pindah-lihat", move.pk)
        assert move.elements["name"] in shown and not SECRET.search(shown)
        assert not SECRET.search(page(client, "beranda"))
    assert not SECRET.search(page(enter("operator"), "pindah-tawarkan", HOME, mover(number=1).dpid))
    assert SECRET.search(page(enter("elsewhere"), "pindah-ambil", move.pk))


def test_whoever_looks_is_written_down_at_the_voters_office(four, enter):
    move = offered(four, mover())
    away = enter("elsewhere")
    page(away, "pindah-lihat", move.pk)
    for _time in range(3):  # once in a while, not at each save
        page(away, "pindah-ambil", move.pk)
    found = Event.objects.filter(subject=f"voter:{HOME}:{move.dpid}", by="elsewhere").order_by("id")
    assert [(event.regency, event.act) for event in found] == [(HOME, "voter_viewed"), (HOME, "transfer_opened")]


def test_what_is_missing_is_said_and_what_was_typed_stays(four, enter):
    move = offered(four, mover())
    away = enter("elsewhere")
    answer = away.post(reverse("pindah-ambil", args=[move.pk]), {"JALAN": "JL. BARU NO 7", "NAMA": "NAMA BETUL"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "JL. BARU NO 7" in shown and "NAMA BETUL" in shown and "Pilih kelurahan/desa tempat tinggalnya" in shown
    assert not Batch.objects.filter(regency=AWAY).exists()
    operator = enter("operator")
    offer = reverse("pindah-tawarkan", args=[HOME, mover(number=1).dpid])
    answer = operator.post(offer, {"reason": "Ikut suami"})
    assert (answer.status_code, "Pilih daerah tujuannya" in answer.content.decode()) == (422, True)


def test_a_row_that_is_wrong_yet_leads_to_its_editor(four, enter):
    move = offered(four, mover())
    told = {"village": VILLAGE["DESA"], "TPS": "2", "JALAN": "JL. BARU NO 7", "NKK": "123", "NIK": move.elements["nik"],
            "NAMA": move.elements["name"], "TMPLHR": "SURABAYA", "TGLLHR": "01-01-1980", "L/P": "L", "STS": "S",
            "DIS": "0", "EKTP": "S"}
    answer = enter("elsewhere").post(reverse("pindah-ambil", args=[move.pk]), told)
    batch = Batch.objects.get(regency=AWAY)
    assert answer["Location"] == reverse("berkas-baris", args=[batch.pk, 1])


def test_steps_and_buttons_are_for_those_who_may(four, enter):
    waiting, open_ = proposed(four, mover()), offered(four, mover(number=1))
    buttons = {"approver": [("pindah-setujui", waiting), ("pindah-kembalikan", waiting)],
               "operator": [("pindah-tarik", waiting), ("pindah-tarik", open_)],
               "elsewhere": [("pindah-ambil", open_), ("pindah-tolak", open_)]}
    everything = [(name, move) for pairs in buttons.values() for name, move in pairs]
    for who in ("operator", "approver", "elsewhere", "province", "viewer"):
        for name, move in everything:
            answer = enter(who).get(reverse("pindah-lihat", args=[move.pk]))
            shown = answer.status_code == 200 and reverse(name, args=[move.pk]) in answer.content.decode()
            assert shown == ((name, move) in buttons.get(who, [])), (who, name, move.state)
    third = enter("third")
    for name in ("pindah-lihat", "pindah-ambil"):
        page(third, name, open_.pk, code=404)
    for name in ("pindah-tarik", "pindah-tolak"):
        assert third.post(reverse(name, args=[open_.pk]), {"reason": "Salah orang"}).status_code == 404
    page(enter("operator"), "pindah-ambil", open_.pk, code=404)
    assert Transfer.objects.get(pk=open_.pk).state == "offered"


def test_no_by_each_side_with_a_reason(four, enter):
    first, second, third = proposed(four, mover()), offered(four, mover(number=1)), offered(four, mover(number=2))
    assert "Tulis alasannya" in press(enter("operator"), "pindah-tarik", second.pk, reason=" ")
    press(enter("approver"), "pindah-kembalikan", first.pk, reason="Belum ada surat pindah")
    press(enter("operator"), "pindah-tarik", second.pk, reason="Batal pindah")
    press(enter("elsewhere"), "pindah-tolak", third.pk, reason="Bukan warga kami")
    states = dict(Transfer.objects.values_list("pk", "state"))
    assert states == {first.pk: "withdrawn", second.pk: "withdrawn", third.pk: "declined"}
    assert "Bukan warga kami" in page(enter("operator"), "pindah-lihat", third.pk)
    assert reverse("pindah-tawarkan", args=[HOME, third.dpid]) in page(enter("operator"), "pindah-lihat", third.pk)


def test_the_draft_says_of_a_row_that_its_voter_does_not_come(four, enter):
    move = offered(four, mover())
    batch, row = taken(four, move)
    away = enter("elsewhere")
    assert "Pindah masuk" in page(away, "berkas-lihat", batch.pk, query="?lihat=semua").split("<table", 1)[1]
    press(enter("operator"), "pindah-tarik", move.pk, reason="Batal pindah")
    assert "Tidak jadi pindah masuk" in page(away, "berkas-lihat", batch.pk)
    assert "Ditarik kembali oleh Kota Surabaya: Batal pindah" in page(away, "berkas-baris", batch.pk, row.ordinal)


def test_both_sides_are_told_that_the_data_changed(four, july, enter):
    voter = mover()
    move = offered(four, voter)
    applied(four, july, change(voter, NAMA="NAMA LAIN"))
    assert "Data berubah" in page(enter("operator"), "pindah", query="?lihat=keluar")
    assert "Tarik kembali, lalu tawarkan lagi" in page(enter("operator"), "pindah-lihat", move.pk)
    shown = page(enter("elsewhere"), "pindah-lihat", move.pk)
    assert "Data pemilih ini berubah di Kota Surabaya" in shown
    assert reverse("pindah-ambil", args=[move.pk]) not in shown


def test_the_province_sees_all_on_the_way_per_office(four, enter):
    proposed(four, mover())
    taken(four, offered(four, mover(number=1)))
    moved(four, mover(number=2))
    shown = page(enter("province"), "pindah")
    table = shown.split("per-kantor", 1)[1]
    assert "Kota Surabaya" in table and "Kabupaten Sidoarjo" in table
    assert shown.count("/pindah/") >= 2


def test_lists_are_cut_by_keyset_and_ask_as_much_for_many_as_for_few(four, enter, django_assert_max_num_queries):
    move = offered(four, mover())
    more = [Transfer(origin=HOME, destination=AWAY, period=move.period, dpid=900_000 + n, since=1,
                     elements=move.elements, state="offered", reason="Ikut suami", proposed_by=four["operator"],
                     offered_by=four["approver"], offered_at=move.offered_at) for n in range(60)]
    Transfer.objects.bulk_create(more)
    client = enter("elsewhere")
    with django_assert_max_num_queries(32):
        first = page(client, "pindah")
    assert first.count("/pindah/") - first.count("?lihat") >= 50 and len(first) < 100_000
    following = re.search(r'href="(\?lihat=masuk&amp;sebelum=\d+)"', first)[1].replace("&amp;", "&")
    assert f"/pindah/{move.pk}/" in page(client, "pindah", query=following)
    for odd in ("?lihat=x", "?sebelum=-1", "?sebelum=99999999999999999999", "?lihat=riwayat&sebelum=0"):
        page(client, "pindah", query=odd)
