"""The documentation keeps up with the code: links, commands, environment variables, codes, legal words."""

import re
from pathlib import Path

import pytest

from voters.intake.messages import MESSAGES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
EVERYTHING = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)

# Words of the law and of KPU's data staff that code and pages use without explaining them.
LEGAL_WORDS = """NIK, NKK, KK, DPID, KTP-el, TPS, RT, RW, L/P, STS, DIS, KET, SMBR, TMS, MS, baru, ubah, saring, pindah,
    ganda, tidak padan, pemula, coklit, coktas, mutarlih, operator, penyetuju, pemantau, Rendatin, Bawaslu, Disdukcapil,
    Kemendagri, Rakor, kecamatan, kabupaten/kota, kelurahan/desa, wilayah, lokasi khusus, Sidalih, DP4, DPB, PDPB, DPS,
    DPSHP, DPT, DPTb, DPK, periode, triwulan, tahapan, tanggal acuan, snapshot, segel, revisi, rekap, arus, pleno,
    berita acara, salinan, berkas, baris, tanda terima, siap entry, konsep, ajukan, setujui, terapkan, pekerjaan,
    peragaan, wajib KTP, rekam, cetak, PRR, suket"""


def name(path):
    return str(path.relative_to(ROOT))


def anchors(page):
    """The anchors that a Markdown page's headings get."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        assert "://" not in target, f"{name(page)} leads to another host: {target}"
        file, _hash, anchor = target.partition("#")
        led = (page.parent / file).resolve() if file else page
        assert led.exists() and led.is_relative_to(ROOT), f"{name(page)}: {target}"
        if anchor:
            assert anchor in anchors(led), f"{name(page)}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_files_that_are_named_exist(page):
    """A path such as `voters/intake/parse.py` in a page is a promise."""
    for path in re.findall(r"`((?:sidalih|voters|ektp|templates|static|tests|bench|docs|locale)/[\w./-]+)`",
                           page.read_text(encoding="utf-8")):
        assert (ROOT / path).exists() or "00NN" in path, f"{name(page)} names {path}"


def test_every_command_is_named():
    commands = [file for file in ROOT.glob("*/**/management/commands/*.py") if ".venv" not in file.parts]
    missing = [file.stem for file in commands
               if file.stem != "__init__" and not re.search(rf"`(manage\.py )?{file.stem}\b", EVERYTHING)]
    assert not missing


def test_every_environment_variable_is_explained():
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "sidalih/settings.py").read_text(encoding="utf-8")))
    read |= set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    read |= set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M))
    table = (DOCS / "operations.md").read_text(encoding="utf-8").split("## Environment variables")[1]
    assert len(read) > 15
    assert not {variable for variable in read if f"`{variable}`" not in table}


def catalogue():
    """(code, title) of every line of the tables in docs/rules.md."""
    return re.findall(r"^\| ([A-Z]\d\d) \| ([^|]+?) \|", (DOCS / "rules.md").read_text(encoding="utf-8"), re.M)


def test_the_catalogue_of_codes_is_that_of_the_code():
    assert [code for code, _title in catalogue()] == list(MESSAGES)


def test_the_catalogue_bears_the_titles_that_pages_show():
    from django.utils import translation

    with translation.override("id"):
        assert dict(catalogue()) == {code: str(m.title) for code, m in MESSAGES.items()}


@pytest.mark.parametrize("word", re.split(r",\s+", LEGAL_WORDS))
def test_legal_words_are_explained(word):
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    entries = " ".join(re.findall(r"\*+([^*]+)\*+", glossary))
    assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", entries), word


def test_pictures_are_small_and_used():
    for picture in (DOCS / "img").glob("*"):
        assert picture.suffix == ".png" and picture.stat().st_size < 200_000, picture.name
        assert f"img/{picture.name}" in EVERYTHING, picture.name


def test_every_decision_is_in_the_index():
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    for record in (DOCS / "adr").glob("0*.md"):
        title = record.read_text(encoding="utf-8").splitlines()[0].split(". ", 1)[1]
        assert f"({record.name})" in index and title in index, record.name
