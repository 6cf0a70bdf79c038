"""Watches everything that is logged while tests run: a number that could be a NIK fails the test that let it out.

The product stars such numbers out when it writes a line (sidalih/privacy.py). Here the words are looked at before that:
the stars are the second lock, not the first.
"""

import logging
import os
import re
from pathlib import Path

from sidalih.privacy import NUMBER

SIXTEEN = re.compile(r"(?<![0-9a-f])\d{16}(?![0-9a-f])")  # in files of other programs, which also hold hashes
FOUND = []


def watch():
    """Look at every record of every logger from now on, whoever handles it."""
    make = logging.getLogRecordFactory()

    def factory(*args, **kwargs):
        record = make(*args, **kwargs)
        if NUMBER.search(_words(record)):
            FOUND.append(f"{record.levelname} {record.name} {record.pathname}:{record.lineno}")
        return record

    logging.setLogRecordFactory(factory)


def _words(record):
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # a message that does not fit its arguments: the handler complains by itself
        return f"{record.msg} {record.args}"


def server_log():
    """The log of the database server that this session runs, or None for somebody else's."""
    log = Path(os.environ.get("SIDALIH_VAR", "")) / "postgres" / "log"
    return log if os.environ.get("SIDALIH_VAR") and log.exists() else None


def leaked(text):
    """The lines of a log that hold sixteen digits, with the digits left out."""
    return [SIXTEEN.sub("****************", line) for line in text.splitlines() if SIXTEEN.search(line)]
