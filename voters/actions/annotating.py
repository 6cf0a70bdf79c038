"""Giving an operator's workbook back with what the portal says of each row; it may be corrected and sent again.

A worker writes it, for one person: it holds full numbers and bears a mark of its own. Where it lies then, and who gets
it: annotated_copies.py.
"""

import os
import tempfile
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext as _

from sidalih import audit, sheets
from sidalih.accounts.scope import scoped
from sidalih.marking import new_mark
from sidalih.refusal import Refused
from voters.actions import annotated_copies as kept
from voters.actions.repairing import look_at_candidates
from voters.intake import annotate as words
from voters.intake.columns import COLUMNS
from voters.intake.read import FileRefused, TypedRow, read_bulk
from voters.intake.row_keys import fingerprint, read_key, write_key
from voters.models import Batch
from voters.models.batch import Origin, State
from voters.queries.annotated import family_of, last_ordinal, origin_of, placed, suggested
from voters.queries.regencies import regency_of_batch
from voters.queries.suggestions import sentence

AT_ONCE = 2_000           # lines whose rows are looked up together
WIDTHS = {"NKK": 19, "NIK": 19, "NAMA": 30, "JALAN": 34, "KECAMATAN": 18, "DESA": 18, "TMPLHR": 16, "TGLLHR": 13,
          "DPID": 11, "SMBR": 14}


def can_be_annotated(batch):
    """Whether a batch has rows that an operator sent or typed; those of a reversal are nobody's to send again."""
    return batch.origin != Origin.REVERSAL and batch.state not in (State.RECEIVED, State.REFUSED) and batch.rows > 0


def annotate_batch(*, batch_id, by, progress=lambda done, total, what: None):
    """Write the annotated workbook of the file that a batch's rows came with, for whoever asked (`by` a username).

    All rows of the file are in it, wherever they went, as they stand now. Where the file cannot be changed, or the rows
    were typed, a plain workbook of the 18 columns is written. Written aside and renamed, so that no half file is
    ever offered. Returns {"file", "bytes", "rows", "mark", "plain"}, `plain` says why. Raises Refused for a batch
    without rows and where the place cannot be written.
    """
    with scoped(regency_of_batch(batch_id)), translation.override(settings.LANGUAGE_CODE):
        batch = Batch.objects.select_related("period").get(pk=batch_id)
        if not can_be_annotated(batch):
            raise Refused("no_rows", _("Berkas ini tidak memuat baris yang dapat dikirim ulang."))
        root = origin_of(batch)
        mark = new_mark(by)
        work = _Work(root, mark, progress)
        why = ""
        folder = kept.folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=".annotated-")
            try:
                with os.fdopen(handle, "wb") as file:
                    why = work.write(file)
                    file.flush()
                    sha256 = kept.sha256_of(temporary)
                os.chmod(temporary, 0o640)
                size = os.stat(temporary).st_size
                target = kept.place_of(root, by, mark, is_plain=bool(why))
                earlier = [one.path for one in kept.written(root, by)]
                os.replace(temporary, target)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise Refused("not_writable", _("Berkas tidak dapat ditulis: %(why)s") % {"why": error.strerror}) from None
        for path in [*earlier, *(path for path in folder.glob("annotated-*.xlsx") if kept.is_old(path))]:
            path.unlink(missing_ok=True)
        if work.named:
            look_at_candidates(batch=root, dpids=work.named, by=by)
        audit.record("batch_annotated", by=by, regency=root.regency, subject=f"batch:{root.pk}",
                     what=f"berkas beranotasi {root.receipt}", mark=mark.code, sha256=sha256, rows=work.rows,
                     bytes=size)
    return {"file": str(target), "bytes": size, "rows": work.rows, "mark": mark.code, "plain": why}


class _Work:
    """Writing one workbook: lines of the file (or of the draft) matched with what is stored, piece by piece."""

    def __init__(self, root, mark, progress):
        self.root, self.mark, self.progress = root, mark, progress
        self.family = family_of(root)
        self.last = last_ordinal(self.family)
        self.added = words.added_columns(mark.code)
        self.headings, self.rows = {}, 0
        self.offered, self.named = {}, set()

    def write(self, file):
        """Write the workbook; returns "" for the operator's own, else why it is a plain one."""
        if not self.root.stored_as:
            self._write_plain(file, self._stored_lines())
            return "typed"
        path = default_storage.path(self.root.stored_as)
        try:
            sheets.annotate_workbook(path, file, added=self.added, items=self._items(path), mark=self.mark.code)
        except FileNotFoundError:
            self._write_plain(file, self._stored_lines())
            return "gone"
        except sheets.CannotAnnotate as peculiar:
            self._write_plain(file, self._file_lines(path))
            return peculiar.reason
        except (sheets.SheetRefused, FileRefused):  # it was taken once, under other limits
            self._write_plain(file, self._stored_lines())
            return "refused"
        return ""

    def _items(self, path):
        """The Headings and Notes of the file's sheets, in its order."""
        sheet = None
        for typed, standing in self._file_lines(path):
            if typed.sheet != sheet:
                sheet = typed.sheet
                row, own, places, said = self.headings[sheet]
                yield sheets.Heading(sheet, row, own, said)
            colours = words.colours_of(standing) if standing else {}
            yield sheets.Note(typed.sheet, typed.row, self._texts(typed.cells, standing),
                              {places[name]: colour for name, colour in colours.items()})

    def _file_lines(self, path):
        """(TypedRow, Standing or None) of every line of the file."""
        self.rows = 0
        lines = enumerate(read_bulk(path, on_heading=self._heading), start=1)
        while piece := list(islice(lines, AT_ONCE)):
            keys = {ordinal: key[0] for ordinal, typed in piece if typed.key and (key := read_key(typed.key))}
            found = placed(self.root, self.family, piece[0][0], piece[-1][0], keys.values())
            own = {}
            for one in found:
                if one.own:  # the first: rows typed later may have taken the same place in another draft
                    own.setdefault((one.ordinal, one.sheet, one.row), one.standing)
            by_key = {one.key: one.standing for one in found}
            self._suggest(found)
            for ordinal, typed in piece:
                yield typed, own.get((ordinal, typed.sheet, typed.row)) or by_key.get(keys.get(ordinal))
            self._tell(len(piece))

    def _stored_lines(self):
        """(TypedRow, Standing) of every row of the family, as it is typed now."""
        self.rows = 0
        for first in range(1, self.last + 1, AT_ONCE):
            found = placed(self.root, self.family, first, first + AT_ONCE - 1)
            self._suggest(found)
            for one in found:
                yield TypedRow(one.sheet, one.row, one.standing.typed), one.standing
            self._tell(len(found))

    def _write_plain(self, file, lines):
        file.seek(0)
        file.truncate()
        index = {name: at for at, name in enumerate(COLUMNS)}
        written = ((typed.cells, self._texts(typed.cells, standing),
                    {index[name]: colour for name, colour in (words.colours_of(standing) if standing else {}).items()})
                   for typed, standing in lines)
        sheets.write_plain(file, sheet=_("Bulk Sidalih"), columns=COLUMNS, mark=self.mark.code, added=self.added,
                           widths=[WIDTHS.get(name, 7) for name in COLUMNS], lines=written)

    def _texts(self, cells, standing):
        """What the four columns say of a line; nothing where no row of it is stored."""
        if standing is None:
            return ("", "", "", "")
        advice = words.advice_of(standing, cells, self.offered.get(standing.row_id))
        return (words.status_of(standing), words.mistakes_of(standing), advice,
                write_key(standing.row_id, fingerprint(cells)))

    def _heading(self, sheet, row, cells):
        own = words.own_columns(cells)
        said = tuple("" if column is None else cells[column] for column in own)
        self.headings[sheet] = (row, own, words.places_of(cells), said)

    def _suggest(self, found):
        """Keep what the portal suggests for the rows of one piece, and whom the sentences name."""
        rows = suggested(self.root, [one.standing for one in found])
        self.offered = {row: {code: _said(one) for code, one in codes.items()} for row, codes in rows.items()}
        self.named.update(*(one.shows for codes in rows.values() for one in codes.values()))

    def _tell(self, rows):
        self.rows += rows
        self.progress(self.rows, max(self.last, self.rows), _("Menulis anotasi"))


def _said(one):
    """A suggestion as a sentence, and the cells that it would fill."""
    cells = "; ".join(f"{column} = {text}" for column, text in one.cells.items() if text)
    return f"{sentence(one)} {_('Isi %(cells)s.') % {'cells': cells}}" if cells else sentence(one)
