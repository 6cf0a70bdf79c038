"""Recaps as PDF (A4, lying) and as sheets of a workbook."""

from django.utils import translation
from django.utils.translation import gettext as _

from sidalih.home.templatetags.tanggal import tanggal
from sidalih.sheets import Column, Sheet
from voters.printing.typeset import compiled, proof_lines, table_data
from voters.queries.recap import KINDS
from voters.rules.papers import spelled
from voters.tables.recaps import paper_of

NARROW, WIDE = 9, 28
AREAS = {2: "Provinsi", 4: "Kabupaten/Kota", 6: "Kecamatan", 10: "Desa/Kelurahan"}  # at the head of a form


def recap_pdf(recap, address, foot, replaced=""):
    """The PDF of a Recap: the forms of its year, the annexes, what ties it to the database. In Indonesian always.

    `address` is that of the page that checks its code, `foot` the line that says whose copy it is. Raises BadForms.
    """
    with translation.override("id"):
        return compiled("rekap.typ", **recap_data(recap), **proof_lines(recap.source, address, replaced), foot=foot,
                        page=_("Hal"), of=_("dari"))


def recap_data(recap, annex=""):
    """The tables and words of a Recap for Typst; `annex` says of which berita acara it is the annex, if of any."""
    paper = paper_of(recap)
    about = f"{_('Rekap')} {recap.stage} {place_of(recap)} · {recap.period.label}"
    return {"listed": paper.listed, "place": place_of(recap), "period": recap.period.label.upper(), "about": about,
            "facts": facts_of(recap), "annex": annex, "forms": [table_data(one) for one in paper.forms],
            "annexes": [table_data(one) for one in paper.annexes], "notes": paper.notes}


def recap_sheets(recap, replaced=""):
    """The Sheets of a Recap: its forms and annexes, a sheet each; numbers are numbers. In Indonesian always.

    `replaced` is the sentence that says what took the recap's place; it stands below each.
    """
    with translation.override("id"):
        paper = paper_of(recap)
        about = f"{place_of(recap)} · {period_of(recap)} · {_('kode periksa')} {spelled(recap.source.code)}"
        sheets, taken = [], set()
        for table in [*paper.forms, *paper.annexes]:
            name = table.name
            while name in taken:
                name += " 2"
            taken.add(name)
            headings = _headings(table)
            columns = [Column(heading, WIDE if at in table.texts else NARROW, "text" if at in table.texts else "number")
                       for at, heading in enumerate(headings)]
            sheets.append(Sheet(name, table.title, about, columns, [line.cells for line in table.lines], table.totals,
                                tuple([replaced] if replaced else []) + tuple(paper.notes)))
        return sheets


def place_of(recap):
    """The area with those above it: Kecamatan Wonokromo, Kota Surabaya, Jawa Timur."""
    return ", ".join([recap.name, *(area.name for area in reversed(recap.above))])


def facts_of(recap):
    """[[word, name]] at the head of a form: the areas it is of, the widest first, and the day ages are counted on."""
    kind, name = recap.name.partition(" ")[::2]
    own = name if kind in KINDS.values() else recap.name
    known = [*((area.code, area.name) for area in recap.above), (recap.area, own)]
    return [*([AREAS[len(code)], name] for code, name in known if code),
            ["Usia pada", tanggal(recap.period.reference_date)]]


def period_of(recap):
    """The period with the date on which ages are counted."""
    return _("%(period)s (usia pada %(day)s)") % {
        "period": recap.period.label, "day": tanggal(recap.period.reference_date)}


def _headings(table):
    """A heading a column: its group in front, since a sheet has one line of headings."""
    groups = [group for group, span in table.groups for _each in range(span)] or [""] * len(table.headings)
    return [f"{group}: {heading}" if group and heading else group or heading
            for group, heading in zip(groups, table.headings, strict=True)]
