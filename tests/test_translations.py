"""English is whole: nothing is untranslated, placeholders agree, and a page in English says nothing in Indonesian."""

import gettext
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from ektp.actions.reporting import record_report
from ektp.queries.drafts import districts_of, draft_from_file
from ektp.rules import Figures
from sidalih.home.templatetags.tanggal import tanggal, waktu
from sidalih.translations import compile_all
from voters import panels

ROOT = Path(__file__).parent.parent
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[-+# 0]*\d*(?:\.\d+)?[a-zA-Z]|\{\w*\}")
SAID_IN = ("title", "aria-label", "placeholder", "alt", "data-lost", "data-copied", "data-leave")


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(PO))


def pairs(entry):
    """(source, translation) of an entry; of one with a plural, all forms."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    forms = [entry.msgstr_plural[index] for index in sorted(entry.msgstr_plural)]
    return [(entry.msgid if index == 0 else entry.msgid_plural, form) for index, form in enumerate(forms)]


def test_every_entry_is_translated_and_meant(catalogue):
    assert not [entry.msgid for entry in catalogue if not all(text for _, text in pairs(entry))]
    assert not [entry.msgid for entry in catalogue if entry.fuzzy]
    assert not [entry.msgid for entry in catalogue.obsolete_entries()]
    assert catalogue.metadata["Language"] == "en" and not catalogue.metadata_is_fuzzy
    assert catalogue.metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert all(len(pairs(entry)) == 2 for entry in catalogue if entry.msgid_plural)


def test_placeholders_and_blanks_at_the_ends_agree(catalogue):
    both = [pair for entry in catalogue for pair in pairs(entry)]
    ends = re.compile(r"^\s*|\s*$")
    assert not [text for source, text in both
                if text and Counter(PLACEHOLDER.findall(source)) != Counter(PLACEHOLDER.findall(text))]
    assert not [text for source, text in both if text and ends.findall(source) != ends.findall(text)]


def test_codes_and_figures_of_a_sentence_stay(catalogue):
    """A translation that loses a code, a column name or a limit would tell another rule."""
    kept = re.compile(r"\b(?:[EWIFL]\d\d|NIK|NKK|DPID|TMS|TPS|STS|DIS|RT|RW|[A-Z]\d?/[A-Z])\b|\.xlsx?\b|\d[\d.]*\d")
    lost = {entry.msgid: missing for entry in catalogue if entry.msgstr and (
            missing := set(kept.findall(entry.msgid)) - set(kept.findall(entry.msgstr)))}
    assert not lost


def test_every_text_of_the_portal_is_in_the_catalogue(catalogue, tmp_path):
    """As `makemessages` finds them, in a copy: it writes beside what it reads."""
    if not all(map(shutil.which, ("xgettext", "msguniq", "msgmerge", "msgattrib"))):
        pytest.skip("GNU gettext is not installed; its xgettext is needed to find the texts")
    skipped = shutil.ignore_patterns("__pycache__", "migrations", "*.mo")
    for name in ("sidalih", "voters", "ektp", "templates", "locale"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=skipped)
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "en", "--settings", "sidalih.settings",
         "--no-location", "--no-wrap"],
        cwd=tmp_path, check=True, capture_output=True, env={
            "PATH": ":".join({str(Path(shutil.which(tool)).parent) for tool in ("xgettext", "msgmerge")}),
            "PYTHONPATH": str(tmp_path), "DATABASE_URL": "postgres://u:p@127.0.0.1:1/x", "SECRET_KEY": "x"})
    found = polib.pofile(str(tmp_path / PO.relative_to(ROOT)))
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue}
    assert not [entry.msgid for entry in found
                if not entry.obsolete and (entry.msgctxt, entry.msgid, entry.msgid_plural) not in known]


def test_translations_compile_without_gettext(tmp_path):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(PO, folder)
    assert compile_all(tmp_path) == 1
    assert compile_all(tmp_path) == 0  # nothing has changed since
    with (folder / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Berkas baru") == "New file"


@pytest.fixture
def english(settings, tmp_path):
    """Translations compiled for this test alone, whatever stands in locale/."""
    shutil.copytree(ROOT / "locale", tmp_path / "locale", ignore=shutil.ignore_patterns("*.mo"))
    compile_all(tmp_path / "locale")
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


class Said(HTMLParser):
    """Every text of a page that people see or hear, blanks collapsed."""

    def __init__(self, page):
        super().__init__()
        self.texts = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.texts |= {" ".join(value.split()) for name, value in attrs if name in SAID_IN and value}

    def handle_data(self, data):
        self.texts.add(" ".join(data.split(" · ")[0].split()))


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["operator", "approver", "province"])
def test_pages_in_english_say_nothing_in_indonesian(english, catalogue, people, rolls, who):
    indonesian = {entry.msgid.strip() for entry in catalogue if entry.msgid != entry.msgstr}
    indonesian.discard("Juli 2017")  # what the office calls its period is data
    client = Client()
    client.force_login(people[who])
    client.post(reverse("bahasa"), {"language": "en", "next": "/"})
    for name in ("beranda", "berkas", "berkas-baru", "pemilih", "snapshot", "pekerjaan", "provinsi",
                 "ktp-el-baru", "ktp-el-provinsi"):
        response = client.get(reverse(name))
        if response.status_code == 200:
            page = response.content.decode()
            assert '<html lang="en">' in page and "Sign out" in page
            left = Said(page).texts & indonesian
            assert not left, name


@pytest.mark.django_db
def test_indonesian_comes_by_itself_and_numbers_keep_its_dots(english, people, rolls, monkeypatch):
    real = panels.overview
    monkeypatch.setattr(panels, "overview", lambda *area: replace(real(*area), active=1_234_567))
    client = Client(HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9")
    client.force_login(people["operator"])
    page = client.get("/")
    assert page["Content-Language"] == "id" and "Pemilih terdaftar" in page.content.decode()
    assert "1.234.567" in page.content.decode()
    client.post(reverse("bahasa"), {"language": "en", "next": "/"})
    page = client.get("/", HTTP_ACCEPT_LANGUAGE="id")
    assert page["Content-Language"] == "en" and "Registered voters" in page.content.decode()
    assert "1.234.567" in page.content.decode()


@pytest.mark.django_db
def test_a_form_downloaded_in_english_can_be_uploaded_again(english, people, tmp_path):
    """Forms are read by their Indonesian headings, months and totals row."""
    figures = dict.fromkeys(districts_of("3578").names, Figures(1000, 940, 900))
    done = record_report(regency="3578", as_of=date(2017, 8, 31), figures=figures, by="system", announce=False)
    client = Client()
    client.force_login(people["operator"])
    client.post(reverse("bahasa"), {"language": "en", "next": "/"})
    path = tmp_path / "form.xlsx"
    path.write_bytes(client.get(reverse("ktp-el-xlsx", args=[done.pk])).content)
    again = draft_from_file(path, name="form.xlsx", regency="3578")
    assert again.ok and again.as_of == done.as_of and again.figures == figures


def test_dates_are_translated_and_keep_their_order(english):
    with translation.override("en"):
        assert tanggal(date(2017, 7, 14)) == "14 July 2017"
        assert waktu(datetime(2017, 7, 14, 9, 2, tzinfo=UTC)) == "14 July 2017 at 16.02 WIB"
    assert tanggal(date(2017, 7, 14)) == "14 Juli 2017"


@pytest.mark.django_db
def test_a_language_ends_with_its_request(english, people):
    client = Client()
    client.post(reverse("bahasa"), {"language": "en", "next": "/"})
    assert "Sign in" in client.get(reverse("masuk")).content.decode()
    assert translation.get_language() == "id"
