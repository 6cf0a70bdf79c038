"""Every address of the table, by every kind of visitor and every method: the answer is what the table implies."""

import pytest
from django.test import Client
from django.urls import reverse

from sidalih.accounts.roles import ROLES
from sidalih.addresses import ADDRESSES
from tests.web.test_access import address, things  # noqa: F401  (a fixture)

METHODS = ("get", "head", "post")
UNUSED = ("put", "patch", "delete", "options")
VISITORS = ("stranger", "operator", "approver", "viewer", "province", "province_approver", "admin", "elsewhere")
ROLE = {"elsewhere": "operator"}
GUARDED = [name for name, entry in ADDRESSES.items() if entry.permission]
# What is said of the whole portal or of oneself has no "elsewhere".
OF_ONESELF = "saya"


def test_a_permission_that_nobody_has_opens_nothing_and_none_is_forgotten():
    given = set().union(*(role.permissions for role in ROLES.values()))
    assert {entry.permission for entry in ADDRESSES.values() if entry.permission} <= given


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", VISITORS)
def test_each_answer_is_as_declared(visitor, things, people, enter):  # noqa: F811
    client = Client() if visitor == "stranger" else enter(visitor)
    for name in GUARDED:
        place = address(name, things)
        for method in UNUSED if visitor in ("stranger", "operator") else ():
            assert getattr(client, method)(place).status_code == 405, (visitor, method, name)
        for method in METHODS:
            answer = getattr(client, method)(place)
            told = (visitor, method, name, answer.status_code)
            if visitor == "stranger":
                assert answer.status_code == 302 and answer["Location"].startswith(reverse("masuk")), told
            elif not people[visitor].may(ADDRESSES[name].permission):
                assert answer.status_code == 403, told
            elif visitor == "elsewhere" and place.count("3578") + any(part.isdigit() for part in place.split("/")):
                assert answer.status_code in (404, 405) or name.startswith(OF_ONESELF), told
            else:
                assert answer.status_code < 500 and answer.status_code != 403, told
                assert not answer.get("Location", "").startswith(reverse("masuk")), told


@pytest.mark.django_db
def test_an_address_outside_the_table_does_not_exist(people, enter, monkeypatch):
    client = enter("operator")
    assert client.get(reverse("beranda")).status_code == 200
    monkeypatch.delitem(ADDRESSES, "beranda")
    assert client.get(reverse("beranda")).status_code == 404
