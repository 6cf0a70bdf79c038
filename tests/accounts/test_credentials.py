"""Issuing, resetting and taking back: who may, what becomes of the person's sessions, what stands in the record."""

import io
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from sidalih.accounts import slips
from sidalih.accounts.actions import add_user, credentials, leaving
from sidalih.accounts.actions.credentials import Wanted
from sidalih.accounts.models import Authenticator, Issuance, RecoveryCode, Slip, User, Visit
from sidalih.accounts.queries.credentials import credential, credentials_of, offices_without_operator
from sidalih.areas import queries as regions
from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests.accounts.credentials_kit import activated, signed_in


@pytest.fixture(autouse=True)
def plain_static(settings):
    """Pages name their static files without the manifest of a collected tree."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def admins(people):
    """The province's two admins and an office's."""
    return {"first": add_user(username="ad-35-1", role="admin", area="35", password="x", by="test"),
            "second": add_user(username="ad-35-2", role="admin", area="35", password="x", by="test"),
            "office": people["admin"]}


def refused(function, **values):
    with pytest.raises(Refused) as error:
        function(**values)
    return error.value.code


def issue(by, role="operator", area="3578", name="Siti Rahmawati", **more):
    return credentials.issue(role=role, area=area, full_name=name, by=by, **more)


@pytest.mark.parametrize(("role", "area", "username"), [
    ("operator", "3515", "op-3515-1"), ("approver", "3515", "ap-3515-1"), ("viewer", "3515", "pt-3515-1"),
    ("province", "35", "pv-35-1"), ("province_approver", "35", "pp-35-1"), ("admin", "3515", "ad-3515-1")])
def test_usernames_follow_the_pattern_and_numbers_go_on(areas, role, area, username):
    assert issue("system", role, area).user.username == username
    second = issue("system", role, area, name="Budi Santoso").user
    assert second.username == f"{username[:-1]}2"
    leaving.revoke(user_id=second.pk, reason="pindah", by="system")
    assert issue("system", role, area, name="Agus Wijaya").user.username == f"{username[:-1]}3"


def test_a_slip_is_kept_as_a_hash_lasts_72_hours_and_is_never_recorded(areas):
    issued = issue("system")
    secret, slip = slips.read(issued.slip), Slip.objects.get()
    assert slip.secret_hash == slips.hash_of(secret)
    assert abs(slip.expires_at - timezone.now() - timedelta(hours=72)) < timedelta(minutes=1)
    assert not issued.user.has_usable_password()
    with connection.cursor() as cursor:
        for table in ("accounts_slip", "accounts_user", "accounts_issuance", "audit_event"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            held = cursor.fetchone()[0] or ""
            assert secret not in held and issued.slip not in held and secret[:8] not in held
    assert set(Event.objects.values_list("act", flat=True)) == {"user_added", "credential_issued"}


def test_a_new_slip_withdraws_the_older_and_one_is_open_at_most(areas, admins):
    first = issue("system")
    credentials.reissue(user_id=first.user.pk, reason="surat hilang", by=admins["first"])
    assert Slip.objects.get(pk=first.number).withdrawn_at
    assert Slip.objects.filter(used_at=None, withdrawn_at=None).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Slip.objects.create(user=first.user, secret_hash="0" * 64, issued_by="x", expires_at=timezone.now())


def test_the_command_shows_the_slip_once_and_it_works(areas):
    out = io.StringIO()
    call_command("issue_credential", "--role", "province_approver", "--area", "35", "--name", "Dewi Lestari", "--json",
                 stdout=out)
    answer = json.loads(out.getvalue())
    assert set(answer) == {"username", "slip", "expires"} and answer["username"] == "pp-35-1"
    user = User.objects.get(username="pp-35-1")
    issued = credentials.Issued(user, answer["slip"], datetime.fromisoformat(answer["expires"]), 0)
    assert issued.expires_at == Slip.objects.get().expires_at and activated(issued)[0] == user


def test_one_person_has_one_account_unless_he_is_another(areas):
    first = issue("system", name="Siti  Rahmawati ")
    assert first.user.full_name == "Siti Rahmawati"
    assert refused(issue, by="system", name="SITI RAHMAWATI") == "has_account"
    assert issue("system", name="Siti Rahmawati", namesake=True).user.username == "op-3578-2"
    assert issue("system", role="approver").user.username == "ap-3578-1"
    assert refused(issue, by="system", name="  ") == "name_missing"


def test_who_may_issue_what(areas, people, admins):
    office, province = admins["office"], admins["first"]
    assert issue(office, "operator").user.area == "3578"
    assert issue(office, "admin", name="Dewi").user.username == "ad-3578-1"
    assert refused(issue, by=office, area="3515") == "not_found"
    assert refused(issue, by=office, role="admin", area="35") == "not_found"
    assert refused(issue, by=office, role="province", area="3578") == "area_level"
    assert issue(province, "operator", "3515").user.area == "3515"
    assert issue(province, "admin", "35", "Dewi").user.username == "ad-35-3"
    assert refused(issue, by=province, area="3171") == "not_found"
    for name in ("operator", "approver", "viewer", "province", "province_approver"):
        assert refused(issue, by=people[name], area=people[name].area, name="Eko") == "forbidden"


def test_all_38_offices_at_once_in_two_seconds(areas, admins):
    wanted = [Wanted("operator", one.code, f"Orang {one.name}") for one in regions.regencies_of("35")]
    began = time.monotonic()
    issued = credentials.issue_many(wanted=wanted, by=admins["first"], token=uuid.uuid4())
    assert time.monotonic() - began < 2
    assert len({one.slip for one in issued}) == 38 == Slip.objects.count()
    assert [one.user.username for one in issued] == [f"op-{one.code}-1" for one in regions.regencies_of("35")]
    assert offices_without_operator("35") == (36, 38)  # people of two offices have an app
    activated(issued[0])
    assert offices_without_operator("35") == (35, 38)


def test_a_list_is_issued_whole_or_not_at_all(areas, admins):
    wanted = [Wanted("operator", "3501", "A"), Wanted("operator", "3501", "a")]
    assert refused(credentials.issue_many, wanted=wanted, by=admins["first"]) == "has_account"
    assert not Slip.objects.exists() and not User.objects.filter(area="3501").exists()


def test_a_second_press_of_the_same_form_issues_nothing(areas, admins):
    token = uuid.uuid4()
    issue(admins["first"], token=token)
    assert refused(issue, by=admins["first"], name="Budi", token=token) == "already_issued"
    assert Slip.objects.count() == 1 and Issuance.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_issue_one_and_numbers_do_not_collide(areas, admins):
    token = uuid.uuid4()

    def press(number):
        try:
            one = issue(admins["first"], name=f"Orang {number}", token=token if number < 8 else None)
            return one.user.username
        except Refused as error:
            return error.code
        finally:
            connection.close()
    with ThreadPoolExecutor(8) as pool:
        same, others = list(pool.map(press, range(8))), list(pool.map(press, range(8, 16)))
    assert sorted(same) == ["already_issued"] * 7 + ["op-3578-1"]
    assert sorted(others) == [f"op-3578-{number}" for number in range(2, 10)]


def test_a_reset_makes_password_app_and_sessions_worthless_at_once(areas, admins):
    issued = issue("system")
    user, codes = activated(issued)
    client = signed_in(user)
    assert client.get("/").status_code == 200
    again = credentials.reissue(user_id=user.pk, reason="telepon hilang", by=admins["office"])
    user.refresh_from_db()
    assert not user.has_usable_password() and user.activated_at is None
    assert not Authenticator.objects.filter(user=user).exists() and not RecoveryCode.objects.filter(user=user).exists()
    assert client.get("/").status_code == 302
    assert Visit.objects.get(user=user).ended_why == "office"
    assert credential(admins["first"].scope, user.pk).state == "issued"
    assert activated(again)[0].pk == user.pk and len(codes) == 10
    assert Event.objects.filter(act="credential_reissued", by="admin", detail__reason="telepon hilang").count() == 1


def test_revoking_ends_every_session_and_a_new_slip_gives_the_account_back(areas, admins):
    user, _codes = activated(issue("system"))
    clients = [signed_in(user), signed_in(user)]
    assert refused(leaving.revoke, user_id=user.pk, reason=" ", by=admins["office"]) == "reason_missing"
    leaving.revoke(user_id=user.pk, reason="berhenti", by=admins["office"])
    assert [client.get("/").status_code for client in clients] == [302, 302]
    assert credential(admins["first"].scope, user.pk).state == "revoked"
    assert refused(leaving.revoke, user_id=user.pk, reason="lagi", by=admins["office"]) == "already_revoked"
    activated(credentials.reissue(user_id=user.pk, reason="kembali", by=admins["office"]))
    assert credential(admins["first"].scope, user.pk).state == "active"
    assert Event.objects.filter(act="credential_revoked", detail__reason="berhenti").count() == 1


def test_leave_rests_an_account_for_its_days_and_ends_sessions(areas, admins):
    user, _codes = activated(issue("system"))
    client, today, by = signed_in(user), timezone.localdate(), admins["office"]
    later = {"first": today + timedelta(3), "last": today + timedelta(9)}
    leaving.set_leave(user_id=user.pk, **later, reason="cuti tahunan", by=by)
    assert client.get("/").status_code == 200
    leaving.set_leave(user_id=user.pk, first=today, last=today, reason="sakit", by=by)
    assert client.get("/").status_code == 302
    assert credential(by.scope, user.pk).state == "leave"
    leaving.set_leave(user_id=user.pk, first=None, last=None, reason="sembuh", by=by)
    assert credential(by.scope, user.pk).state == "active"
    for days in ({"first": today, "last": None}, {"first": today, "last": today - timedelta(1)},
                 {"first": today - timedelta(9), "last": today - timedelta(1)}):
        assert refused(leaving.set_leave, user_id=user.pk, **days, reason="x", by=by) == "leave_days"
    changes = Event.objects.get(act="leave_ended").detail["changes"]
    assert changes["leave_from"] == [today.isoformat(), None]


def test_an_end_date_closes_the_account_after_its_day(areas, admins):
    user, _codes = activated(issue("system"))
    today, by = timezone.localdate(), admins["office"]
    assert refused(leaving.set_end_date, user_id=user.pk, last=today - timedelta(1), reason="x", by=by) == "end_day"
    leaving.set_end_date(user_id=user.pk, last=today, reason="kontrak habis", by=by)
    assert credential(by.scope, user.pk).state == "active"
    User.objects.filter(pk=user.pk).update(ends_on=today - timedelta(1))
    assert credential(by.scope, user.pk).state == "ended"
    leaving.set_end_date(user_id=user.pk, last=None, reason="diperpanjang", by=by)
    assert credential(by.scope, user.pk).state == "active"


@pytest.mark.parametrize("act", [
    lambda pk, by: leaving.revoke(user_id=pk, reason="x", by=by),
    lambda pk, by: credentials.reissue(user_id=pk, reason="x", by=by),
    lambda pk, by: leaving.set_leave(user_id=pk, first=timezone.localdate(), last=timezone.localdate(), reason="x",
                                     by=by),
    lambda pk, by: leaving.set_end_date(user_id=pk, last=None, reason="x", by=by)])
def test_nobody_acts_on_himself_on_others_elsewhere_or_without_the_right(areas, people, admins, act):
    before = list(User.objects.order_by("pk").values())
    for by, whom, code in (
            (admins["first"], admins["first"], "own_account"), (admins["office"], people["elsewhere"], "not_found"),
            (admins["office"], admins["first"], "not_found"), (people["province"], people["operator"], "forbidden"),
            (people["operator"], people["operator2"], "forbidden")):
        assert refused(act, pk=whom.pk, by=by) == code
    assert refused(act, pk=0, by=admins["first"]) == "not_found"
    assert list(User.objects.order_by("pk").values()) == before


def test_the_last_active_admin_of_the_province_stays(areas, admins):
    leaving.revoke(user_id=admins["second"].pk, reason="x", by=admins["first"])
    assert refused(leaving.revoke, user_id=admins["first"].pk, reason="x", by="system") == "last_admin"
    last = {"user_id": admins["first"].pk, "last": timezone.localdate(), "reason": "x", "by": "system"}
    assert refused(leaving.set_end_date, **last) == "last_admin"


def test_two_admins_cannot_go_on_the_same_days(areas, admins):
    """Each act by itself leaves an admin today; together they would leave none tomorrow."""
    first, second, today = admins["first"], admins["second"], timezone.localdate()
    days = [today + timedelta(days=n) for n in (5, 9, 9, 12, 10, 12)]
    leaving.set_leave(user_id=second.pk, first=days[0], last=days[1], reason="x", by=first)
    rest = {"user_id": first.pk, "reason": "x", "by": "system"}
    assert refused(leaving.set_leave, first=days[2], last=days[3], **rest) == "last_admin"
    assert refused(leaving.revoke, **rest) == "last_admin"
    leaving.set_leave(first=days[4], last=days[5], **rest)
    leaving.set_leave(first=None, last=None, **rest)
    leaving.set_leave(user_id=second.pk, first=None, last=None, reason="x", by=first)
    leaving.set_end_date(user_id=second.pk, last=today, reason="x", by=first)
    assert refused(leaving.set_end_date, last=today, **rest) == "last_admin"
    leaving.revoke(user_id=admins["office"].pk, reason="x", by=admins["first"])  # an office may be without


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_close_each_other_do_not_both_win(areas, admins):
    pair = [(admins["first"], admins["second"]), (admins["second"], admins["first"])]

    def close(by_and_whom):
        try:
            leaving.revoke(user_id=by_and_whom[1].pk, reason="x", by=by_and_whom[0])
            return "done"
        except Refused as error:
            return error.code
        finally:
            connection.close()
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(close, pair))
    assert sorted(said) == ["done", "forbidden"]
    assert User.objects.filter(role="admin", area="35", is_active=True).count() == 1


def test_unused_letters_are_issued_anew_and_active_people_keep_what_they_have(areas, admins):
    issued = [issue("system", area=code) for code in ("3501", "3502", "3503")]
    active, _codes = activated(issued[0])
    password = User.objects.get(pk=active.pk).password
    again = credentials.reissue_unused(user_ids=[one.user.pk for one in issued], reason="printer rusak",
                                       by=admins["first"], token=uuid.uuid4())
    assert [one.user.username for one in again] == ["op-3502-1", "op-3503-1"]
    assert User.objects.get(pk=active.pk).password == password
    assert refused(credentials.reissue_unused, user_ids=[issued[1].user.pk], reason="x",
                   by=admins["office"]) == "not_found"


def test_states_follow_what_happened_and_the_list_takes_few_queries(areas, admins, django_assert_max_num_queries):
    issued = {code: issue("system", area=code) for code in ("3501", "3502", "3503", "3504")}
    activated(issued["3501"])
    Slip.objects.filter(user=issued["3502"].user).update(expires_at=timezone.now())
    User.objects.filter(pk=issued["3504"].user.pk).update(is_active=False)
    with django_assert_max_num_queries(3):
        states = {one.area: one.state for one in credentials_of("35") if one.area in issued}
    assert states == {"3501": "active", "3502": "expired", "3503": "issued", "3504": "revoked"}
    for number in range(20):
        add_user(username=f"x{number}", role="operator", area="3510", by="test")
    with django_assert_max_num_queries(3):
        assert sum(one.state == "none" for one in credentials_of("35")) == 20
