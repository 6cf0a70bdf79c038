"""Finding what is odd in a report, and an office's word on it; the figures are never touched."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ektp import rules
from ektp.models import Finding, Report
from ektp.queries.reports import existing_finding, figures_by_district, findings_of, previous_of
from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.home.templatetags.sandi import tanpa_nomor
from sidalih.refusal import Refused

LONGEST_EXPLANATION = 2_000
FIELDS = rules.Found._fields


def find(report, *, expected, inherit=None):
    """Bring a report's findings to what its figures and the report before it say now; call it under the lock.

    A finding that stands as it stood keeps its explanation; so does one that `inherit`, the version before, had
    with the very same numbers. `expected` are the codes of the regency's districts.
    """
    wanted = rules.findings(figures_by_district(report), expected=expected, totals=report.totals,
                            previous=figures_by_district(previous_of(report)))
    known = {_key(one): one for one in findings_of(inherit)} if inherit else {}
    stands = {_key(one) for one in known.values() if one.report_id == report.pk}
    gone = stands - set(wanted)
    if gone:
        Finding.objects.filter(pk__in=[known[key].pk for key in gone]).delete()
    Finding.objects.bulk_create(
        Finding(report=report, regency=report.regency, **found._asdict(), **_explanation(known.get(found)))
        for found in wanted if found not in stands)
    _count_open(report)


def explain_finding(*, finding_id, explanation, by):
    """Write down the office's explanation of a finding; an empty one takes it back. Returns the Finding.

    Raises Refused for people who may not, and for findings of a version that has been replaced.
    """
    with scoped(by.area):  # of which regency it is only the finding says
        return _explain(finding_id, explanation, by)


def _explain(finding_id, explanation, by):
    finding = existing_finding(finding_id)
    authorize(by, Permission.EKTP_EDIT, finding.regency)
    report = Report.objects.select_for_update(no_key=True).get(pk=finding.report_id)
    if not report.current:
        raise Refused("wrong_state", _("Laporan ini sudah diganti versi yang lebih baru; jelaskan temuan di sana."))
    finding = existing_finding(finding_id)  # as it stands under the lock
    text = tanpa_nomor(explanation.strip())  # others read it
    if len(text) > LONGEST_EXPLANATION:
        raise Refused("too_long", _("Penjelasan paling panjang %(n)d huruf.") % {"n": LONGEST_EXPLANATION})
    finding.explanation = text
    finding.explained_by, finding.explained_at = (by, timezone.now()) if text else (None, None)
    finding.save(update_fields=["explanation", "explained_by", "explained_at"])
    _count_open(report)
    audit.record("ektp_finding_explained" if text else "ektp_finding_reopened", by=by.username,
                 regency=finding.regency, subject=f"ektp:{report.pk}", finding=finding.code, district=finding.district)
    return finding


def _key(finding):
    return rules.Found(*(getattr(finding, name) for name in FIELDS))


def _explanation(earlier):
    if earlier is None:
        return {}
    return {"explanation": earlier.explanation, "explained_by": earlier.explained_by,
            "explained_at": earlier.explained_at}


def _count_open(report):
    report.open_findings = Finding.objects.filter(report=report, explanation="").count()
    report.save(update_fields=["open_findings"])
