"""Scanned papers by their content: PDF, JPEG or PNG, whole, and nothing else besides. Never drawn or unpacked here.

Look here for why a paper is refused. The name and the type that a browser sends are not asked (ASVS 5.2.2): a file is
what its bytes say from the first to the last. What cannot be seen without decoding it (a script inside a compressed
stream of a PDF) is not found; papers are only ever handed out as downloads, never opened inside the portal.
"""

import re
import zlib

from django.utils.translation import gettext as _

from sidalih.refusal import Refused

PDF, JPEG, PNG = "pdf", "jpeg", "png"
SUFFIXES = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
TYPES = {PDF: "application/pdf", JPEG: "image/jpeg", PNG: "image/png"}

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEAD = TAIL = 1024             # where a PDF says that it is one, and that it is over
MOST_SIDE = 30_000             # pixels; an A0 sheet at 600 dpi has fewer
MOST_PIECES = 50_000           # segments or chunks
ZIP_END, ZIP_REACH = b"PK\x05\x06", 2**16 + 22
# What a page or a script begins with; none of it belongs into a picture.
MARKUP = re.compile(rb"<(?:!doctype|html|script|iframe|svg|\?php)[\s>/=]", re.I)
# What other files begin with: papers for other eyes, packed files, programs; in a picture they may stand anywhere.
OTHERS = re.compile(rb"%PDF-|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x7fELF[\x01\x02]{2}\x01|This program cannot be run in")
# What stands before "%PDF-" in files of printers and scanners: blanks, a byte order mark, a job's line.
BEFORE_PDF = re.compile(rb"(?:\xef\xbb\xbf)?[\x00\t\n\r\x1b\x20-\x3b\x3d-\x7e]*")
# Names of a PDF that act by themselves or carry other files; any letter may be written as its number (/J#61vaScript).
ACTIVE = {name: re.compile(b"/" + b"".join(b"(?:%c|#%02x)" % (letter, letter) for letter in name.encode()), re.I)
          for name in ("JavaScript", "Launch", "EmbeddedFile", "RichMedia")}
FILL = re.compile(rb"\xff+")                              # any number of them stands before a marker
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # neither stuffed nor a restart
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # SOF0 to SOF15


def kind_of(data):
    """pdf, jpeg or png, for the bytes of a whole and harmless file of that kind.

    Raises Refused: scan_empty, scan_kind (something else, whatever it is called), scan_broken (cut off or damaged),
    scan_active (a PDF that acts or carries files), scan_mixed (two things in one file).
    """
    if not data:
        raise Refused("scan_empty", _("Berkas ini kosong. Pindai atau foto ulang, lalu kirim lagi."))
    if data.startswith(SIGNATURE):
        _whole_png(data)
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        _whole_jpeg(data)
        return JPEG
    start = data[:HEAD].find(b"%PDF-")
    if start >= 0:
        _whole_pdf(data, start)
        return PDF
    raise Refused("scan_kind", _("Isi berkas ini bukan PDF, JPEG, atau PNG. Pindai ulang sebagai PDF, atau foto dengan "
                                 "kamera telepon."))


def _whole_pdf(data, start):
    if not BEFORE_PDF.fullmatch(data[:start]) or data.startswith((b"MZ", b"PK", b"#!", b"GIF8")):
        _mixed()
    end = data.rfind(b"%%EOF", -TAIL)
    if end < 0 or b"startxref" not in data[max(0, end - TAIL):end] or b" obj" not in data:
        _broken("PDF")
    _no_archive(data)
    if data[end + 5:].strip(b"\0\t\n\f\r "):
        _mixed()
    for name, written in ACTIVE.items():
        if written.search(data):
            raise Refused("scan_active", _("PDF ini memuat %(what)s (perintah atau berkas lain di dalamnya). Cetak "
                                           "lalu pindai, atau simpan ulang sebagai PDF biasa.") % {"what": name})


def _whole_jpeg(data):
    """Walk the segments from SOI to EOI. What cameras add behind it (a second picture) may stay, a page may not."""
    at, sized, scans = 2, False, 0
    for _piece in range(MOST_PIECES):
        fill = FILL.match(data, at)
        if not fill or len(data) <= fill.end():
            _broken("JPEG")
        marker = data[fill.end()]
        at = fill.end() + 1
        if marker == 0xD9:
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            continue
        length = int.from_bytes(data[at:at + 2], "big")
        if length < 2 or at + length > len(data) or marker in (0x00, 0xD8):
            _broken("JPEG")
        if marker in FRAMES:
            sized = _plausible("JPEG", *(int.from_bytes(data[at + n:at + n + 2], "big") for n in (5, 3)))
        at += length
        if marker == 0xDA:
            if not sized:
                _broken("JPEG")
            scans += 1
            at = _after_scan(data, at)
    else:
        _broken("JPEG")
    if not scans:
        _broken("JPEG")
    _no_archive(data)
    _nothing_else(data)


def _after_scan(data, at):
    """Where the next marker stands behind compressed data."""
    found = NEXT_MARKER.search(data, at)
    if not found:
        _broken("JPEG")
    return found.start()


def _whole_png(data):
    """Walk the chunks with their checksums, from IHDR to IEND, which is the last byte."""
    at, names = len(SIGNATURE), []
    for _piece in range(MOST_PIECES):
        length = int.from_bytes(data[at:at + 4], "big")
        name, body = data[at + 4:at + 8], data[at + 8:at + 8 + length]
        stated = data[at + 8 + length:at + 12 + length]
        if len(stated) < 4 or not name.isalpha() or zlib.crc32(name + body) != int.from_bytes(stated, "big"):
            _broken("PNG")
        if not names and (name != b"IHDR" or length != 13):
            _broken("PNG")
        if name == b"IHDR":
            _plausible("PNG", int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big"))
        names.append(name)
        at += 12 + length
        if name == b"IEND":
            break
    if names[-1] != b"IEND" or b"IDAT" not in names:
        _broken("PNG")
    if at != len(data):
        _mixed()
    _no_archive(data)
    _nothing_else(data)


def _plausible(kind, width, height):
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        _broken(kind)
    return True


def _no_archive(data):
    """A ZIP is read from its end: anything may stand before it, a picture too."""
    if ZIP_END in data[-ZIP_REACH:]:
        _mixed()


def _nothing_else(data):
    if MARKUP.search(data) or OTHERS.search(data):
        _mixed()


def _broken(kind):
    raise Refused("scan_broken", _("%(kind)s ini rusak atau terpotong. Pindai atau foto ulang, lalu kirim lagi.")
                  % {"kind": kind})


def _mixed():
    raise Refused("scan_mixed", _("Di dalam berkas ini ada berkas lain yang disembunyikan. Pindai atau foto ulang "
                                  "kertasnya, lalu kirim lagi."))
