"""KTP-el pages over ten years of monthly reports against two months: `bench/ektp_pages.py [MONTHS]` (120)."""

import sys
import time

import portal


def p95(client, address, times=40):
    """The 95th percentile, in milliseconds, of opening a page again and again."""
    client.get(address)
    taken = []
    for _time in range(times):
        begin = time.perf_counter()
        assert client.get(address).status_code == 200, address
        taken.append((time.perf_counter() - begin) * 1000)
    return sorted(taken)[int(times * 0.95) - 1]


def main(months=120):
    portal.start()
    from django.conf import settings
    from django.test import Client

    from ektp.queries.reports import newest_of
    from sidalih.accounts.models import User
    from sidalih.accounts.scope import scoped
    from sidalih.row_security import as_owner
    from tests.ektp.test_scale import history, pages
    from tests.entered import force_login_opens_a_visit

    force_login_opens_a_visit()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, "1000000/h 1000000/h")
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    clients = {}
    for role, area in (("operator", "3578"), ("province", "35")):
        clients[role] = Client()
        person, _made = User.objects.get_or_create(username=f"bench-{role}", defaults={"role": role, "area": area})
        clients[role].force_login(person)
    measured = []
    for span in (2, months):
        with as_owner():
            history(span)
        with scoped("3578"):
            newest = newest_of("3578")
        measured.append([(who, address.rstrip("/"), p95(clients[who], address)) for who, address in pages(newest)])
    print(f"{'p95 of 40 requests, milliseconds':<46}{2:>7} months{months:>6} months   ratio")
    for (who, address, few), (_who, _address, many) in zip(*measured, strict=True):
        print(f"{who:<10}{address:<36}{few:>14.0f}{many:>13.0f}{many / few:>9.2f}")
    portal.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
