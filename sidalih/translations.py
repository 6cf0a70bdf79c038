"""Compiles the translations at set-up, where gettext may not be installed: `python -m sidalih.translations`."""

from pathlib import Path

import polib

LOCALE = Path(__file__).parent.parent / "locale"


def compile_all(folder=LOCALE):
    """Write a .mo beside every .po that is newer than it; returns how many were written.

    Needs neither Django's settings nor gettext. Raises OSError where the folder cannot be written.
    """
    written = 0
    for source in sorted(folder.rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        polib.pofile(str(source)).save_as_mofile(str(target))
        written += 1
    return written


if __name__ == "__main__":
    compile_all()
