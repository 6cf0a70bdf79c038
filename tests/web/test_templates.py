"""What holds for every template as it is written: readable lines, nothing inline, a comment that says what it is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
LONGEST_LINE, MOST_LINES = 140, 120
TAG = re.compile(r"<[a-zA-Z][^<>]*>", re.S)
TEMPLATE_CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
TRANSLATED = re.compile(r"{%\s*(?:translate|trans)\s+(\"[^\"]*\"|'[^']*')?")
BLOCK_TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?%}(.*?){%\s*endblocktrans(?:late)?\s*%}", re.S)


def source(name):
    return (ROOT / name).read_text(encoding="utf-8")


def markup(name):
    """The template without its tags and variables: only what is sent as it stands."""
    return TEMPLATE_CODE.sub(" ", source(name))


def test_there_are_templates():
    assert len(TEMPLATES) > 40


@pytest.mark.parametrize("name", TEMPLATES)
def test_lines_and_templates_are_short(name):
    lines = source(name).splitlines()
    assert not [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]
    assert len(lines) <= MOST_LINES, "split it into parts with telling names"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_what_it_is(name):
    """In its first line, or its second where the first must be {% extends %}."""
    opening = re.match(r"({% extends \"[^\"]+\" %}\n)?{# (.{20,}) #}\n", source(name))
    assert opening, "open with {# who renders this, what the context holds #}"


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_is_inline(name):
    for tag in TAG.findall(markup(name)):
        assert not re.search(r"\s(style|on[a-z]+)\s*=", tag), tag
    assert "<style" not in source(name) and "javascript:" not in source(name)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source(name))


@pytest.mark.parametrize("name", TEMPLATES)
def test_translated_strings_are_not_empty(name):
    """gettext answers an empty string with the header of the catalogue, which nobody should read on a page."""
    text = source(name)
    for literal in TRANSLATED.findall(text):
        assert literal[1:-1].strip()
    for inner in BLOCK_TRANSLATED.findall(text):
        assert inner.strip()
