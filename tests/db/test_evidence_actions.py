"""Evidence: attached once, bounded, kept apart by office, gone without a trace when it is not taken."""

import stat

import pytest
from django.core.files.base import ContentFile

from sidalih import audit
from sidalih.accounts.scope import Scope, scoped
from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests.kit import applied, new, receive, submitted
from tests.papers import jpeg, pdf, png
from tests.roles import as_application
from voters.actions import deciding, evidence, setting_aside, windows
from voters.models import Evidence
from voters.queries import evidence as queries
from voters.queries import sources
from voters.tables.sources import lines_of, totals_of

pytestmark = pytest.mark.django_db
NIK = "3578040105909001"


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    """Files of a test lie in a folder of its own, with the project's rights."""
    options = settings.STORAGES["default"]["OPTIONS"] | {"location": str(tmp_path)}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": options}}
    return tmp_path / "evidence"


def files(stored):
    return [path for path in stored.rglob("*") if path.is_file()]


def attach(people, batch, data=None, ordinal=1, name="akta.pdf", by="operator", **more):
    file = ContentFile(pdf() if data is None else data, name=name)
    return evidence.attach(batch_id=batch.pk, ordinal=ordinal, file=file, by=people[by], **more)


def code_of(act, *arguments, **values):
    with pytest.raises(Refused) as refused:
        act(*arguments, **values)
    return refused.value.code


@pytest.fixture
def draft(rolls, people, july):
    return receive(people, july, new(9001), new(9002, NAMA=""))


def test_papers_of_a_locked_office_stay_as_they_are(people, draft, july):
    kept = attach(people, draft)
    windows.lock(regencies=["3578"], period=july, reason="pleno DPB", by=people["province_approver"])
    assert code_of(attach, people, draft, ordinal=2) == "regency_locked"
    assert code_of(evidence.remove, batch_id=draft.pk, number=kept.pk, by=people["operator"]) == "regency_locked"


def test_a_paper_is_stored_under_a_name_of_its_own(people, draft, stored):
    paper = attach(people, draft, name=f"../../Akta {NIK}.exe.PDF", note=f"akta {NIK}  kematian")
    (path,) = files(stored)
    assert path.read_bytes() == pdf() and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.parent == stored / "3578" and len(path.stem) == 32 and path.suffix == ".pdf"
    assert NIK not in paper.name and NIK not in paper.note and paper.name.startswith("Akta 3578")
    assert paper.name.endswith(".exe.pdf") and "/" not in paper.name
    assert (paper.row.ordinal, paper.kind, paper.bytes, paper.added_by) == (1, "pdf", len(pdf()), people["operator"])


@pytest.mark.parametrize(("name", "kind", "safe"), [
    ("a\u202efdp.exe", "pdf", "a fdp.exe.pdf"), ("", "png", "bukti.png"), ("...", "jpeg", "bukti.jpg"),
    ("C:\\scan\\surat kematian.jpeg", "jpeg", "surat kematian.jpg"), ('a"b<c>.pdf', "pdf", "a b c.pdf"),
    ("x.html", "pdf", "x.html.pdf"), ("baris\r\nSet-Cookie: a.pdf", "pdf", "baris Set-Cookie a.pdf")])
def test_names_are_safe_and_end_as_what_they_are(name, kind, safe):
    assert evidence.safe_name(name, kind) == safe
    assert len(evidence.safe_name("é" * 400, kind)) < 130


def test_the_same_paper_twice_is_one(people, draft, stored):
    first = attach(people, draft)
    assert attach(people, draft, name="lain.pdf") == first
    assert attach(people, draft, ordinal=2) != first  # of another row it is another
    assert attach(people, draft, ordinal=None) != first
    assert len(files(stored)) == 3 and Event.objects.filter(act="evidence_attached").count() == 3


def test_what_is_refused_leaves_nothing_behind(people, draft, stored, settings, monkeypatch):
    assert code_of(attach, people, draft, b"MZ\x90") == "scan_kind"
    settings.EVIDENCE_MAX_BYTES = 100
    assert code_of(attach, people, draft) == "evidence_size"
    settings.EVIDENCE_MAX_BYTES = 10**6
    assert code_of(attach, people, draft, by="approver") == "forbidden"
    assert code_of(attach, people, draft, by="elsewhere") == "not_found"
    assert code_of(attach, people, draft, ordinal=99) == "not_found"

    def broken(*arguments, **values):
        raise RuntimeError("the record cannot be written")
    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        attach(people, draft)
    assert not files(stored) and not Evidence.objects.exists()


def test_how_many_is_bounded(people, draft, monkeypatch):
    monkeypatch.setattr(evidence, "MOST_OF_A_ROW", 2)
    monkeypatch.setattr(evidence, "MOST_OF_A_BATCH", 3)
    first = attach(people, draft, pdf(b"/N 1"))
    attach(people, draft, pdf(b"/N 2"))
    assert code_of(attach, people, draft, pdf(b"/N 3")) == "evidence_many"
    attach(people, draft, png(), ordinal=2)
    assert code_of(attach, people, draft, jpeg(), ordinal=None) == "evidence_many"
    evidence.remove(batch_id=draft.pk, number=first.pk, by=people["operator"])
    attach(people, draft, jpeg(), ordinal=None)


def test_a_paper_is_removed_from_drafts_only(people, july, draft, stored, django_capture_on_commit_callbacks):
    paper = attach(people, draft)
    assert code_of(evidence.remove, batch_id=draft.pk, number=paper.pk, by=people["approver"]) == "forbidden"
    batch, _rest = deciding.submit(batch_id=draft.pk, by=people["operator"], confirm_warnings=True)
    assert code_of(evidence.remove, batch_id=draft.pk, number=paper.pk, by=people["operator"]) == "wrong_state"
    late = attach(people, draft, png(), name="foto.png")  # asked for by the approver: may still come
    assert late.batch.state == "submitted"
    deciding.send_back(batch_id=batch.pk, reason="kurang bukti", by=people["approver"])
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove(batch_id=draft.pk, number=paper.pk, by=people["operator"])
    paper.refresh_from_db()
    assert (paper.stored_as, paper.removed_by) == ("", people["operator"]) and len(files(stored)) == 1
    assert code_of(evidence.remove, batch_id=draft.pk, number=paper.pk, by=people["operator"]) == "not_found"
    assert code_of(evidence.open_paper, batch_id=draft.pk, number=paper.pk, by=people["operator"]) == "not_found"
    assert attach(people, draft) != paper  # the same bytes again, after they were removed


def test_nothing_is_added_once_it_is_decided(rolls, people, july):
    done = applied(people, july, new(9001))
    assert code_of(attach, people, done) == "wrong_state"


def test_papers_go_with_their_row(people, draft):
    """The wrong row stays behind as a draft of its own; its paper is found there, and no more where it came from."""
    paper = attach(people, draft, ordinal=2)
    batch, rest = deciding.submit(batch_id=draft.pk, by=people["operator"], confirm_warnings=True)
    scope = Scope("operator", "3578")
    assert queries.one(scope, rest.pk, paper.pk) == paper and queries.one(scope, batch.pk, paper.pk) is None
    assert queries.of_rows(rest)[0] == [paper] and queries.count_of(batch) == 0
    assert list(queries.counts(rest.lines.all())) == [paper.row_id]
    evidence.remove(batch_id=rest.pk, number=paper.pk, by=people["operator"])


def test_a_row_set_aside_and_brought_back_has_its_paper(people, draft):
    attach(people, draft, ordinal=1)
    with scoped("3578"):
        setting_aside.set_aside(batch_id=draft.pk, ordinals=[1], by=people["operator"])
        assert queries.count_of(draft) == 0
        setting_aside.bring_back(batch_id=draft.pk, ordinals=[1], by=people["operator"])
    assert queries.count_of(draft) == 1


def test_opening_is_written_down_and_other_offices_have_nothing_to_open(people, draft):
    paper = attach(people, draft)
    with as_application(), scoped("3578"):
        _paper, file = evidence.open_paper(batch_id=draft.pk, number=paper.pk, by=people["viewer"])
        assert file.read() == pdf()
    event = Event.objects.get(act="evidence_opened")
    assert (event.by, event.regency, event.subject) == ("viewer", "3578", f"batch:{draft.pk}")
    assert event.detail["evidence"] == paper.pk and event.detail["sha256"] == paper.sha256
    with as_application(), scoped("3515"):
        assert not Evidence.objects.exists()
        for who in ("elsewhere", "viewer"):
            assert code_of(evidence.open_paper, batch_id=draft.pk, number=paper.pk, by=people[who]) == "not_found"
    other = receive(people, draft.period, new(9003), name="b.xlsx")
    assert code_of(evidence.open_paper, batch_id=other.pk, number=paper.pk, by=people["operator"]) == "not_found"


def test_a_file_that_is_lost_is_said(people, draft, stored):
    paper = attach(people, draft)
    files(stored)[0].unlink()
    assert code_of(evidence.open_paper, batch_id=draft.pk, number=paper.pk, by=people["operator"]) == "not_found"


# --- the recap by source -----------------------------------------------------------------------------------------

def test_rows_are_summed_by_source_before_and_after_they_are_applied(rolls, people, july):
    submitted(people, july, new(9001, SMBR="Disdukcapil"), new(9002, SMBR="RT"), new(9003, SMBR="RT"))
    done = applied(people, july, new(9004, SMBR="Disdukcapil"), new(9005, SMBR=""))
    receive(people, july, new(9006), name="c.xlsx")
    with as_application(), scoped("3578"):
        lines = sources.by_source("3578", july)
        assert [(line.source, line.waiting, line.applied) for line in lines] == [
            ("Disdukcapil", (1, 0, 0), (1, 0, 0)), ("RT", (2, 0, 0), (0, 0, 0)), ("", (0, 0, 0), (1, 0, 0))]
        assert sources.drafts("3578", july) == 1
    assert totals_of(lines) == ((3, 0, 0), (2, 0, 0), 5) and lines_of(lines)[2][0] == "tanpa sumber"
    assert [line.applied for line in sources.of_batch(done)] == [(1, 0, 0), (1, 0, 0)]
    with as_application(), scoped("3515"):
        assert sources.by_source("35", july) == []


def test_many_sources_are_summed_in_one_line(rolls, people, july, monkeypatch):
    from voters.queries import review

    monkeypatch.setattr(review, "SOURCES", 2)
    batch = submitted(people, july, *(new(9001 + n, SMBR=f"RT {max(n, 2)}") for n in range(6)))
    assert batch.review["by_source"][-1] == [None, 2, 0, 0]
    assert totals_of(sources.by_source("3578", july))[2] == 6
