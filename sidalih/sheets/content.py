"""What a file is by its content, whatever it is called; look here when a wrong type is refused badly or not at all."""

import mmap

from sidalih.sheets.refusals import refusal

ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EMPTY_ZIP = b"PK\x05\x06"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TEXT_CONTROLS = b"\t\n\r\f"


def refuse_unless_zip(file):
    """Look at the first bytes of a non-empty binary `file`; SheetRefused F01 unless it begins as a zip archive."""
    head = file.read(4096)
    if head.startswith(ZIP):
        return
    raise refusal(_what_is(head, file))


def _what_is(head, file):
    if head.startswith(_OLE):
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            return "encrypted" if whole.find(_ENCRYPTED_STREAM) >= 0 else "old_xls"
    if head.startswith(_EMPTY_ZIP):
        return "no_workbook"
    if head.startswith((b"PK", b"MZ", b"\x7fELF", b"%PDF")):
        return "other"
    for bom in _BOMS:
        head = head.removeprefix(bom)
    head = head.replace(b"\0", b"") if head.count(b"\0") * 3 > len(head) else head
    if head.lstrip().startswith(b"<"):
        return "markup"
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in head)
    return "other" if controls else "text"


def refuse_unless_workbook(entries):
    """`entries` are the ZipInfos of an archive; SheetRefused F01 unless an Excel workbook is among them."""
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" in names:
        if any(entry.flag_bits & 1 for entry in entries):
            raise refusal("encrypted")
        return
    if "xl/workbook.bin" in names:
        raise refusal("binary_xlsb")
    if {"mimetype", "content.xml"} <= names:
        raise refusal("ods")
    raise refusal("no_workbook")
