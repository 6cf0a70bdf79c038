"""What passes for a scanned paper, and what does not, whatever it is called."""

import contextlib
import time

import pytest

from sidalih import scans
from sidalih.refusal import Refused
from tests.papers import archive, chunk, jpeg, pdf, png, segment

EXIF = segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0")
XMP = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:RDF/></x:xmpmeta>")


@pytest.mark.parametrize(("data", "kind"), [
    (pdf(), "pdf"), (pdf(after=b""), "pdf"), (pdf(after=b"\r\n\0\0"), "pdf"),
    (pdf(before=b"\x1b%-12345X@PJL JOB\r\n"), "pdf"), (pdf(before=b"\xef\xbb\xbf"), "pdf"),
    (pdf(b"/Encrypt 9 0 R"), "pdf"),
    (jpeg(), "jpeg"), (jpeg(extra=EXIF), "jpeg"), (jpeg(extra=XMP), "jpeg"), (jpeg(after=b"\0" * 40), "jpeg"),
    (jpeg(after=jpeg()), "jpeg"),                              # telephones put a second picture behind the first
    (jpeg(scan=b"\x01\xff\xd0\x02\xff\x00\x03\xff\xff"), "jpeg"),  # restarts, stuffed and fill bytes
    (png(), "png"), (png(extra=chunk(b"tEXt", b"Software\0scan")), "png"),
])
def test_whole_papers_pass(data, kind):
    assert scans.kind_of(data) == kind
    assert scans.SUFFIXES[kind] and scans.TYPES[kind]


@pytest.mark.parametrize(("data", "code"), [
    (b"", "scan_empty"),
    (b"MZ\x90\0" + b"\0" * 2000, "scan_kind"), (b"\x7fELF" + b"\0" * 2000, "scan_kind"), (archive(), "scan_kind"),
    (b"<html><script>alert(1)</script></html>", "scan_kind"), (b"GIF89a" + b"\0" * 100, "scan_kind"),
    (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "scan_kind"), (b"bukan apa-apa", "scan_kind"),
    (b" " * 1024 + pdf(), "scan_kind"),
    # cut off, damaged
    (pdf()[:-20], "scan_broken"), (b"%PDF-1.7", "scan_broken"), (b"%PDF-1.7\n%%EOF", "scan_broken"),
    (pdf(after=b"\n" * 2000), "scan_broken"),
    (jpeg()[:-2], "scan_broken"), (jpeg()[:40], "scan_broken"), (b"\xff\xd8\xff\xe0", "scan_broken"),
    (b"\xff\xd8\xff\xd9", "scan_broken"), (jpeg(width=0), "scan_broken"), (jpeg(width=60_000), "scan_broken"),
    (b"\xff\xd8" + segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\xd9", "scan_broken"),  # no frame
    (jpeg(extra=b"\xff\xe2\xff\xff"), "scan_broken"), (jpeg(extra=b"\xff\xe2\0\x01"), "scan_broken"),
    (png()[:-1], "scan_broken"), (png()[:30], "scan_broken"), (scans.SIGNATURE, "scan_broken"),
    (png().replace(b"IDAT", b"IDAX"), "scan_broken"), (png(width=0), "scan_broken"),
    (scans.SIGNATURE + chunk(b"IEND", b""), "scan_broken"),
    (scans.SIGNATURE + chunk(b"IHDR", bytes(12) + b"\x01"), "scan_broken"),
    # two in one
    (pdf(before=b"MZ\x90 "), "scan_mixed"), (pdf(before=b"<html>"), "scan_mixed"),
    (pdf(before=b"#!/bin/sh\n"), "scan_mixed"),
    (pdf(before=b"GIF89a"), "scan_mixed"), (pdf(after=archive()), "scan_mixed"), (pdf(after=b"\nMZ"), "scan_mixed"),
    (pdf(after=archive() + b"\n%%EOF"), "scan_mixed"),
    (jpeg(after=archive()), "scan_mixed"), (jpeg(extra=segment(0xFE, b"<script >x</script>")), "scan_mixed"),
    (jpeg(after=b"<html><body>"), "scan_mixed"), (jpeg(extra=segment(0xE1, b"<?php system(1) ?>")), "scan_mixed"),
    (jpeg(after=b"Rar!\x1a\x07\x01\0"), "scan_mixed"), (jpeg(after=b"7z\xbc\xaf\x27\x1c\0\x04"), "scan_mixed"),
    (jpeg(extra=segment(0xFE, pdf())), "scan_mixed"), (jpeg(after=b"\x7fELF\x02\x01\x01"), "scan_mixed"),
    (png(after=b"x"), "scan_mixed"), (png(after=archive()), "scan_mixed"),
    (png(extra=chunk(b"tEXt", b"<SVG onload=x>")), "scan_mixed"), (png(extra=chunk(b"zzzz", archive())), "scan_mixed"),
    # it acts
    (pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "scan_active"),
    (pdf(b"/OpenAction << /S /J#61vaScript >>"), "scan_active"), (pdf(b"/A << /S /Launch >>"), "scan_active"),
    (pdf(b"/Names << /EmbeddedFiles 5 0 R >>"), "scan_active"), (pdf(b"/Subtype /RichMedia"), "scan_active"),
])
def test_everything_else_is_refused_with_a_sentence(data, code):
    with pytest.raises(Refused) as refused:
        scans.kind_of(data)
    assert refused.value.code == code and len(str(refused.value.message)) > 30


@pytest.mark.parametrize("build", [
    lambda: jpeg(scan=b"\xff\x00" * 5_000_000), lambda: jpeg(extra=segment(0xE1, b"") * 60_000),
    lambda: png(extra=chunk(b"zTXt", b"") * 60_000), lambda: pdf(after=b"%%EOF" * 2_000_000),
    lambda: pdf(b"#41" * 3_000_000), lambda: b"\xff\xd8" + b"\xff" * 10_000_000])
def test_ten_megabytes_of_anything_are_looked_at_in_seconds(build):
    data, began = build(), time.perf_counter()
    with contextlib.suppress(Refused):
        scans.kind_of(data)
    assert time.perf_counter() - began < 4


def test_any_byte_changed_in_a_png_is_found():
    whole = png()
    for at in range(8, len(whole)):
        with pytest.raises(Refused):
            scans.kind_of(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
