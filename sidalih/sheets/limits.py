"""What a file must pass before it is opened: size, expansion, number of parts, no declarations. Look here for F02.

Cheap on purpose: it reads the zip directory and the first bytes of each part. That no part is really larger than
the directory says is counted later, in the reading child, while the rows are already coming.
"""

import os
import struct
import zlib
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from sidalih.sheets.content import refuse_unless_workbook, refuse_unless_zip
from sidalih.sheets.refusals import refusal
from sidalih.sheets.sizes import pieces


@dataclass(frozen=True)
class Limits:
    """Bounds for one workbook. Real ones expand 8 to 10 times, hostile ones 450 to 1,028 times (measured)."""

    file_bytes: int = 64 << 20
    unpacked_bytes: int = 1_500_000_000
    ratio: int = 100
    ratio_from: int = 1 << 20  # smaller parts compress well without malice
    entries: int = 2_000
    directory_bytes: int = 1 << 20  # 2,000 entries with names of 400 letters
    prolog_bytes: int = 1 << 16  # what may stand before a part's first element
    columns: int = 60
    wide_columns: int = 256  # used where the first rows of a sheet reach beyond `columns`
    rows: int = 1_048_576  # Excel's own
    blank_rows: int = 1_000  # a sheet ends after so many empty rows on end
    cell_letters: int = 32_767  # Excel's own
    child_memory: int = 768 << 20
    child_seconds: int = 90  # of processor time


LIMITS = Limits()


def check(path, limits=LIMITS):
    """Pass silently, or raise SheetRefused F01 (not a workbook) or F02 (too large or hostile). Milliseconds.

    OSError where the file cannot be read.
    """
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if not size:
            raise refusal("empty")
        if size > limits.file_bytes:
            raise refusal("file_bytes", megabytes=limits.file_bytes >> 20)
        refuse_unless_zip(file)
        try:
            _refuse_large_directory(file, size, limits)
            with ZipFile(file) as archive:
                entries = archive.infolist()
            _check_entries(entries, limits)
            for entry in entries:
                _refuse_declarations(file, entry, limits)
        except (BadZipFile, zlib.error, struct.error, NotImplementedError, UnicodeDecodeError, ValueError) as error:
            raise refusal("damaged") from error


def _refuse_large_directory(file, size, limits):
    """Stop before zipfile reads a directory of a million entries into memory."""
    tail_start = max(0, size - (1 << 16) - 22)
    file.seek(tail_start)
    tail = file.read()
    at = len(tail) - 22
    if not (tail[at:].startswith(b"PK\x05\x06") and tail.endswith(b"\0\0")):
        at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise refusal("damaged")
    entries, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        (offset,) = struct.unpack("<Q", tail[at - 12 : at - 4])
        file.seek(min(offset, size))
        record = file.read(56)
        if record.startswith(b"PK\x06\x06"):
            entries, directory = struct.unpack("<QQ", record[32:48])
    if entries > limits.entries or directory > limits.directory_bytes:
        raise refusal("entries")


def _check_entries(entries, limits):
    refuse_unless_workbook(entries)
    if len(entries) > limits.entries:
        raise refusal("entries")
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise refusal("unpacked")
    for entry in entries:
        if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(1, entry.compress_size):
            raise refusal("ratio")


def _refuse_declarations(file, entry, limits):
    """Read a part up to its first element; DOCTYPE and ENTITY can only stand before it."""
    head = b""
    for piece in pieces(file, entry, step=4096):
        # Without the zeros UTF-16 reads like ASCII, so a declaration cannot hide in it.
        head = (head + piece).replace(b"\0", b"")
        verdict = _prolog(head)
        if verdict == "element":
            return
        if verdict == "declaration" or len(head) > limits.prolog_bytes:
            raise refusal("entities")


def _prolog(head):
    """'element', 'declaration' or, while that is still open, 'more'. Anything but XML counts as 'element'."""
    at = 0
    for bom in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        if head.startswith(bom):
            at = len(bom)
    while True:
        while head[at : at + 1].isspace():
            at += 1
        rest = head[at : at + 4]
        if rest.startswith(b"<?"):
            end = head.find(b"?>", at)
            at = end + 2
        elif rest == b"<!--":
            end = head.find(b"-->", at + 4)
            at = end + 3
        elif len(rest) < 4 and b"<!--".startswith(rest):
            return "more"
        else:
            return "declaration" if rest.startswith(b"<!") else "element"
        if end < 0:
            return "more"
