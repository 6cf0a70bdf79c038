"""A berita acara as PDF: words of the office, figures of the seal, the recap behind it. In Indonesian always."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from voters.printing.recaps import recap_data
from voters.printing.typeset import compiled, proof_lines, table_data, written
from voters.queries.minutes import ROLES, lacking
from voters.rules import words
from voters.rules.figures import both
from voters.tables.recaps import paper_of

GAP = "…………………"


def minutes_pdf(recap, minutes, address, foot, replaced=""):
    """The PDF of the berita acara around a Recap; `minutes` may be None: what is missing is dotted, and it is a KONSEP.

    `address` is that of the page that checks the code, `foot` says whose copy it is, `replaced` what took its place.
    """
    with translation.override("id"):
        return compiled("berita_acara.typ", **recap_data(recap, _annex_of(minutes)) | _words(recap, minutes),
                        **proof_lines(recap.source, address, replaced), mark=_mark(), foot=foot, page=_("Hal"),
                        of=_("dari"))


def _words(recap, minutes):
    paper = paper_of(recap)
    said, now = paper.words.minutes, recap.totals
    about = {"daftar": paper.listed, "wilayah": recap.name.upper(), "periode": recap.period.label.upper()}
    plain = {"daftar": _title(paper.listed), "wilayah": recap.name, "periode": recap.period.label}
    body = said["body"].format(**plain)
    day = minutes.held_on if minutes else None
    meeting = {"hari": words.day_name(day), "tanggal": words.number(day.day), "bulan": words.month_name(day),
               "tahun": words.number(day.year)} if day else dict.fromkeys(("hari", "tanggal", "bulan", "tahun"), GAP)
    closing = table_data(paper.annexes[0])
    return {
        "about": f"{_('Berita acara')} {recap.stage} {recap.name} · {recap.period.label}",
        "concept": _("KONSEP") if lacking(minutes) else "", "number": _typed(minutes, "number"),
        "heading": said["heading"].format(**about, badan=body.upper()), "body": body,
        "opening": said["opening"].format(**plain, badan=body, **meeting, tempat=_typed(minutes, "place")),
        "decides": said["decides"].format(**plain, badan=body), "sums": _sums(now), "closing": closing,
        "feedback": said["feedback"].format(**plain, badan=body), "nothing": said["nothing"],
        "received": [[one["from"], one["text"]] for one in minutes.feedback] if minutes else [],
        "annexed": said["annexes"].format(**plain, badan=body), "ending": said["closing"].format(**plain, badan=body),
        "made_in": _typed(minutes, "made_in"), "made_on": words.day_month_year(day) if day else GAP,
        "signers": [[one["role"], one["name"] or GAP] for one in minutes.signatories] if minutes and minutes.signatories
                   else [[role, GAP] for role in ROLES]}


def _annex_of(minutes):
    """What the recap behind a berita acara says of itself."""
    day = words.day_month_year(minutes.held_on) if minutes and minutes.held_on else GAP
    return f"Lampiran Berita Acara Nomor {_typed(minutes, 'number')} tanggal {day}"


def _sums(figures):
    """(headings, one row) of what the plenary determined; levels that an area does not have are left out."""
    cells = [(_("JUMLAH KECAMATAN"), figures["kecamatan"]), (_("JUMLAH DESA/KELURAHAN"), figures["desa"]),
             (_("JUMLAH TPS"), figures["tps"]), (_("LAKI-LAKI"), figures["pemilih"]["L"]),
             (_("PEREMPUAN"), figures["pemilih"]["P"]), (_("JUMLAH PEMILIH"), both(figures["pemilih"]))]
    return [[heading for heading, _value in cells], [written(value) for _heading, value in cells]]


def _typed(minutes, name):
    return getattr(minutes, name, "") or GAP


def _title(text):
    """DAFTAR PEMILIH TETAP in running words: Daftar Pemilih Tetap; short names such as DPS stay."""
    return " ".join(word if len(word) <= 3 else word.capitalize() for word in text.split())


@cache
def _mark():
    return (Path(settings.BASE_DIR) / "static" / "img" / "sidalih.svg").read_text(encoding="utf-8")
