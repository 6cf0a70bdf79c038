"""Scanned papers for tests, built byte by byte: whole ones, and hostile ones."""

import struct
import zlib


def pdf(text=b"", *, before=b"", after=b"\n"):
    """A whole PDF of one empty page; `text` goes into its catalogue."""
    body = (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + text + b" >>\nendobj\n"
            b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
            b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n")
    end = b"xref\n0 4\ntrailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)
    return before + body + end + after


def segment(marker, body):
    """One segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*, width=8, height=8, extra=b"", scan=b"\x12\x34\xff\x00\x56", after=b""):
    """A whole baseline JPEG of one component; `extra` segments stand before its frame."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (b"\xff\xd8" + segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0") + extra + segment(0xDB, bytes(65))
            + segment(0xC0, frame) + segment(0xC4, bytes(17)) + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + scan
            + b"\xff\xd9" + after)


def chunk(name, body):
    """One chunk of a PNG with its checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*, width=1, height=1, extra=b"", after=b""):
    """A whole PNG of grey pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(b"\0\0"))
            + chunk(b"IEND", b"") + after)


def archive():
    """The bytes of a ZIP with one member."""
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("a.txt", "a")
    return out.getvalue()
