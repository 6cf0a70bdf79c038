"""Published figures as pages show them: the province's sums and how they close, a line per regency, the columns."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from voters.actions.publication_files import heading_of, title_of
from voters.rules import public_figures
from voters.tables.papers import closing_lines

SHOWN = ("tps", "pemilih_l", "pemilih_p", "pemilih", "baru", "tms", "pindah", "ubah")


@dataclass(frozen=True)
class Regency:
    """A line of the table: `numbers` in the order of SHOWN, all None where the office is missing."""

    code: str
    name: str
    numbers: list
    missing: bool
    explanation: str = ""


@dataclass(frozen=True)
class Shown:
    """What pages show of a publication's content: `whole` are the province's numbers by key."""

    title: str
    about: dict
    whole: dict
    closing: list
    headings: list
    lines: list
    totals: list
    columns: list
    codes: list

    @property
    def explained(self):
        """The lines whose figures were sealed though they do not close."""
        return [line for line in self.lines if line.explanation]


def shown(content):
    """The Shown of a content (queries/publications.py head)."""
    about, keys = content["about"], content["columns"]
    columns = public_figures.columns(about["kode_tms"])
    whole, *rows = (dict(zip(keys, row, strict=True)) for row in content["top"])
    offices = {one["kode"]: one for one in about["kantor"]}
    lines = [Regency(row["kode"], row["kabupaten_kota"], [row[key] for key in SHOWN],
                     row["status"] == public_figures.MISSING, offices[row["kode"]].get("penjelasan", ""))
             for row in rows]
    headings = {column.key: heading_of(column) for column in columns}
    sums = {key: {"L": whole[f"{key}_l"], "P": whole[f"{key}_p"]}
            for key in ("sebelumnya", "baru", "tms", "pindah", "pemilih")}
    return Shown(title_of(about), about, whole, closing_lines(sums), [headings[key] for key in SHOWN], lines,
                 [whole[key] for key in SHOWN],
                 [(column.key, headings[column.key], _(column.meaning)) for column in columns],
                 [(headings[key], number) for key, number in whole.items() if key.startswith("tms_")
                  and key not in ("tms_l", "tms_p") and number])


def standing_of(publication):
    """(tone, word) of where a publication of a list stands."""
    if publication.withdrawn_at:
        return "bad", _("ditarik")
    return ("warn", _("diganti")) if publication.replaced else ("ok", _("berlaku"))
