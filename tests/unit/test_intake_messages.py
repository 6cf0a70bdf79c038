"""Every code that the rules can give has a title, a meaning and a remedy, and no other code has one."""

import re
from pathlib import Path

import pytest

from voters.intake.messages import MESSAGES, message

CODES = (
    [f"E{n:02d}" for n in range(1, 26)]
    + [f"W{n:02d}" for n in range(1, 11)]
    + [f"I{n:02d}" for n in range(1, 5)]
    + [f"F{n:02d}" for n in range(1, 7)]
    + ["L01", "L02"]
)


def test_the_catalogue_is_whole():
    assert list(MESSAGES) == CODES


@pytest.mark.parametrize("code", CODES)
def test_three_sentences_each(code):
    title, meaning, remedy = map(str, message(code))
    assert title and not title.endswith(".")
    assert meaning.endswith(".") and remedy.endswith(".")


def test_no_code_is_given_that_has_no_message():
    for folder in ("rules", "intake"):
        for file in (Path(__file__).parents[2] / "voters" / folder).glob("*.py"):
            given = set(re.findall(r'"([EWIFL]\d\d)"', file.read_text()))
            assert given <= set(CODES), file
