"""Pages of a batch of 100,000 rows against one of 1,000: `bench/batch_pages.py [ROWS]` (100,000)."""

import sys
import time

import portal

FEW = 1_000
PAGES = (("operator", "berkas-lihat", "draft", ""), ("operator", "berkas-lihat", "draft", "?lihat=semua&dari={far}"),
         ("operator", "berkas-lihat", "draft", "?lihat=peringatan"), ("operator", "berkas-lihat", "draft", "?kode=E08"),
         ("operator", "berkas-masalah", "draft", ""), ("operator", "berkas-kisi-baris", "draft", "?dari={far}"),
         ("operator", "berkas-baris", "row", ""), ("approver", "berkas-tinjau", "sent", ""),
         ("approver", "berkas-tinjau", "sent", "?jenis=T&dari={far}"), ("approver", "berkas-lihat", "sent", ""),
         ("operator", "berkas", "", ""), ("operator", "beranda", "", ""))


def main(rows=100_000):
    portal.start()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from sidalih.accounts.scope import scoped
    from tests.entered import force_login_opens_a_visit
    from voters.actions import deciding

    force_login_opens_a_visit()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, "1000000/h 1000000/h")
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    period, operator, approver = portal.fresh_roll(400_000)
    clients = {"operator": Client(), "approver": Client()}
    clients["operator"].force_login(operator)
    clients["approver"].force_login(approver)
    measured, times = [], {}
    for size in (FEW, rows):
        with portal.timed(f"receiving, reading and checking {size} rows", times):
            draft = _received(size, period, operator, f"konsep{size}.xlsx", spoilt=True)
        sent = _received(size, period, operator, f"kirim{size}.xlsx", spoilt=False)
        with scoped(portal.REGENCY), portal.timed(f"submitting {sent.rows} rows", times):
            sent = deciding.submit(batch_id=sent.pk, by=operator, confirm_warnings=True)[0]
        with scoped(portal.REGENCY):
            wrong = draft.lines.filter(blocked=True).order_by("-ordinal").first().ordinal
        args = {"draft": [draft.pk], "sent": [sent.pk], "row": [draft.pk, wrong], "": []}
        measured.append([(who, name + query, _p95(clients[who], reverse(name, args=args[which])
                                                  + query.format(far=size * 9 // 10)))
                         for who, name, which, query in PAGES])
    print(f"{'p95 of 30 requests, milliseconds':<52}{FEW:>8} rows{rows:>8} rows   ratio")
    for (who, page, few), (_who, _page, many) in zip(*measured, strict=True):
        print(f"{who:<10}{page:<42}{few:>13.0f}{many:>13.0f}{many / few:>8.2f}")
    portal.stop()


def _received(size, period, operator, name, spoilt):
    """A batch of that many rows, read and checked; `spoilt`: every tenth or so with an E08."""
    from io import BytesIO

    import openpyxl
    from django.core.files.base import ContentFile

    from sidalih import jobs
    from sidalih.accounts.scope import scoped
    from sidalih.jobs.queries import by_key
    from voters.actions import receiving

    book, data = openpyxl.Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("TPS 001")
    for number, row in enumerate(portal.mutarlih(size, 400_000)):
        if number % 5 == 1 and row[15] == "U":
            row[8:9] = ["Z"] if spoilt else row[8:9]
        sheet.append(row)
    sheet.append([name])
    book.save(data)
    with scoped(portal.REGENCY):
        batch = receiving.receive(file=ContentFile(data.getvalue(), name=name), regency=portal.REGENCY, period=period,
                                  by=operator)
    jobs.run_here(by_key(f"read_batch:{batch.pk}"))
    with scoped(portal.REGENCY):
        batch.refresh_from_db()
    return batch


def _p95(client, address, times=30):
    """The 95th percentile, in milliseconds, of opening a page again and again."""
    client.get(address)
    taken = []
    for _time in range(times):
        begin = time.perf_counter()
        assert client.get(address).status_code == 200, address
        taken.append((time.perf_counter() - begin) * 1000)
    return sorted(taken)[int(times * 0.95) - 1]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
