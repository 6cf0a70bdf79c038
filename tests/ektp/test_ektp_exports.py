"""What leaves the portal about KTP-el is written down with its hash, and nobody's number stands in what is typed."""

from datetime import date
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from ektp.actions.findings import explain_finding
from ektp.actions.reporting import record_report
from ektp.actions.rollups import build_rollup
from ektp.models import Finding
from ektp.queries.drafts import districts_of
from ektp.rules import Figures
from sidalih.audit.models import Event
from tests.ektp.test_ektp_pages import enter, plain_static, report  # noqa: F401  (fixtures)
from tests.papers import pdf

pytestmark = pytest.mark.django_db
AUGUST = date(2017, 8, 31)
NIK = "3578040105909001"


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_every_download_is_recorded_with_its_hash(people, enter):  # noqa: F811
    one = report("3578", AUGUST)
    build_rollup(area="35", on=AUGUST)
    own, province = enter("viewer"), enter("province")
    asked = [(own, "3578", reverse(f"ktp-el-{kind}", args=[one.pk])) for kind in ("xlsx", "pdf")]
    asked.append((own, "3578", reverse("ktp-el-kantor-xlsx", args=["3578"])))
    asked += [(province, "35", reverse(f"ktp-el-{kind}")) for kind in (
        "provinsi-xlsx", "provinsi-pdf", "rekap-xlsx", "rekap-pdf")]
    for client, regency, address in asked:
        answer = client.get(address)
        assert answer.status_code == 200, address
        data, event = body_of(answer), Event.objects.filter(act="list_exported").latest("id")
        assert (event.regency, event.detail["sha256"], event.detail["bytes"]) == (
            regency, sha256(data).hexdigest(), len(data)), address
        assert event.detail["what"] in answer["Content-Disposition"]
    assert Event.objects.filter(act="list_exported").count() == len(asked)


def test_taking_the_evidence_away_is_recorded_and_no_number_stands_in_what_was_typed(people, enter):  # noqa: F811
    evidence = ContentFile(pdf(), name=f"surat {NIK}.pdf")
    one = record_report(regency="3578", as_of=AUGUST, by=people["operator"], evidence=evidence, label=NIK,
                        note=f"warga {NIK} salah", source="Dinas", remarks={"357804": f"lihat {NIK}"},
                        figures=dict.fromkeys(districts_of("3578").names, Figures(1000, 1001)))
    explain_finding(finding_id=Finding.objects.filter(report=one).first().pk, explanation=f"kecuali {NIK}",
                    by=people["operator"])
    client = enter("viewer")
    assert NIK not in client.get(reverse("ktp-el-lihat", args=[one.pk])).content.decode()
    answer = client.get(reverse("ktp-el-bukti", args=[one.pk]))
    assert NIK not in answer["Content-Disposition"] and "surat" in answer["Content-Disposition"]
    event = Event.objects.get(act="list_exported")
    assert (event.by, event.subject, event.detail["sha256"]) == (
        "viewer", f"ektp:{one.pk}", sha256(body_of(answer)).hexdigest())
